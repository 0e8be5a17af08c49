//! Dumb parts every screen uses. They know no capability: no incident, no user, no operation but the check of wording.
//!
//! How to use them, in short:
//! * `dialog::Dialog` inside a `<Show when=open>`: modal, titled, closes by Escape, gives the focus back.
//! * `field::{TextField, TextArea, SelectField, CheckField}` with `form::Submit`, which carries pending and error of one form
//!   and hands each field its own refusal by name.
//! * `remote::remote(|| async { api::load().await })` gives a `Source`; `remote::show` draws loading, error and data.
//! * `time::{Elapsed, When}` tick by the page's one clock, `time::now()`.
//! * `shortcuts::register(...)` puts an action into keyboard, palette and help sheet at once, for as long as its component lives.
//! * `wording::WordedField` is a text field that offers other words and never insists.
//! * `confirm::dialog(asking)` stands at the end of a screen; setting its signal asks once more.
//! * `toast::say` for what has happened, `toast::announce` for readers of the screen.

use leptos::prelude::{Owner, RwSignal};

/// A signal that lives as long as the page, whoever asks for it first. For the page's few single things: the clock, the session.
pub fn global<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    // Without an owner nothing disposes of it.
    let before = Owner::current();
    if let Some(owner) = &before {
        owner.clone().unset();
    }
    let signal = RwSignal::new(value);
    if let Some(owner) = before {
        owner.set();
    }
    signal
}

pub mod badge;
pub mod board;
pub mod confirm;
pub mod dialog;
pub mod dom;
pub mod draft;
pub mod drag;
pub mod edited;
pub mod field;
pub mod file;
pub mod filter;
pub mod form;
pub mod group;
pub mod icon;
pub mod lazy;
pub mod lean;
pub mod listing;
pub mod look;
pub mod menu;
pub mod nav;
pub mod pager;
pub mod palette;
pub mod password;
pub mod pick;
pub mod preview;
pub mod remote;
pub mod secret;
pub mod sheet;
pub mod shortcuts;
pub mod states;
pub mod time;
pub mod toast;
pub mod wording;
