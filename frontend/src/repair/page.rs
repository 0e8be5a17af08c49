//! `/repairs`: tabs and filters in the address, the list or the board.

use core::time::Duration;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, Tabs},
    board,
    filter_bar::FilterBar,
    filters::{Filters, Tab},
    form_asked::{Asked, Prefill, ask},
    live,
    record::Row,
    rows,
    shown::{self, Shown},
    text,
};
use crate::{
    integration::transfer::{self, ExportFilter},
    model::{DateTime, Permission, RepairChangeKind, RepairItemStatus},
    net::session::session,
    shell::{self, Overlays},
    ui::{
        dom,
        group::fresh_pill,
        lean,
        remote::{self, Remote, Source},
        shortcuts::{self, Shortcut},
        states::{Empty, Skeleton},
        time,
    },
};

/// The ids of the reader's teams, and what stands beside the tabs.
type Beside = Source<(Vec<String>, Tabs)>;

/// The route `/repairs`.
#[component]
pub fn Repairs() -> impl IntoView {
    let query = use_query_map();
    let filters = Memo::new(move |_| query.with(Filters::read));
    let beside = remote::remote(|| async {
        // Without the right to read people nobody's team is known.
        let teams = api::teams_of(untrack(|| session().viewer_id())).await.unwrap_or_default();
        let ids: Vec<String> = teams.into_iter().map(|team| team.id).collect();
        let tabs = api::tabs(ids.clone()).await?;
        Ok((ids, tabs))
    });
    Effect::new(move |_| {
        let title = filters.with(title);
        shell::page(title, &[]);
    });
    follow_counts(beside);
    register_keys();
    let (fresh, refresh) = (RwSignal::new(Vec::<String>::new()), RwSignal::new(0_u32));
    Effect::new(move |_| {
        filters.track();
        fresh.set(Vec::new());
    });
    let teams = Memo::new(move |_| match beside.state.get() {
        Remote::Ready((teams, _)) => Some(teams),
        // The other tabs do not need them.
        Remote::Failed(_) => Some(Vec::new()),
        Remote::Loading => None,
    });
    let body = move || {
        let filters = filters.get();
        let teams = if filters.tab == Tab::Team {
            match teams.get() {
                None => return view! { <Skeleton rows=12 /> }.into_any(),
                Some(teams) if teams.is_empty() => {
                    return view! { <Empty title=text::NO_TEAM text=text::NO_TEAM_TEXT /> }.into_any();
                }
                Some(teams) => teams,
            }
        } else {
            Vec::new()
        };
        let shown = shown(&filters, teams, fresh, refresh);
        if filters.board && filters.tab != Tab::Declined {
            board::board(shown)
        } else if filters.tab == Tab::Declined {
            rows::listing(shown, Tab::Declined.label())
        } else {
            rows::listing(shown, "Ended just now")
        }
    };
    view! {
        {head(filters, teams)}
        <p class="rmeta muted">{lean::part(move || meta(beside))}</p>
        <nav class="tabs" aria-label="Whose repair items">{Tab::EVERY.map(|of| tab(filters, beside, of)).into_iter().collect_view()}</nav>
        <div class="lbar">
            <FilterBar filters />
            {fresh_pill(fresh, refresh)}
            {lean::only(move || filters.with(|f| f.tab != Tab::Declined), move || switch(filters))}
        </div>
        {lean::part(body)}
    }
}

const fn title(filters: &Filters) -> &'static str {
    match filters.tab {
        Tab::Mine => text::MINE,
        Tab::Team => "Repair items of my team",
        Tab::All => text::TITLE,
        Tab::Declined => Tab::Declined.label(),
    }
}

fn head(filters: Memo<Filters>, teams: Memo<Option<Vec<String>>>) -> AnyView {
    let overlays = expect_context::<Overlays>();
    let add = move || {
        let open = lean::press(move || ask(overlays, Asked::New(Prefill::default())));
        view! {
            <button type="button" class="btn primary" aria-haspopup="dialog" aria-keyshortcuts=shortcuts::aria("i") on:click=open>
                {text::NEW}<kbd aria-hidden="true">"I"</kbd>
            </button>
        }
    };
    let import = || view! { <a class="btn quiet" href="/repairs/import">"Import"</a> };
    view! {
        <header class="lhead">
            <h1>{lean::words(move || filters.with(title).to_owned())}</h1>
            <div class="end acts">
                {lean::only(|| session().can(Permission::RepairImport), import)}
                {transfer::export_button("Export", Callback::new(move |()| exported(filters, teams)))}
                {lean::only(|| session().can(Permission::RepairPropose), add)}
            </div>
        </header>
    }
    .into_any()
}

/// What the tab and the filters of the moment show, as the export asks for it.
fn exported(filters: Memo<Filters>, teams: Memo<Option<Vec<String>>>) -> ExportFilter {
    let viewer = untrack(|| session().viewer_id());
    let teams = teams.get_untracked().unwrap_or_default();
    filters.with_untracked(|f| {
        let asked = ExportFilter::from(f.asks(&viewer, &teams));
        if f.tab == Tab::Declined {
            ExportFilter { status: Some(vec![RepairItemStatus::NotDoing]), ..asked }
        } else {
            ExportFilter { is_open: Some(true), ..asked }
        }
    })
}

