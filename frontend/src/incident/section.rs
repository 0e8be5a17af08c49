//! One group of the incident list: what it asks for, and what live events do to its rows.

use leptos::prelude::*;

use super::{api, filters::SectionSpec, live, row::IncidentRow, text};
use crate::{
    incident::api::Row,
    model::IncidentChangeKind,
    ui::group::{Group, Words, note},
};

const PAGE: i64 = 25;
const WORDS: Words = Words { noun: "incidents", mark: "data-incident" };

/// What the list and its sections share.
#[derive(Clone, Copy)]
pub struct Shared {
    /// The id of the incident in the preview.
    pub previewed: RwSignal<Option<String>>,
    /// Ids of incidents that came in, or belong to another group now, since the list was read.
    pub fresh: RwSignal<Vec<String>>,
    /// Counts up to make every section read again.
    pub refresh: RwSignal<u32>,
}

/// `open`: whether only open, or only ended, incidents belong to the group.
fn patch(group: Group<Row>, event: &live::Event, open: Option<bool>, shared: Shared) {
    let Some(held) = group.held(&event.incident_id) else { return };
    match &event.row {
        None if event.change == IncidentChangeKind::Hidden => group.remove(&event.incident_id),
        Some(row) if row.version >= held.with_untracked(|r| r.version) => {
            if open.is_some_and(|open| open != row.status.is_open()) {
                note(shared.fresh, &row.id);
            }
            group.put(row.clone());
        }
        _ => {}
    }
}

/// The group as a table body with its heading.
#[component]
pub fn Section(spec: SectionSpec, shared: Shared, filtered: bool) -> impl IntoView {
    let SectionSpec { heading, none, open, filter } = spec;
    let group = Group::new(WORDS, move |after| Box::pin(api::list(filter.clone(), PAGE, after)));
    Effect::new(move |_| {
        shared.refresh.track();
        group.read();
    });
    live::listen(move |event| {
        if event.change == IncidentChangeKind::Resync {
            group.read_again();
        } else {
            patch(group, event, open, shared);
        }
    });
    let none = move || {
        let clear = filtered.then(|| view! { " "<a class="link" href="/incidents">{text::CLEAR}</a> });
        view! { <p class="muted none">{none}{clear}</p> }.into_any()
    };
    let row = move |row| view! { <IncidentRow row previewed=shared.previewed /> }.into_any();
    group.body(heading, "8", none, row)
}
