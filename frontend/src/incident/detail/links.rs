//! Relations to other incidents: list, add by key or words, remove.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api::{self, Detail, Other, Relation},
    state::{On, Over, Screen},
    text,
    write::{self, LinkIncidentsInput},
};
use crate::{
    incident::api::{IncidentFilter, list, no_filter},
    model::{IncidentLinkKind as Kind, Permission},
    net::session::session,
    ui::{
        badge::{SeverityMark, StatusMark},
        dialog::Dialog,
        field::{SelectField, TextField},
        form::{FormError, Submit, SubmitButton},
        icon::Icon,
        lean,
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

/// Finds by `INC-n` exactly, else by words; never this incident itself.
async fn find(text: String, own: String) -> Vec<Other> {
    let upper = text.to_ascii_uppercase();
    // A failed search leaves the list empty; the next letter tries again.
    let found = if upper.starts_with("INC-") {
        api::by_reference(upper).await.ok().into_iter().collect()
    } else {
        let filter = IncidentFilter { text: Some(text), ..no_filter() };
        let rows = list(filter, 8, None).await.map(|page| page.rows).unwrap_or_default();
        rows.into_iter()
            .map(|r| Other {
                id: r.id,
                reference: r.reference,
                title: r.title,
                severity: r.severity,
                status: r.status,
            })
            .collect::<Vec<_>>()
    };
    found.into_iter().filter(|o: &Other| o.id != own).collect()
}

#[component]
pub fn LinkDialog(screen: Screen) -> impl IntoView {
    let kind = RwSignal::new(Kind::SameProblem.wire().to_owned());
    let query = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<Other>::new());
    let target = RwSignal::new(String::new());
    let submit = Submit::new();
    let key = StoredValue::new(write::idempotency_key());
    Effect::new(move |_| {
        let asked = query.get();
        if asked.trim().len() < 2 {
            found.set(Vec::new());
            return;
        }
        set_timeout(
            move || {
                // Only the latest letters ask.
                if query.try_get_untracked().as_ref() != Some(&asked) {
                    return;
                }
                spawn_local(async move {
                    let rows = find(asked.trim().to_owned(), screen.id()).await;
                    if query.try_get_untracked().as_ref() == Some(&asked) {
                        if let [only] = rows.as_slice() {
                            target.set(only.id.clone());
                        }
                        found.set(rows);
                    }
                });
            },
            Duration::from_millis(200),
        );
    });
    let send = move || {
        let to_id = target.get_untracked();
        if found.with_untracked(|f| !f.iter().any(|o| o.id == to_id)) {
            return submit.refuse("toId", "Find an incident and choose it.");
        }
        let kind = Kind::parse(&kind.get_untracked()).unwrap_or(Kind::SameProblem);
        let input =
            LinkIncidentsInput { from_id: screen.id(), to_id, kind, idempotency_key: Some(key.get_value()) };
        screen.save(submit, write::link(input), "Relation added");
    };
    let kinds: Vec<(String, String)> = Kind::ALL
        .iter()
        .map(|k| (k.wire().to_owned(), format!("This incident: {}", words(*k, true).to_ascii_lowercase())))
        .collect();
    let choices = lean::part(move || {
        found.get().into_iter().map(|o| {
            let (id, held) = (o.id.clone(), o.id);
            view! {
                <label class="check">
                    <input type="radio" name="link-target" prop:checked=move || target.with(|t| *t == held)
                        on:change=move |_| target.set(id.clone()) />
                    <span><span class="mono">{o.reference}</span>" "{o.title}</span>
                </label>
            }
        }).collect_view()
    });
    view! {
        <Dialog title="Link another incident" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <SelectField label="Relation" value=kind options=Signal::derive(move || kinds.clone()) error=submit.of("kind") />
                <TextField label="Other incident" value=query hint="INC-42, or words of its title" required=true error=submit.of("toId") />
                <fieldset class="form-field checks"><legend class="vh">"Found incidents"</legend>{choices}</fieldset>
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Link" /></div>
            </form>
        </Dialog>
    }
}
