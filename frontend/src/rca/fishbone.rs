//! The fishbone: drawing, and the outline with the same content where causes are added to ribs and moved.

use leptos::prelude::*;

use super::{
    drawing::FishboneDrawing,
    gates::{method_bar, opener},
    map::{arranged, canvas, toggle},
    marks::legend,
    outline::outline,
    rows,
    state::{Desk, Over},
    text,
    view::View,
};

/// The whole view.
pub fn fishbone(desk: Desk) -> AnyView {
    let all = Memo::new(move |_| desk.graph.with(|g| rows::fishbone(g)));
    let unused = RwSignal::new(false);
    let reference = desk.now(|s| s.reference.clone());
    let drawing = view! {
        <FishboneDrawing graph=desk.graph selected=desk.selected reference shows_unused=unused />
    };
    view! {
        <div class="drawn">
            {method_bar(desk, View::Fishbone, text::FISHBONE_HINT)}
            <div class="bar">
                {legend()}
                <span class="end">{toggle("Show empty ribs", unused)}{opener(desk, Over::Bones, "Edit ribs")}</span>
            </div>
            {arranged(canvas(drawing.into_any()), outline(desk, "Fishbone", all))}
        </div>
    }
    .into_any()
}
