//! The root cause analysis as its problem shows it: where it stands, its six gates, and the way in.

use leptos::prelude::*;

use super::{
    api::{Analysis, Detail, Gate},
    side::section,
};
use crate::{
    model::{FindingLevel, Permission},
    net::session::session,
    problem::text,
    ui::icon::Icon,
};

pub fn card(d: &Detail) -> AnyView {
    let body = match &d.analysis {
        Some(analysis) => state(analysis, &d.row.reference),
        None => none(&d.row.reference),
    };
    section("h-analysis", "Root cause analysis", body)
}

/// The page of the analysis lets choose the method that fits.
fn none(problem: &str) -> AnyView {
    let path = format!("/problems/{problem}/rca");
    let start = session()
        .can(Permission::RcaDraft)
        .then(|| view! { <a class="btn" href=path>"Start the analysis"<Icon name="i-right" /></a> });
    view! { <p class="muted">{text::NO_ANALYSIS}</p><p class="gate-way">{start}</p> }.into_any()
}

fn state(a: &Analysis, problem: &str) -> AnyView {
    let path = format!("/problems/{problem}/rca");
    let first = a.gates.iter().position(|g| !g.is_passed);
    let gates: Vec<AnyView> = a.gates.iter().enumerate().map(|(at, g)| gate(g, first == Some(at))).collect();
    view! {
        <p class="facts-line">
            <span class="mono">{a.reference.clone()}</span><span>{a.method.label()}</span>
            <span class="chip" data-sev="prob">{a.status.label()}</span>
        </p>
        <ol class="gate-list">{gates}</ol>
        <p class="gate-way"><a class="btn" href=path>"Open the analysis"<Icon name="i-right" /></a></p>
    }
    .into_any()
}

/// One step: passed, or how much is missing.
fn gate(g: &Gate, is_next: bool) -> AnyView {
    let missing = g.findings.iter().filter(|f| f.level == FindingLevel::Error).count();
    let (class, word) = match (g.is_passed, missing) {
        (true, _) => ("done", "passed".to_owned()),
        (false, 0) => ("", "open".to_owned()),
        (false, 1) => ("", "1 thing missing".to_owned()),
        (false, n) => ("", format!("{n} things missing")),
    };
    let class = if is_next { "next" } else { class };
    view! {
        <li class=class aria-current=is_next.then_some("step")>
            <span class="gate-name">{g.step.label()}</span><span class="muted small">{word}</span>
        </li>
    }
    .into_any()
}
