//! Drawings as pixels: strokes on a canvas of the browser, and the picture of it as PNG. Nothing is loaded as an image, so the
//! content security policy has nothing to allow.

use domain::rca::drawing::Line;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use super::{
    ink::{self, Ink},
    pen::{Anchor, Node, Part, Pen, Role},
};

const FONT: &str = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif";
/// Twice as fine as the screen, as long as browsers can hold the picture.
const FINE: f64 = 2.0;
const MOST_SIDE: f64 = 16_000.0;
const MOST_AREA: f64 = 48_000_000.0;

pub struct Canvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    role: Option<Role>,
}

impl Canvas {
    /// A white canvas for a drawing of a size; `None` where the browser has none.
    pub fn new(width: i64, height: i64) -> Option<Self> {
        let element: HtmlCanvasElement =
            leptos::prelude::document().create_element("canvas").ok()?.dyn_into().ok()?;
        let (wide, high) = (real(width), real(height));
        let fine = FINE.min(MOST_SIDE / wide.max(high)).min((MOST_AREA / (wide * high)).sqrt());
        element.set_width(whole(wide * fine));
        element.set_height(whole(high * fine));
        let context: CanvasRenderingContext2d = element.get_context("2d").ok()??.dyn_into().ok()?;
        context.scale(fine, fine).ok()?;
        context.set_fill_style_str("#ffffff");
        context.fill_rect(0.0, 0.0, wide, high);
        context.set_line_cap("round");
        context.set_line_join("round");
        Some(Self { element, context, role: None })
    }

    /// Hands over the picture; nothing when the browser cannot make it.
    pub fn save(self, done: impl FnOnce(Blob) + 'static) {
        let callback = Closure::once_into_js(move |blob: Option<Blob>| {
            if let Some(blob) = blob {
                done(blob);
            }
        });
        // A canvas that only ever saw our own strokes can be read.
        let _ = self.element.to_blob(callback.unchecked_ref());
    }

    fn dip(&self, ink: Ink) {
        self.context.set_fill_style_str(ink.fill);
        self.context.set_stroke_style_str(ink.stroke);
        self.context.set_line_width(f64::from(ink.width) / 10.0);
        let dash: js_sys::Array = ink.dash.iter().map(|part| wasm_bindgen::JsValue::from(*part)).collect();
        let _ = self.context.set_line_dash(&dash);
    }
}

impl Pen for Canvas {
    fn open(&mut self, node: &Node<'_>) {
        self.role = Some(node.role);
    }

    fn close(&mut self) {
        self.role = None;
    }

    fn path(&mut self, part: Part, data: &str) {
        let (Some(ink), Ok(path)) = (ink::of(part, self.role), Path2d::new_with_path_string(data)) else {
            return;
        };
        self.dip(ink);
        if ink.fill != "none" {
            self.context.fill_with_path_2d(&path);
        }
        if ink.width > 0 {
            self.context.stroke_with_path(&path);
        }
    }

    fn text(&mut self, part: Part, line: &Line, anchor: Anchor) {
        let Some(ink) = ink::of(part, self.role) else { return };
        self.dip(ink);
        let weight = if ink.is_bold { 600 } else { 400 };
        self.context.set_font(&format!("{weight} {}px {FONT}", ink.size / 10));
        self.context.set_text_align(match anchor {
            Anchor::Start => "left",
            Anchor::Middle => "center",
            Anchor::End => "right",
        });
        let (x, y) = (real(line.x), real(line.y));
        let _ = self.context.fill_text(&line.text, x, y);
        if ink.is_struck
            && let Ok(measured) = self.context.measure_text(&line.text)
        {
            self.context.fill_rect(x, y - 4.5, measured.width(), 1.0);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a drawing is some thousands of pixels wide")]
const fn real(pixels: i64) -> f64 {
    pixels as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limited above, and positive")]
const fn whole(pixels: f64) -> u32 {
    pixels as u32
}
