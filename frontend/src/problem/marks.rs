//! The small marks that board, list and page share: gate dots, recurrence, age, workaround. Shape and word, never colour alone.

use leptos::prelude::*;

use super::api::Row;
use crate::{
    model::{DateTime, WorkaroundEffect},
    ui::{icon::Icon, time},
};

/// How many steps an analysis has.
pub const STEPS: i64 = 6;

/// The six steps as dots, and how many are passed as a number.
#[component]
pub fn Gates(passed: i64) -> impl IntoView {
    let dot = move |step: i64| {
        let class = match step {
            step if step < passed => "done",
            step if step == passed => "next",
            _ => "",
        };
        view! { <i class=class></i> }
    };
    view! {
        <span class="step-dots" title=format!("{passed} of {STEPS} steps passed")>
            <span class="dots" aria-hidden="true">{(0..STEPS).map(dot).collect_view()}</span>
            <span class="vh">{format!("{passed} of {STEPS} steps passed")}</span>
            <span aria-hidden="true">{format!("{passed}/{STEPS}")}</span>
        </span>
    }
}

/// How often incidents of it came back.
#[component]
pub fn Recurrence(count: i64) -> impl IntoView {
    let words = match count {
        0 => "never came back".to_owned(),
        1 => "came back once".to_owned(),
        n => format!("came back {n} times"),
    };
    let often = count > 0;
    let said = words.clone();
    view! {
        <span class="again" class:often=often title=words>
            <Icon name="i-again" /><span aria-hidden="true">{count}</span><span class="vh">{said}</span>
        </span>
    }
}

/// That something helps until it is resolved.
#[component]
pub fn WorkaroundMark(effect: WorkaroundEffect) -> impl IntoView {
    let words = match effect {
        WorkaroundEffect::Removes => "Workaround removes the impact",
        WorkaroundEffect::Reduces => "Workaround reduces the impact",
    };
    view! { <span class="chip" data-sev="ok" title=words><Icon name="i-wrench" />"Workaround"</span> }
}

/// `open 12 d`, `closed 3 d ago`, `review 1 Mar 2027`.
pub fn age(row: &Row) -> String {
    match (row.closed_at, row.review_at.filter(|_| !row.status.is_open())) {
        (Some(at), _) => format!("closed {}", time::short_day(at)),
        (None, Some(at)) => review(at),
        // A day is all the precision people need, and so the words stand still.
        (None, None) => format!("open {}", time::words(days(time::now_ms() - row.created_at.0))),
    }
}

/// Until when it is lived with, and that this is over.
pub fn review(at: DateTime) -> String {
    if at.0 < time::now_ms() {
        format!("review overdue since {}", time::short_day(at))
    } else {
        format!("review {}", time::short_day(at))
    }
}

/// Whole days of a duration, if it has any.
fn days(millis: i64) -> i64 {
    const DAY: i64 = 86_400_000;
    if millis < DAY { millis } else { millis / DAY * DAY }
}

/// What stands beside a title: workaround, opened again, overdue review.
pub fn marks(row: &Row) -> Vec<AnyView> {
    let mut marks = Vec::new();
    if let Some(effect) = row.workaround {
        marks.push(view! { <WorkaroundMark effect /> }.into_any());
    }
    if let Some(at) = row.reopened_at.filter(|_| row.status.is_open()) {
        let title = format!("Opened again {}", time::moment(at));
        marks.push(view! { <span class="chip" data-sev="3" title=title><Icon name="i-again" />"Opened again"</span> }.into_any());
    }
    if let Some(at) = row.review_at.filter(|at| !row.status.is_open() && at.0 < time::now_ms()) {
        marks.push(
            view! { <span class="chip" data-sev="2"><Icon name="i-clock" />{review(at)}</span> }.into_any(),
        );
    }
    marks
}
