//! Which items a list or a board shows: what is asked for, what belongs there when it comes in, and what to say when there is nothing.
//! Shared by the page of all items and by the tab of a problem. It must not know how they are drawn.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    api::{self, RepairItemFilter},
    desk::{Desk, MARK},
    live::{self, Event},
    record::Row,
};
use crate::{
    model::{RepairChangeKind, RepairItemOrder, RepairItemStatus as Status},
    ui::{
        group::{Group, Held, Words, note},
        lean,
        remote::Remote,
        toast,
    },
};

/// So many rows a page: an item has many fields, and the API counts them.
const PAGE: i64 = 40;
const WORDS: Words = Words { noun: "repair items", mark: MARK };

/// What is shown; cheap to clone.
#[derive(Clone)]
pub struct Shown {
    /// What is asked for, without the states.
    pub filter: RepairItemFilter,
    /// The states, by group.
    pub states: Vec<Vec<Status>>,
    /// Whether an item that came in belongs here.
    pub through: Arc<dyn Fn(&Row) -> bool + Send + Sync>,
    /// Ids of items that came in or moved since the list was read.
    pub fresh: RwSignal<Vec<String>>,
    /// Counts up to make everything read again.
    pub refresh: RwSignal<u32>,
    /// What to say when there is nothing.
    pub none: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

/// The states of what is still open, most urgent group first.
pub fn open_states() -> Vec<Vec<Status>> {
    vec![
        vec![Status::Committed, Status::InProgress, Status::Reopened],
        vec![Status::Proposed],
        vec![Status::Done],
    ]
}

impl Shown {
    /// A group for each set of states; they are read now and whenever `refresh` counts.
    pub fn groups(&self) -> Vec<Group<Row>> {
        let group = |states: &Vec<Status>| {
            let filter = RepairItemFilter { status: Some(states.clone()), ..self.filter.clone() };
            let ended = states.iter().all(|s| matches!(s, Status::Effective | Status::NotDoing));
            let order = if ended { RepairItemOrder::UpdatedAtDesc } else { RepairItemOrder::DueAtAsc };
            Group::new(WORDS, move |after| Box::pin(api::list(filter.clone(), order, PAGE, after)))
        };
        let groups: Vec<Group<Row>> = self.states.iter().map(group).collect();
        let (refresh, read) = (self.refresh, groups.clone());
        Effect::new(move |_| {
            refresh.track();
            for group in &read {
                group.read();
            }
        });
        groups
    }

    /// Follows what others do. `moved` says whether a newer state of an item that is here belongs elsewhere now; nothing moves by
    /// itself where the reader is reading, so that it is only counted.
    pub fn follow(&self, desk: Desk, groups: Vec<Group<Row>>, moved: impl Fn(&Row) -> bool + 'static) {
        let (through, fresh) = (Arc::clone(&self.through), self.fresh);
        live::listen(move |Event { change, row, is_mine, .. }| match row {
            _ if *change == RepairChangeKind::Resync => groups.iter().for_each(|group| group.read_again()),
            None => {}
            Some(row) if desk.held(&row.id).is_some() => {
                desk.put(row);
                if moved(row) && !is_mine {
                    note(fresh, &row.id);
                }
            }
            Some(row) if !through(row) => {}
            // It may only not be read yet.
            Some(_) if *change != RepairChangeKind::Proposed && !is_mine && is_partial(&groups) => {}
            // What the reader just made is at once where they look.
            Some(row) if *is_mine => {
                fresh.update(|all| all.retain(|id| *id != row.id));
                if let Some(group) = groups.first() {
                    group.rows.update(|rows| rows.push(Held::new(row.clone())));
                }
            }
            Some(row) => {
                note(fresh, &row.id);
                toast::announce(format!("{} new or moved repair items", fresh.with_untracked(Vec::len)));
            }
        });
    }
}

/// Whether there are items that were not read yet.
fn is_partial(groups: &[Group<Row>]) -> bool {
    groups.iter().any(|group| group.next.with_untracked(Option::is_some))
}

/// The groups as one: loading until all are there, failed when one is.
pub fn phase(groups: &[Group<Row>]) -> Remote<()> {
    let phases = || groups.iter().map(|group| group.phase.get());
    let failed = phases().find(|phase| matches!(phase, Remote::Failed(_)));
    let waiting = phases().find(|phase| matches!(phase, Remote::Loading));
    failed.or(waiting).unwrap_or(Remote::Ready(()))
}

/// Asks again for what failed.
pub fn retry(groups: &[Group<Row>]) {
    for group in groups.iter().filter(|g| g.phase.with_untracked(|p| matches!(p, Remote::Failed(_)))) {
        group.phase.set(Remote::Loading);
        group.read();
    }
}

/// All rows once, in the order of the groups; tracks which there are.
pub fn rows(groups: &[Group<Row>]) -> Vec<Held<Row>> {
    let mut all: Vec<Held<Row>> = Vec::new();
    for group in groups {
        group.rows.with(|rows| {
            for row in rows {
                let id = row.with_untracked(|r| r.id.clone());
                if !all.iter().any(|known| known.with_untracked(|k| k.id == id)) {
                    all.push(row.clone());
                }
            }
        });
    }
    all
}

/// The button for what is not read yet.
pub fn more(groups: Vec<Group<Row>>) -> AnyView {
    let asked = groups.clone();
    let button = move || {
        let groups = groups.clone();
        let press = lean::press(move || {
            for group in &groups {
                group.read_more();
            }
        });
        view! { <p class="more"><button type="button" class="btn small" on:click=press>"Load more"</button></p> }
    };
    lean::only(move || asked.iter().any(|g| g.next.with(Option::is_some)), button).into_any()
}
