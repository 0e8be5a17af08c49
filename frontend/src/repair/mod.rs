//! Repair items: what is done about causes. One's own and everybody's as list and board, one item, a problem's, proposing and editing from
//! anywhere, and their live events.
//!
//! The main module knows how to ask for the large forms and for the part of a problem's page; both come in files of their own.

mod acts;
pub mod api;
pub mod beside;
mod board;
mod card;
mod check;
mod clock;
mod desk;
pub mod detail;
mod edit;
mod fields;
mod filter_bar;
mod filters;
mod form_asked;
mod forms;
pub mod live;
mod marks;
mod new;
mod page;
pub mod record;
mod row;
mod rows;
mod shown;
mod tab;
mod text;
mod write;

use leptos::prelude::*;

use self::{edit::EditRepair, new::NewRepair, tab::RepairsOfProblem};
pub use self::{form_asked::Asked, page::Repairs, record::ProblemLine, tab::OfProblem};
use crate::{shell::Overlays, split_screen};

split_screen!(FORM, repair, repair_form, fetch_repair_form, Form);
split_screen!(TAB, repair, repair_tab, fetch_repair_tab, RepairsOfProblem);

/// The form that is wanted.
#[component]
fn Form() -> impl IntoView {
    match expect_context::<Overlays>().repair.get_untracked() {
        Some(Asked::New(prefill)) => view! { <NewRepair prefill /> }.into_any(),
        Some(Asked::Edit(row)) => view! { <EditRepair row=*row /> }.into_any(),
        None => ().into_any(),
    }
}

/// The form over the page; it reads what is wanted from `shell::Overlays`.
pub fn form() -> AnyView {
    FORM.lay()
}

/// The part of a problem's page; the page provides [`OfProblem`].
pub fn of_problem() -> AnyView {
    TAB.show()
}
