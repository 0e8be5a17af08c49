//! Severity and status as shape and word, never colour alone. Chips for small words.

use leptos::prelude::*;

use super::icon::href;
use crate::model::{IncidentStatus, ProblemStatus, RepairItemStatus, Severity};

/// Shape and word of a severity; `badge` adds the tint, for one that stands alone.
#[component]
pub fn SeverityMark(severity: Severity, #[prop(optional)] badge: bool) -> impl IntoView {
    let number = severity.number();
    view! {
        <span class="sev" class:badge=badge data-sev=number>
            <svg class="shape" aria-hidden="true"><use href=href(&format!("s{number}"))></use></svg>
            {severity.label()}
        </span>
    }
}

/// How far along: a pie that fills from declared to monitoring, a tick when it ended.
#[component]
pub fn StatusMark(status: IncidentStatus) -> impl IntoView {
    view! { <span class="st"><StatusPie status />{status.label()}</span> }
}

/// The pie of [`StatusMark`] alone.
#[component]
pub fn StatusPie(status: IncidentStatus) -> impl IntoView {
    match status {
        IncidentStatus::Declared => pie("pie live", Fill::Sixths("0")),
        IncidentStatus::Investigating => pie("pie live", Fill::Sixths("1.2")),
        IncidentStatus::Identified => pie("pie live", Fill::Sixths("2.4")),
        IncidentStatus::Mitigated => pie("pie live", Fill::Sixths("3.6")),
        IncidentStatus::Monitoring => pie("pie", Fill::Sixths("4.8")),
        IncidentStatus::Resolved | IncidentStatus::Closed => pie("pie done", Fill::Tick),
        IncidentStatus::Cancelled => pie("pie", Fill::Cross),
    }
}

/// How far a problem is: a pie that fills until the fix is measured, a tick when it is closed, a bar when it is lived with.
#[component]
pub fn ProblemMark(status: ProblemStatus) -> impl IntoView {
    let mark = match status {
        ProblemStatus::Identified => pie("pie prob", Fill::Sixths("0")),
        ProblemStatus::InAnalysis => pie("pie prob", Fill::Sixths("1")),
        ProblemStatus::RootCauseConfirmed => pie("pie prob", Fill::Sixths("2")),
        ProblemStatus::KnownError => pie("pie prob", Fill::Sixths("3")),
        ProblemStatus::FixInProgress => pie("pie prob", Fill::Sixths("4")),
        ProblemStatus::Measuring => pie("pie prob", Fill::Sixths("5")),
        ProblemStatus::Closed => pie("pie done", Fill::Tick),
        ProblemStatus::AcceptedRisk => pie("pie", Fill::Bar),
    };
    view! { <span class="st">{mark}{status.label()}</span> }
}

/// How far a repair item is: a pie that fills until it is done, a tick when it was shown to work, a bar when it is not done by decision.
pub fn repair_mark(status: RepairItemStatus) -> AnyView {
    let mark = match status {
        RepairItemStatus::Proposed => pie("pie prob", Fill::Sixths("0")),
        RepairItemStatus::Committed | RepairItemStatus::Reopened => pie("pie prob", Fill::Sixths("1.5")),
        RepairItemStatus::InProgress => pie("pie prob", Fill::Sixths("3")),
        RepairItemStatus::Done => pie("pie prob", Fill::Sixths("4.5")),
        RepairItemStatus::Effective => pie("pie done", Fill::Tick),
        RepairItemStatus::NotDoing => pie("pie", Fill::Bar),
    };
    view! { <span class="st">{mark}{status.label()}</span> }.into_any()
}

/// What is inside a pie.
#[derive(Clone, Copy)]
enum Fill {
    /// So many sixths of the round, as SVG writes them.
    Sixths(&'static str),
    Tick,
    Cross,
    Bar,
}

fn pie(class: &'static str, fill: Fill) -> AnyView {
    let line = |d: &'static str| view! { <path d=d stroke-width="1.5"></path> }.into_any();
    let inner = match fill {
        Fill::Tick => line("m4.3 7.2 1.9 1.9 3.5-4"),
        Fill::Cross => line("m4.7 4.7 4.6 4.6M9.3 4.7 4.7 9.3"),
        Fill::Bar => line("M4 7h6"),
        Fill::Sixths(sixths) => view! {
            <circle cx="7" cy="7" r="2" stroke-width="4" pathLength="6"
                stroke-dasharray=format!("{sixths} 6") transform="rotate(-90 7 7)"></circle>
        }
        .into_any(),
    };
    view! {
        <svg class=class viewBox="0 0 14 14" aria-hidden="true">
            <circle cx="7" cy="7" r="6" stroke-width="1.5"></circle>
            {inner}
        </svg>
    }
    .into_any()
}

/// A small word on a tint: `tone` is one of `1`–`4`, `ok`, `none`, `prob`.
#[component]
pub fn Chip(tone: &'static str, children: Children) -> impl IntoView {
    view! { <span class="chip" data-sev=tone>{children()}</span> }
}
