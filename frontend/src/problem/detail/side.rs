//! Beside the overview: findings with their rules, services, tags, what looks alike.

use leptos::prelude::*;

use super::api::Detail;
use crate::{
    incident::detail::shape,
    model::{Finding, FindingLevel},
    problem::{
        alike::{Acts, lines},
        text,
    },
};

pub fn side(d: &Detail) -> Vec<AnyView> {
    let mut sections = vec![findings(d)];
    if !d.row.services.is_empty() {
        let items = d.row.services.iter().map(|s| view! { <li>{s.name.clone()}</li> }.into_any()).collect();
        sections.push(section("h-services", "Services", list("svc", items)));
    }
    if !d.row.tags.is_empty() {
        let tag = |tag: &String| {
            let path = format!("/problems?tag={}", String::from(js_sys::encode_uri_component(tag)));
            view! { <li><a class="chip" href=path>{tag.clone()}</a></li> }.into_any()
        };
        sections.push(section("h-tags", "Tags", list("tags", d.row.tags.iter().map(tag).collect())));
    }
    let alike = if d.alike.len() == 0 {
        view! { <p class="muted">{text::NO_ALIKE}</p> }.into_any()
    } else {
        lines(&d.alike, Acts::default(), false)
    };
    sections.push(section("h-alike", "Looks alike", alike));
    sections
}

/// A section with a heading; all of the side looks like this.
pub fn section(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! { <section aria-labelledby=id><div class="h2"><h2 id=id>{title}</h2></div>{body}</section> }
        .into_any()
}

fn list(class: &'static str, items: Vec<AnyView>) -> AnyView {
    view! { <ul class=class>{items}</ul> }.into_any()
}

fn findings(d: &Detail) -> AnyView {
    let body = if d.findings.is_empty() {
        view! { <p class="muted">{text::NO_FINDINGS}</p> }.into_any()
    } else {
        list("find", d.findings.iter().map(finding).collect())
    };
    section("h-findings", "Findings", body)
}

/// What a rule says, by shape, word and rule id.
pub fn finding(f: &Finding) -> AnyView {
    let (tone, word) = match f.level {
        FindingLevel::Error => ("1", "Error: "),
        FindingLevel::Warning => ("2", "Warning: "),
        FindingLevel::Hint => ("4", "Hint: "),
    };
    view! {
        <li data-sev=tone>
            {shape(tone)}
            <p><span class="vh">{word}</span>{f.message.clone()}</p>
            <span class="rule" title="Rule">{f.rule.clone()}</span>
        </li>
    }
    .into_any()
}
