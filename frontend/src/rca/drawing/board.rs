//! The board a drawing is shown on: panning, zoom, the roving focus and the keys. It must not know what is drawn.
//!
//! The drawing is one piece of SVG text, set anew only when it looks different; selecting, walking and zooming change a few
//! attributes. Panning is the browser's own scrolling, so it stays smooth however many nodes there are.

use core::time::Duration;
use std::sync::Arc;

use domain::rca::drawing::Way;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, SvgElement};

use super::{clock, picture::Picture, zoom};

/// A press that moves farther than this pans.
const SLACK: i32 = 4;
/// The address is written when zooming has stopped for so long.
const SETTLED: Duration = Duration::from_millis(300);

/// A press that may become a pan.
#[derive(Clone, Copy)]
struct Press {
    from: (i32, i32),
    scroll: (i32, i32),
    is_pan: bool,
}

/// Handle to a board; copy it freely.
#[derive(Clone, Copy)]
pub struct Board {
    pub frame: NodeRef<html::Div>,
    pub picture: Memo<Arc<Picture>>,
    pub scale: RwSignal<i64>,
    selected: RwSignal<Option<String>>,
    /// The key that the Tab key comes to.
    at: StoredValue<String>,
    press: StoredValue<Option<Press>>,
    writing: StoredValue<u32>,
}

impl Board {
    pub fn new(picture: Memo<Arc<Picture>>, selected: RwSignal<Option<String>>) -> Self {
        let board = Self {
            frame: NodeRef::new(),
            picture,
            scale: RwSignal::new(0),
            selected,
            at: StoredValue::new(String::new()),
            press: StoredValue::new(None),
            writing: StoredValue::new(0),
        };
        Effect::new(move |_| board.draw());
        Effect::new(move |_| {
            board.scale.track();
            board.resize();
        });
        Effect::new(move |_| board.mark(true));
        board
    }

    fn element(self) -> Option<HtmlElement> {
        self.frame.try_get_untracked().flatten().map(JsCast::unchecked_into)
    }

    fn node(self, key: &str) -> Option<SvgElement> {
        let found = self.element()?.query_selector(&format!("[data-key=\"{key}\"]")).ok().flatten()?;
        found.dyn_into().ok()
    }

    /// Sets the drawing, and gives back the focus that was in it.
    fn draw(self) {
        let (Some(_), picture) = (self.frame.get(), self.picture.get()) else { return };
        let Some(frame) = self.element() else { return };
        // Nodes are no HTML elements.
        let had_focus = document().active_element().is_some_and(|active| frame.contains(Some(&active)));
        let start = clock();
        frame.set_inner_html(&picture.svg());
        let _ = frame.set_attribute("data-layout-ms", &millis(picture.took));
        let _ = frame.set_attribute("data-draw-ms", &millis(clock() - start));
        if self.scale.get_untracked() == 0 {
            let room = i64::from(frame.client_width());
            self.scale.set(zoom::kept().unwrap_or_else(|| zoom::opening(picture.width, room)));
        }
        self.resize();
        let at = self.at.get_value();
        let at = if picture.has(&at) { at } else { picture.first() };
        self.rove(&at);
        self.mark(false);
        if had_focus {
            self.focus(&at);
        }
    }

    fn resize(self) {
        let Some(svg) = self.element().and_then(|frame| frame.first_element_child()) else { return };
        let (picture, scale) = (self.picture.get_untracked(), self.scale.get_untracked());
        let _ = svg.set_attribute("width", &(picture.width * scale / 100).to_string());
        let _ = svg.set_attribute("height", &(picture.height * scale / 100).to_string());
    }

