//! The web client: a single-page program over the public GraphQL API. It knows no database and no server code; the only
//! shared crate is `domain`, for pure rules and drawings.
//!
//! Where things are: `net` talks to the server, `ui` holds the dumb parts every screen uses, `model` the words of the API,
//! and each capability (`identity`, `catalog`, `incident`, `problem`, `repair`, `notification`, `integration`, `insight`, `admin`,
//! `now`) its own screens, operations and texts.
#![expect(clippy::needless_pass_by_value, reason = "components take their props by value")]

mod admin;
mod app;
mod catalog;
mod customer;
mod identity;
mod incident;
mod insight;
mod integration;
mod maintenance;
mod model;
mod net;
mod notification;
mod now;
mod problem;
mod promise;
mod publication;
mod rca;
mod repair;
mod shell;
mod subscriber;
mod ui;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
