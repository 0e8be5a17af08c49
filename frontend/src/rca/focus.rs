//! Keeps the focus where it was when a part draws itself again: on the control of the same name in the same region, else on the
//! region's heading. It must not know what changed.

use core::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement};

use crate::ui::dom;

/// The regions of the workspace and where the focus goes when its control is gone.
const REGIONS: [(&str, &str); 3] = [(".insp", "#insp-title"), (".path", ".path summary"), (".mid", HEADING)];

/// The page's own heading.
const HEADING: &str = "main h1";

thread_local! {
    /// Region, and the name of the control that had the focus last.
    static LAST: RefCell<Option<(usize, String)>> = const { RefCell::new(None) };
}

/// What tells a control from its neighbours.
fn name(element: &HtmlElement) -> String {
    let label = element.get_attribute("aria-label").or_else(|| element.get_attribute("id"));
    label.unwrap_or_else(|| element.text_content().unwrap_or_default())
}

/// Takes notice of where the focus goes.
pub fn notice(event: &FocusEvent) {
    let Some(element) = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else { return };
    // A dialog gives the focus back itself.
    if element.closest("dialog").ok().flatten().is_some() {
        return;
    }
    let region = REGIONS.iter().position(|(region, _)| element.closest(region).ok().flatten().is_some());
    LAST.set(region.map(|region| (region, name(&element))));
}

/// Puts a lost focus back, once what changed is drawn.
pub fn restore() {
    request_animation_frame(|| {
        let is_lost = dom::active().is_none_or(|e| e.tag_name() == "BODY");
        if !is_lost || dom::query("dialog[open]").is_some() {
            return;
        }
        let Some((region, wanted)) = LAST.with_borrow(Clone::clone) else { return };
        let (selector, heading) = REGIONS[region];
        let same = dom::all(&format!(
            "{selector} :is(button, a, select, input, textarea, summary, [role=treeitem])"
        ))
        .into_iter()
        .find(|element| name(element) == wanted);
        match same {
            Some(element) => _ = element.focus(),
            None if heading != HEADING && dom::query(heading).is_some() => _ = dom::focus(heading),
            None => dom::focus_heading(),
        }
    });
}
