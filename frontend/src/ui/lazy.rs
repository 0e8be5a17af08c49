//! Screens that come in a file of their own, fetched when first shown. It must not know which screens.
//!
//! [`split_screen!`](crate::split_screen) makes one from a component. A file that cannot be fetched belongs, as a rule, to a version the
//! server no longer has: the screen says so instead of ending the program.

use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use super::{dom, icon::Icon, states::Skeleton, toast};
use crate::net::ApiError;

type Later<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// A screen in a file of its own.
#[derive(Clone, Copy)]
pub struct Screen {
    /// Fetches the file; at once done when it is there.
    pub fetch: fn() -> Later<()>,
    /// Draws the screen; at once done when the file is there.
    pub draw: fn() -> Later<AnyView>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Fetching,
    Here,
    Missing,
}

impl From<Result<(), SplitLoaderError>> for State {
    fn from(fetched: Result<(), SplitLoaderError>) -> Self {
        if fetched.is_ok() { Self::Here } else { Self::Missing }
    }
}

impl Screen {
    /// The screen, or what stands in its place until its file is there.
    pub fn show(self) -> AnyView {
        self.show_or(|| view! { <Skeleton rows=14 /> }.into_any(), outdated)
    }

    /// As [`Self::show`] for what lies over a screen or stands within one: nothing until it is there, a message when it cannot be.
    pub fn lay(self) -> AnyView {
        self.show_or(
            || ().into_any(),
            || {
                toast::fail(&ApiError {
                    code: "OUTDATED".into(),
                    message: "A new version is out: reload the page to go on.".into(),
                    ..ApiError::default()
                });
                ().into_any()
            },
        )
    }

    fn show_or(self, waiting: fn() -> AnyView, missing: fn() -> AnyView) -> AnyView {
        let mut file = (self.fetch)();
        let state = RwSignal::new(State::Fetching);
        match at_once(&mut file) {
            Some(fetched) => state.set(fetched.into()),
            None => spawn_local(async move {
                let fetched = file.await;
                // Whoever has gone elsewhere in the meantime is not disturbed.
                if state.try_set(fetched.into()).is_none() {
                    request_animation_frame(focus_waiting);
                }
            }),
        }
        let body = move || match state.get() {
            State::Fetching => waiting(),
            State::Here => {
                untrack(|| at_once(&mut (self.draw)())).and_then(Result::ok).unwrap_or_else(missing)
            }
            State::Missing => missing(),
        };
        body.into_any()
    }

    /// Fetches the file before anybody asks for the screen. A failure is left to the moment it matters.
    pub fn warm(self) {
        spawn_local(async move {
            let _ = (self.fetch)().await;
        });
    }
}

/// Who came by a link stands on the main region, because the heading was still to come.
fn focus_waiting() {
    if dom::active().is_some_and(|e| e.id() == "main") {
        dom::focus_heading();
    }
}

/// The result of something that needs no waiting.
fn at_once<T>(future: &mut Later<T>) -> Option<Result<T, SplitLoaderError>> {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

fn outdated() -> AnyView {
    let reload = |_| {
        // Only a page that is going away already refuses.
        let _ = window().location().reload();
    };
    view! {
        <div class="state" role="alert">
            <Icon name="i-alert" />
            <h1>"A new version is out"</h1>
            <p>"This screen could not be fetched. Reload to continue with the current version."</p>
            <button type="button" class="btn primary" on:click=reload>"Reload"</button>
        </div>
    }
    .into_any()
}

/// `split_screen!(PEOPLE, admin, people, fetch_people, People)`: a constant [`Screen`], the name of its file, its own name, a name for
/// its fetching, and the component. Screens that are used together name the same file: whatever only they share is in it, while each
/// combination of files that shares something costs a file more.
#[macro_export]
macro_rules! split_screen {
    ($screen:ident, $file:ident, $name:ident, $fetch:ident, $component:ident) => {
        #[wasm_split_helpers::wasm_split($file, preload($fetch), fallible)]
        fn $name() -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
            Ok(view! { <$component /> }.into_any())
        }

        const $screen: $crate::ui::lazy::Screen =
            $crate::ui::lazy::Screen { fetch: || Box::pin($fetch()), draw: || Box::pin($name()) };
    };
}
