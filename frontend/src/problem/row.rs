//! One row of the list, patched in place by live events; cells re-draw, the link keeps the focus.

use leptos::prelude::*;

use super::{
    api::Row,
    marks::{Gates, Recurrence, age, marks},
};
use crate::ui::{
    badge::{ProblemMark, SeverityMark},
    group::Held,
    icon::Icon,
};

/// The row as a table row; `previewed` marks the one in the preview.
#[component]
pub fn ProblemRow(row: Held<Row>, previewed: RwSignal<Option<String>>) -> impl IntoView {
    let (id, reference) = row.with_untracked(|r| (r.id.clone(), r.reference.clone()));
    let chosen = {
        let id = id.clone();
        move || previewed.with(|p| p.as_ref() == Some(&id))
    };
    let held = RwSignal::from(row);
    let title = move || held.with(|r| r.title.clone());
    let owner = move || held.with(|r| r.owner.as_ref().map_or_else(|| "–".to_owned(), |o| o.name.clone()));
    let severity = move || held.with(severity);
    let progress = move || {
        held.with(|r| view! { <Gates passed=r.steps /><Recurrence count=r.recurrences /> }.into_any())
    };
    view! {
        <tr role="row" data-problem=id class:ended=move || held.with(|r| !r.status.is_open())
            aria-selected=move || chosen().then_some("true")>
            <td role="cell" class="c-sev">{severity}</td>
            <td role="cell" class="c-key key">{reference.clone()}</td>
            <td role="cell" class="c-title">
                <a href=format!("/problems/{reference}") data-row="" title=title>{title}</a>
                <span class="marks">{move || held.with(marks)}{move || held.with(overdue)}</span>
            </td>
            <td role="cell" class="c-status">{move || view! { <ProblemMark status=held.with(|r| r.status) /> }}</td>
            <td role="cell" class="c-progress">{progress}</td>
            <td role="cell" class="c-lead">{owner}</td>
            <td role="cell" class="c-services muted" title=move || held.with(all_services)>{move || held.with(services)}</td>
            <td role="cell" class="c-age">{move || held.with(age)}</td>
        </tr>
    }
}

/// The worst severity of its incidents, or that there is none.
fn severity(row: &Row) -> AnyView {
    match row.severity {
        Some(severity) => view! { <SeverityMark severity /> }.into_any(),
        None => view! { <span class="muted small">"No incident"</span> }.into_any(),
    }
}

/// That repair items of it are overdue.
fn overdue(row: &Row) -> Option<AnyView> {
    let words = match row.overdue_repairs {
        0 => return None,
        1 => "1 repair item overdue".to_owned(),
        n => format!("{n} repair items overdue"),
    };
    Some(view! { <span class="chip" data-sev="1"><Icon name="i-clock" />{words}</span> }.into_any())
}

/// All names, for the tooltip.
fn all_services(row: &Row) -> String {
    row.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// `Web shop +1`
fn services(row: &Row) -> String {
    match row.services.as_slice() {
        [] => "–".into(),
        [one] => one.name.clone(),
        [first, rest @ ..] => format!("{} +{}", first.name, rest.len()),
    }
}
