//! The report about repair items: age, strength, what was done in time, what is shown to work. By service, lens or team.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wasm_bindgen_futures::spawn_local;

use super::{
    api::{self, Report, Tally},
    text,
};
use crate::{
    model::{Lens, RepairReportGroup},
    shell,
    ui::{
        file, filter,
        icon::Icon,
        lean::{self, press},
        remote,
        states::Empty,
        time, toast,
    },
};

/// Width of the bar of ages; a class takes its share.
const WIDTH: i64 = 120;

#[component]
pub fn RepairInsight() -> impl IntoView {
    shell::page(text::REPAIRS, &[]);
    let query = use_query_map();
    let group = Memo::new(move |_| {
        let word = query.with(|q| q.get("by").unwrap_or_default()).to_ascii_uppercase();
        RepairReportGroup::parse(&word).unwrap_or(RepairReportGroup::Service)
    });
    let source = remote::remote(move || api::report(group.get()));
    let download = press(move || {
        let group = group.get_untracked();
        spawn_local(async move {
            match api::csv(group).await {
                Ok(csv) => {
                    file::save_csv(&csv, &format!("repair-report-by-{}", group.label().to_lowercase()));
                }
                Err(error) => toast::fail(&error),
            }
        });
    });
    let tabs = RepairReportGroup::ALL.iter().map(|one| {
        let to = format!("/insights/repairs?by={}", one.wire().to_ascii_lowercase());
        let here = lean::maybe(move || (group.get() == *one).then_some("page"));
        view! { <a href=to aria-current=here>{format!("By {}", one.label().to_lowercase())}</a> }.into_any()
    });
    let meanings =
        text::MEANINGS.map(|(word, meaning)| view! { <div><dt>{word}</dt><dd>{meaning}</dd></div> });
    view! {
        <header class="lhead">
            <h1>{text::REPAIRS}</h1>
            <div class="end">
                <a class="btn quiet" href="/insights/promises">"Promises"</a>
                <button type="button" class="btn" on:click=download><Icon name="i-import" />"Download CSV"</button>
            </div>
        </header>
        <nav class="tabs" aria-label="Grouped by">{tabs.collect_view()}</nav>
        {remote::show(source, 8, move |report| draw(report, group.get_untracked()))}
        <section class="block" aria-labelledby="meanings">
            <h2 id="meanings">"What the numbers mean"</h2>
            <p class="muted">{text::NEVER_BY_PERSON}</p>
            <dl class="facts-list meanings">{meanings.collect_view()}</dl>
        </section>
    }
}

fn draw(report: Report, group: RepairReportGroup) -> AnyView {
    if report.total.open + report.total.done + report.total.not_doing == 0 {
        return view! { <Empty title=text::NONE text=text::NONE_TEXT /> }.into_any();
    }
    let columns =
        text::COLUMNS.map(|word| view! { <th role="columnheader" scope="col">{word}</th> }).collect_view();
    let rows = report.rows.into_iter().map(|one| row(one, group, false)).collect_view();
    let several = (group == RepairReportGroup::Service).then_some(text::SERVICES_NOTE);
    let said = format!("As of {}. ", time::moment(report.as_of));
    view! {
        <p class="report-note muted small">{said}{several}</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Report">
            <table class="list-table report" role="table">
                <caption class="vh">{format!("Repair items by {}", group.label().to_lowercase())}</caption>
                <thead role="rowgroup">
                    <tr role="row"><th role="columnheader" scope="col">{group.label()}</th>{columns}</tr>
                </thead>
                <tbody role="rowgroup">{rows}{row(report.total, group, true)}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One row; the word of each column stands before its value where a narrow page has no columns.
fn row(one: Tally, group: RepairReportGroup, is_total: bool) -> AnyView {
    let name = if is_total { "All".to_owned() } else { one.label.clone() };
    let cells = [
        counted(one.open, rows_of(&one, group, is_total, "all")),
        ages(&one),
        one.median_age.map_or_else(|| "–".to_owned(), |days| format!("{days:.0} d")).into_any(),
        strengths(one.strengths),
        share(one.within, one.done),
        share(one.effective, one.done),
        overdue(one.overdue),
        counted(one.not_doing, rows_of(&one, group, is_total, "declined")),
    ];
    let cells = text::COLUMNS.into_iter().zip(cells).map(|(word, cell)| {
        view! { <td role="cell"><span class="narrow-only muted">{word}": "</span>{cell}</td> }
    });
    view! {
        <tr role="row" class:total=is_total><th role="rowheader" scope="row">{name}</th>{cells.collect_view()}</tr>
    }
    .into_any()
}

/// Where the items of a row are listed; nowhere for those that belong to none.
fn rows_of(one: &Tally, group: RepairReportGroup, is_total: bool, tab: &str) -> Option<String> {
    let chosen = match group {
        _ if is_total => String::new(),
        RepairReportGroup::Lens => Lens::ALL.iter().find(|lens| lens.label() == one.label)?.wire().to_owned(),
        RepairReportGroup::Service | RepairReportGroup::Team => one.id.clone()?,
    };
    let by = match group {
        RepairReportGroup::Service => "service",
        RepairReportGroup::Lens => "lens",
        RepairReportGroup::Team => "team",
    };
    Some(filter::href("/repairs", vec![("tab", tab.to_owned()), (by, chosen)]))
}

/// A number that leads to its rows.
fn counted(count: i64, to: Option<String>) -> AnyView {
    match to {
        Some(to) if count > 0 => view! { <a class="link" href=to>{count}</a> }.into_any(),
        _ => count.to_string().into_any(),
    }
}

fn overdue(count: i64) -> AnyView {
    if count == 0 {
        return "0".into_any();
    }
    view! { <span class="due late"><Icon name="i-clock" />{count}</span> }.into_any()
}

/// The classes as one bar and as numbers.
fn ages(one: &Tally) -> AnyView {
    let total = one.ages.iter().map(|(.., count)| count).sum::<i64>();
    if total == 0 {
        return view! { <span class="muted">"none open"</span> }.into_any();
    }
    let mut before = 0;
    let mut parts = Vec::new();
    let mut words = Vec::new();
    for (at, (from, to, count)) in one.ages.iter().enumerate() {
        let (x, width) = (before * WIDTH / total, count * WIDTH / total);
        before += count;
        if *count == 0 {
            continue;
        }
        // A hairline between the classes, so that they are told apart without colour.
        parts.push(
            view! { <rect class=format!("age{at}") x=x y="0" width=(width - 1).max(1) height="10"></rect> },
        );
        let class = to.map_or_else(|| format!("over {from} d"), |to| format!("to {to} d"));
        words.push(format!("{count} {class}"));
    }
    view! {
        <span class="ages">
            <svg viewBox="0 0 120 10" width="120" height="10" aria-hidden="true">{parts}</svg>
            <span class="small">{words.join(", ")}</span>
        </span>
    }
    .into_any()
}

fn strengths([strong, medium, weak, unrated]: [i64; 4]) -> AnyView {
    let words: Vec<String> = [(strong, "strong"), (medium, "medium"), (weak, "weak"), (unrated, "not rated")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if words.is_empty() { "–".into_any() } else { words.join(", ").into_any() }
}

/// `80 %, 4 of 5`; nothing done has no share.
fn share((part, share): (i64, Option<f64>), whole: i64) -> AnyView {
    let Some(share) = share else { return view! { <span class="muted">"none done"</span> }.into_any() };
    let percent = format!("{:.0} %", share * 100.0);
    view! { <strong>{percent}</strong><span class="muted small">{format!(" {part} of {whole}")}</span> }
        .into_any()
}
