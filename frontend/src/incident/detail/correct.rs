//! Correcting an update that went out: a new one that says which it corrects; the old one stays, marked.

use leptos::prelude::*;

use super::{
    preview::Preview,
    state::Screen,
    text,
    told_api::{self, CorrectStatusUpdateInput},
    write::idempotency_key,
};
use crate::{
    model::TextZone,
    ui::{
        dialog::Dialog,
        form::{FormError, Submit, SubmitButton},
        lean, time,
        wording::WordedField,
    },
};

#[component]
pub fn CorrectDialog(screen: Screen, id: String) -> impl IntoView {
    let old = screen.now(|d| d.updates.iter().find(|u| u.id == id).cloned());
    let body = RwSignal::new(old.as_ref().map(|u| u.body.clone()).unwrap_or_default());
    let title = old.map_or_else(
        || "Correct an update".to_owned(),
        |u| format!("Correct the update of {}", time::moment(u.published_at)),
    );
    let before = body.get_untracked();
    let submit = Submit::new();
    let key = idempotency_key();
    let send = move || {
        let now = body.with_untracked(|b| b.trim().to_owned());
        if now.is_empty() || now == before.trim() {
            return submit.refuse("body", "Write what is right instead.");
        }
        let input =
            CorrectStatusUpdateInput { id: id.clone(), body: now, idempotency_key: Some(key.clone()) };
        screen.save(submit, told_api::correct(input), "Correction sent");
    };
    view! {
        <Dialog title class="wide" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <p class="muted">{text::CORRECTION}</p>
                <WordedField label="Text" value=body zone=TextZone::Update rows=5 required=true hint="Markdown" error=submit.of("body") />
                <Preview body />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Send the correction" /></div>
            </form>
        </Dialog>
    }
}