/// `As of Thu 19 Nov 2026`, from when clocks count, and by which policy.
fn meta(beside: Beside) -> AnyView {
    let today = format!("As of {}", time::short_day(DateTime(time::now_ms())));
    let policy = match beside.state.get() {
        Remote::Ready((_, tabs)) => format!(" Policy version {}.", tabs.policy_version),
        _ => String::new(),
    };
    view! { <span>{today}</span><span>{text::CLOCKS}{policy}</span> }.into_any()
}

fn tab(filters: Memo<Filters>, beside: Beside, of: Tab) -> AnyView {
    let href = lean::words(move || filters.with(|f| Filters { tab: of, ..f.clone() }.href()));
    let current = lean::maybe(move || filters.with(|f| f.tab == of).then_some("page"));
    let count = lean::words(move || match beside.state.get() {
        Remote::Ready((_, tabs)) => match of {
            Tab::Mine => tabs.mine,
            Tab::Team => tabs.team,
            Tab::All => tabs.all,
            Tab::Declined => tabs.declined,
        }
        .to_string(),
        _ => String::new(),
    });
    view! { <a href=href aria-current=current>{of.label()}" "<span class="n">{count}</span></a> }.into_any()
}

/// List or board, as two links.
fn switch(filters: Memo<Filters>) -> AnyView {
    let link = move |board: bool, word: &'static str| {
        let href = lean::words(move || filters.with(|f| Filters { board, ..f.clone() }.href()));
        let current = lean::maybe(move || filters.with(|f| f.board == board).then_some("page"));
        view! { <a class="btn small" href=href aria-current=current>{word}</a> }.into_any()
    };
    view! { <nav class="switch" aria-label="List or board">{link(false, "List")}{link(true, "Board")}</nav> }
        .into_any()
}

fn shown(
    filters: &Filters,
    teams: Vec<String>,
    fresh: RwSignal<Vec<String>>,
    refresh: RwSignal<u32>,
) -> Shown {
    let viewer = untrack(|| session().viewer_id());
    let filter = filters.asks(&viewer, &teams);
    let (through, asked) = (filters.clone(), filters.clone());
    let states = match (filters.tab, filters.board) {
        (Tab::Declined, _) => vec![vec![RepairItemStatus::NotDoing]],
        (_, true) => board::states(),
        (_, false) => shown::open_states(),
    };
    Shown {
        filter,
        states,
        through: Arc::new(move |row: &Row| through.lets_through(row, &viewer, &teams)),
        fresh,
        refresh,
        none: Arc::new(move || nothing(&asked)),
    }
}

/// Nothing to show: because of the filters, or because there is nothing.
fn nothing(filters: &Filters) -> AnyView {
    if filters.is_active() {
        let clear = filters.cleared().href();
        return view! {
            <Empty title=text::MATCH_TITLE text=text::MATCH_TEXT><a class="btn" href=clear>{text::CLEAR}</a></Empty>
        }
        .into_any();
    }
    let (title, words) = match filters.tab {
        Tab::Mine => (text::NONE_MINE, text::NONE_MINE_TEXT),
        Tab::Team => (text::NONE_TEAM, text::NONE_ALL_TEXT),
        Tab::All => (text::NONE_ALL, text::NONE_ALL_TEXT),
        Tab::Declined => (text::NONE_DECLINED, text::NONE_DECLINED_TEXT),
    };
    let all = Filters { tab: Tab::All, ..filters.clone() }.href();
    let way = (filters.tab != Tab::All).then(|| view! { <a class="btn" href=all>"Look at all"</a> });
    view! { <Empty title=title text=words>{way}</Empty> }.into_any()
}

/// Counts follow what happens, a moment later and at most once a second.
fn follow_counts(beside: Beside) {
    let waiting = StoredValue::new(false);
    live::listen(move |event| {
        let counts = !matches!(event.change, RepairChangeKind::Noted | RepairChangeKind::Reminded);
        if !counts || waiting.try_get_value() != Some(false) {
            return;
        }
        waiting.set_value(true);
        let ask_again = move || {
            if waiting.try_get_value() == Some(true) {
                waiting.set_value(false);
                beside.reload();
            }
        };
        set_timeout(ask_again, Duration::from_secs(1));
    });
}

fn register_keys() {
    let overlays = expect_context::<Overlays>();
    let mut keys = vec![Shortcut {
        keys: "/",
        label: "Filter",
        group: text::TITLE,
        in_palette: false,
        run: Callback::new(|()| _ = dom::focus("#repair-filter")),
    }];
    if untrack(|| session().can(Permission::RepairPropose)) {
        keys.push(Shortcut {
            keys: "i",
            label: "Propose a repair item",
            group: text::TITLE,
            in_palette: true,
            run: Callback::new(move |()| ask(overlays, Asked::New(Prefill::default()))),
        });
    }
    shortcuts::register(keys);
}
