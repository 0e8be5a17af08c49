//! Text being written, kept in this tab until it is sent. It must not know what the text is for.

use leptos::prelude::*;
use web_sys::Storage;

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// A field that remembers itself; emptying it forgets it.
pub fn kept(incident: &str, what: &str) -> RwSignal<String> {
    let key = format!("coalmine.draft.{incident}.{what}");
    let stored = storage().and_then(|s| s.get_item(&key).ok().flatten());
    let field = RwSignal::new(stored.unwrap_or_default());
    Effect::new(move |_| {
        let text = field.get();
        let Some(storage) = storage() else { return };
        // A full storage loses the draft on reload, nothing else.
        let _ = if text.is_empty() { storage.remove_item(&key) } else { storage.set_item(&key, &text) };
    });
    field
}
