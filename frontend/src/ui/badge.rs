//! Severity and status as shape and word, never colour alone. Chips for small words.

use leptos::prelude::*;

use super::icon::href;
use crate::model::{IncidentStatus, Severity};

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
    let sixths = match status {
        IncidentStatus::Declared => "0",
        IncidentStatus::Investigating => "1.2",
        IncidentStatus::Identified => "2.4",
        IncidentStatus::Mitigated => "3.6",
        IncidentStatus::Monitoring => "4.8",
        IncidentStatus::Resolved | IncidentStatus::Closed | IncidentStatus::Cancelled => "",
    };
    let class = match status {
        IncidentStatus::Resolved | IncidentStatus::Closed => "pie done",
        IncidentStatus::Cancelled | IncidentStatus::Monitoring => "pie",
        _ => "pie live",
    };
    let inner = if status == IncidentStatus::Cancelled {
        view! { <path d="m4.7 4.7 4.6 4.6M9.3 4.7 4.7 9.3" stroke-width="1.5"></path> }.into_any()
    } else if sixths.is_empty() {
        view! { <path d="m4.3 7.2 1.9 1.9 3.5-4" stroke-width="1.5"></path> }.into_any()
    } else {
        view! {
            <circle cx="7" cy="7" r="2" stroke-width="4" pathLength="6"
                stroke-dasharray=format!("{sixths} 6") transform="rotate(-90 7 7)"></circle>
        }
        .into_any()
    };
    view! {
        <svg class=class viewBox="0 0 14 14" aria-hidden="true">
            <circle cx="7" cy="7" r="6" stroke-width="1.5"></circle>
            {inner}
        </svg>
    }
}

/// A small word on a tint: `tone` is one of `1`–`4`, `ok`, `none`, `prob`.
#[component]
pub fn Chip(tone: &'static str, children: Children) -> impl IntoView {
    view! { <span class="chip" data-sev=tone>{children()}</span> }
}
