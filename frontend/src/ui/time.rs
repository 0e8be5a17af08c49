//! Time on screen: one clock for the page, anchored to the server's; formats by `Intl` in the reader's zone, which is named.
//! Instants are epoch milliseconds. It must not know what the times mean.

use core::{cell::Cell, time::Duration};

use js_sys::{Date, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

pub use domain::time::words;

use super::global;
use crate::model::DateTime;

thread_local! {
    /// Server time minus the time of this machine, milliseconds.
    static OFFSET: Cell<f64> = const { Cell::new(0.0) };
    static NOW: RwSignal<i64> = {
        let signal = global(now_ms());
        set_interval(move || signal.set(now_ms()), Duration::from_secs(1));
        signal
    };
    static CLOCK: Function = formatter(&[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")]);
    static DAY: Function = formatter(&[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")]);
    static SHORT: Function = formatter(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]);
    static NEAR: Function = formatter(&[("weekday", "short"), ("day", "numeric"), ("month", "short")]);
    static FULL: Function = formatter(&[
        ("weekday", "short"), ("day", "numeric"), ("month", "short"), ("year", "numeric"), ("hour", "2-digit"),
        ("minute", "2-digit"), ("second", "2-digit"), ("hourCycle", "h23"), ("timeZoneName", "short"),
    ]);
}

fn formatter(options: &[(&str, &str)]) -> Function {
    let object = Object::new();
    for (key, value) in options {
        // Setting a plain property on a fresh object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    // English words with the order and clock of the rest of the interface.
    let locale = js_sys::Array::of1(&JsValue::from_str("en-GB"));
    Intl::DateTimeFormat::new(locale.unchecked_ref(), object.unchecked_ref()).format().unchecked_into()
}

fn format(with: &'static std::thread::LocalKey<Function>, at: i64) -> String {
    with.with(|f| f.call1(&JsValue::NULL, &date(at)).ok().and_then(|v| v.as_string()).unwrap_or_default())
}

/// The instant as a JS date.
#[expect(clippy::cast_precision_loss, reason = "epoch milliseconds are far below 2^53")]
pub fn date(at: i64) -> Date {
    Date::new(&JsValue::from_f64(at as f64))
}

/// Takes the server's clock as the true one. Its header counts whole seconds, so smaller differences mean nothing.
pub fn anchor(server: f64) {
    let difference = server - Date::now();
    if server.is_finite() && difference.abs() > 2_000.0 {
        OFFSET.set(difference);
    }
}

/// Now by the server's clock.
#[expect(clippy::cast_possible_truncation, reason = "epoch milliseconds fit an i64 by far")]
pub fn now_ms() -> i64 {
    (Date::now() + OFFSET.get()) as i64
}

/// The page's one ticking clock, once a second.
pub fn now() -> RwSignal<i64> {
    NOW.with(|now| *now)
}

/// `14:05`
pub fn clock(at: DateTime) -> String {
    format(&CLOCK, at.0)
}

/// `Saturday 7 November 2026`
pub fn day(at: DateTime) -> String {
    format(&DAY, at.0).replace(',', "")
}

/// `7 Nov 2026`
pub fn short_day(at: DateTime) -> String {
    format(&SHORT, at.0)
}

/// `Sat 7 Nov`
pub fn near_day(at: DateTime) -> String {
    format(&NEAR, at.0).replace(',', "")
}

/// `Sat, 7 Nov 2026, 14:05:09 CET`
pub fn full(at: DateTime) -> String {
    format(&FULL, at.0)
}

/// `14:05` today, `7 Nov 2026 14:05` on other days.
pub fn moment(at: DateTime) -> String {
    if short_day(at) == short_day(DateTime(now_ms())) {
        clock(at)
    } else {
        format!("{} {}", short_day(at), clock(at))
    }
}

/// The reader's zone, such as `Europe/Berlin`.
pub fn zone() -> String {
    let options = Intl::DateTimeFormat::new(&js_sys::Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &JsValue::from_str("timeZone"))
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".into())
}

/// The value of `<input type=datetime-local>` (the reader's zone) for an instant, to the minute.
pub fn to_input(at: DateTime) -> String {
    let d = date(at.0);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        d.get_full_year(),
        d.get_month() + 1,
        d.get_date(),
        d.get_hours(),
        d.get_minutes()
    )
}

/// Reads `<input type=datetime-local>` (or `date`, then its midnight) in the reader's zone.
pub fn from_input(text: &str) -> Option<DateTime> {
    // A bare date would be read as UTC; with a time it is read as local.
    if text.len() == 10 { DateTime::parse(&format!("{text}T00:00")) } else { DateTime::parse(text) }
}

/// `6:05:12`: a running duration.
pub fn running(millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A duration that ticks until `to` is set.
#[component]
pub fn Elapsed(from: DateTime, to: Option<DateTime>) -> impl IntoView {
    match to {
        Some(to) => view! { <span class="clock">{running(to.0 - from.0)}</span> }.into_any(),
        None => view! { <span class="clock">{move || running(now().get() - from.0)}</span> }.into_any(),
    }
}

/// An instant: short on screen, whole with its zone on hover.
#[component]
pub fn When(at: DateTime, #[prop(optional)] clock_only: bool) -> impl IntoView {
    let text = if clock_only { clock(at) } else { moment(at) };
    view! { <time datetime=at.iso() title=full(at)>{text}</time> }
}
