//! What has just happened, said once: toasts for eyes, one polite live region for screen readers at most every five seconds.

use core::{cell::RefCell, time::Duration};

use leptos::prelude::*;

use super::{global, time};
use crate::net::ApiError;

const SHOWN_FOR: Duration = Duration::from_secs(8);
const QUIET: i64 = 5_000;

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    is_error: bool,
    /// Takes back what happened.
    undo: Option<Callback<()>>,
}

#[derive(Clone, Copy)]
struct Signals {
    toasts: RwSignal<Vec<Toast>>,
    polite: RwSignal<String>,
}

thread_local! {
    static SIGNALS: Signals = Signals { toasts: global(Vec::new()), polite: global(String::new()) };
    static WAITING: RefCell<(i64, Option<String>)> = const { RefCell::new((0, None)) };
}

fn signals() -> Signals {
    SIGNALS.with(|s| *s)
}

fn push(text: String, is_error: bool, undo: Option<Callback<()>>) {
    let id = super::dom::unique();
    signals().toasts.update(|toasts| {
        // Two are read; more only cover the page.
        if !is_error && toasts.iter().filter(|t| !t.is_error).count() >= 2 {
            let oldest = toasts.iter().position(|t| !t.is_error);
            toasts.remove(oldest.unwrap_or(0));
        }
        toasts.push(Toast { id, text, is_error, undo });
    });
    if !is_error {
        set_timeout(move || dismiss(id), SHOWN_FOR);
    }
}

fn dismiss(id: u32) {
    signals().toasts.update(|toasts| toasts.retain(|t| t.id != id));
}

/// Something worked.
pub fn say(text: impl Into<String>) {
    push(text.into(), false, None);
}

/// Something worked, and can be taken back for as long as this stands.
pub fn say_with_undo(text: impl Into<String>, undo: Callback<()>) {
    push(text.into(), false, Some(undo));
}

/// Something failed, where no form is open to show it. Stays until dismissed.
pub fn fail(error: &ApiError) {
    let trace = error.trace_id.as_ref().map(|t| format!(", trace {t}")).unwrap_or_default();
    push(format!("{} {} ({}{trace})", error.message, error.advice(), error.code), true, None);
}

/// Tells screen readers, politely. The last sentence wins when several come within five seconds.
pub fn announce(text: impl Into<String>) {
    let text = text.into();
    WAITING.with_borrow_mut(|(last, waiting)| {
        let wait = *last + QUIET - time::now_ms();
        if wait <= 0 {
            *last = time::now_ms();
            signals().polite.set(text);
        } else {
            if waiting.is_none() {
                let wait = Duration::from_millis(u64::try_from(wait).unwrap_or(0) + 10);
                set_timeout(say_waiting, wait);
            }
            *waiting = Some(text);
        }
    });
}

fn say_waiting() {
    WAITING.with_borrow_mut(|(last, waiting)| {
        if let Some(text) = waiting.take() {
            *last = time::now_ms();
            signals().polite.set(text);
        }
    });
}

/// The regions themselves, once a page.
#[component]
pub fn Toasts() -> impl IntoView {
    let Signals { toasts, polite } = signals();
    let list = move |errors: bool| {
        toasts.get().into_iter().filter(|t| t.is_error == errors).map(item).collect_view()
    };
    view! {
        <div class="vh" role="status" aria-live="polite">{polite}</div>
        <div class="toasts">
            <div role="status">{move || list(false)}</div>
            <div role="alert">{move || list(true)}</div>
        </div>
    }
}

fn item(toast: Toast) -> impl IntoView {
    let id = toast.id;
    let undo = toast.undo.map(|undo| {
        let press = move |_| {
            dismiss(id);
            undo.run(());
        };
        view! { <button type="button" class="btn small" on:click=press>"Undo"</button> }
    });
    view! {
        <p class="toast" class:bad=toast.is_error>
            <span>{toast.text}</span>
            {undo}
            <button type="button" class="icon-btn" aria-label="Dismiss message" on:click=move |_| dismiss(id)>
                <super::icon::Icon name="i-x" />
            </button>
        </p>
    }
}
