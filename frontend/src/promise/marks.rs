//! A promise in words: what was promised, and what became of it. It must not know where it stands.

use leptos::prelude::*;

use super::api::Promise;
use crate::{
    model::{DateTime, PromiseOutcome},
    ui::{badge::Chip, icon::Icon, lean, time},
};

/// What was promised.
pub fn what(promise: &Promise) -> String {
    promise.stage.map_or_else(|| "Next update".to_owned(), |stage| format!("{} analysis", stage.label()))
}

/// What became of it; an open one ticks.
pub fn outcome(promise: &Promise) -> AnyView {
    let late = promise.lateness.filter(|s| *s > 0).map(|s| format!(" {} late", time::words(s * 1_000)));
    match promise.outcome {
        PromiseOutcome::Open => running(promise.due_at),
        PromiseOutcome::Kept => view! { <Chip tone="ok"><Icon name="i-check" />"Kept"</Chip> }.into_any(),
        PromiseOutcome::Late => {
            let words = format!("Kept{}", late.unwrap_or_else(|| " late".to_owned()));
            view! { <Chip tone="2"><Icon name="i-clock" />{words}</Chip> }.into_any()
        }
        PromiseOutcome::Broken => view! { <Chip tone="1"><Icon name="i-x" />"Broken"</Chip> }.into_any(),
    }
}

fn running(due: DateTime) -> AnyView {
    let late = Memo::new(move |_| time::now().get() > due.0);
    let words = Memo::new(move |_| {
        let left = due.0 - time::now().get();
        if left < 0 { format!("Late by {}", time::words(-left)) } else { format!("In {}", time::words(left)) }
    });
    let class = lean::words(move || if late.get() { "due late".to_owned() } else { "due".to_owned() });
    view! { <span class=class><Icon name="i-clock" />{lean::words(move || words.get())}</span> }.into_any()
}
