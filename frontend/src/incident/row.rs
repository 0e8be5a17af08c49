//! One row of the list, patched in place by live events; cells re-draw, the link keeps the focus.

use leptos::prelude::*;

use super::api::Row;
use crate::ui::{
    badge::{SeverityMark, StatusMark},
    group::Held,
    icon::Icon,
    time::{self, Elapsed},
};

/// A row that lives as long as anyone holds it.
pub type RowSignal = Held<Row>;

/// The row as a table row; `previewed` marks the one in the preview.
#[component]
pub fn IncidentRow(row: RowSignal, previewed: RwSignal<Option<String>>) -> impl IntoView {
    let (id, reference) = row.with_untracked(|r| (r.id.clone(), r.reference.clone()));
    let chosen = {
        let id = id.clone();
        move || previewed.with(|p| p.as_ref() == Some(&id))
    };
    let held = RwSignal::from(row.clone());
    let ended = move || held.with(|r| !r.status.is_open());
    let duration = move || held.with(|r| view! { <Elapsed from=r.started_at to=r.ended_at /> });
    let private = move || {
        let mark =
            || view! { <span class="private"><Icon name="i-lock" /><span class="vh">"Private"</span></span> };
        held.with(|r| r.is_private).then(mark)
    };
    let odd = move || held.with(|r| (r.import_findings > 0).then(|| odd(r.import_findings)));
    let title = move || held.with(|r| r.title.clone());
    let lead = move || held.with(|r| r.lead.as_ref().map_or_else(|| "–".to_owned(), |l| l.name.clone()));
    view! {
        <tr role="row" data-incident=id class:ended=ended aria-selected=move || chosen().then_some("true")>
            <td role="cell" class="c-sev">{move || view! { <SeverityMark severity=held.with(|r| r.severity) /> }}</td>
            <td role="cell" class="c-key key">{reference.clone()}</td>
            <td role="cell" class="c-title">
                <a href=format!("/incidents/{reference}") data-row="" title=title>{title}</a>
                {private}
                {odd}
            </td>
            <td role="cell" class="c-status">{move || view! { <StatusMark status=held.with(|r| r.status) /> }}</td>
            <td role="cell" class="c-duration r">{duration}</td>
            <td role="cell" class="c-lead">{lead}</td>
            <td role="cell" class="c-services muted" title=move || held.with(all_services)>{move || held.with(services)}</td>
            <td role="cell" class="c-next"><NextUpdate row /></td>
        </tr>
    }
}

/// The mark of an imported incident whose source contradicts itself.
fn odd(count: i64) -> impl IntoView {
    let words = if count == 1 { "1 import finding".to_owned() } else { format!("{count} import findings") };
    let said = words.clone();
    view! {
        <span class="odd" title=words>
            <Icon name="i-import" /><span aria-hidden="true">{count}</span><span class="vh">{said}</span>
        </span>
    }
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

/// The next promised update, with its lateness in words.
#[component]
pub fn NextUpdate(row: RowSignal) -> impl IntoView {
    let promise = Memo::new(move |_| row.with(|r| r.promises.first().map(|p| (p.audience, p.due_at))));
    move || {
        let Some((audience, due)) = promise.get() else {
            return view! { <span class="muted">"–"</span> }.into_any();
        };
        let late = move || time::now().get() > due.0;
        let words = move || {
            let left = due.0 - time::now().get();
            match left {
                i64::MIN..0 => format!("{} late", time::words(-left)),
                0..3_600_000 => format!("{}, in {}", time::clock(due), time::words(left)),
                _ => time::moment(due),
            }
        };
        // Minutes matter here, so the words change once a minute although the clock ticks each second.
        let words = Memo::new(move |_| words());
        view! {
            <span class="due" class:late=late title=format!("{} update due {}", audience.label(), time::full(due))>
                <Icon name="i-clock" />
                {move || words.get()}
            </span>
        }
        .into_any()
    }
}
