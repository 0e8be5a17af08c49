//! Keyset paging of simple lists: the button that appends the next page. It must not know what is listed.

use core::future::Future;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{dom, remote::Source, toast};
use crate::{model::Page, net::ApiError};

/// "Load more", as long as there is a next page; appends to the source in place.
pub fn more<T, F>(
    next: Option<String>,
    source: Source<Page<T>>,
    load: impl Fn(Option<String>) -> F + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<Page<T>, ApiError>> + 'static,
{
    next.map(|cursor| {
        let append = move |_| {
            let answer = load(Some(cursor.clone()));
            spawn_local(async move {
                match answer.await {
                    Ok(page) => {
                        source.patch(|held| {
                            held.rows.extend(page.rows);
                            held.next = page.next;
                        });
                        // The button that was pressed is gone with the old list.
                        request_animation_frame(dom::focus_heading);
                    }
                    Err(error) => toast::fail(&error),
                }
            });
        };
        view! { <p class="more"><button type="button" class="btn small" on:click=append>"Load more"</button></p> }
    })
}
