//! `/promises`: everything that is owed, the first due first, so late ones lead. Filters stand in the address.

use core::time::Duration;

use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use wasm_bindgen_futures::spawn_local;

use super::{
    api::{self, PromiseFilter, Row},
    marks,
};
use crate::{
    incident::live,
    model::{Audience, Page, PromiseKind},
    shell,
    ui::{
        filter, lean, listing, pager,
        remote::{self, Remote, Source},
        states::{Empty, Failure, Skeleton},
        time,
    },
};

const TITLE: &str = "Promises";
const COLUMNS: [&str; 5] = ["Promise", "For", "Incident", "Due", "State"];
/// Events come in bunches.
const REST: Duration = Duration::from_secs(2);

/// What is shown, as the address names it, with its word and what stands there when it is empty.
const TABS: [(&str, &str, &str); 3] = [
    ("", "Open", "Nothing is owed to anybody right now."),
    ("late", "Late", "Every promise is on time."),
    ("settled", "Settled", "No promise has come to its end yet."),
];

/// What the address says.
#[derive(Clone, Default, PartialEq)]
struct Chosen {
    tab: String,
    audience: Option<Audience>,
    kind: Option<PromiseKind>,
}

impl Chosen {
    fn read(query: &ParamsMap) -> Self {
        let word = |key: &str| query.get(key).unwrap_or_default().to_ascii_uppercase();
        Self {
            tab: query.get("show").unwrap_or_default(),
            audience: Audience::parse(&word("for")),
            kind: PromiseKind::parse(&word("kind")),
        }
    }

    fn href(&self) -> String {
        let lower = |word: Option<&str>| word.unwrap_or_default().to_ascii_lowercase();
        let parts = vec![
            ("show", self.tab.clone()),
            ("for", lower(self.audience.map(Audience::wire))),
            ("kind", lower(self.kind.map(PromiseKind::wire))),
        ];
        filter::href("/promises", parts)
    }

    fn asks(&self) -> PromiseFilter {
        PromiseFilter {
            is_open: Some(self.tab != "settled"),
            is_late: (self.tab == "late").then_some(true),
            audience: self.audience,
            kind: self.kind,
        }
    }
}

/// The route `/promises`.
#[component]
pub fn Promises() -> impl IntoView {
    shell::page(TITLE, &[]);
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(Chosen::read));
    let source = remote::remote(move || api::list(chosen.get().asks(), None));
    let waiting = StoredValue::new(false);
    live::listen(move |_| {
        if waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        set_timeout(
            move || {
                if waiting.try_update_value(|waiting| *waiting = false).is_some() {
                    read_again(source, chosen);
                }
            },
            REST,
        );
    });
    let tabs = TABS.map(|(tab, word, _)| {
        link(chosen, word, move |c| c.tab == tab, move |c| Chosen { tab: tab.into(), ..c })
    });
    let audiences = core::iter::once(None).chain(Audience::ALL.iter().copied().map(Some)).map(|one| {
        let word = one.map_or("Everybody", Audience::label);
        link(chosen, word, move |c| c.audience == one, move |c| Chosen { audience: one, ..c })
    });
    let kinds = core::iter::once(None).chain(PromiseKind::ALL.iter().copied().map(Some)).map(|one| {
        let word = one.map_or("Updates and analyses", PromiseKind::label);
        link(chosen, word, move |c| c.kind == one, move |c| Chosen { kind: one, ..c })
    });
    view! {
        <header class="lhead">
            <h1>{TITLE}</h1>
            <div class="end"><a class="btn quiet" href="/insights/promises">"In numbers"</a></div>
        </header>
        <nav class="tabs" aria-label="Which promises">{tabs.into_iter().collect_view()}</nav>
        <div class="lbar">
            <nav class="chips" aria-label="For whom">{audiences.collect_view()}</nav>
            <nav class="chips" aria-label="Of what kind">{kinds.collect_view()}</nav>
        </div>
        {body(source, chosen)}
    }
}

