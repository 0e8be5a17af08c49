//! Background work that reaches people and other programs: reminders are decided, deliveries are sent.
//!
//! It must not decide what is sent or tried again: use cases and the domain do.

mod reminders;
mod send;
mod worker;

use app::App;

use crate::state::Edge;

/// Starts both workers; they end with the program.
pub fn start(app: &App, edge: &Edge) {
    reminders::start(app.clone(), edge.clone());
    worker::start(app.clone(), edge.clone());
}
