//! Loading, empty, failed and forbidden, designed once. They must not know what was loading.

use leptos::prelude::*;

use super::icon::Icon;
use crate::net::ApiError;

/// Grey rows of the height of what will come; they appear only when loading takes longer than 150 ms.
#[component]
pub fn Skeleton(rows: usize) -> impl IntoView {
    view! {
        <div class="skeleton" aria-hidden="true">{(0..rows).map(|_| view! { <div class="bone"></div> }).collect_view()}</div>
        <p class="vh" role="status">"Loading"</p>
    }
}

/// What failed, its code and trace id, what to do next, and another try.
#[component]
pub fn Failure(error: ApiError, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    let again = !matches!(error.code.as_str(), "FORBIDDEN" | "NOT_FOUND");
    view! {
        <div class="state" role="alert">
            <Icon name="i-alert" />
            <h2>{error.message.clone()}</h2>
            <p>{error.advice()}</p>
            <ErrorFacts error />
            <Show when=move || again>
                <button type="button" class="btn" on:click=move |_| retry.run(())>"Try again"</button>
            </Show>
        </div>
    }
}

/// Code, rule and trace id of a refusal, for the reader who reports it.
#[component]
pub fn ErrorFacts(error: ApiError) -> impl IntoView {
    let mut facts = vec![error.code];
    facts.extend(error.rule.map(|rule| format!("rule {rule}")));
    facts.extend(error.trace_id.map(|trace| format!("trace {trace}")));
    view! { <p class="facts mono">{facts.join(" · ")}</p> }
}

/// Nothing here: what belongs here, and usually one action as the child.
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
