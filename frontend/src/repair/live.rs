//! Live events of repair items: subscribes once for the page and tells every listener. It must not know who listens.
//!
//! A screen calls [`listen`]; `RepairChangeKind::Resync` means: events may have been missed, read again (then `id`
//! is empty).

use std::{cell::RefCell, rc::Rc};

use graphql_client::GraphQLQuery;
use leptos::prelude::on_cleanup;
use serde_json::Value;

use super::{
    api::{self, RepairChanged, repair_changed},
    record::Row,
};
use crate::{
    model::RepairChangeKind,
    net::live::{self, Feed},
    ui::dom,
};

/// One change, by whomever.
#[derive(Clone)]
pub struct Event {
    pub change: RepairChangeKind,
    pub id: String,
    pub row: Option<Row>,
    /// Made on this page, a moment ago.
    pub is_mine: bool,
}

type Listener = Rc<dyn Fn(&Event)>;

thread_local!(static LISTENERS: RefCell<Vec<(u32, Listener)>> = const { RefCell::new(Vec::new()) });

/// Calls `listener` for each event for as long as the calling component lives. The first call opens the subscription.
pub fn listen(listener: impl Fn(&Event) + 'static) {
    listen_boxed(Rc::new(listener));
}

fn listen_boxed(listener: Listener) {
    let id = dom::unique();
    LISTENERS.with_borrow_mut(|all| all.push((id, listener)));
    on_cleanup(move || LISTENERS.with_borrow_mut(|all| all.retain(|(other, _)| *other != id)));
    let asked = RepairChanged::build_query(repair_changed::Variables { after: None });
    live::start(Feed { query: asked.query, operation: asked.operation_name, on_data, on_gap });
}

fn tell(event: &Event) {
    // A listener may add or remove listeners; so tell a copy of the list.
    let all: Vec<Listener> = LISTENERS.with_borrow(|all| all.iter().map(|(_, l)| Rc::clone(l)).collect());
    for listener in all {
        listener(event);
    }
}

/// Tells of an item that was made or changed on this page, before its event comes.
pub fn made_here(change: RepairChangeKind, row: &Row) {
    tell(&Event { change, id: row.id.clone(), row: Some(row.clone()), is_mine: true });
}

fn on_data(data: Value) -> Option<String> {
    let (cursor, change, id, row) = api::read_event(&data).ok()?;
    tell(&Event { change, id, row, is_mine: false });
    Some(cursor)
}

fn on_gap() {
    tell(&Event { change: RepairChangeKind::Resync, id: String::new(), row: None, is_mine: false });
}
