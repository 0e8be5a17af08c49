//! The pane beside the list: one problem to read without leaving the list.

use leptos::prelude::*;

use super::{
    api::{self, Line, Preview},
    live,
    marks::{Gates, Recurrence, age, marks},
    text,
};
use crate::ui::{
    badge::{ProblemMark, SeverityMark},
    preview, remote,
    time::When,
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
        if event.id == id {
            source.reload();
        }
    });
    remote::show(source, 6, body)
}

fn body(preview: Preview) -> impl IntoView {
    let row = preview.row;
    let owner = row.owner.as_ref().map_or_else(|| "nobody yet".to_owned(), |o| o.name.clone());
    let findings = preview
        .findings
        .into_iter()
        .map(|f| view! { <li><span class="mono">{f.rule}</span>" "{f.message}</li> })
        .collect_view();
    let incidents: Vec<AnyView> = preview.incidents.into_iter().map(|line| incident(&line)).collect();
    let incidents = (!incidents.is_empty())
        .then(|| view! { <h3>"Last incidents"</h3><ol class="preview-entries">{incidents}</ol> });
    let description = (!preview.description_html.is_empty())
        .then(|| view! { <div class="prose" inner_html=preview.description_html></div> });
    let workaround = preview.workaround.map(|(steps, at)| {
        view! {
            <h3>"Workaround"</h3>
            <div class="prose" inner_html=steps></div>
            <p class="muted small">"Last tested "<When at /></p>
        }
    });
    view! {
        <div class="preview-head">
            {row.severity.map(|severity| view! { <SeverityMark severity badge=true /> })}
            <span class="key">{row.reference.clone()}</span>
            {marks(&row)}
        </div>
        <h2>{row.title.clone()}</h2>
        <dl class="facts-list">
            <div><dt>"Status"</dt><dd><ProblemMark status=row.status /></dd></div>
            <div><dt>"Analysis"</dt><dd><Gates passed=row.steps /></dd></div>
            <div><dt>"Incidents"</dt><dd>{row.incidents}" "<Recurrence count=row.recurrences /></dd></div>
            <div><dt>"Owner"</dt><dd>{owner}</dd></div>
            <div><dt>"Age"</dt><dd>{age(&row)}</dd></div>
        </dl>
        {description}
        <ul class="findings-list">{findings}</ul>
        {workaround}
        {incidents}
        <a class="btn" href=format!("/problems/{}", row.reference)>"Open "{row.reference.clone()}</a>
    }
}

fn incident(line: &Line) -> AnyView {
    let path = format!("/incidents/{}", line.reference);
    view! {
        <li>
            <p class="muted small"><When at=line.started_at />" · "<SeverityMark severity=line.severity /></p>
            <a class="link" href=path><span class="mono">{line.reference.clone()}</span>" "{line.title.clone()}</a>
        </li>
    }
    .into_any()
}
