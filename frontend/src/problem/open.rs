//! The dialog that opens a problem, over any page: a title is enough. It suggests what looks alike, and can link the incident to
//! one of those instead. It goes to the new problem.

use core::time::Duration;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    Prefill,
    alike::{Acts, AlikeAsked, while_typing},
    api::{Known, Line},
    text,
    write::{self, OpenProblemInput},
};
use crate::{
    catalog::api::service_options,
    identity::api::people_options,
    incident::{detail::people_select, find::find},
    model::{Permission, TextZone},
    net::{ApiError, session::session},
    shell::Overlays,
    ui::{
        dialog::Dialog,
        dom,
        field::{CheckGroup, SelectField, TextField},
        form::{FormError, Submit, SubmitButton, idempotency_key},
        icon::Icon,
        lean, nav,
        pick::{Choice, Pick, Picker},
        remote::{self, Remote},
        toast,
        wording::WordedField,
    },
};

/// The fields; copy them freely.
#[derive(Clone, Copy)]
struct Fields {
    title: RwSignal<String>,
    description: RwSignal<String>,
    services: RwSignal<Vec<String>>,
    owner: RwSignal<String>,
    sponsor: RwSignal<String>,
    tags: RwSignal<String>,
    incidents: RwSignal<Vec<Choice>>,
    key: StoredValue<String>,
}

impl Fields {
    fn new(prefill: Prefill) -> Self {
        Self {
            title: RwSignal::new(prefill.title),
            description: RwSignal::new(String::new()),
            services: RwSignal::new(prefill.services),
            owner: RwSignal::new(session().viewer_id()),
            sponsor: RwSignal::new(String::new()),
            tags: RwSignal::new(String::new()),
            incidents: RwSignal::new(prefill.incidents),
            key: StoredValue::new(idempotency_key()),
        }
    }

    fn input(self) -> Option<OpenProblemInput> {
        let title = self.title.get_untracked().trim().to_owned();
        if title.is_empty() {
            return None;
        }
        let description = self.description.get_untracked().trim().to_owned();
        let owner = self.owner.get_untracked();
        let sponsor = self.sponsor.get_untracked();
        Some(OpenProblemInput {
            sponsor_id: (!sponsor.is_empty()).then_some(sponsor),
            title,
            description: (!description.is_empty()).then_some(description),
            incident_ids: Some(
                self.incidents.with_untracked(|all| all.iter().map(|i| i.id.clone()).collect()),
            ),
            service_ids: Some(self.services.get_untracked()),
            owner_id: (!owner.is_empty()).then_some(owner),
            tags: Some(words(&self.tags.get_untracked())),
            idempotency_key: Some(self.key.get_value()),
        })
    }

    /// Adds an incident once.
    fn add(self, incident: Choice) {
        if !self.incidents.with_untracked(|all| all.iter().any(|i| i.id == incident.id)) {
            self.incidents.update(|all| all.push(incident));
        }
    }
}

/// Words between commas.
pub fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect()
}

/// Goes to a problem that has just been made or chosen, and stands on its heading.
fn arrive(reference: &str) {
    nav::go(&format!("/problems/{reference}"));
    set_timeout(dom::focus_heading, Duration::from_millis(60));
}

#[component]
pub fn OpenProblemDialog() -> impl IntoView {
    let overlay = expect_context::<Overlays>().problem;
    let close = Callback::new(move |()| overlay.set(None));
    let fields = Fields::new(overlay.get_untracked().unwrap_or_default());
    let submit = Submit::new();
    let send = move || {
        let Some(input) = fields.input() else {
            return submit.refuse("title", "Say in one line what keeps happening.");
        };
        submit.run(write::open(input), move |reference| {
            close.run(());
            toast::say(format!("{reference} opened"));
            arrive(&reference);
        });
    };
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    let asked = AlikeAsked { title: fields.title, text: fields.description, services: fields.services };
    let people = remote::remote(people_options);
    view! {
        <Dialog title=text::NEW class="wide" on_close=close>
            <form class="declare" novalidate on:keydown=keydown on:submit=lean::submit(send)>
                <WordedField label="Title" value=fields.title zone=TextZone::Statement required=true autofocus=true error=submit.of("title")
                    hint="What keeps happening, not why: the why is what the analysis finds." />
                {while_typing(asked, acts(fields, submit, close))}
                <WordedField label="Description" value=fields.description zone=TextZone::Summary rows=3 hint="Markdown. What is known." error=submit.of("description") />
                <Services fields submit />
                <Incidents fields submit />
                <div class="form-row">
                    <SelectField label="Owner" value=fields.owner options=people_select(people) error=submit.of("ownerId") />
                    <SelectField label="Sponsor" value=fields.sponsor options=people_select(people) hint=text::SPONSOR_HINT error=submit.of("sponsorId") />
                    <TextField label="Tags" value=fields.tags hint="Separated by commas" error=submit.of("tags") />
                </div>
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Open the problem" keys="Ctrl Enter" /></div>
            </form>
        </Dialog>
    }
}