/// A link to the same list with something chosen otherwise.
fn link(
    chosen: Memo<Chosen>,
    word: &'static str,
    is_here: impl Fn(&Chosen) -> bool + Send + 'static,
    with: impl Fn(Chosen) -> Chosen + Send + 'static,
) -> AnyView {
    let here = lean::maybe(move || chosen.with(&is_here).then_some("page"));
    let to = lean::words(move || with(chosen.get()).href());
    view! { <a href=to data-noscroll="" aria-current=here>{word}</a> }.into_any()
}

/// What is on screen stays when the answer fails; the connection dot tells.
fn read_again(source: Source<Page<Row>>, chosen: Memo<Chosen>) {
    let asked = chosen.get_untracked();
    spawn_local(async move {
        if let Ok(page) = api::list(asked.asks(), None).await
            && chosen.try_get_untracked().is_some_and(|now| now == asked)
        {
            let _ = source.state.try_set(Remote::Ready(page));
        }
    });
}

fn body(source: Source<Page<Row>>, chosen: Memo<Chosen>) -> AnyView {
    let phase = Memo::new(move |_| {
        source.state.with(|state| match state {
            Remote::Loading => Remote::Loading,
            Remote::Failed(error) => Remote::Failed(error.clone()),
            Remote::Ready(page) => Remote::Ready((page.rows.is_empty(), page.next.clone())),
        })
    });
    let rows = Memo::new(move |_| {
        source.state.with(|state| match state {
            Remote::Ready(page) => page.rows.clone(),
            _ => Vec::new(),
        })
    });
    let load = move |after| api::list(chosen.get_untracked().asks(), after);
    lean::part(move || match phase.get() {
        Remote::Loading => view! { <Skeleton rows=8 /> }.into_any(),
        Remote::Failed(error) => view! { <Failure error retry=move |()| source.reload() /> }.into_any(),
        Remote::Ready((true, _)) => empty(&chosen.get_untracked()),
        Remote::Ready((false, next)) => view! { {table(rows)}{pager::more(next, source, load)} }.into_any(),
    })
    .into_any()
}

fn empty(chosen: &Chosen) -> AnyView {
    let said = TABS.iter().find(|(tab, ..)| *tab == chosen.tab).map_or(TABS[0].2, |tab| tab.2);
    let plain = Chosen { tab: chosen.tab.clone(), ..Chosen::default() };
    if *chosen == plain {
        return view! { <Empty title=said text="An update that is not the last one promises the next; a promised analysis has its day. Both are listed here." /> }
            .into_any();
    }
    view! {
        <Empty title="No such promise" text="Nothing matches these filters.">
            <a class="btn" href=plain.href()>"Clear filters"</a>
        </Empty>
    }
    .into_any()
}

fn table(rows: Memo<Vec<Row>>) -> AnyView {
    let heads = COLUMNS.map(|word| view! { <th role="columnheader" scope="col">{word}</th> });
    // A promise changes only by its end; then its row is drawn anew.
    let key = |row: &Row| format!("{} {}", row.promise.outcome.wire(), row.promise.id);
    let keys = move || rows.with(|rows| rows.iter().map(key).collect());
    let draw = move |wanted: String| {
        let row = rows.with_untracked(|rows| rows.iter().find(|row| key(row) == wanted).cloned());
        row.map_or_else(|| ().into_any(), |row| one(&row))
    };
    view! {
        <div class="table-scroll">
            <table class="list-table" role="table">
                <caption class="vh">"Promises, the first due first"</caption>
                <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
                <tbody role="rowgroup">{lean::keyed(keys, draw)}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn one(row: &Row) -> AnyView {
    let promise = &row.promise;
    let due = promise.due_at;
    let by = view! { <span class="sub">{format!("by {}", promise.by)}</span> }.into_any();
    let about = view! {
        <a class="link" href=format!("/incidents/{}/comms", row.reference)>
            <span class="mono">{row.reference.clone()}</span>" "{row.title.clone()}
        </a>
    };
    let at = view! { <time datetime=due.iso() title=time::full(due)>{time::moment(due)}</time> };
    listing::row(
        false,
        vec![
            listing::name(marks::what(promise), Some(by)),
            listing::words("", promise.audience.label().to_owned()),
            ("wrap", about.into_any()),
            ("", at.into_any()),
            ("", marks::outcome(promise)),
        ],
    )
}
