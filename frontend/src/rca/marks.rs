//! The five marks of a cause as sign and word, and other small signs. One meaning on every surface. It must not know views.

use leptos::prelude::*;

use super::model::{CauseView, EvidenceView, Mark};
use crate::{
    model::{EvidenceKind, FindingLevel},
    ui::icon::{Icon, href},
};

/// The sign alone; words stand beside it.
pub fn sign(mark: Mark) -> AnyView {
    let class = format!("vmark {}", mark.class());
    let symbol = format!("v-{}", mark.class());
    view! { <svg class=class aria-hidden="true"><use href=href(&symbol)></use></svg> }.into_any()
}

/// Sign and word.
pub fn marked(mark: Mark) -> AnyView {
    view! { <span class="verdict">{sign(mark)}{mark.word()}</span> }.into_any()
}

/// Sign, with its word for screen readers only.
pub fn quiet(mark: Mark) -> AnyView {
    view! { {sign(mark)}<span class="vh">{format!("{}: ", mark.word())}</span> }.into_any()
}

/// The five marks with their lines, above a drawing.
pub fn legend() -> AnyView {
    let one = |mark: Mark| {
        let line = format!("line {}", mark.class());
        view! {
            <li>
                <svg class=line viewBox="0 0 26 4" aria-hidden="true"><path d="M1 2h24"></path></svg>
                {marked(mark)}
            </li>
        }
    };
    view! { <ul class="legend" aria-label="Marks of causes">{Mark::ALL.map(one).collect_view()}</ul> }
        .into_any()
}

/// Class of a cause's text: struck through when refuted, strong when a root cause.
pub fn tone(cause: &CauseView) -> String {
    let pending = if cause.is_pending { " pending" } else { "" };
    format!("cause-text {}{pending}", cause.mark().class())
}

const fn icon(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Metric | EvidenceKind::Trace => "i-sev",
        EvidenceKind::ConfigChange | EvidenceKind::CodeChange => "i-change",
        EvidenceKind::Interview => "i-comm",
        EvidenceKind::DecisionRecord => "i-decision",
        EvidenceKind::Experiment => "i-bulb",
        EvidenceKind::TimelineEntry => "i-history",
        EvidenceKind::Log | EvidenceKind::Ticket | EvidenceKind::Document => "i-note",
    }
}

/// A piece of evidence in one line.
pub fn chip(evidence: &EvidenceView) -> AnyView {
    evidence_chip(evidence.kind, &evidence.title, evidence.url.as_deref())
}

/// Kind and title of evidence, linked when it has an address.
pub fn evidence_chip(kind: EvidenceKind, title: &str, url: Option<&str>) -> AnyView {
    let inner = view! { <Icon name=icon(kind) /><span class="vh">{kind.label()}": "</span><span>{title.to_owned()}</span> };
    match url.filter(|url| is_web(url)) {
        Some(url) => {
            let url = url.to_owned();
            view! { <a class="ev" href=url target="_blank" rel="noopener noreferrer">{inner}</a> }.into_any()
        }
        None => view! { <span class="ev">{inner}</span> }.into_any(),
    }
}

/// Only addresses of the web are links.
fn is_web(url: &str) -> bool {
    let lower = url.trim_start().to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// Class of a finding's sign.
pub const fn level(level: FindingLevel) -> &'static str {
    match level {
        FindingLevel::Error => "miss",
        FindingLevel::Warning => "miss warn",
        FindingLevel::Hint => "miss hint-level",
    }
}

/// The level in words, for screen readers.
pub const fn level_word(level: FindingLevel) -> &'static str {
    match level {
        FindingLevel::Error => "Missing: ",
        FindingLevel::Warning => "Warning: ",
        FindingLevel::Hint => "Hint: ",
    }
}
