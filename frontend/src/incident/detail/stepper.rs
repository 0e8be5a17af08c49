//! The lifecycle as a line of states: passed, here, and those that were reached and set back, with when.

use leptos::prelude::*;

use super::{
    api::Detail,
    state::{On, Screen, near},
};
use crate::model::{DateTime, IncidentStatus};

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Past,
    Here,
    /// Reached before, then the incident went back.
    SetBack,
    Ahead,
}

struct State {
    status: IncidentStatus,
    place: Place,
    note: String,
}

/// Derived from the timeline's status entries; the last time a state was reached counts.
fn states(d: &Detail) -> Vec<State> {
    let line: &[IncidentStatus] = if d.status == IncidentStatus::Cancelled {
        &[IncidentStatus::Declared, IncidentStatus::Cancelled]
    } else {
        &IncidentStatus::ALL[..7]
    };
    line.iter()
        .map(|&status| {
            let times: Vec<DateTime> =
                d.steps.iter().filter(|s| s.to == Some(status)).map(|s| s.at).collect();
            let reached =
                times.last().copied().or((status == IncidentStatus::Declared).then_some(d.declared_at));
            let place = match status.cmp(&d.status) {
                core::cmp::Ordering::Less => Place::Past,
                core::cmp::Ordering::Equal => Place::Here,
                core::cmp::Ordering::Greater if reached.is_some() => Place::SetBack,
                core::cmp::Ordering::Greater => Place::Ahead,
            };
            let note = reached.map(|at| near(at, d.declared_at)).map_or_else(String::new, |at| match place {
                Place::Here if times.len() > 1 => format!("again since {at}"),
                Place::Here if status.is_open() => format!("since {at}"),
                Place::SetBack => format!("{at}, set back"),
                _ => at,
            });
            State { status, place, note }
        })
        .collect()
}

#[component]
pub fn Stepper(screen: Screen) -> impl IntoView {
    let items = |d: &Detail| {
        let item = |state: State| {
            let class = match state.place {
                Place::Past => "past",
                Place::Here => "cur",
                Place::SetBack => "lost",
                Place::Ahead => "",
            };
            let here = (state.place == Place::Here).then_some("step");
            view! { <li class=class aria-current=here><span>{state.status.label()}</span><small>{state.note}</small></li> }
        };
        states(d).into_iter().map(item).collect_view()
    };
    view! { <ol class="stepper" aria-label="Status">{screen.draw(On::Steps, items)}</ol> }
}
