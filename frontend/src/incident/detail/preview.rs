//! Markdown as it will be read, while it is being written. It must not know what it is written for.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::api;
use crate::ui::lean;

/// Waits this long after the last letter before it asks for the preview.
const QUIET: Duration = Duration::from_millis(400);

/// What Markdown will look like, rendered and cleaned by the server.
#[component]
pub fn Preview(body: RwSignal<String>) -> impl IntoView {
    let html = RwSignal::new(String::new());
    Effect::new(move |_| {
        let asked = body.get();
        if asked.trim().is_empty() {
            html.set(String::new());
            return;
        }
        set_timeout(
            move || {
                if body.try_get_untracked().as_ref() != Some(&asked) {
                    return;
                }
                spawn_local(async move {
                    // Without an answer the last preview stays; what is sent does not depend on it.
                    if let Ok(rendered) = api::render(asked).await {
                        let _ = html.try_set(rendered);
                    }
                });
            },
            QUIET,
        );
    });
    let preview = move || {
        view! {
            <div class="md-preview">
                <p class="muted small">"As it will be read"</p>
                <div class="prose" inner_html=lean::words(move || html.get())></div>
            </div>
        }
    };
    lean::only(move || html.with(|h| !h.is_empty()), preview)
}
