//! The report about promises: kept, late, broken and open, for whom, and how late the late ones were.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wasm_bindgen_futures::spawn_local;

use super::{
    promise_api::{self as api, Report, Tally},
    text,
};
use crate::{
    model::DateTime,
    shell,
    ui::{
        file,
        icon::Icon,
        lean::{self, press},
        remote,
        states::Empty,
        time, toast,
    },
};

const DAY: i64 = 86_400_000;
/// The days that can be looked back on; the first is the usual one.
const DAYS: [i64; 3] = [90, 30, 365];

#[component]
pub fn PromiseInsight() -> impl IntoView {
    shell::page(text::PROMISES, &[]);
    let query = use_query_map();
    let days = Memo::new(move |_| {
        let typed = query.with(|q| q.get("days").unwrap_or_default());
        DAYS.into_iter().find(|days| days.to_string() == typed).unwrap_or(DAYS[0])
    });
    let since = |days: i64| DateTime(time::now_ms() - days * DAY);
    let source = remote::remote(move || api::report(since(days.get())));
    let download = press(move || {
        let days = days.get_untracked();
        spawn_local(async move {
            match api::csv(since(days)).await {
                Ok(csv) => file::save_csv(&csv, &format!("promises-{days}-days")),
                Err(error) => toast::fail(&error),
            }
        });
    });
    let tabs = DAYS.map(|one| {
        let here = lean::maybe(move || (days.get() == one).then_some("page"));
        view! { <a href=format!("/insights/promises?days={one}") aria-current=here>{format!("{one} days")}</a> }
            .into_any()
    });
    let meanings =
        text::PROMISE_MEANINGS.map(|(word, meaning)| view! { <div><dt>{word}</dt><dd>{meaning}</dd></div> });
    view! {
        <header class="lhead">
            <h1>{text::PROMISES}</h1>
            <div class="end">
                <a class="btn quiet" href="/promises">"Open promises"</a>
                <button type="button" class="btn" on:click=download><Icon name="i-import" />"Download CSV"</button>
            </div>
        </header>
        <nav class="tabs" aria-label="Looking back">{tabs.into_iter().collect_view()}</nav>
        {remote::show(source, 6, draw)}
        <section class="block" aria-labelledby="meanings">
            <h2 id="meanings">"What the numbers mean"</h2>
            <dl class="facts-list meanings">{meanings.collect_view()}</dl>
        </section>
    }
}

fn draw(report: Report) -> AnyView {
    if report.rows.iter().all(|row| row.made == 0) {
        return view! { <Empty title=text::NO_PROMISES text=text::NO_PROMISES_TEXT /> }.into_any();
    }
    let columns = text::PROMISE_COLUMNS
        .map(|word| view! { <th role="columnheader" scope="col">{word}</th> })
        .collect_view();
    let said = format!("Promises made {} to {}.", time::moment(report.from), time::moment(report.to));
    let rows = report.rows.into_iter().map(row).collect_view();
    view! {
        <p class="report-note muted small">{said}</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Report">
            <table class="list-table report" role="table">
                <caption class="vh">"Promises by audience and kind"</caption>
                <thead role="rowgroup">
                    <tr role="row"><th role="columnheader" scope="col">"For"</th>{columns}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(one: Tally) -> AnyView {
    let settled = one.kept + one.late + one.broken;
    // Whole percent, rounded; of what has come to its end.
    let share = (settled > 0).then(|| format!(" {} %", (one.kept * 200 + settled) / (settled * 2)));
    let lateness = one.median_lateness.map_or_else(|| "–".to_owned(), |s| time::words(s * 1_000));
    let name = format!("{}, {}", one.audience.label(), one.kind.label().to_lowercase());
    let kept = view! { {one.kept}<span class="muted">{share}</span> }.into_any();
    let cells = [
        one.made.to_string().into_any(),
        kept,
        one.late.to_string().into_any(),
        one.broken.to_string().into_any(),
        one.open.to_string().into_any(),
        lateness.into_any(),
    ];
    let cells = text::PROMISE_COLUMNS.into_iter().zip(cells).map(|(word, cell)| {
        view! { <td role="cell"><span class="narrow-only muted">{word}": "</span>{cell}</td> }
    });
    view! { <tr role="row"><th role="rowheader" scope="row">{name}</th>{cells.collect_view()}</tr> }
        .into_any()
}
