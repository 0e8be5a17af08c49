//! One problem on one page: header, notices, facts, and tabs. The tab is part of the address, so it is a link. The analysis has a
//! page of its own.
//!
//! Parts read [`state::Screen`], which holds the problem and reads it again after changes and live events.

mod analysis;
mod api;
mod axis;
mod dialogs;
mod edit;
mod header;
mod history;
mod incidents;
mod notices;
mod overview;
mod side;
mod state;
mod tabs;

pub use self::side::{finding, section};

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::{
    api::Detail,
    state::{On, Screen},
    tabs::{Tab, Tabs},
};
use super::{live, text};
use crate::{
    model::ProblemChangeKind,
    repair::{self, OfProblem, ProblemLine},
    shell,
    ui::{
        dom, lean, nav,
        remote::{self, Remote},
        states::Empty,
    },
};

/// The route `/problems/:key/:tab?`; the key is `PRB-n` or an id, which is replaced by its `PRB-n`.
#[component]
pub fn ProblemDetail() -> impl IntoView {
    let params = use_params_map();
    let key = Memo::new(move |_| params.with(|p| p.get("key").unwrap_or_default()));
    let tab = Memo::new(move |_| params.with(|p| Tab::parse(&p.get("tab").unwrap_or_default())));
    move || view! { <Loaded key=key.get() tab /> }
}

#[component]
fn Loaded(key: String, tab: Memo<Tab>) -> impl IntoView {
    shell::page(&key, &[(text::TITLE, "/problems")]);
    let named = key.clone();
    let source = remote::remote(move || {
        let key = key.clone();
        async move {
            if is_reference(&key) {
                return api::detail(key.to_ascii_uppercase()).await;
            }
            let reference = api::reference_of(key).await?;
            nav::replace(&format!("/problems/{reference}"));
            api::detail(reference).await
        }
    });
    let state = source.state;
    // Who came by a link stands on the main region, because the heading was still to come.
    Effect::new(move |_| {
        if state.with(|s| !matches!(s, Remote::Loading)) {
            request_animation_frame(|| {
                if dom::active().is_some_and(|e| e.id() == "main") {
                    dom::focus_heading();
                }
            });
        }
    });
    let failed = Memo::new(move |_| state.with(|s| matches!(s, Remote::Failed(_))));
    view! {
        <div class="incident problem">
            {move || failed.get().then(|| view! { <h1 class="vh">{named.clone()}</h1> })}
            {remote::show(source, 14, move |detail| view! { <Page detail tab /> })}
        </div>
    }
}

/// `PRB-7`, in any case.
fn is_reference(key: &str) -> bool {
    let upper = key.to_ascii_uppercase();
    upper.strip_prefix("PRB-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

#[component]
fn Page(detail: Detail, tab: Memo<Tab>) -> impl IntoView {
    let id = detail.row.id.clone();
    let screen = Screen::new(detail);
    live::listen(move |event| {
        if event.id == id || event.change == ProblemChangeKind::Resync {
            screen.reload();
        }
    });
    // Counts of repair items and the gates follow them.
    repair::live::listen(move |event| {
        let here = |row: &repair::record::Row| screen.now(|d| d.row.id == row.problem.id);
        if !event.is_mine && event.row.as_ref().is_some_and(here) {
            screen.reload();
        }
    });
    Effect::new(move |_| {
        let title = screen.read(On::Head, |d| format!("{} {}", d.row.reference, d.row.title));
        shell::page(&screen.reference(), &[(text::TITLE, "/problems")]);
        dom::set_title(&title);
    });
    header::register_keys(screen);
    let body = move || match tab.get() {
        Tab::Overview => overview::overview(screen),
        Tab::Incidents => incidents::tab(screen),
        Tab::Repairs => repairs(screen),
        Tab::History => view! { <history::HistoryTab screen /> }.into_any(),
    };
    lean::part(move || {
        if screen.hidden.get() {
            return gone();
        }
        view! {
            {header::header(screen)}
            <Tabs screen tab />
            {lean::part(body)}
            {dialogs::overlay(screen)}
        }
        .into_any()
    })
}

/// Its repair items; they come in a file of their own.
fn repairs(screen: Screen) -> AnyView {
    let problem = screen.now(|d| ProblemLine {
        id: d.row.id.clone(),
        reference: d.row.reference.clone(),
        title: d.row.title.clone(),
    });
    provide_context(OfProblem(problem));
    repair::of_problem()
}

fn gone() -> AnyView {
    view! {
        <h1 class="vh">"Problem not visible"</h1>
        <Empty title=text::HIDDEN text=text::HIDDEN_TEXT>
            <a class="btn" href="/problems">"Go to problems"</a>
        </Empty>
    }
    .into_any()
}
