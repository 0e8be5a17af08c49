//! The repair items of one problem, as a part of its page: what the rules say about all of them, list or board, and a new one.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, RepairItemFilter, no_filter},
    board,
    form_asked::{Asked, Prefill, ask},
    live,
    record::{ProblemLine, Row},
    rows,
    shown::{self, Shown},
    text,
};
use crate::{
    model::{Finding, Permission, RepairItemStatus},
    net::session::session,
    problem::finding,
    shell::Overlays,
    ui::{
        group::fresh_pill,
        lean,
        remote::{self, Remote},
        states::Empty,
    },
};

/// The problem whose items are shown; the page provides it.
#[derive(Clone)]
pub struct OfProblem(pub ProblemLine);

/// The tab.
#[component]
pub fn RepairsOfProblem() -> impl IntoView {
    let OfProblem(problem) = expect_context::<OfProblem>();
    let query = use_query_map();
    let is_board = Memo::new(move |_| query.with(|q| q.get("view").as_deref() == Some("board")));
    let (fresh, refresh) = (RwSignal::new(Vec::<String>::new()), RwSignal::new(0_u32));
    let asked = problem.id.clone();
    let findings = remote::remote(move || api::set_findings(asked.clone()));
    let id = problem.id.clone();
    live::listen(move |event| {
        if event.row.as_ref().is_some_and(|row| row.problem.id == id) {
            findings.reload();
        }
    });
    let said = move || match findings.state.get() {
        Remote::Ready(all) if !all.is_empty() => {
            let items: Vec<AnyView> = all.iter().map(|f: &Finding| finding(f)).collect();
            view! { <ul class="find" aria-label="What the rules say about these items together">{items}</ul> }
                .into_any()
        }
        _ => ().into_any(),
    };
    let base = format!("/problems/{}/repairs", problem.reference);
    let link = |board: bool, word: &'static str| {
        let href = if board { format!("{base}?view=board") } else { base.clone() };
        let current = lean::maybe(move || (is_board.get() == board).then_some("page"));
        view! { <a class="btn small" href=href data-noscroll="" aria-current=current>{word}</a> }.into_any()
    };
    let switch = view! { <nav class="switch" aria-label="List or board">{link(false, "List")}{link(true, "Board")}</nav> };
    let listed = problem.clone();
    let body = move || {
        let shown = shown(&listed, is_board.get(), fresh, refresh);
        if is_board.get() { board::board(shown) } else { rows::listing(shown, "Effective or not being done") }
    };
    view! {
        <section class="repairs-tab" aria-labelledby="h-repairs">
            <div class="h2">
                <h2 id="h-repairs">{text::TITLE}</h2>
                {fresh_pill(fresh, refresh)}
                <span class="end">{switch}{add(problem)}</span>
            </div>
            {lean::part(said)}
            {lean::part(body)}
        </section>
    }
}

/// The button of a new item of this problem.
fn add(problem: ProblemLine) -> AnyView {
    let overlays = expect_context::<Overlays>();
    let button = move || {
        let problem = problem.clone();
        let open = lean::press(move || {
            ask(overlays, Asked::New(Prefill { problem: Some(problem.clone()), causes: Vec::new() }));
        });
        view! { <button type="button" class="btn small" aria-haspopup="dialog" on:click=open>"New repair item"</button> }
    };
    lean::only(|| session().can(Permission::RepairPropose), button).into_any()
}

fn shown(
    problem: &ProblemLine,
    is_board: bool,
    fresh: RwSignal<Vec<String>>,
    refresh: RwSignal<u32>,
) -> Shown {
    let states = if is_board {
        board::states()
    } else {
        let mut states = shown::open_states();
        states.push(vec![RepairItemStatus::Effective, RepairItemStatus::NotDoing]);
        states
    };
    let id = problem.id.clone();
    Shown {
        filter: RepairItemFilter { problem_ids: Some(vec![problem.id.clone()]), ..no_filter() },
        states,
        through: Arc::new(move |row: &Row| row.problem.id == id),
        fresh,
        refresh,
        none: Arc::new(|| {
            view! { <Empty title=text::NONE_OF_PROBLEM text=text::NONE_OF_PROBLEM_TEXT /> }.into_any()
        }),
    }
}
