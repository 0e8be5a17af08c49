//! Problems: board and list, one problem, opening one from anywhere, and their live events.
//!
//! The main module knows how to ask for the dialog and the suggestions; both come in files of their own.

mod alike;
pub mod api;
mod board;
mod card;
pub mod detail;
pub mod dialogs;
mod filter_bar;
mod filters;
mod list;
pub mod live;
pub mod marks;
mod open;
mod preview;
mod row;
mod text;
pub mod write;

use leptos::prelude::*;

pub use self::{
    alike::{AlikeAsked, AlikeHere},
    detail::{finding, section},
    list::Problems,
    open::OpenProblemDialog,
};
use crate::{split_screen, ui::pick::Choice};

/// What is already known of a problem that is about to be opened.
#[derive(Clone, PartialEq, Default)]
pub struct Prefill {
    pub title: String,
    pub incidents: Vec<Choice>,
    pub services: Vec<String>,
}

split_screen!(OPEN, problem, open_problem, fetch_open_problem, OpenProblemDialog);
split_screen!(ALIKE, problem, problem_alike, fetch_problem_alike, AlikeHere);

/// The dialog that opens a problem; it reads what is prefilled from `shell::Overlays`.
pub fn open_dialog() -> AnyView {
    OPEN.lay()
}

/// What looks like the record that is being written in the form around it, which provides [`AlikeAsked`].
pub fn alike_here() -> AnyView {
    ALIKE.lay()
}
