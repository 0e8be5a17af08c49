//! The pane beside a list: one record to read without leaving the list. It must not know what is read.

use leptos::prelude::*;

use super::{icon::Icon, sheet::Keys};

/// The pane of the record whose id is previewed; `open` draws it. Without one, the keys that help.
pub fn pane(
    previewed: RwSignal<Option<String>>,
    title: &'static str,
    hint: &'static str,
    open: impl Fn(String) -> AnyView + Send + 'static,
) -> impl IntoView {
    let body = move || match previewed.get() {
        Some(id) => {
            let record = open(id);
            let close = view! {
                <button type="button" class="icon-btn close" aria-label="Close preview" on:click=move |_| previewed.set(None)>
                    <Icon name="i-x" />
                </button>
            };
            view! { {close}{record} }.into_any()
        }
        None => closed(title, hint),
    };
    view! {
        <aside class="preview" aria-label="Preview" class:open=move || previewed.with(Option::is_some)>{body}</aside>
    }
}

fn closed(title: &'static str, hint: &'static str) -> AnyView {
    let line = |keys: &[&'static str], words: &'static str| {
        let keys = keys.iter().map(|keys| view! { <Keys keys=keys /> }).collect_view();
        view! { <div><dt>{words}</dt><dd>{keys}</dd></div> }
    };
    view! {
        <div class="preview-none">
            <h2>{title}</h2>
            <p class="muted">{hint}</p>
            <dl class="keys">
                {line(&["j", "k"], "next, previous row")}
                {line(&["space"], "preview")}
                {line(&["enter"], "open")}
            </dl>
        </div>
    }
    .into_any()
}
