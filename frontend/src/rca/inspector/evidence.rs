//! The evidence of a cause; asked for when the cause is selected.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    rca::{
        marks::chip,
        model::{CauseView, EvidenceView},
        reading,
        state::{Desk, Over},
        text, write,
    },
    ui::{icon::Icon, lean, time},
};

type Cause = Memo<Option<Arc<CauseView>>>;

/// List and the button that adds.
pub fn evidence(desk: Desk, id: String, cause: Cause) -> AnyView {
    let count = Memo::new(move |_| cause.with(|c| c.as_ref().map_or(0, |c| c.evidence_count)));
    let asked = id.clone();
    Effect::new(move |_| {
        if count.get() > 0 {
            reading::evidence_of(desk, vec![asked.clone()]);
        }
    });
    let held = id.clone();
    let found = Memo::new_with_compare(
        move |_| desk.evidence.with(|e| e.get(&held).cloned()),
        |a, b| match (a, b) {
            (Some(Some(a)), Some(Some(b))) => !Arc::ptr_eq(a, b),
            (Some(None), Some(None)) => false,
            _ => true,
        },
    );
    let owner = id.clone();
    let list = lean::part(move || match (count.get(), found.get()) {
        (0, _) => view! { <p class="hint">{text::NO_EVIDENCE}" CM-04"</p> }.into_any(),
        (n, None) => view! { <p class="hint">{format!("{n}, loading …")}</p> }.into_any(),
        (_, Some(all)) => {
            let items: Vec<AnyView> = all.iter().map(|e| item(desk, &owner, e)).collect();
            view! { <ul class="evl">{items}</ul> }.into_any()
        }
    });
    let add = lean::only(
        move || desk.may_draft(),
        move || {
            let over = Over::Evidence(id.clone());
            let open = lean::press(move || desk.over.set(Some(over.clone())));
            view! {
                <button type="button" class="btn small end" aria-haspopup="dialog" aria-keyshortcuts="B" on:click=open>"Add evidence"</button>
            }
        },
    );
    view! {
        <section aria-labelledby="insp-evidence">
            <div class="lab"><h3 id="insp-evidence">"Evidence"</h3>{add}</div>
            {list}
        </section>
    }
    .into_any()
}

fn item(desk: Desk, cause: &str, e: &EvidenceView) -> AnyView {
    let at = e.captured_at;
    let prose = |label: &'static str, html: &str| {
        (!html.is_empty()).then(|| {
            let html = html.to_owned();
            view! { <div class="what"><span class="muted">{label}</span><div class="prose small" inner_html=html></div></div> }
        })
    };
    let entry = e.entry.as_ref().map(|(html, at)| {
        let html = html.clone();
        view! {
            <div class="what">
                <span class="muted">{format!("Timeline, {}", time::moment(*at))}</span>
                <div class="prose small" inner_html=html></div>
            </div>
        }
    });
    let remove = desk.may_draft().then(|| {
        let (id, cause) = (e.id.clone(), cause.to_owned());
        let gone = lean::press(move || {
            desk.act(write::remove_evidence(id.clone()), vec![cause.clone()], "Evidence removed");
        });
        let label = format!("Remove the evidence {}", e.title);
        view! {
            <button type="button" class="icon-btn" aria-label=label title="Remove" on:click=gone><Icon name="i-x" /></button>
        }
    });
    view! {
        <li>
            {chip(e)}
            <time class="muted" datetime=at.iso() title=format!("{}, {}", e.captured_by, time::full(at))>{time::moment(at)}</time>
            {remove}
            {entry}
            {prose(text::EVIDENCE_SHOWS, &e.summary_html)}
            {prose(text::EVIDENCE_REFUTES, &e.refuted_by_html)}
        </li>
    }
    .into_any()
}
