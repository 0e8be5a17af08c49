//! Writing an update to one audience: text, the promise of the next word, a preview as it will be read.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api,
    state::{On, Screen, instant_of, zone_hint},
    text,
    write::{self, PublishStatusUpdateInput},
};
use crate::{
    model::{Audience, DateTime},
    ui::{
        draft,
        field::{TextArea, TextField},
        form::{FormError, Submit},
        lean, time,
    },
};

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

#[component]
pub fn Composer(screen: Screen, audience: Audience) -> impl IntoView {
    let is_external = audience == Audience::External;
    let (id, title, who) = if is_external {
        (
            "compose-external",
            "External update",
            "Customers read this. No cause is needed to say what is felt.",
        )
    } else {
        ("compose-internal", "Internal update", "People of the house read this.")
    };
    let incident = screen.id();
    let body = draft::kept(&incident, if is_external { "external" } else { "internal" });
    let next = draft::kept(&incident, if is_external { "external.next" } else { "internal.next" });
    let eta = draft::kept(&incident, if is_external { "external.eta" } else { "internal.eta" });
    let key = StoredValue::new(write::idempotency_key());
    let submit = Submit::new();
    let is_open = move || screen.read(On::Updates, |d| d.status.is_open());
    let send = move || {
        if body.with_untracked(|b| b.trim().is_empty()) {
            return submit.refuse("body", "Write what is known, even when it is little.");
        }
        let open = untrack(is_open);
        let (Ok(next_at), Ok(eta_at)) = (instant_of(next), instant_of(eta)) else {
            return submit.refuse("nextUpdateAt", text::BAD_TIME);
        };
        let input = PublishStatusUpdateInput {
            incident_id: screen.id(),
            audience,
            body: body.get_untracked().trim().to_owned(),
            next_update_at: next_at.filter(|_| open),
            eta: eta_at.filter(|_| open),
            idempotency_key: Some(key.get_value()),
        };
        let clear = move || {
            for field in [body, next, eta] {
                let _ = field.try_set(String::new());
            }
            let _ = key.try_set_value(write::idempotency_key());
        };
        screen.save_then(submit, write::publish(input), "Update sent", Box::new(clear));
    };
    let quick = move |minutes: i64| {
        let soon = lean::press(move || next.set(time::to_input(DateTime(time::now_ms() + minutes * 60_000))));
        view! {
            <button type="button" class="btn small" aria-label=format!("+{minutes} min until the next update")
                on:click=soon>
                {format!("+{minutes} min")}
            </button>
        }
    };
    let promise = move || {
        view! {
            <div class="promise">
                <div class="form-row">
                    <TextField label="Next update promised" kind="datetime-local" value=next error=submit.of("nextUpdateAt") hint=zone_hint() />
                    <TextField label="Fix expected (ETA)" kind="datetime-local" value=eta error=submit.of("eta") />
                </div>
                <p class="quick">{[15, 30, 60].map(quick).collect_view()}</p>
                <p class="hint">{text::PROMISE_HINT}" COM-01"</p>
            </div>
        }
    };
    view! {
        <form class="composer" id=id on:submit=lean::submit(send) novalidate aria-labelledby=format!("h-{id}")>
            <h3 id=format!("h-{id}")>{title}</h3>
            <p class="muted small">{who}</p>
            <TextArea label="Text" value=body rows=5 required=true hint="Markdown" error=submit.of("body") />
            {lean::only(is_open, promise)}
            {lean::only(move || !is_open(), || view! { <p class="notice">{text::FINAL_UPDATE}</p> })}
            <Preview body />
            <FormError submit />
            <div class="form-end">
                <button type="submit" class="btn" aria-busy=lean::words(move || submit.pending.get().to_string())>
                    {move || if submit.pending.get() { "Sending …" } else if is_external { "Send to customers" } else { "Send inside" }}
                </button>
            </div>
        </form>
    }
}