    /// Shows which cause is selected; `follows` brings it into sight.
    fn mark(self, follows: bool) {
        let selected = if follows { self.selected.get() } else { self.selected.get_untracked() };
        let Some(frame) = self.element() else { return };
        if let Ok(before) = frame.query_selector_all("[aria-current]") {
            for place in 0..before.length() {
                if let Some(Ok(node)) = before.get(place).map(JsCast::dyn_into::<Element>) {
                    let _ = node.remove_attribute("aria-current");
                }
            }
        }
        let Some(id) = selected else { return };
        let Ok(Some(node)) = frame.query_selector(&format!("[data-cause=\"{id}\"]")) else { return };
        let _ = node.set_attribute("aria-current", "true");
        if let Some(key) = node.get_attribute("data-key") {
            self.rove(&key);
        }
        if follows {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
            node.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    /// Makes a node the one stop of the Tab key.
    fn rove(self, key: &str) {
        let before = self.at.get_value();
        if let Some(node) = self.node(&before) {
            let _ = node.set_attribute("tabindex", "-1");
        }
        if let Some(node) = self.node(key) {
            let _ = node.set_attribute("tabindex", "0");
        }
        self.at.set_value(key.to_owned());
    }

    fn focus(self, key: &str) {
        if let Some(node) = self.node(key) {
            let _ = node.focus();
        }
    }

    /// Zooms, with a point of the frame staying where it is: the middle, or under the pointer.
    pub fn zoom(self, percent: i64, point: Option<(i32, i32)>) {
        let Some(frame) = self.element() else { return };
        let before = self.scale.get_untracked();
        if percent == before || before == 0 {
            return;
        }
        let (x, y) = point.unwrap_or((frame.client_width() / 2, frame.client_height() / 2));
        let moved = |scroll: i32, at: i32| {
            let moved = i64::from(scroll + at) * percent / before - i64::from(at);
            i32::try_from(moved).unwrap_or(0)
        };
        let to = (moved(frame.scroll_left(), x), moved(frame.scroll_top(), y));
        self.scale.set(percent);
        self.resize();
        frame.set_scroll_left(to.0);
        frame.set_scroll_top(to.1);
        self.keep();
    }

    pub fn step(self, is_in: bool) {
        self.zoom(zoom::step(self.scale.get_untracked(), is_in), None);
    }

    /// Shows all of it.
    pub fn fit(self) {
        let Some(frame) = self.element() else { return };
        let picture = self.picture.get_untracked();
        // A frame may grow with its drawing up to its greatest height; what counts is the window.
        let high = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0);
        #[expect(clippy::cast_possible_truncation, reason = "a window is some thousands of pixels high")]
        let high = (high * 0.7) as i64;
        let room = (i64::from(frame.client_width()), high.max(i64::from(frame.client_height())));
        self.zoom(zoom::fit((picture.width, picture.height), room), None);
    }

    /// Writes the zoom into the address once it has settled.
    fn keep(self) {
        self.writing.update_value(|times| *times += 1);
        let mine = self.writing.get_value();
        set_timeout(
            move || {
                if self.writing.try_get_value() == Some(mine)
                    && let Some(scale) = self.scale.try_get_untracked()
                {
                    zoom::keep(scale);
                }
            },
            SETTLED,
        );
    }

    /// The node an event comes from.
    fn target(event: &web_sys::Event) -> Option<Element> {
        event.target()?.dyn_into::<Element>().ok()?.closest("[data-key]").ok().flatten()
    }

    fn choose(self, node: &Element) {
        let cause = node.get_attribute("data-cause").filter(|cause| !cause.is_empty());
        self.selected.set(cause);
    }

    pub fn click(self, event: &ev::MouseEvent) {
        if let Some(node) = Self::target(event) {
            self.choose(&node);
        }
    }

    pub fn focused(self, event: &ev::FocusEvent) {
        if let Some(key) = Self::target(event).and_then(|node| node.get_attribute("data-key")) {
            self.rove(&key);
        }
    }

    pub fn key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let Some(node) = Self::target(event) else { return };
        let Some(at) = node.get_attribute("data-key") else { return };
        let picture = self.picture.get_untracked();
        let walk = |way| picture.step(&at, way).unwrap_or_else(|| at.clone());
        let to = match event.key().as_str() {
            "ArrowLeft" => walk(Way::Left),
            "ArrowRight" => walk(Way::Right),
            "ArrowUp" => walk(Way::Up),
            "ArrowDown" => walk(Way::Down),
            "Home" => picture.first(),
            "End" => picture.last(),
            "Enter" | " " => {
                self.choose(&node);
                at
            }
            "+" | "=" => {
                self.step(true);
                at
            }
            "-" => {
                self.step(false);
                at
            }
            "0" => {
                self.fit();
                at
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        self.focus(&to);
    }

    /// The wheel with Ctrl or Cmd, or two fingers on a pad, zooms; alone it scrolls.
    pub fn wheel(self, event: &ev::WheelEvent) {
        let Some(frame) = self.element().filter(|_| event.ctrl_key() || event.meta_key()) else { return };
        event.prevent_default();
        let area = frame.get_bounding_client_rect();
        #[expect(clippy::cast_possible_truncation, reason = "a window is some thousands of pixels wide")]
        let corner = (area.left() as i32, area.top() as i32);
        let point = (event.client_x() - corner.0, event.client_y() - corner.1);
        self.zoom(zoom::step(self.scale.get_untracked(), event.delta_y() < 0.0), Some(point));
    }

    /// A mouse or a pen drags; fingers scroll by themselves.
    pub fn press(self, event: &ev::PointerEvent) {
        let Some(frame) = self.element() else { return };
        if event.button() == 0 && event.pointer_type() != "touch" {
            let from = (event.client_x(), event.client_y());
            let scroll = (frame.scroll_left(), frame.scroll_top());
            self.press.set_value(Some(Press { from, scroll, is_pan: false }));
        }
    }

    pub fn drag(self, event: &ev::PointerEvent) {
        let (Some(frame), Some(mut press)) = (self.element(), self.press.get_value()) else { return };
        let (x, y) = (event.client_x() - press.from.0, event.client_y() - press.from.1);
        if !press.is_pan && x.abs().max(y.abs()) > SLACK {
            press.is_pan = true;
            // From here on the release comes to the frame, so that it is no click on a node.
            let _ = frame.set_pointer_capture(event.pointer_id());
            let _ = frame.class_list().add_1("panning");
            self.press.set_value(Some(press));
        }
        if press.is_pan {
            frame.set_scroll_left(press.scroll.0 - x);
            frame.set_scroll_top(press.scroll.1 - y);
        }
    }

    pub fn release(self) {
        self.press.set_value(None);
        if let Some(frame) = self.element() {
            let _ = frame.class_list().remove_1("panning");
        }
    }
}

/// Milliseconds with one decimal.
fn millis(time: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a few seconds at most")]
    let tenths = (time * 10.0) as i64;
    format!("{}.{}", tenths / 10, tenths % 10)
}
