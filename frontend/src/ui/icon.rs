//! Icons of the sprite. It must not know what an icon stands for on a screen.

use leptos::prelude::*;

use super::dom;

/// The address of a symbol; the sprite's hashed file name stands in the page's head.
pub fn href(symbol: &str) -> String {
    thread_local!(static SPRITE: String = dom::query("meta[name=sprite]")
        .and_then(|m| m.get_attribute("content"))
        .unwrap_or_else(|| "/assets/sprite.svg".into()));
    SPRITE.with(|sprite| format!("{sprite}#{symbol}"))
}

/// A decorative 16 px line icon; the words beside it carry the meaning.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! { <svg class="ico" aria-hidden="true"><use href=href(name)></use></svg> }
}
