//! Which of the two large forms is wanted over the page: a new item, or an item to edit. The main module knows only this; the forms come
//! in a file of their own.

use leptos::prelude::*;

use super::record::{ProblemLine, Row};
use crate::shell::Overlays;

/// What is already known of an item that is about to be proposed.
#[derive(Clone, PartialEq, Default)]
pub struct Prefill {
    /// The problem it belongs to; to be found when nobody has said.
    pub problem: Option<ProblemLine>,
    /// The causes it acts on.
    pub causes: Vec<String>,
}

/// The form that is wanted.
#[derive(Clone, PartialEq)]
pub enum Asked {
    New(Prefill),
    Edit(Box<Row>),
}

/// Opens it.
pub fn ask(overlays: Overlays, asked: Asked) {
    overlays.repair.set(Some(asked));
}
