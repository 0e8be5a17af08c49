//! Disclosure menus on `<details>`: open by click or key, close by Escape, by leaving, or by a press outside.
//! The contents are ordinary controls, so no menu role is claimed.

use core::time::Duration;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// A button that discloses a panel. `summary` is the button's content.
#[component]
pub fn Disclosure(
    /// Class of the button, such as `btn` or `filter`.
    class: &'static str,
    /// Name for screen readers when the content alone is not one.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    #[prop(into)] summary: ViewFn,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let close = move |refocus: bool| {
        let Some(details) = node.try_get_untracked().flatten() else { return };
        if details.open() {
            details.set_open(false);
            if refocus && let Ok(Some(summary)) = details.query_selector("summary") {
                let _ = summary.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
    };
    let outside = window_event_listener(leptos::ev::pointerdown, move |event| {
        let target = event.target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        let inside =
            node.try_get_untracked().flatten().is_some_and(|details| details.contains(target.as_ref()));
        if !inside {
            close(false);
        }
    });
    on_cleanup(move || outside.remove());
    view! {
        <details
            class="drop"
            node_ref=node
            on:keydown=move |event| {
                if event.key() == "Escape" && node.try_get_untracked().flatten().is_some_and(|d| d.open()) {
                    event.stop_propagation();
                    event.prevent_default();
                    close(true);
                }
            }
            // Leaving the page takes the panel away with the focus in it: then there is nothing left to read.
            on:focusout=move |event| {
                let to = event.related_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
                let left = node.try_get_untracked().flatten().zip(to).is_some_and(|(details, to)| {
                    // A press on a label inside moves the focus to a focusable ancestor for a moment: that is not leaving.
                    !details.contains(Some(&to)) && !to.contains(Some(&details))
                });
                if left {
                    // Not within the event: closing hides the element that is just losing the focus.
                    set_timeout(move || close(false), Duration::ZERO);
                }
            }
        >
            <summary class=class aria-label=move || label.get()>{move || summary.run()}</summary>
            <div class="drop-panel">{children()}</div>
        </details>
    }
}