/// Linking to a problem that is there already, and linking what looks alike too.
fn acts(fields: Fields, submit: Submit, close: Callback<()>) -> Acts {
    let instead = Callback::new(move |known: Known| {
        let incidents = fields.incidents.get_untracked();
        if incidents.is_empty() {
            close.run(());
            return arrive(&known.reference);
        }
        let Known { id, reference, .. } = known;
        let link = async move {
            for incident in incidents {
                write::link(id.clone(), incident.id).await?;
            }
            Ok::<_, ApiError>(())
        };
        submit.run(link, move |()| {
            close.run(());
            toast::say(format!("Linked to {reference}"));
            arrive(&reference);
        });
    });
    let too = Callback::new(move |line: Line| {
        let said = format!("{} will be linked", line.reference);
        fields.add(Choice { id: line.id, reference: line.reference, title: line.title });
        toast::announce(said);
    });
    let may_link = untrack(|| session().can(Permission::ProblemLink));
    let word = if fields.incidents.with_untracked(Vec::is_empty) {
        "Go there instead"
    } else {
        "Link to it instead"
    };
    Acts { problem: may_link.then_some((word, instead)), incident: Some(("Link too", too)) }
}

#[component]
fn Services(fields: Fields, submit: Submit) -> impl IntoView {
    let all = remote::remote(service_options);
    let choices = Signal::derive(move || match all.state.get() {
        Remote::Ready(all) => all.into_iter().map(|s| (s.id, s.name)).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    view! { <CheckGroup legend="Services" chosen=fields.services options=choices error=submit.of("serviceIds") /> }
}

/// The incidents it explains, and a field to find more.
#[component]
fn Incidents(fields: Fields, submit: Submit) -> impl IntoView {
    let pick = Pick::new(find, move || {
        fields.incidents.with_untracked(|all| all.iter().map(|i| i.id.clone()).collect())
    });
    let add = move || {
        if let Some(chosen) = pick.chosen() {
            fields.add(chosen);
            pick.query.set(String::new());
        }
    };
    // Enter in this field adds; it does not open the problem.
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
            event.prevent_default();
            add();
        }
    };
    let item = move |incident: Choice| {
        let id = incident.id.clone();
        let label = format!("Do not link {}", incident.reference);
        let remove = lean::press(move || fields.incidents.update(|all| all.retain(|i| i.id != id)));
        view! {
            <li>
                <span><span class="mono">{incident.reference}</span>" "{incident.title}</span>
                <button type="button" class="icon-btn" aria-label=label title="Remove" on:click=remove><Icon name="i-x" /></button>
            </li>
        }
        .into_any()
    };
    let list = lean::part(move || {
        let items: Vec<AnyView> = fields.incidents.get().into_iter().map(item).collect();
        (!items.is_empty()).then(|| view! { <ul class="members">{items}</ul> })
    });
    view! {
        <fieldset class="form-field linked" on:keydown=enter>
            <legend>"Incidents"</legend>
            {list}
            <Picker pick label="Find an incident" hint="INC-42, or words of its title" optional=true error=submit.of("incidentIds") />
            <button type="button" class="btn small" on:click=lean::press(add)>"Add the chosen one"</button>
        </fieldset>
    }
}
