//! What an item is: done condition, description, causes, plan and effect; beside it what the rules say and how its clock counts.

use leptos::prelude::*;

use super::{
    Screen,
    api::{Check, Detail},
};
use crate::{
    problem::{finding, section},
    repair::{
        marks,
        record::{CauseLine, Plan, Row},
        text,
    },
    ui::time,
};

pub fn main_part(screen: Screen) -> AnyView {
    view! {
        {screen.draw(|d| (d.done_html.clone(), d.description_html.clone()), |(done, description)| what(done, description))}
        {screen.draw(|d| (d.causes.clone(), d.row.problem.reference.clone()), |(causes, problem)| acts_on(&causes, &problem))}
        {screen.draw(|d| (d.row.plan.clone(), d.check.clone()), |(plan, check)| effect(&plan, check))}
    }
    .into_any()
}

fn prose(html: String, none: &'static str) -> AnyView {
    if html.is_empty() {
        view! { <p class="muted">{none}</p> }.into_any()
    } else {
        view! { <div class="prose" inner_html=html></div> }.into_any()
    }
}

fn what(done: String, description: String) -> AnyView {
    view! {
        <section aria-labelledby="h-done"><h2 class="h2" id="h-done">"Done when"</h2>{prose(done, "Nobody has said yet how one can tell that it is finished (ACT-04).")}</section>
        <section aria-labelledby="h-what"><h2 class="h2" id="h-what">"Description"</h2>{prose(description, "No description yet.")}</section>
    }
    .into_any()
}

fn acts_on(causes: &[CauseLine], problem: &str) -> AnyView {
    let item = |c: &CauseLine| {
        let path = format!("/problems/{problem}/rca?cause={}", c.id);
        let verdict = if c.is_root { "Root cause, confirmed" } else { c.verdict.label() };
        let lens = c.lens.map(|lens| format!(" · {}", lens.label().to_ascii_lowercase()));
        let at = c.confirmed_at.map(|at| view! { " "{marks::day(at)} });
        view! {
            <li>
                <a class="link" href=path>{c.text.clone()}</a>
                <p class="muted small">{verdict}{at}{lens}</p>
            </li>
        }
        .into_any()
    };
    let body = if causes.is_empty() {
        view! { <p class="muted">{text::NO_CAUSES}</p> }.into_any()
    } else {
        let items: Vec<AnyView> = causes.iter().map(item).collect();
        view! { <ul class="acts-on">{items}</ul> }.into_any()
    };
    view! { <section aria-labelledby="h-causes"><h2 class="h2" id="h-causes">"Acts on these causes"</h2>{body}</section> }.into_any()
}

fn effect(plan: &Plan, check: Option<Check>) -> AnyView {
    let or_missing = |value: Option<String>| match value {
        Some(text) => text.into_any(),
        None => view! { <span class="lacks">"Missing"</span> }.into_any(),
    };
    let line =
        |word: &'static str, value: AnyView| view! { <div><dt>{word}</dt><dd>{value}</dd></div> }.into_any();
    let at = match plan.check_at {
        Some(at) => marks::day(at),
        None => view! { <span class="muted">"Set when it is done"</span> }.into_any(),
    };
    let due = plan.is_check_due.then(|| view! { <span class="due met">" Ready to check today"</span> });
    let lines = vec![
        line("Metric", or_missing(plan.metric.clone())),
        line("Baseline", or_missing(plan.baseline.clone())),
        line("Target", or_missing(plan.target.clone())),
        line("Check on", view! { {at}{due} }.into_any()),
    ];
    let measured = check.map(|c| {
        let was = c.baseline.map(|b| format!(", was {b}")).unwrap_or_default();
        let observed = c.observed.unwrap_or_else(|| "nothing could be told".to_owned());
        view! {
            <h3>"Last check: "{c.result.label()}</h3>
            <p>{format!("{}: {observed}, target {}{was}", c.metric, c.target)}</p>
            <p class="muted small">{marks::day(c.at)}" · "{c.by}</p>
            <div class="prose" inner_html=c.note_html></div>
        }
    });
    view! {
        <section aria-labelledby="h-effect">
            <h2 class="h2" id="h-effect">"Effective when"</h2>
            <dl class="facts-list">{lines}</dl>
            {measured}
        </section>
    }
    .into_any()
}

/// What the rules say, and how the clock counts.
pub fn side(screen: Screen) -> AnyView {
    let findings = |d: &Detail| d.findings.clone();
    let said = |all: Vec<crate::model::Finding>| {
        let body = if all.is_empty() {
            view! { <p class="muted">{text::NO_FINDINGS}</p> }.into_any()
        } else {
            let items: Vec<AnyView> = all.iter().map(finding).collect();
            view! { <ul class="find">{items}</ul> }.into_any()
        };
        section("h-findings", "Findings", body)
    };
    view! { {screen.draw(findings, said)}{screen.draw(|d| d.row.clone(), |row| section("h-clock", "Clock", counted(&row)))} }.into_any()
}

fn counted(row: &Row) -> AnyView {
    let version = row.policy.version;
    let days = row.policy.days;
    let words = match (row.policy.counted_from, row.policy.basis) {
        (Some(from), Some(basis)) => format!(
            "{days} calendar days from {}, when {}. Policy version {version}.",
            time::short_day(from),
            basis.label()
        ),
        _ => format!(
            "An idea has no clock. Committing to it gives it {days} calendar days. Policy version {version}."
        ),
    };
    let by_policy = row.policy.due_at.map(|at| view! { <p>"By policy: "{marks::day(at)}</p> });
    let target = row.target.map(|t| view! { <p>"Changes: "{t.label().to_ascii_lowercase()}</p> });
    let purpose = row.purpose.map(|p| view! { <p>{text::purpose_hint(p)}</p> });
    let strength = row.strength.map(|s| view! { <p>{text::strength_hint(s)}</p> });
    view! { <p>{words}</p>{by_policy}{target}{purpose}{strength} }.into_any()
}
