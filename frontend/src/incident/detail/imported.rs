//! What an import brought: where from, what it found odd, and what of the source has no other place here. It must not know the
//! formats; every word of the source stays as it was written.

use leptos::prelude::*;

use super::{
    api::{Detail, Imported, ImportedAction},
    axis::shape,
    state::{On, Screen},
    text,
};
use crate::{
    model::{Finding, FindingLevel},
    ui::{icon::Icon, time},
};

/// The findings of the import; all others are the rules' and change with the incident.
pub fn import_findings(d: &Detail) -> impl Iterator<Item = &Finding> {
    d.findings.iter().filter(|finding| finding.rule.starts_with("IMP-"))
}

#[component]
pub fn ImportedTab(screen: Screen) -> impl IntoView {
    let body = move |d: &Detail| match &d.imported_from {
        None => view! { <p class="muted">{text::NOT_IMPORTED}</p> }.into_any(),
        Some(from) => {
            let parts = vec![source(from), findings(d), participants(from), actions(from), sections(from)];
            view! { {parts} }.into_any()
        }
    };
    view! { <div class="tab-body imported">{screen.draw(On::Findings, body)}</div> }
}

fn section(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! { <section aria-labelledby=id><h2 class="h2" id=id>{title}</h2>{body}</section> }.into_any()
}

fn source(from: &Imported) -> AnyView {
    let at = from.at;
    let facts = view! {
        <dl class="facts-list">
            <div><dt>"File"</dt><dd class="mono">{from.file.clone()}</dd></div>
            <div><dt>"Format"</dt><dd class="format">{from.format.clone()}</dd></div>
            <div><dt>"Brought in"</dt><dd><time datetime=at.iso() title=time::full(at)>{time::moment(at)}</time></dd></div>
        </dl>
    };
    section("imp-source", "Source", facts.into_any())
}

fn findings(d: &Detail) -> AnyView {
    let items: Vec<AnyView> = import_findings(d).map(finding).collect();
    let body = if items.is_empty() {
        view! { <p class="ok-word"><Icon name="i-check" />{text::NOTHING_ODD}</p> }.into_any()
    } else {
        view! { <p class="muted small">{text::ODD_NOTE}</p><ul class="find">{items}</ul> }.into_any()
    };
    section("imp-findings", "What the import noticed", body)
}

fn finding(f: &Finding) -> AnyView {
    let (tone, word) = match f.level {
        FindingLevel::Error => ("1", "Error: "),
        FindingLevel::Warning => ("2", "Warning: "),
        FindingLevel::Hint => ("4", "Hint: "),
    };
    view! {
        <li data-sev=tone>
            {shape(tone)}
            <p><span class="vh">{word}</span>{quoted(&f.message)}</p>
            <span class="rule" title="Rule">{f.rule.clone()}</span>
        </li>
    }
    .into_any()
}

/// What stands between back quotes is quoted from the source.
fn quoted(message: &str) -> Vec<AnyView> {
    let part = |(at, words): (usize, &str)| match words.to_owned() {
        words if at % 2 == 1 => view! { <code class="mono">{words}</code> }.into_any(),
        words => words.into_any(),
    };
    message.split('`').enumerate().map(part).collect()
}

/// A section that is not there when the source says nothing of it.
fn some(is_empty: bool, section: impl FnOnce() -> AnyView) -> AnyView {
    if is_empty { ().into_any() } else { section() }
}

fn participants(from: &Imported) -> AnyView {
    let one = |(role, text): &(String, String)| {
        view! { <div><dt>{role.clone()}</dt><dd>{text.clone()}</dd></div> }
    };
    some(from.participants.is_empty(), || {
        let list = from.participants.iter().map(one).collect_view();
        section("imp-people", "Who took part", view! { <dl class="facts-list">{list}</dl> }.into_any())
    })
}

/// By the heading under which the source lists them.
fn actions(from: &Imported) -> AnyView {
    let item = |a: &ImportedAction| {
        let state = match a.is_done {
            Some(true) => view! { <span class="ok-word"><Icon name="i-check" />"Done"</span> }.into_any(),
            Some(false) => view! { <span class="chip">"Open"</span> }.into_any(),
            None => ().into_any(),
        };
        view! { <li><div class="prose" inner_html=a.text_html.clone()></div>{state}</li> }.into_any()
    };
    let group = |of: &[ImportedAction]| {
        let heading = of.first().and_then(|a| a.group.clone()).map(|words| view! { <h3>{words}</h3> });
        let items: Vec<AnyView> = of.iter().map(item).collect();
        view! { {heading}<ul class="imp-acts">{items}</ul> }.into_any()
    };
    some(from.actions.is_empty(), || {
        let groups: Vec<AnyView> = from.actions.chunk_by(|a, b| a.group == b.group).map(group).collect();
        section("imp-actions", "What was to be done", groups.into_any())
    })
}

fn sections(from: &Imported) -> AnyView {
    let one = |(heading, html): &(Option<String>, String)| {
        let heading = heading.clone().unwrap_or_else(|| "Opening".to_owned());
        view! {
            <details class="kept">
                <summary><Icon name="i-chev" />{heading}</summary>
                <div class="prose" inner_html=html.clone()></div>
            </details>
        }
        .into_any()
    };
    some(from.sections.is_empty(), || {
        let all: Vec<AnyView> = from.sections.iter().map(one).collect();
        let note = view! { <p class="muted small">{text::KEPT_NOTE}</p> };
        section("imp-sections", "Kept of the source", view! { {note}{all} }.into_any())
    })
}
