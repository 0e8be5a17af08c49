//! Data that comes from the server: asked for, arrived, failed, asked for again. It must not know which data.

use core::future::Future;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::states::{Failure, Skeleton};
use crate::net::ApiError;

/// Where the data is.
#[derive(Clone, PartialEq)]
pub enum Remote<T> {
    Loading,
    Ready(T),
    Failed(ApiError),
}

/// A piece of remote data; copy it freely. `state` may be written, to patch what an event changed.
pub struct Source<T: Send + Sync + 'static> {
    pub state: RwSignal<Remote<T>>,
    kick: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Source<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Source<T> {}

impl<T: Send + Sync + 'static> Source<T> {
    /// Asks again; what is on screen stays until the answer comes.
    pub fn reload(self) {
        self.kick.update(|n| *n += 1);
    }

    /// Changes the data in place, when it is there.
    pub fn patch(self, change: impl FnOnce(&mut T)) {
        self.state.update(|state| {
            if let Remote::Ready(data) = state {
                change(data);
            }
        });
    }
}

/// Asks now, and again whenever a signal read by `fetch` (before its first await) changes or [`Source::reload`] is called.
/// An answer overtaken by a later question is dropped.
pub fn remote<T, F>(fetch: impl Fn() -> F + 'static) -> Source<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let source = Source { state: RwSignal::new(Remote::Loading), kick: RwSignal::new(0) };
    let latest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        source.kick.track();
        let number = latest.try_update_value(|n| {
            *n += 1;
            *n
        });
        if source.state.with_untracked(|s| matches!(s, Remote::Failed(_))) {
            source.state.set(Remote::Loading);
        }
        let answer = fetch();
        spawn_local(async move {
            let answer = answer.await;
            if latest.try_get_value() == number {
                let new = answer.map_or_else(Remote::Failed, Remote::Ready);
                let _ = source.state.try_set(new);
            }
        });
    });
    source
}

/// Draws the three states; `rows` is the height of the skeleton in table rows.
pub fn show<T, V>(source: Source<T>, rows: usize, ready: impl Fn(T) -> V + Send + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match source.state.get() {
        Remote::Loading => view! { <Skeleton rows /> }.into_any(),
        Remote::Failed(error) => view! { <Failure error retry=move |()| source.reload() /> }.into_any(),
        Remote::Ready(data) => ready(data).into_any(),
    }
}
