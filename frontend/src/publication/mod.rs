//! Publishing an analysis: a version written for an audience, previewed as that audience will read it, the versions that went out,
//! and what customers asked about them. It must not know how an analysis is made.

mod api;
mod form;
pub mod page;
mod preview;
mod questions;
mod text;
mod versions;
mod writing;

use leptos::prelude::*;

use self::questions::Asked;
use crate::{model::Permission, net::session::session, split_screen};

// Comes with the page of publishing, only to those who may answer.
split_screen!(ASKED, publish, rca_asked, fetch_rca_asked, Asked);

/// The questions of customers that wait for the viewer, as a section of a page; nothing for who may not answer.
pub fn asked() -> AnyView {
    if untrack(|| session().can(Permission::RcaPublish)) { ASKED.lay() } else { ().into_any() }
}

/// The page of publishing, of the analysis of `PRB-n`, or of `RCA-n` itself.
pub fn path(problem: &str) -> String {
    format!("/problems/{problem}/rca/publish")
}

/// The versions that went out, on that page.
pub fn versions_path(problem: &str) -> String {
    format!("{}?show=versions", path(problem))
}
