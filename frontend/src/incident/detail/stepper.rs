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

/// Derived from the timeline's status entries. A step back sets back every later state, until it is reached again.
fn states(d: &Detail) -> Vec<State> {
    let line: &[IncidentStatus] = if d.status == IncidentStatus::Cancelled {
        &[IncidentStatus::Declared, IncidentStatus::Cancelled]
    } else {
        &IncidentStatus::ALL[..7]
    };
    line.iter().map(|&status| state(d, status)).collect()
}

fn state(d: &Detail, status: IncidentStatus) -> State {
    let (mut times, mut reached, mut lost) = (0, None, None);
    if status == IncidentStatus::Declared {
        reached = Some(d.declared_at);
    }
    for step in &d.steps {
        match step.to {
            Some(to) if to == status => {
                times += 1;
                (reached, lost) = (Some(step.at), None);
            }
            Some(to) if to < status && reached.is_some() => lost = lost.or(Some(step.at)),
            _ => {}
        }
    }
    let clock = |at: DateTime| near(at, d.declared_at);
    let (place, note) = match (reached, lost) {
        _ if status == d.status => {
            let since = if times > 1 { "again since" } else { "since" };
            (
                Place::Here,
                reached.map(|at| if status.is_open() { format!("{since} {}", clock(at)) } else { clock(at) }),
            )
        }
        (_, Some(at)) => (Place::SetBack, Some(format!("set back {}", clock(at)))),
        (Some(at), None) => {
            (Place::Past, Some(if times > 1 { format!("again {}", clock(at)) } else { clock(at) }))
        }
        (None, None) if status < d.status => (Place::Past, None),
        (None, None) => (Place::Ahead, None),
    };
    State { status, place, note: note.unwrap_or_default() }
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
