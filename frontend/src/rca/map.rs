//! The cause map: drawing, and the outline with the same content. One path can be looked at alone, refuted causes be hidden.

use core::time::Duration;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::{
    drawing::MapDrawing,
    gates::{method_bar, opener},
    marks::legend,
    model::{GraphView, Mark},
    outline::outline,
    rows,
    state::{Desk, Over},
    text,
    view::View,
};
use crate::ui::{dom, lean};

/// The whole view.
pub fn map(desk: Desk) -> AnyView {
    view! {
        <div class="drawn">
            {method_bar(desk, View::Map, text::GOALS_HINT)}
            {drawn(desk)}
        </div>
    }
    .into_any()
}

/// Legend, drawing and outline, also beneath the enhanced analysis.
pub fn drawn(desk: Desk) -> AnyView {
    let (path_only, refuted) = (RwSignal::new(false), RwSignal::new(true));
    let shown = Memo::new_with_compare(
        move |_| {
            let path = path_only.get().then(|| desk.selected.get()).flatten();
            let all = desk.graph.get();
            part(&all, path.as_deref(), refuted.get())
        },
        |a: Option<&Arc<GraphView>>, b| !a.zip(b).is_some_and(|(a, b)| Arc::ptr_eq(a, b)),
    );
    let all = Memo::new(move |_| shown.with(|g| rows::map(g)));
    let reference = desk.now(|s| s.reference.clone());
    let drawing = view! { <MapDrawing graph=shown selected=desk.selected reference /> };
    view! {
        <div class="bar">
            {legend()}
            <span class="end">
                {toggle("Focus path", path_only)}
                {toggle("Show refuted", refuted)}
                {opener(desk, Over::Goals, "Edit goals")}
            </span>
        </div>
        {arranged(canvas(drawing.into_any()), outline(desk, "Cause map", all))}
    }
    .into_any()
}

/// A button that stays pressed.
pub fn toggle(word: &'static str, on: RwSignal<bool>) -> AnyView {
    let pressed = lean::words(move || on.get().to_string());
    let flip = lean::press(move || on.update(|on| *on = !*on));
    view! { <button type="button" class="btn quiet small" aria-pressed=pressed on:click=flip>{word}</button> }
        .into_any()
}

/// The place of a drawing. Enter on one of its causes goes on to the inspector.
pub fn canvas(drawing: AnyView) -> AnyView {
    let enter: Box<dyn FnMut(KeyboardEvent)> = Box::new(|event| {
        let on_drawing = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|e| e.closest(".drawing-frame").ok().flatten().is_some());
        if event.key() == "Enter" && on_drawing {
            set_timeout(|| _ = dom::focus("#insp-title"), Duration::from_millis(60));
        }
    });
    view! { <div class="canvas" on:keydown=enter>{drawing}</div> }.into_any()
}

/// Drawing and outline; where there is little room the outline is read first.
pub fn arranged(drawing: AnyView, outline: AnyView) -> AnyView {
    let is_narrow = window().match_media("(max-width: 640px)").ok().flatten().is_some_and(|m| m.matches());
    let parts = if is_narrow { [outline, drawing] } else { [drawing, outline] };
    parts.into_iter().collect_view().into_any()
}

/// What is to be shown: all, or what leads to and from one cause, with or without what was refuted.
fn part(all: &Arc<GraphView>, path: Option<&str>, refuted: bool) -> Arc<GraphView> {
    let path = path.filter(|id| all.cause(id).is_some());
    if path.is_none() && refuted {
        return Arc::clone(all);
    }
    let around = path.map(|id| {
        let mut around = all.above(id);
        around.extend(all.beneath(Some(id)));
        around.insert(id.to_owned());
        around
    });
    let keep = |c: &super::model::CauseView| {
        (refuted || c.mark() != Mark::Refuted) && around.as_ref().is_none_or(|around| around.contains(&c.id))
    };
    Arc::new(all.only(keep))
}
