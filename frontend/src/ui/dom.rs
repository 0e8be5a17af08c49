//! Small helpers over the browser's document. They must not hold state.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Storage};

pub fn query(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Focuses the first match; answers whether there was one.
pub fn focus(selector: &str) -> bool {
    let Some(element) = query(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok()) else { return false };
    element.focus().is_ok()
}

/// Focuses the page's heading, or its main region when there is none: what a new page, or a lost focus, starts from.
pub fn focus_heading() {
    for selector in ["main h1", "main"] {
        if let Some(element) = query(selector) {
            let _ = element.set_attribute("tabindex", "-1");
            if focus(selector) {
                return;
            }
        }
    }
}

/// All elements that match, in document order.
pub fn all(selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = document().query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.get(i)?.dyn_into().ok()).collect()
}

pub fn active() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// A setting this browser remembers.
pub fn remembered(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

pub fn remember(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        // A full or forbidden storage loses a preference, nothing else.
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

pub fn set_title(title: &str) {
    document().set_title(&format!("{title} · Coalmine"));
}

/// A number for ids that tie label, hint and error to a control.
pub fn unique() -> u32 {
    thread_local!(static NEXT: core::cell::Cell<u32> = const { core::cell::Cell::new(0) });
    NEXT.with(|n| {
        n.set(n.get() + 1);
        n.get()
    })
}
