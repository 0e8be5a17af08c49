//! Relations to other incidents: list, add by key or words, remove.

use leptos::prelude::*;

use super::{
    api::{Detail, Other, Relation},
    state::{On, Over, Screen},
    text,
    write::{self, LinkIncidentsInput},
};
use crate::{
    incident::find::find,
    model::{IncidentLinkKind as Kind, Permission},
    net::session::session,
    ui::{
        badge::{SeverityMark, StatusMark},
        dialog::Dialog,
        field::SelectField,
        form::{FormError, Submit, SubmitButton},
        icon::Icon,
        lean,
        pick::{Choice, Pick, Picker},
    },
};

#[component]
pub fn LinksTab(screen: Screen) -> impl IntoView {
    let body = move |d: &Detail| {
        let items: Vec<AnyView> =
            d.relations.iter().map(|relation| relation_item(screen, relation)).collect();
        if items.is_empty() {
            return view! { <p class="muted">{text::NO_RELATIONS}</p> }.into_any();
        }
        view! { <ul class="rels wide">{items}</ul> }.into_any()
    };
    let add = move || {
        let open = lean::press(move || screen.over.set(Some(Over::Link)));
        view! {
            <button type="button" class="btn small end" aria-haspopup="dialog" on:click=open>"Link an incident"</button>
        }
    };
    view! {
        <div class="tab-body">
            <section aria-labelledby="h-relations">
                <div class="h2">
                    <h2 id="h-relations">"Related incidents"</h2>
                    {lean::only(|| session().can(Permission::IncidentLink), add)}
                </div>
                {screen.draw(On::Relations, body)}
            </section>
        </div>
    }
}

/// The relation in words, read from this incident.
const fn words(kind: Kind, is_outgoing: bool) -> &'static str {
    match (kind, is_outgoing) {
        (Kind::CascadedTo, true) => "Cascaded to",
        (Kind::CascadedTo, false) => "Cascaded from",
        (Kind::DuplicateOf, true) => "Duplicate of",
        (Kind::DuplicateOf, false) => "Has the duplicate",
        (Kind::RecurrenceOf, true) => "Recurrence of",
        (Kind::RecurrenceOf, false) => "Came back as",
        (Kind::SameProblem, _) => "Same problem as",
    }
}

pub fn relation_item(screen: Screen, relation: &Relation) -> AnyView {
    let Other { reference, title, severity, status, .. } = relation.other.clone();
    let id = relation.id.clone();
    let remove = session().can(Permission::IncidentLink).then(|| {
        let label = format!("Remove the relation to {reference}");
        let remove = lean::press(move || screen.act(write::unlink(id.clone()), "Relation removed"));
        view! {
            <button type="button" class="icon-btn" aria-label=label title="Remove" on:click=remove><Icon name="i-x" /></button>
        }
    });
    view! {
        <li>
            <p class="muted small">{words(relation.kind, relation.is_outgoing)}</p>
            <p><a class="link" href=format!("/incidents/{reference}")><span class="mono">{reference.clone()}</span>" "{title}</a></p>
            <p class="rel-state"><SeverityMark severity /><StatusMark status /></p>
            {remove}
        </li>
    }
    .into_any()
}

#[component]
pub fn LinkDialog(screen: Screen) -> impl IntoView {
    let kind = RwSignal::new(Kind::SameProblem.wire().to_owned());
    let pick = Pick::new(find, move || vec![screen.id()]);
    let submit = Submit::new();
    let key = StoredValue::new(write::idempotency_key());
    let send = move || {
        let Some(Choice { id: to_id, .. }) = pick.chosen() else {
            return submit.refuse("toId", "Find an incident and choose it.");
        };
        let kind = Kind::parse(&kind.get_untracked()).unwrap_or(Kind::SameProblem);
        let input =
            LinkIncidentsInput { from_id: screen.id(), to_id, kind, idempotency_key: Some(key.get_value()) };
        screen.save(submit, write::link(input), "Relation added");
    };
    let kinds: Vec<(String, String)> = Kind::ALL
        .iter()
        .map(|k| (k.wire().to_owned(), format!("This incident: {}", words(*k, true).to_ascii_lowercase())))
        .collect();
    view! {
        <Dialog title="Link another incident" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <SelectField label="Relation" value=kind options=Signal::derive(move || kinds.clone()) error=submit.of("kind") />
                <Picker pick label="Other incident" hint="INC-42, or words of its title" error=submit.of("toId") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Link" /></div>
            </form>
        </Dialog>
    }
}
