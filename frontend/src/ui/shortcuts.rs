//! The one registry of actions: keyboard, palette, help sheet, tooltips and `aria-keyshortcuts` all read it.
//! It must not know what an action does.

use core::cell::RefCell;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{dom, global, time};

const OFF: &str = "coalmine.keys";
/// How long the second key of `g i` may take, milliseconds.
const SEQUENCE: i64 = 1_200;

/// An action people can take now.
#[derive(Clone)]
pub struct Shortcut {
    /// One key (`c`), a sequence (`g i`), or empty for palette only. `mod+k` is Ctrl or Cmd.
    pub keys: &'static str,
    pub label: &'static str,
    /// Heading in the sheet.
    pub group: &'static str,
    /// Whether it makes sense as a line of the palette.
    pub in_palette: bool,
    pub run: Callback<()>,
}

thread_local! {
    static REGISTRY: RwSignal<Vec<(u32, Shortcut)>> = global(Vec::new());
    static ENABLED: RwSignal<bool> = global(dom::remembered(OFF).is_none());
    static PREFIX: RefCell<Option<(String, i64)>> = const { RefCell::new(None) };
}

/// Whether single keys work; `mod+k` always does.
pub fn enabled() -> RwSignal<bool> {
    ENABLED.with(|enabled| *enabled)
}

/// Adds actions for as long as the calling component lives. A later call wins over an earlier one with the same keys.
pub fn register(shortcuts: Vec<Shortcut>) {
    let registry = REGISTRY.with(|r| *r);
    let ids: Vec<u32> = shortcuts.iter().map(|_| dom::unique()).collect();
    registry.update(|all| all.extend(ids.iter().copied().zip(shortcuts).rev()));
    on_cleanup(move || registry.update(|all| all.retain(|(id, _)| !ids.contains(id))));
}

/// All actions of the moment: those of the screen before those of the shell, each in the order given.
pub fn all() -> Vec<Shortcut> {
    REGISTRY.with(|r| *r).with(|all| all.iter().rev().map(|(_, s)| s.clone()).collect())
}

/// How keys are printed: `g i` as `G I`, `mod+k` as `Ctrl K`.
pub fn printed(keys: &str) -> String {
    keys.split([' ', '+'])
        .map(|key| match key {
            "mod" => "Ctrl".to_owned(),
            "space" => "Space".to_owned(),
            "enter" => "Enter".to_owned(),
            key => key.to_ascii_uppercase(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// The value of `aria-keyshortcuts` for one key.
pub fn aria(keys: &str) -> String {
    if let Some(key) = keys.strip_prefix("mod+") {
        let key = key.to_ascii_uppercase();
        format!("Control+{key} Meta+{key}")
    } else {
        keys.to_ascii_uppercase()
    }
}

/// Starts listening; once, by the shell.
pub fn listen() {
    let handle = window_event_listener(ev::keydown, |event| {
        if let Some(shortcut) = matching(&event) {
            event.prevent_default();
            shortcut.run.run(());
        }
    });
    on_cleanup(move || handle.remove());
    Effect::new(|_| dom::remember(OFF, (!enabled().get()).then_some("off")));
}

fn matching(event: &KeyboardEvent) -> Option<Shortcut> {
    if event.default_prevented() || event.is_composing() {
        return None;
    }
    let key = match event.key().as_str() {
        " " => "space".to_owned(),
        key => key.to_ascii_lowercase(),
    };
    if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key() {
        return find(&format!("mod+{key}"));
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || !enabled().get_untracked() {
        return None;
    }
    if in_text(event) || dom::query("dialog[open]").is_some() || is_native(&key) {
        return None;
    }
    let prefix = PREFIX.take().filter(|(_, at)| time::now_ms() - at < SEQUENCE);
    if let Some((prefix, _)) = prefix
        && let Some(found) = find(&format!("{prefix} {key}"))
    {
        return Some(found);
    }
    let begins = format!("{key} ");
    if all().iter().any(|s| s.keys.starts_with(&begins)) {
        PREFIX.replace(Some((key, time::now_ms())));
        return None;
    }
    find(&key)
}

fn find(keys: &str) -> Option<Shortcut> {
    untrack(all).into_iter().find(|s| s.keys == keys)
}

/// No key of ours fires where people write.
fn in_text(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else { return false };
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "button")),
        _ => element.is_content_editable(),
    }
}

/// Enter and Space belong to the control that has the focus, except Space on a link, which does nothing of its own.
fn is_native(key: &str) -> bool {
    let Some(active) = dom::active() else { return false };
    let tag = active.tag_name();
    match key {
        "enter" => matches!(tag.as_str(), "A" | "BUTTON" | "SUMMARY" | "INPUT"),
        "space" => matches!(tag.as_str(), "BUTTON" | "SUMMARY" | "INPUT"),
        _ => false,
    }
}
