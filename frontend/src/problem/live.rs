//! Live events of problems: subscribes once for the page and tells every listener. It must not know who listens.
//!
//! A screen calls [`listen`]; `ProblemChangeKind::Resync` means: events may have been missed, read again (then `id`
//! is empty).

use std::{cell::RefCell, rc::Rc};

use graphql_client::GraphQLQuery;
use leptos::prelude::on_cleanup;
use serde_json::Value;

use super::api::{self, ProblemChanged, Row, problem_changed};
use crate::{
    model::ProblemChangeKind,
    net::live::{self, Feed},
    ui::dom,
};

/// One change, by whomever.
#[derive(Clone)]
pub struct Event {
    pub change: ProblemChangeKind,
    pub id: String,
    pub row: Option<Row>,
}

type Listener = Rc<dyn Fn(&Event)>;

thread_local!(static LISTENERS: RefCell<Vec<(u32, Listener)>> = const { RefCell::new(Vec::new()) });

/// Calls `listener` for each event for as long as the calling component lives. The first call opens the subscription.
pub fn listen(listener: impl Fn(&Event) + 'static) {
    let id = dom::unique();
    LISTENERS.with_borrow_mut(|all| all.push((id, Rc::new(listener))));
    on_cleanup(move || LISTENERS.with_borrow_mut(|all| all.retain(|(other, _)| *other != id)));
    let asked = ProblemChanged::build_query(problem_changed::Variables { after: None });
    live::start(Feed { query: asked.query, operation: asked.operation_name, on_data, on_gap });
}

fn tell(event: &Event) {
    // A listener may add or remove listeners; so tell a copy of the list.
    let all: Vec<Listener> = LISTENERS.with_borrow(|all| all.iter().map(|(_, l)| Rc::clone(l)).collect());
    for listener in all {
        listener(event);
    }
}

fn on_data(data: Value) -> Option<String> {
    let (cursor, change, id, row) = api::read_event(&data).ok()?;
    tell(&Event { change, id, row });
    Some(cursor)
}

fn on_gap() {
    tell(&Event { change: ProblemChangeKind::Resync, id: String::new(), row: None });
}
