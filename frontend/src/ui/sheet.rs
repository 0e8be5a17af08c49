//! The sheet of all keys (`?`), read from the registry.

use leptos::prelude::*;

use super::{dialog::Dialog, field::CheckField, shortcuts};

/// All keys of the moment by group, and the switch for single keys.
#[component]
pub fn ShortcutSheet(#[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let mut groups: Vec<(&'static str, Vec<shortcuts::Shortcut>)> = Vec::new();
    let mut taken: Vec<&'static str> = Vec::new();
    for shortcut in untrack(shortcuts::all).into_iter().filter(|s| !s.keys.is_empty()) {
        // A key of the screen stands before the same one of the shell.
        if taken.contains(&shortcut.keys) {
            continue;
        }
        taken.push(shortcut.keys);
        match groups.iter_mut().find(|(name, _)| *name == shortcut.group) {
            Some((_, list)) => list.push(shortcut),
            None => groups.push((shortcut.group, vec![shortcut])),
        }
    }
    let groups = groups
        .into_iter()
        .map(|(name, list)| {
            let lines = list
                .into_iter()
                .map(|s| view! { <div><dt>{s.label}</dt><dd><Keys keys=s.keys /></dd></div> })
                .collect_view();
            view! { <section><h3>{name}</h3><dl class="keys">{lines}</dl></section> }
        })
        .collect_view();
    view! {
        <Dialog title="Keyboard" on_close class="wide">
            <CheckField label="Single-key shortcuts" value=shortcuts::enabled() hint="Ctrl or Cmd with K works always." />
            <div class="sheet">{groups}</div>
        </Dialog>
    }
}

/// Keys as they are printed on keyboards.
#[component]
pub fn Keys(keys: &'static str) -> impl IntoView {
    let printed = shortcuts::printed(keys);
    printed
        .split(' ')
        .filter(|key| !key.is_empty())
        .map(|key| view! { <kbd>{key.to_owned()}</kbd> })
        .collect_view()
}
