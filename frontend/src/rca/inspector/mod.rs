//! Beside every view: the selected cause with all that can be said about it. Under the whys also the chain read upward.

mod evidence;
mod facts;
mod links;
mod statement;
mod verdict;

pub use links::{cause_button, operator};

use leptos::prelude::*;

use super::{
    state::{Desk, Over},
    upward,
    view::View,
};
use crate::{
    repair,
    ui::{icon::Icon, lean},
};

/// The pane at the right; a sheet from below on narrow pages.
pub fn side(desk: Desk, view: Memo<View>) -> AnyView {
    let body = lean::part(move || match desk.selected.get() {
        Some(id) => inspector(desk, id),
        None => nothing(),
    });
    let is_open = move || desk.selected.with(Option::is_some);
    let whys = Memo::new(move |_| view.get() == View::Whys);
    view! {
        <aside class="insp" class:open=is_open aria-label="Selected cause">
            {body}
            {lean::only(move || whys.get(), move || upward::upward(desk))}
        </aside>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! {
        <div class="insp-none">
            <h2>"No cause selected"</h2>
            <p class="muted">"Choose one to see its verdict, evidence and links."</p>
        </div>
    }
    .into_any()
}

fn inspector(desk: Desk, id: String) -> AnyView {
    let cause = desk.cause(id.clone());
    let is_there = Memo::new(move |_| cause.with(Option::is_some));
    let parts = {
        let id = id.clone();
        move || {
            view! {
                {statement::statement(desk, id.clone(), cause)}
                {verdict::verdict(desk, id.clone(), cause)}
                {verdict::root(desk, id.clone(), cause)}
                {repairs(desk, id.clone())}
                {evidence::evidence(desk, id.clone(), cause)}
                {links::links(desk, id.clone())}
                {facts::facts(desk, id.clone(), cause)}
                {actions(desk, id.clone())}
            }
            .into_any()
        }
    };
    let close = lean::press(move || desk.selected.set(None));
    let removed = || view! { <p class="muted">"This cause is not there any more."</p> };
    view! {
        <div class="insp-cause">
            <button type="button" class="icon-btn close" aria-label="Close the cause" on:click=close><Icon name="i-x" /></button>
            {lean::only(move || is_there.get(), parts)}
            {lean::only(move || !is_there.get(), removed)}
        </div>
    }
    .into_any()
}

/// What is done about the cause.
fn repairs(desk: Desk, id: String) -> AnyView {
    let problem = desk.now(|s| repair::ProblemLine {
        id: s.problem.id.clone(),
        reference: s.problem.reference.clone(),
        title: s.problem.title.clone(),
    });
    repair::beside::section_of_cause(problem, id)
}

fn actions(desk: Desk, id: String) -> AnyView {
    let buttons = move || {
        let (moved, removed) = (id.clone(), id.clone());
        let shift = lean::press(move || desk.over.set(Some(Over::Move(moved.clone()))));
        let remove = lean::press(move || desk.remove(removed.clone()));
        view! {
            <p class="insp-acts">
                <button type="button" class="btn small" aria-haspopup="dialog" aria-keyshortcuts="M" on:click=shift>"Move"</button>
                <button type="button" class="btn small" on:click=remove>"Remove"</button>
            </p>
        }
    };
    lean::only(move || desk.may_draft(), buttons).into_any()
}
