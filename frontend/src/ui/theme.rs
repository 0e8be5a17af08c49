//! Light, dark or as the system: remembered in this browser, set on the root element before the first paint by the page itself.

use leptos::prelude::*;

use super::{dom, global};

const KEY: &str = "coalmine.theme";

/// The chosen theme; `system` when nothing was chosen.
pub fn chosen() -> RwSignal<String> {
    thread_local!(static THEME: RwSignal<String> =
        global(dom::remembered(KEY).unwrap_or_else(|| "system".into())));
    THEME.with(|theme| *theme)
}

/// Sets and remembers `light`, `dark` or `system`.
pub fn choose(theme: &str) {
    chosen().set(theme.to_owned());
    let fixed = (theme != "system").then_some(theme);
    dom::remember(KEY, fixed);
    if let Some(root) = document().document_element() {
        let _ = match fixed {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
}
