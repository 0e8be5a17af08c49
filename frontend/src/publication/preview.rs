//! A version as its audience will read it, what was replaced in it and why, and sending it out.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use super::{
    api::{Preview, Redaction},
    text,
};
use crate::{problem::detail::finding, ui::icon::Icon};

/// What was previewed: as it is now, or as it was before something changed.
pub fn shown(preview: &Preview, readers: &str) -> AnyView {
    let replaced = preview.redactions.iter().map(redaction).collect_view();
    let replaced = if preview.redactions.is_empty() {
        view! { <p class="muted">{text::NOTHING_REPLACED}</p> }.into_any()
    } else {
        view! { <ol class="redactions">{replaced}</ol> }.into_any()
    };
    let findings = (!preview.findings.is_empty()).then(|| {
        let items = preview.findings.iter().map(finding).collect_view();
        view! { <h3>"Findings"</h3><ul class="find">{items}</ul> }
    });
    view! {
        <p class="muted small"><Icon name="i-people" />{format!("As it is read by: {readers}")}</p>
        <div class="published prose" role="region" aria-label="As it will be read" tabindex="0"
            on:click=|event| beside(&event) inner_html=preview.html.clone()></div>
        <h3>"Replaced "<span class="muted">{preview.redactions.len()}</span></h3>
        {replaced}
        {findings}
    }
    .into_any()
}

/// Links of the article lead to the portal: beside the form, not away from it.
fn beside(event: &MouseEvent) {
    let link =
        event.target().and_then(|t| t.dyn_into::<Element>().ok()).and_then(|e| e.closest("a").ok().flatten());
    if let Some(address) = link.and_then(|link| link.get_attribute("href")) {
        event.prevent_default();
        // A browser that opens no window leaves everything as it is.
        drop(window().open_with_url_and_target(&address, "_blank"));
    }
}

fn redaction(one: &Redaction) -> AnyView {
    let Redaction { place, original, replacement, reason } = one.clone();
    let taken_out = replacement.is_empty();
    let place = text::place(&place);
    view! {
        <li>
            <p><strong>{place}</strong>": "<del>{original}</del>" → "
                {if taken_out { view! { <em>"taken out"</em> }.into_any() } else { view! { <ins>{replacement}</ins> }.into_any() }}
            </p>
            <p class="muted small">{reason}</p>
        </li>
    }
    .into_any()
}
