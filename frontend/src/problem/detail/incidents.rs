//! The incidents of a problem: the time axis, and each of them in a table, with linking and unlinking.

use leptos::prelude::*;

use super::{
    api::{Detail, Linked},
    axis::Axis,
    state::{On, Over, Screen},
};
use crate::{
    model::Permission,
    net::session::session,
    problem::{text, write},
    ui::{
        badge::{SeverityMark, StatusMark},
        lean, listing, time,
    },
};

pub fn tab(screen: Screen) -> AnyView {
    let add = move || {
        let open = lean::press(move || screen.over.set(Some(Over::Link)));
        view! {
            <button type="button" class="btn small end" aria-haspopup="dialog" on:click=open>"Link an incident"</button>
        }
    };
    view! {
        <div class="tab-body">
            <Axis screen />
            <section aria-labelledby="h-linked">
                <div class="h2">
                    <h2 id="h-linked">"Linked incidents"</h2>
                    {lean::only(|| session().can(Permission::ProblemLink), add)}
                </div>
                {screen.draw(On::Incidents, move |d| body(screen, d))}
            </section>
        </div>
    }
    .into_any()
}

fn body(screen: Screen, d: &Detail) -> AnyView {
    if d.incidents.is_empty() {
        return view! { <p class="muted">{text::NO_INCIDENTS}</p> }.into_any();
    }
    let columns = &["Severity", "Incident", "Status", "Started", "Degraded", "Recurrence of"];
    let rows = d.incidents.iter().map(|linked| row(screen, linked)).collect();
    let more = d.has_more.then(|| view! { <p class="muted small">"The newest 50 are shown."</p> });
    view! { {listing::table("Linked incidents, newest first", columns, rows)}{more} }.into_any()
}

fn row(screen: Screen, linked: &Linked) -> AnyView {
    let line = &linked.line;
    let path = format!("/incidents/{}", line.reference);
    let now = time::now().get_untracked();
    let degraded: i64 = linked.windows.iter().map(|w| w.ended_at.map_or(now, |e| e.0) - w.started_at.0).sum();
    let degraded = if linked.windows.is_empty() { String::new() } else { time::words(degraded) };
    let title = view! {
        <a href=path><span class="mono">{line.reference.clone()}</span>" "{line.title.clone()}</a>
    };
    let earlier = linked.recurrence_of.clone().map(|earlier| {
        view! { <a class="link mono" href=format!("/incidents/{earlier}")>{earlier.clone()}</a> }.into_any()
    });
    let id = line.id.clone();
    let unlink = session().can(Permission::ProblemLink).then(|| {
        let run = move || screen.act(write::unlink(screen.id(), id.clone()), "Incident unlinked");
        listing::icon_button("i-x", format!("Unlink {}", line.reference), run)
    });
    let started = line.started_at;
    listing::row(
        linked.ended_at.is_some(),
        vec![
            ("c-sev", view! { <SeverityMark severity=line.severity /> }.into_any()),
            ("c-title", title.into_any()),
            ("c-status", view! { <StatusMark status=line.status /> }.into_any()),
            ("c-since", view! { <time datetime=started.iso() title=time::full(started)>{time::moment(started)}</time> }.into_any()),
            listing::words("c-degraded", degraded),
            ("c-again", earlier.unwrap_or_else(|| "–".into_any())),
            ("r", unlink.into_any()),
        ],
    )
}
