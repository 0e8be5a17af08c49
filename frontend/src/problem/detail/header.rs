//! Worst severity, key, title, the actions with their keys, what must be known first, and the facts in one line.

use leptos::prelude::*;

use super::{
    api::Detail,
    notices::notices,
    state::{On, Over, Screen},
};
use crate::{
    model::{Permission, ProblemStatus},
    net::session::session,
    problem::marks::{Gates, Recurrence, age, marks},
    publication,
    ui::{
        badge::{ProblemMark, SeverityMark},
        lean,
        shortcuts::{self, Shortcut},
        time,
    },
};

/// What can be done with a problem.
#[derive(Clone, Copy)]
struct Act {
    over: Over,
    word: &'static str,
    keys: &'static str,
    label: &'static str,
    needs: Permission,
}

const ACTS: [Act; 3] = [
    Act {
        over: Over::Move,
        word: "Move",
        keys: "m",
        label: "Move the problem",
        needs: Permission::ProblemChangeStatus,
    },
    Act {
        over: Over::Link,
        word: "Link",
        keys: "l",
        label: "Link an incident",
        needs: Permission::ProblemLink,
    },
    Act {
        over: Over::Edit,
        word: "Edit",
        keys: "e",
        label: "Edit the problem",
        needs: Permission::ProblemUpdate,
    },
];

pub fn header(screen: Screen) -> AnyView {
    let acts = lean::part(move || {
        ACTS.into_iter().filter(|act| session().can(act.needs)).map(|act| button(screen, act)).collect_view()
    });
    let severity = |d: &Detail| d.row.severity.map(|severity| view! { <SeverityMark severity badge=true /> });
    view! {
        <header class="ihead">
            <div class="t">
                {screen.draw(On::Head, severity)}
                <span class="key">{screen.reference()}</span>
                <h1>{screen.words(On::Head, |d| d.row.title.clone())}</h1>
                {screen.draw(On::Head, |d| marks(&d.row))}
                {screen.draw(On::Analysis, published)}
                <div class="acts">{acts}</div>
            </div>
            <p class="meta">{screen.words(On::Head, meta)}</p>
            {notices(screen)}
            <dl class="pfacts">{lean::part(move || facts(screen))}</dl>
        </header>
    }
    .into_any()
}

/// That its analysis went out, how far and to whom.
fn published(d: &Detail) -> Option<AnyView> {
    let (stage, audience) = d.analysis.as_ref()?.published?;
    let words = [stage.label(), audience.label()].join(", ").to_lowercase();
    let path = publication::versions_path(&d.row.reference);
    Some(
        view! { <a class="chip" data-sev="ok" href=path>{format!("RCA published ({words})")}</a> }.into_any(),
    )
}

fn button(screen: Screen, act: Act) -> AnyView {
    let Act { over, word, keys, .. } = act;
    view! {
        <button
            type="button"
            class="btn quiet"
            aria-haspopup="dialog"
            aria-keyshortcuts=shortcuts::aria(keys)
            on:click=lean::press(move || screen.over.set(Some(over)))
        >
            {word}<kbd aria-hidden="true">{shortcuts::printed(keys)}</kbd>
        </button>
    }
    .into_any()
}

/// What it concerns, who opened it and when, whose clock the times are.
fn meta(d: &Detail) -> String {
    let services = d.row.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    let services = if services.is_empty() { "No service named".to_owned() } else { services };
    let opened = format!("opened {} by {}", time::moment(d.row.created_at), d.opened_by);
    [services, opened, format!("times in {}", time::zone())].join(" · ")
}

fn facts(screen: Screen) -> Vec<AnyView> {
    let pending = screen.moving.get();
    screen.read(On::Head, |d| {
        let row = &d.row;
        let status: ProblemStatus = pending.unwrap_or(row.status);
        let owner = row.owner.as_ref().map_or_else(|| "Nobody's yet".to_owned(), |o| o.name.clone());
        let sponsor = d.sponsor.as_ref().map_or_else(|| "Nobody named".to_owned(), |s| s.name.clone());
        let impact = match d.degraded_seconds {
            0 => "none recorded".to_owned(),
            seconds => time::words(seconds * 1_000),
        };
        vec![
            fact(
                "Status",
                view! { <span class:pending=pending.is_some()><ProblemMark status /></span> }.into_any(),
            ),
            fact("Analysis", view! { <Gates passed=row.steps /> }.into_any()),
            fact("Incidents", row.incidents.to_string().into_any()),
            fact("Recurrence", view! { <Recurrence count=row.recurrences /> }.into_any()),
            fact("Total impact", impact.into_any()),
            fact("Owner", owner.into_any()),
            fact("Sponsor", sponsor.into_any()),
            fact("Age", age(row).into_any()),
        ]
    })
}

fn fact(word: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{word}</dt><dd>{value}</dd></div> }.into_any()
}

/// The keys of this page, as far as the reader may use them.
pub fn register_keys(screen: Screen) {
    let may = |act: &Act| untrack(|| session().can(act.needs));
    let key = |act: Act| Shortcut {
        keys: act.keys,
        label: act.label,
        group: "This problem",
        in_palette: true,
        run: Callback::new(move |()| screen.over.set(Some(act.over))),
    };
    shortcuts::register(ACTS.into_iter().filter(may).map(key).collect());
}
