//! The dialogs that write about a problem: its own fields, and its workaround.

use leptos::prelude::*;

use super::state::Screen;
use crate::{
    catalog::api::service_options,
    identity::api::people_options,
    incident::detail::{MarkdownPreview, people_select},
    model::{DateTime, TextZone, WorkaroundEffect},
    problem::{
        open::words,
        text,
        write::{self, SetWorkaroundInput, UpdateProblemInput},
    },
    ui::{
        dialog::Dialog,
        field::{CheckGroup, SelectField, TextArea, TextField},
        form::{FormError, Submit, SubmitButton, version_for, zone_hint},
        lean,
        remote::{self, Remote},
        time,
        wording::WordedField,
    },
};

#[component]
pub fn EditDialog(screen: Screen) -> impl IntoView {
    let old = screen.now(Clone::clone);
    let title = RwSignal::new(old.row.title);
    let description = RwSignal::new(old.description);
    let tags = RwSignal::new(old.row.tags.join(", "));
    let services = RwSignal::new(old.row.services.iter().map(|s| s.id.clone()).collect::<Vec<_>>());
    let owner = RwSignal::new(old.row.owner.map(|o| o.id).unwrap_or_default());
    let sponsor = RwSignal::new(old.sponsor.map(|s| s.id).unwrap_or_default());
    let submit = Submit::new();
    let opened = screen.version();
    let people = remote::remote(people_options);
    let all = remote::remote(service_options);
    let known: Vec<(String, String)> = old.row.services.into_iter().map(|s| (s.id, s.name)).collect();
    // Until all services are here, those of the problem can at least be taken off.
    let choices = Signal::derive(move || match all.state.get() {
        Remote::Ready(all) => all.into_iter().map(|s| (s.id, s.name)).collect(),
        _ => known.clone(),
    });
    let send = move || {
        let (owner, sponsor) = (owner.get_untracked(), sponsor.get_untracked());
        let input = UpdateProblemInput {
            id: screen.id(),
            version: version_for(submit, opened),
            title: Some(title.get_untracked().trim().to_owned()),
            description: Some(description.get_untracked()),
            remove_owner: owner.is_empty(),
            owner_id: (!owner.is_empty()).then_some(owner),
            remove_sponsor: sponsor.is_empty(),
            sponsor_id: (!sponsor.is_empty()).then_some(sponsor),
            service_ids: Some(services.get_untracked()),
            tags: Some(words(&tags.get_untracked())),
        };
        screen.save(submit, write::update(input), "Problem saved");
    };
    view! {
        <Dialog title="Edit the problem" class="wide" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <WordedField label="Title" value=title zone=TextZone::Statement required=true error=submit.of("title") />
                <WordedField label="Description" value=description zone=TextZone::Summary rows=5 hint="Markdown. What is known." error=submit.of("description") />
                <MarkdownPreview body=description />
                <CheckGroup legend="Services" chosen=services options=choices error=submit.of("serviceIds") />
                <div class="form-row">
                    <SelectField label="Owner" value=owner options=people_select(people) error=submit.of("ownerId") />
                    <SelectField label="Sponsor" value=sponsor options=people_select(people) hint=text::SPONSOR_HINT error=submit.of("sponsorId") />
                    <TextField label="Tags" value=tags hint="Separated by commas" error=submit.of("tags") />
                </div>
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Save" /></div>
            </form>
        </Dialog>
    }
}

#[component]
pub fn WorkaroundDialog(screen: Screen) -> impl IntoView {
    let old = screen.now(|d| d.workaround.clone());
    let tested = old.as_ref().map_or(DateTime(time::now_ms()), |w| w.last_tested_at);
    let steps = RwSignal::new(old.as_ref().map(|w| w.steps.clone()).unwrap_or_default());
    let limits = RwSignal::new(old.as_ref().map(|w| w.limits.clone()).unwrap_or_default());
    let effect = old.map_or(WorkaroundEffect::Reduces, |w| w.effect);
    let effect = RwSignal::new(effect.wire().to_owned());
    let tested = RwSignal::new(time::to_input(tested));
    let submit = Submit::new();
    let opened = screen.version();
    let effects: Vec<(String, String)> =
        WorkaroundEffect::ALL.iter().map(|e| (e.wire().to_owned(), e.label().to_owned())).collect();
    let send = move || {
        let words = steps.get_untracked().trim().to_owned();
        if words.is_empty() {
            return submit.refuse("steps", "Say what to do, step by step.");
        }
        let ends = limits.get_untracked().trim().to_owned();
        if ends.is_empty() {
            return submit.refuse("limits", "Say where it ends: load, time, side effects.");
        }
        let Some(last_tested_at) = time::from_input(&tested.get_untracked()) else {
            return submit.refuse("lastTestedAt", "Enter a day and a time.");
        };
        let input = SetWorkaroundInput {
            id: screen.id(),
            version: version_for(submit, opened),
            steps: words,
            effect: WorkaroundEffect::parse(&effect.get_untracked()).unwrap_or(WorkaroundEffect::Reduces),
            limits: ends,
            last_tested_at,
        };
        screen.save(submit, write::set_workaround(input), "Workaround recorded");
    };
    view! {
        <Dialog title="Workaround" class="wide" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <TextArea label="Steps" value=steps rows=5 required=true error=submit.of("steps")
                    hint="Markdown. What somebody does in the middle of an outage." />
                <MarkdownPreview body=steps />
                <TextArea label="Where it ends" value=limits rows=3 required=true error=submit.of("limits")
                    hint="Markdown. Load, time, side effects." />
                <div class="form-row">
                    <SelectField label="Effect" value=effect options=Signal::derive(move || effects.clone()) error=submit.of("effect") />
                    <TextField label="Last tested" kind="datetime-local" value=tested required=true hint=zone_hint()
                        error=submit.of("lastTestedAt") />
                </div>
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Record" /></div>
            </form>
        </Dialog>
    }
}
