//! One form's sending: pending, refused, done. It must not know what is sent.

use core::{future::Future, pin::Pin};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{states::ErrorFacts, time, toast};
use crate::{model::DateTime, net::ApiError};

type Work = Pin<Box<dyn Future<Output = Result<Box<dyn FnOnce()>, ApiError>>>>;

/// The state of one form; copy it freely.
#[derive(Clone, Copy)]
pub struct Submit {
    pub pending: RwSignal<bool>,
    pub error: RwSignal<Option<ApiError>>,
}

impl Submit {
    pub fn new() -> Self {
        Self { pending: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Sends, unless it is being sent already; on success calls `done`. When its reader has gone to another page by then, a
    /// message says how it ended.
    pub fn run<T: 'static>(
        self,
        work: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        // What differs between forms is boxed away, so that the rest is compiled once.
        let work: Work = Box::pin(async move {
            let value = work.await?;
            let done: Box<dyn FnOnce()> = Box::new(move || done(value));
            Ok(done)
        });
        self.run_boxed(work);
    }

    fn run_boxed(self, work: Work) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.error.set(None);
        let here = address();
        spawn_local(async move {
            let answer = work.await;
            let is_gone = self.pending.try_set(false).is_some();
            match answer {
                // What `done` belongs to has been left meanwhile, and what it would call is no more.
                Ok(_) if is_gone && address() != here => toast::say("Saved"),
                Ok(done) => done(),
                Err(error) if is_gone => toast::fail(&error),
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// The refusal of one field, by its name in the API.
    pub fn of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.error.with(|e| {
                let e = e.as_ref()?;
                let named = e.field.as_deref()?;
                // The API may name it with its path, such as `input.title`.
                (named == field || named.ends_with(&format!(".{field}"))).then(|| e.message.clone())
            })
        })
    }

    /// Refuses before sending, with the field's own message.
    pub fn refuse(self, field: &str, message: &str) {
        self.error.set(Some(ApiError {
            code: "BAD_USER_INPUT".into(),
            message: message.into(),
            field: Some(field.into()),
            ..ApiError::default()
        }));
    }
}

fn address() -> Option<String> {
    window().location().href().ok()
}

/// What the server refused, with code, trace id and advice; above the buttons of a form.
#[component]
pub fn FormError(submit: Submit) -> impl IntoView {
    move || {
        submit.error.get().map(|error| {
            view! {
                <div class="form-error" role="alert">
                    <p><strong>{error.message.clone()}</strong>" "{error.advice()}</p>
                    <ErrorFacts error />
                </div>
            }
        })
    }
}

/// The main button of a form: never disabled, says when it is sending.
#[component]
pub fn SubmitButton(
    submit: Submit,
    label: &'static str,
    #[prop(optional)] keys: &'static str,
) -> impl IntoView {
    view! {
        <button type="submit" class="btn primary" aria-busy=move || submit.pending.get().to_string()>
            {move || if submit.pending.get() { "Saving …" } else { label }}
            {(!keys.is_empty()).then(|| view! { <kbd aria-hidden="true">{keys}</kbd> })}
        </button>
    }
}

/// A key that makes a repeated create the same create; one per opened form.
pub fn idempotency_key() -> String {
    let part = || {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^32")]
        let n = (js_sys::Math::random() * 4_294_967_296.0) as u32;
        n
    };
    format!("web-{:08x}{:08x}{:08x}", part(), part(), part())
}

/// The instant of a `datetime-local` field: `None` when empty, refused when it is no time.
pub fn instant_of(field: RwSignal<String>) -> Result<Option<DateTime>, ()> {
    let text = field.get_untracked();
    if text.trim().is_empty() { Ok(None) } else { time::from_input(&text).map(Some).ok_or(()) }
}

/// The version a form is sent with: the one its writer saw when it `opened`, so that nobody's change is overwritten unseen;
/// after a conflict, which was shown, the one it named.
pub fn version_for(submit: Submit, opened: i64) -> i64 {
    submit.error.with_untracked(|e| e.as_ref().and_then(|e| e.current_version)).unwrap_or(opened)
}

/// The hint under fields that take a time.
pub fn zone_hint() -> String {
    format!("In your zone, {}.", time::zone())
}
