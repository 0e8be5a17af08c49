//! One row of the audit log, with what changed behind a press and the ways to the rows beside it. It must not know the list.

use leptos::prelude::*;

use super::{
    api::Entry,
    audit_filter::{By, Filters},
};
use crate::ui::{badge::Chip, listing, time};

/// How the key of an incident starts, which has a page of its own.
const INCIDENT: &str = "INC-";

/// The row; what it leads to is filtered like `filters` and one thing more.
pub fn row(entry: Entry, filters: &Filters) -> AnyView {
    let at = entry.at;
    let when = view! { <time datetime=at.iso() title=time::full(at)>{seconds(at)}</time> }.into_any();
    let name = entry.subject_name.clone().unwrap_or_else(|| entry.subject_id.clone());
    // The way there is behind the press, so that every row is one stop for the keyboard.
    let record = match &entry.subject_name {
        Some(name) if !name.starts_with(INCIDENT) => name.clone().into_any(),
        _ => view! { <span class="mono">{name.clone()}</span> }.into_any(),
    };
    let kind = entry.subject_kind.replace('_', " ");
    let open = (!entry.is_sealed).then(|| view! { " "<Chip tone="none">"Not sealed yet"</Chip> });
    let what = view! {
        <details class="audit-facts">
            <summary><span class="mono">{entry.action.clone()}</span>{open}</summary>
            {behind(&entry, &name, filters)}
        </details>
    };
    listing::row(
        false,
        vec![
            ("c-when mono", when),
            ("c-title", what.into_any()),
            ("wrap", view! { <span class="muted">{kind}</span>" "{record} }.into_any()),
            ("wrap", entry.actor.1.into_any()),
        ],
    )
}

/// Day and time to the second: rows of one minute are told apart.
fn seconds(at: crate::model::DateTime) -> String {
    let second = at.0.rem_euclid(60_000) / 1_000;
    format!("{}:{second:02}", time::moment(at))
}

fn behind(entry: &Entry, name: &str, filters: &Filters) -> AnyView {
    let facts = entry.facts.iter().map(
        |(name, value)| view! { <div><dt>{name.clone()}</dt><dd class="mono">{value.clone()}</dd></div> },
    );
    let facts = if entry.facts.is_empty() {
        view! { <p class="muted">"Nothing more is kept about it."</p> }.into_any()
    } else {
        view! { <dl class="facts-list">{facts.collect_view()}</dl> }.into_any()
    };
    let way = |by: By, value: &str, words: String| {
        view! { <li><a class="link" href=filters.with(by, value).href()>{words}</a></li> }.into_any()
    };
    let page = name.starts_with(INCIDENT).then(|| {
        view! { <li><a class="link" href=format!("/incidents/{name}")>{format!("Open {name}")}</a></li> }
    });
    let mut ways = vec![
        way(By::Subject, &entry.subject_id, format!("Only {name}")),
        way(By::Action, &entry.action, format!("Only {}", entry.action)),
    ];
    if let (Some(id), name) = &entry.actor {
        ways.push(way(By::Actor, id, format!("Only {name}")));
    }
    let request = entry.request_id.as_ref().map(|id| {
        ways.push(way(By::Request, id, "Only this request".to_owned()));
        view! { <p class="muted small">"Request "<span class="mono">{id.clone()}</span></p> }
    });
    view! { {facts}{request}<ul class="ways">{page}{ways}</ul> }.into_any()
}
