//! Modal dialogs on the native element: trapped focus and Escape come from the browser, giving the focus back is ours.

use core::cell::RefCell;

use leptos::{html, prelude::*};
use web_sys::HtmlElement;

use super::{dom, icon::Icon};

thread_local! {
    /// Where the focus was before each open dialog.
    static RETURN: RefCell<Vec<Option<HtmlElement>>> = const { RefCell::new(Vec::new()) };
}

/// A modal dialog that lives as long as it is mounted: put it inside `<Show when=move || open.get()>` and set `open` to false
/// in `on_close`. The first control inside, or one with `autofocus`, has the focus.
#[component]
pub fn Dialog(
    #[prop(into)] title: String,
    /// Called on Escape, on the close button, and on a press outside.
    #[prop(into)]
    on_close: Callback<()>,
    /// `wide`, `palette` or nothing.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = format!("dialog-{}", dom::unique());
    RETURN.with_borrow_mut(|stack| stack.push(dom::active()));
    node.on_load(|dialog: web_sys::HtmlDialogElement| {
        let _ = dialog.show_modal();
        // Without an autofocus the browser picks the close button; the first field is what people want.
        let wanted = "[autofocus], form input, form textarea, form select, .dialog-body button";
        if let Ok(Some(first)) = dialog.query_selector(wanted) {
            let first: HtmlElement = wasm_bindgen::JsCast::unchecked_into(first);
            let _ = first.focus();
        }
    });
    on_cleanup(give_back);
    let labelled = title_id.clone();
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {class}")
            aria-labelledby=labelled
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_close.run(());
            }
            on:mousedown=move |event| {
                // A press on the element itself, not on something inside, is a press on the backdrop.
                let target = event.target();
                let outside = node.get_untracked().is_some_and(|d| target.as_ref() == Some(d.as_ref()));
                if outside {
                    on_close.run(());
                }
            }
        >
            <div class="dialog-box">
                <header class="dialog-head">
                    <h2 id=title_id>{title}</h2>
                    <button type="button" class="icon-btn" aria-label="Close" on:click=move |_| on_close.run(())>
                        <Icon name="i-x" />
                    </button>
                </header>
                <div class="dialog-body">{children()}</div>
            </div>
        </dialog>
    }
}

/// After the dialog has left the page, so that nothing else takes the focus in between.
fn give_back() {
    let before = RETURN.with_borrow_mut(Vec::pop).flatten();
    request_animation_frame(move || {
        let lost = dom::active().is_none_or(|e| e.tag_name() == "BODY");
        if !lost {
            return;
        }
        match before {
            Some(element) if element.is_connected() && element.tag_name() != "BODY" => {
                let _ = element.focus();
            }
            _ => dom::focus_heading(),
        }
    });
}
