//! Which dialog lies over the page; those of status and severity.

use domain::incident::status::{IncidentStatus as Rules, Step};
use leptos::prelude::*;

use super::{
    correct::CorrectDialog,
    edit::EditDialog,
    estimates::EstimateDialog,
    impact_dialogs::{InstantDialog, WindowDialog},
    links::LinkDialog,
    people::MemberDialog,
    problems::LinkProblemDialog,
    promised::PromiseDialog,
    roles::RoleDialog,
    state::{On, Over, Screen, instant_of, version_for, zone_hint},
    text,
    write::{self, ChangeIncidentSeverityInput, ChangeIncidentStatusInput},
};
use crate::{
    admin::severities::SeverityWords,
    model::{IncidentStatus, Severity},
    ui::{
        dialog::Dialog,
        field::{SelectField, TextArea, TextField, options},
        form::{FormError, Submit, SubmitButton},
        lean,
    },
};

pub fn overlay(screen: Screen) -> lean::Part {
    lean::part(move || {
        screen.over.get().map(|over| match over {
            Over::Status => view! { <StatusDialog screen /> }.into_any(),
            Over::Severity => view! { <SeverityDialog screen /> }.into_any(),
            Over::Link => view! { <LinkDialog screen /> }.into_any(),
            Over::Problem => view! { <LinkProblemDialog screen /> }.into_any(),
            Over::Edit => view! { <EditDialog screen /> }.into_any(),
            Over::Window(id) => view! { <WindowDialog screen id /> }.into_any(),
            Over::Instant(name) => view! { <InstantDialog screen name /> }.into_any(),
            Over::Role(role) => view! { <RoleDialog screen role /> }.into_any(),
            Over::Correct(id) => view! { <CorrectDialog screen id /> }.into_any(),
            Over::Estimate => view! { <EstimateDialog screen /> }.into_any(),
            Over::RcaPromise => view! { <PromiseDialog screen /> }.into_any(),
            Over::Member => view! { <MemberDialog screen /> }.into_any(),
        })
    })
}

/// The rules' own word for a status of the API.
fn rules(status: IncidentStatus) -> Option<Rules> {
    Rules::parse(status.wire())
}

/// The legal next states with their direction, by the table the server uses.
fn steps(from: IncidentStatus) -> Vec<(IncidentStatus, Step)> {
    let Some(from) = rules(from) else { return Vec::new() };
    IncidentStatus::ALL.iter().filter_map(|to| Some((*to, from.step(rules(*to)?)?))).collect()
}

#[component]
fn StatusDialog(screen: Screen) -> impl IntoView {
    // The state may change while the dialog is open.
    let current = move || screen.read(On::Steps, |d| d.status);
    let first = steps(untrack(current)).into_iter().find(|s| s.1 == Step::Forward);
    let first = first.or_else(|| steps(untrack(current)).into_iter().next());
    let to = RwSignal::new(first.map(|s| s.0.wire().to_owned()).unwrap_or_default());
    let reason = RwSignal::new(String::new());
    let at = RwSignal::new(String::new());
    let submit = Submit::new();
    let opened = screen.version();
    let goes_back =
        move || steps(current()).iter().any(|(s, step)| *step == Step::Back && to.with(|t| t == s.wire()));
    let choices = move || {
        steps(current())
            .into_iter()
            .map(|(status, step)| {
                let word = if step == Step::Back {
                    format!("{} (back)", status.label())
                } else {
                    status.label().to_owned()
                };
                (status.wire().to_owned(), word)
            })
            .collect::<Vec<_>>()
    };
    let send = move || {
        let Some(status) = IncidentStatus::parse(&to.get_untracked()) else { return };
        let reason = reason.get_untracked().trim().to_owned();
        if reason.is_empty() && untrack(goes_back) {
            return submit.refuse("reason", text::BACK_REASON);
        }
        let Ok(at) = instant_of(at) else { return submit.refuse("at", text::BAD_TIME) };
        let input = ChangeIncidentStatusInput {
            id: screen.id(),
            version: version_for(submit, opened),
            status,
            reason: (!reason.is_empty()).then_some(reason),
            at,
        };
        screen.save(submit, write::change_status(input), "Status changed");
    };
    let stuck = move || steps(current()).is_empty();
    view! {
        <Dialog title="Change status" on_close=move |()| screen.over.set(None)>
            <p class="muted">{lean::words(move || format!("Now {}.", current().label().to_ascii_lowercase()))}</p>
            {lean::only(stuck, || view! { <p>{text::NO_STEP}</p> })}
                <form on:submit=lean::submit(send) novalidate>
                    <SelectField label="To" value=to options=Signal::derive(choices) error=submit.of("status") />
                    <TextArea label="Reason" value=reason rows=2 error=submit.of("reason")
                        hint="Kept on the timeline. A step back needs one." />
                    <TextField label="When" kind="datetime-local" value=at error=submit.of("at")
                        hint=format!("Empty means now. {}", zone_hint()) />
                    <FormError submit />
                    <div class="form-end"><SubmitButton submit label="Change status" /></div>
                </form>
        </Dialog>
    }
}

#[component]
fn SeverityDialog(screen: Screen) -> impl IntoView {
    let current = screen.now(|d| d.severity);
    let to = RwSignal::new(current.wire().to_owned());
    let words = SeverityWords::ask();
    let criteria =
        lean::words(move || to.with(|to| Severity::parse(to)).map_or_else(String::new, |s| words.of(s)));
    let reason = RwSignal::new(String::new());
    let submit = Submit::new();
    let opened = screen.version();
    let send = move || {
        let Some(severity) = Severity::parse(&to.get_untracked()) else { return };
        if severity == screen.now(|d| d.severity) {
            return submit.refuse("severity", "Choose another severity than the present one.");
        }
        let reason = reason.get_untracked().trim().to_owned();
        let input = ChangeIncidentSeverityInput {
            id: screen.id(),
            version: version_for(submit, opened),
            severity,
            reason: (!reason.is_empty()).then_some(reason),
        };
        screen.save(submit, write::change_severity(input), "Severity changed");
    };
    view! {
        <Dialog title="Change severity" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <p class="muted">{format!("Now {}.", current.label())}</p>
                <SelectField label="To" value=to options=options!(Severity::ALL) error=submit.of("severity") />
                <p class="hint" role="status">{criteria}</p>
                <TextArea label="Reason" value=reason rows=2 hint="Kept on the timeline." error=submit.of("reason") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Change severity" /></div>
            </form>
        </Dialog>
    }
}
