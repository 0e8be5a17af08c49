//! The problems: tabs and filters in the address, the board, or the list with its groups, preview and keys.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, Row},
    board::Board,
    filter_bar::FilterBar,
    filters::{Filters, SectionSpec, View},
    live,
    preview::PreviewPane,
    row::ProblemRow,
    text,
};
use crate::{
    model::{Permission, ProblemChangeKind},
    net::session::session,
    shell::{self, Overlays},
    ui::{
        dom,
        group::{self, Group, Words, note, step},
        lean,
        shortcuts::{self, Shortcut},
        toast,
    },
};

const PAGE: i64 = 25;
const WORDS: Words = Words { noun: "problems", mark: "data-problem" };

/// What the list and its sections share.
#[derive(Clone, Copy)]
struct Shared {
    /// The id of the problem in the preview.
    previewed: RwSignal<Option<String>>,
    /// Ids of problems that came in, or belong to another group now, since the list was read.
    fresh: RwSignal<Vec<String>>,
    /// Counts up to make every section read again.
    refresh: RwSignal<u32>,
}

#[component]
pub fn Problems() -> impl IntoView {
    shell::page(text::TITLE, &[]);
    let query = use_query_map();
    let filters = Memo::new(move |_| query.with(Filters::read));
    let shared = Shared {
        previewed: RwSignal::new(None),
        fresh: RwSignal::new(Vec::new()),
        refresh: RwSignal::new(0),
    };
    let board = Memo::new(move |_| filters.with(|f| f.view == View::Board));
    // The board shows what comes in by itself; in the list nothing moves until it is asked to.
    live::listen(move |event| {
        if event.change != ProblemChangeKind::Opened || board.get_untracked() {
            return;
        }
        let Some(row) = &event.row else { return };
        let on_screen = dom::query(&format!("[data-problem='{}']", row.id)).is_some();
        if !on_screen && filters.with_untracked(|f| f.lets_through(row)) {
            note(shared.fresh, &row.id);
            toast::announce(format!("{} new problems", shared.fresh.with_untracked(Vec::len)));
        }
    });
    Effect::new(move |_| {
        filters.track();
        shared.fresh.set(Vec::new());
    });
    shortcuts::register(vec![Shortcut {
        keys: "/",
        label: "Filter",
        group: text::TITLE,
        in_palette: false,
        run: Callback::new(|()| _ = dom::focus("#problem-filter")),
    }]);
    let body = lean::part(move || {
        if board.get() {
            view! { <Board filters /> }.into_any()
        } else {
            view! { <List filters shared /> }.into_any()
        }
    });
    view! {
        <Head />
        <nav class="tabs" aria-label="Views">
            {View::EVERY.map(|tab| view! { <Tab tab filters /> }).collect_view()}
        </nav>
        <div class="lbar">
            <FilterBar filters />
            {group::fresh_pill(shared.fresh, shared.refresh)}
        </div>
        {body}
    }
}

#[component]
fn Head() -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    let add = move || {
        let open = lean::press(move || overlays.problem.set(Some(super::Prefill::default())));
        view! {
            <button type="button" class="btn primary" aria-haspopup="dialog" aria-keyshortcuts=shortcuts::aria("p") on:click=open>
                {text::NEW}<kbd aria-hidden="true">"P"</kbd>
            </button>
        }
    };
    view! {
        <header class="lhead">
            <h1>{text::TITLE}</h1>
            <div class="end">{lean::only(|| session().can(Permission::ProblemOpen), add)}</div>
        </header>
    }
}

#[component]
fn Tab(tab: View, filters: Memo<Filters>) -> impl IntoView {
    let href = move || filters.with(|f| Filters { view: tab, ..f.clone() }.href());
    view! {
        <a href=href aria-current=move || filters.with(|f| f.view == tab).then_some("page")>{tab.label()}</a>
    }
}

#[component]
fn List(filters: Memo<Filters>, shared: Shared) -> impl IntoView {
    let sections = move || {
        let filters = filters.get();
        let clear = filters.is_active().then(|| filters.cleared().href());
        filters
            .sections(&untrack(|| session().viewer_id()))
            .into_iter()
            .map(|spec| section(spec, shared, clear.clone()))
            .collect_view()
    };
    register_keys(shared.previewed);
    view! {
        <div class="lcols">
            <table class="ltab ptab" role="table">
                <caption class="vh">"Problems, last changed first"</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col" class="c-sev">"Worst"</th>
                        <th role="columnheader" scope="col" class="c-key">"Key"</th>
                        <th role="columnheader" scope="col" class="c-title">"Title"</th>
                        <th role="columnheader" scope="col" class="c-status">"Status"</th>
                        <th role="columnheader" scope="col" class="c-progress">"Steps, recurrence"</th>
                        <th role="columnheader" scope="col" class="c-lead">"Owner"</th>
                        <th role="columnheader" scope="col" class="c-services">"Services"</th>
                        <th role="columnheader" scope="col" class="c-age">"Age"</th>
                    </tr>
                </thead>
                {sections}
            </table>
            <PreviewPane previewed=shared.previewed />
        </div>
    }
}

/// One group of the list; `clear` is the address without filters, when there are some.
fn section(spec: SectionSpec, shared: Shared, clear: Option<String>) -> impl IntoView {
    let SectionSpec { heading, none, open, filter, order } = spec;
    let group = Group::new(WORDS, move |after| Box::pin(api::list(filter.clone(), order, PAGE, after)));
    Effect::new(move |_| {
        shared.refresh.track();
        group.read();
    });
    live::listen(move |event| {
        if event.change == ProblemChangeKind::Resync {
            group.read_again();
        } else if let Some(row) = &event.row {
            patch(group, row, open, shared.fresh);
        }
    });
    let none = move || {
        let clear = clear.clone().map(|href| view! { " "<a class="link" href=href>{text::CLEAR}</a> });
        view! { <p class="muted none">{none}{clear}</p> }.into_any()
    };
    let row = move |row| view! { <ProblemRow row previewed=shared.previewed /> }.into_any();
    group.body(heading, "8", none, row)
}

/// `open`: whether only open, or only ended, problems belong to the group.
fn patch(group: Group<Row>, row: &Row, open: Option<bool>, fresh: RwSignal<Vec<String>>) {
    let Some(held) = group.held(&row.id) else { return };
    if row.version >= held.with_untracked(|r| r.version)
        && open.is_some_and(|open| open != row.status.is_open())
    {
        note(fresh, &row.id);
    }
    group.put(row.clone());
}

fn register_keys(previewed: RwSignal<Option<String>>) {
    let key = |keys, label, run: Callback<()>| Shortcut {
        keys,
        label,
        group: "Problem list",
        in_palette: false,
        run,
    };
    let toggle = Callback::new(move |()| {
        let id = group::focused(WORDS.mark);
        previewed.update(|now| *now = if *now == id { None } else { id });
    });
    shortcuts::register(vec![
        key("j", "Next row", Callback::new(|()| step(1))),
        key("k", "Previous row", Callback::new(|()| step(-1))),
        key("enter", "Open the row", Callback::new(|()| step(0))),
        key("space", "Preview the row", toggle),
    ]);
}
