//! The pane beside the list: one incident to read without leaving the list.

use leptos::prelude::*;

use super::{
    api::{self, Preview},
    live,
    row::{NextUpdate, RowSignal},
    text,
};
use crate::ui::{
    badge::{SeverityMark, StatusMark},
    preview, remote,
    time::{Elapsed, When},
};

#[component]
pub fn PreviewPane(previewed: RwSignal<Option<String>>) -> impl IntoView {
    preview::pane(previewed, text::NO_PREVIEW, text::NO_PREVIEW_TEXT, |id| view! { <Open id /> }.into_any())
}

#[component]
fn Open(id: String) -> impl IntoView {
    let asked = id.clone();
    let source = remote::remote(move || api::preview(asked.clone()));
    live::listen(move |event| {
        if event.incident_id == id {
            source.reload();
        }
    });
    remote::show(source, 6, body)
}

fn body(preview: Preview) -> impl IntoView {
    let row = preview.row;
    let people = preview
        .people
        .into_iter()
        .map(|(role, name)| view! { <div><dt>{role.label()}</dt><dd>{name}</dd></div> })
        .collect_view();
    let findings = preview
        .findings
        .into_iter()
        .map(|f| view! { <li><span class="mono">{f.rule}</span>" "{f.message}</li> })
        .collect_view();
    let entries = preview
        .entries
        .into_iter()
        .map(|e| {
            view! {
                <li>
                    <p class="muted small"><When at=e.happened_at />" · "{e.kind.label()}</p>
                    <div class="prose" inner_html=e.body_html></div>
                </li>
            }
        })
        .collect_view();
    let summary = (!preview.summary_html.is_empty())
        .then(|| view! { <div class="prose" inner_html=preview.summary_html></div> });
    view! {
        <div class="preview-head">
            <SeverityMark severity=row.severity badge=true />
            <span class="key">{row.reference.clone()}</span>
        </div>
        <h2>{row.title.clone()}</h2>
        <dl class="facts-list">
            <div><dt>"Status"</dt><dd><StatusMark status=row.status /></dd></div>
            <div><dt>"Duration"</dt><dd><Elapsed from=row.started_at to=row.ended_at /></dd></div>
            <div><dt>"Next update"</dt><dd><NextUpdate row=RowSignal::new(row.clone()) /></dd></div>
            {people}
        </dl>
        {summary}
        <ul class="findings-list">{findings}</ul>
        <h3>"Last entries"</h3>
        <ol class="preview-entries">{entries}</ol>
        <a class="btn" href=format!("/incidents/{}", row.reference)>"Open "{row.reference.clone()}</a>
    }
}
