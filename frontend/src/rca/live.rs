//! Live events of one analysis. It must not know what a screen does with them.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::on_cleanup;
use serde_json::{Value, json};

use super::api::{self, Changed, rca_changed};
use crate::net::live::{self, Feed};

/// What a listener is told.
pub enum News {
    Changed(Changed),
    /// Events may have been missed: read everything again.
    Gap,
}

type Listener = Rc<dyn Fn(&News)>;

// One workspace is open at a time; the feed takes plain functions, so its listener is kept here.
thread_local!(static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) });

/// Subscribes to the analysis and calls `listener` for each event, for as long as the calling component lives.
pub fn listen(rca: &str, listener: impl Fn(&News) + 'static) {
    LISTENER.replace(Some(Rc::new(listener)));
    let feed = Feed { query: rca_changed::QUERY, operation: rca_changed::OPERATION_NAME, on_data, on_gap };
    let id = live::follow(feed, json!({ "id": rca }));
    on_cleanup(move || {
        live::unfollow(id);
        LISTENER.take();
    });
}

fn tell(news: &News) {
    // Telling may replace the listener.
    if let Some(listener) = LISTENER.with_borrow(Clone::clone) {
        listener(news);
    }
}

fn on_data(data: Value) -> Option<String> {
    let changed = api::changed(&data)?;
    let cursor = changed.cursor.clone();
    tell(&News::Changed(changed));
    Some(cursor)
}

fn on_gap() {
    tell(&News::Gap);
}
