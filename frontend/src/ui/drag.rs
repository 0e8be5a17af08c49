//! Moving a card with the pointer, always beside the Move menu and its key. It must not know what a drop means.
//!
//! A finger scrolls the page; it moves a card only by its grip.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

/// So far the pointer may tremble before a press becomes a move, pixels.
const SLACK: i32 = 6;

/// A card under the pointer.
#[derive(Clone)]
struct Grabbed {
    id: String,
    card: HtmlElement,
    pointer: i32,
    from: (i32, i32),
    is_moving: bool,
}

/// Handle to what is being dragged; copy it freely.
#[derive(Clone, Copy)]
pub struct Drag {
    grabbed: StoredValue<Option<Grabbed>, LocalStorage>,
    /// The id of the card that is on its way.
    pub moving: RwSignal<Option<String>>,
    /// The column under the pointer, by its `data-column`.
    pub over: RwSignal<Option<String>>,
    /// Takes the card's id and the column.
    on_drop: Callback<(String, String)>,
}

impl Drag {
    /// Escape gives a card back for as long as the calling component lives.
    pub fn new(on_drop: Callback<(String, String)>) -> Self {
        let drag = Self {
            grabbed: StoredValue::new_local(None),
            moving: RwSignal::new(None),
            over: RwSignal::new(None),
            on_drop,
        };
        let escape = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && drag.moving.with_untracked(Option::is_some) {
                event.prevent_default();
                drag.end();
            }
        });
        on_cleanup(move || escape.remove());
        drag
    }

    /// The pointer went down on the card of this id.
    pub fn press(self, event: &PointerEvent, id: &str) {
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let within =
            |selector: &str| target.as_ref().is_some_and(|t| t.closest(selector).ok().flatten().is_some());
        let may = match event.pointer_type().as_str() {
            "touch" => within(".grip"),
            _ => event.button() == 0 && (within(".grip") || !within("button")),
        };
        let card = event.current_target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
        if let Some(card) = card.filter(|_| may) {
            self.grabbed.set_value(Some(Grabbed {
                id: id.to_owned(),
                card,
                pointer: event.pointer_id(),
                from: (event.client_x(), event.client_y()),
                is_moving: false,
            }));
        }
    }

    pub fn follow(self, event: &PointerEvent) {
        let Some(mut grabbed) = self.grabbed.get_value() else { return };
        // Let go where nobody saw it.
        if event.buttons() == 0 {
            return self.end();
        }
        let (x, y) = (event.client_x() - grabbed.from.0, event.client_y() - grabbed.from.1);
        if !grabbed.is_moving {
            if x.abs().max(y.abs()) < SLACK {
                return;
            }
            grabbed.is_moving = true;
            // Without capture the card loses a quick pointer; the move still ends with the next press.
            let _ = grabbed.card.set_pointer_capture(grabbed.pointer);
            self.moving.set(Some(grabbed.id.clone()));
            self.grabbed.set_value(Some(grabbed.clone()));
        }
        let _ = grabbed.card.style().set_property("translate", &format!("{x}px {y}px"));
        let over = column_at(event.client_x(), event.client_y());
        if self.over.with_untracked(|now| *now != over) {
            self.over.set(over);
        }
    }

    /// The pointer went up.
    pub fn release(self) {
        let dropped = self.moving.get_untracked().zip(self.over.get_untracked());
        self.end();
        if let Some((id, column)) = dropped {
            self.on_drop.run((id, column));
        }
    }

    /// Gives the card back.
    pub fn end(self) {
        if let Some(grabbed) = self.grabbed.try_update_value(Option::take).flatten() {
            let _ = grabbed.card.style().remove_property("translate");
            if grabbed.card.has_pointer_capture(grabbed.pointer) {
                let _ = grabbed.card.release_pointer_capture(grabbed.pointer);
            }
        }
        if self.moving.with_untracked(Option::is_some) {
            self.moving.set(None);
            self.over.set(None);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
fn column_at(x: i32, y: i32) -> Option<String> {
    let under = document().element_from_point(x as f32, y as f32)?;
    under.closest("[data-column]").ok().flatten()?.get_attribute("data-column")
}
