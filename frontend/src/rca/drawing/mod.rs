//! The drawings of the cause graph on the screen: fishbone and cause map, with pan, zoom, keys and export.
//!
//! Geometry comes from `domain`; here it gets names, strokes and behaviour. `picture` is what is drawn, `pen` how, `board` where.
//! It must not know dialogs, the inspector or how anything is saved.

mod board;
mod canvas;
mod export;
mod fishbone;
mod ink;
mod map;
mod pen;
mod picture;
mod svg;
mod text;
mod zoom;

use std::sync::Arc;

use leptos::prelude::*;

use self::{board::Board, picture::Picture};
use super::model::{CauseView, GraphView, Mark};
use crate::ui::{dom, icon::Icon, lean, menu::Disclosure};

/// The fishbone of a graph. A press or Enter on a cause selects it.
#[component]
pub fn FishboneDrawing(
    /// The graph.
    #[prop(into)]
    graph: Signal<Arc<GraphView>>,
    /// The cause that is selected.
    selected: RwSignal<Option<String>>,
    /// The analysis, such as `RCA-7`: what files are called.
    #[prop(optional, into)]
    reference: String,
    /// Whether categories without causes are drawn too.
    #[prop(optional, into)]
    shows_unused: Signal<bool>,
) -> impl IntoView {
    let picture =
        Memo::new(move |_| graph.with(|graph| Arc::new(fishbone::picture(graph, shows_unused.get()))));
    drawing(picture, selected, file(&reference, "fishbone"))
}

/// The cause map of a graph. A press or Enter on a cause selects it.
#[component]
pub fn MapDrawing(
    /// The graph.
    #[prop(into)]
    graph: Signal<Arc<GraphView>>,
    /// The cause that is selected.
    selected: RwSignal<Option<String>>,
    /// The analysis, such as `RCA-7`: what files are called.
    #[prop(optional, into)]
    reference: String,
) -> impl IntoView {
    let picture = Memo::new(move |_| graph.with(|graph| Arc::new(map::picture(graph))));
    drawing(picture, selected, file(&reference, "map"))
}

fn file(reference: &str, kind: &str) -> String {
    let reference = if reference.is_empty() { "RCA" } else { reference };
    format!("{reference}-{kind}")
}

fn drawing(picture: Memo<Arc<Picture>>, selected: RwSignal<Option<String>>, file: String) -> AnyView {
    let board = Board::new(picture, selected);
    let hint = format!("drawing-keys-{}", dom::unique());
    view! {
        <div class="drawing">
            {tools(board, file)}
            <p class="vh" id=hint.clone()>{text::KEYS}</p>
            <div
                class="drawing-frame"
                role="region"
                aria-label="Drawing"
                aria-describedby=hint
                node_ref=board.frame
                on:click=move |event| board.click(&event)
                on:focusin=move |event| board.focused(&event)
                on:keydown=move |event| board.key(&event)
                on:wheel=move |event| board.wheel(&event)
                on:pointerdown=move |event| board.press(&event)
                on:pointermove=move |event| board.drag(&event)
                on:pointerup=move |_| board.release()
                on:pointercancel=move |_| board.release()
            ></div>
        </div>
    }
    .into_any()
}

fn tools(board: Board, file: String) -> AnyView {
    let percent = lean::words(move || format!("{} %", board.scale.get()));
    let (svg, png) = (file.clone(), file);
    let svg = lean::press(move || export::svg(&board.picture.get_untracked(), &svg));
    let png = lean::press(move || export::png(&board.picture.get_untracked(), &png));
    // The panel is drawn once, and the handlers move into it.
    let panel = view! {
        <button type="button" class="btn quiet small" on:click=svg>{text::AS_SVG}</button>
        <button type="button" class="btn quiet small" on:click=png>{text::AS_PNG}</button>
    };
    view! {
        <div class="drawing-tools">
            <button type="button" class="btn quiet small" title=text::ZOOM_OUT aria-label=text::ZOOM_OUT
                on:click=lean::press(move || board.step(false))>"−"</button>
            <output class="num">{percent}</output>
            <button type="button" class="btn quiet small" title=text::ZOOM_IN aria-label=text::ZOOM_IN
                on:click=lean::press(move || board.step(true))><Icon name="i-plus" /></button>
            <button type="button" class="btn quiet small" title=text::FIT_HINT
                on:click=lean::press(move || board.fit())>{text::FIT}</button>
            <Disclosure class="btn quiet small" summary=|| text::EXPORT>{panel}</Disclosure>
        </div>
    }
    .into_any()
}

/// The mark of a cause as geometry knows it.
fn mark(cause: &CauseView) -> domain::rca::drawing::Mark {
    use domain::rca::drawing::Mark as Drawn;
    match cause.mark() {
        Mark::Validated => Drawn::Validated,
        Mark::Potential => Drawn::Potential,
        Mark::Unresolved => Drawn::Unresolved,
        Mark::Refuted => Drawn::Refuted,
        Mark::Root => Drawn::Root,
    }
}

/// The page's clock for measuring, milliseconds.
fn clock() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
