//! Live events of incidents: subscribes once for the page and tells every listener. It must not know who listens.
//!
//! A screen calls [`listen`] in its component: for each event it gets the change, the id and, unless it was hidden, the row.
//! `IncidentChangeKind::Resync` means: events may have been missed, read again (then `incident_id` is empty).

use std::{cell::RefCell, rc::Rc};

use graphql_client::GraphQLQuery;
use leptos::prelude::on_cleanup;
use serde_json::Value;

use super::api::{IncidentChanged, Row, incident_changed};
use crate::{
    model::IncidentChangeKind,
    net::{
        decode,
        live::{self, Feed},
    },
    ui::dom,
};

/// One change, by whomever.
#[derive(Clone)]
pub struct Event {
    pub change: IncidentChangeKind,
    pub incident_id: String,
    pub row: Option<Row>,
}

type Listener = Rc<dyn Fn(&Event)>;

thread_local!(static LISTENERS: RefCell<Vec<(u32, Listener)>> = const { RefCell::new(Vec::new()) });

/// Calls `listener` for each event for as long as the calling component lives.
pub fn listen(listener: impl Fn(&Event) + 'static) {
    let id = dom::unique();
    LISTENERS.with_borrow_mut(|all| all.push((id, Rc::new(listener))));
    on_cleanup(move || LISTENERS.with_borrow_mut(|all| all.retain(|(other, _)| *other != id)));
}

/// Opens the page's subscription; called by the shell.
pub fn start() {
    live::start(Feed {
        query: incident_changed::QUERY,
        operation: incident_changed::OPERATION_NAME,
        on_data,
        on_gap,
    });
}

fn tell(event: &Event) {
    // A listener may add or remove listeners; so tell a copy of the list.
    let all: Vec<Listener> = LISTENERS.with_borrow(|all| all.iter().map(|(_, l)| Rc::clone(l)).collect());
    for listener in all {
        listener(event);
    }
}

fn on_data(data: Value) -> Option<String> {
    let data: <IncidentChanged as GraphQLQuery>::ResponseData = decode(&data).ok()?;
    let changed = data.incident_changed;
    tell(&Event {
        change: changed.change,
        incident_id: changed.incident_id,
        row: changed.incident.map(Row::from),
    });
    Some(changed.cursor)
}

fn on_gap() {
    tell(&Event { change: IncidentChangeKind::Resync, incident_id: String::new(), row: None });
}
