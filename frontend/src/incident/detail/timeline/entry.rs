//! One entry: when, what kind, who by role, what it says, how long it waited, whether it was corrected.

use leptos::prelude::*;

use super::super::{api::Entry, state::Screen, write};
use crate::{
    model::{ActionResult, Permission, Precision, TimelineEntryKind as Kind},
    net::session::session,
    ui::{
        badge::{Chip, StatusPie},
        icon::Icon,
        lean, time,
    },
};

/// Longer than this between happening and recording counts as back-dated, milliseconds.
const BACK_DATED: i64 = 120_000;

pub fn entry_item(screen: Screen, entry: Entry) -> AnyView {
    let class = match (entry.corrected_by.is_some(), entry.is_pinned) {
        (true, _) => "e gone",
        (_, true) => "e pinned",
        _ => "e",
    };
    let about = matches!(entry.precision, Precision::Approximate | Precision::Day);
    let clock =
        if about { format!("~{}", time::clock(entry.happened_at)) } else { time::clock(entry.happened_at) };
    let iso = entry.happened_at.iso();
    let id = format!("entry-{}", entry.id);
    let title = format!("{}, {}", time::full(entry.happened_at), entry.precision.label());
    let (edge, mark) = (edge(&entry), mark(&entry));
    let (line, words, wait) = (line(&entry), words(&entry), wait(&entry));
    let (evidence, corrections) = (evidence(&entry), corrections(&entry));
    view! {
        <li class=class id=id>
            <time datetime=iso title=title>{clock}</time>
            <span class="mk" data-sev=edge>{mark}</span>
            <div class="body">
                {line}{words}{wait}{evidence}{corrections}
            </div>
            {actions(screen, entry)}
        </li>
    }
    .into_any()
}

/// Entries that stand out: a way back, a customer's escalation, a wait for approval, an action that made it worse.
fn edge(e: &Entry) -> Option<&'static str> {
    let back = e.from_status.zip(e.to_status).is_some_and(|(from, to)| to < from);
    if back || e.is_escalation || e.result == Some(ActionResult::MadeWorse) {
        Some("2")
    } else if e.waiting_seconds.is_some_and(|s| s > 0) {
        Some("3")
    } else {
        None
    }
}

fn mark(e: &Entry) -> AnyView {
    if let (Kind::Status, Some(to)) = (e.kind, e.to_status) {
        return view! { <StatusPie status=to /> }.into_any();
    }
    let name = match e.kind {
        Kind::Note => "i-note",
        Kind::Status => "i-status",
        Kind::Severity => "i-sev",
        Kind::Role => "i-role",
        Kind::Action => "i-action",
        Kind::Decision => "i-decision",
        Kind::Communication => "i-comm",
        Kind::Alert => "i-bell",
        Kind::Change => "i-change",
        Kind::Milestone => "i-flag",
    };
    view! { <Icon name /> }.into_any()
}

/// The bold words: what changed from what to what, or the kind.
fn head(e: &Entry) -> String {
    match e.kind {
        Kind::Status => match (e.from_status, e.to_status) {
            (Some(from), Some(to)) => format!("{} → {}", from.label(), to.label()),
            (None, Some(to)) => to.label().to_owned(),
            _ => Kind::Status.label().to_owned(),
        },
        Kind::Severity => match (e.from_severity, e.to_severity) {
            (Some(from), Some(to)) => format!("{} → {}", from.label(), to.label()),
            _ => Kind::Severity.label().to_owned(),
        },
        Kind::Role => {
            let role = e.role.map_or("Role", |r| r.label());
            let name = |user: &Option<String>| user.clone().unwrap_or_else(|| "nobody".into());
            match &e.from_user {
                Some(_) => format!("{role}: {} → {}", name(&e.from_user), name(&e.to_user)),
                None => format!("{role}: {}", name(&e.to_user)),
            }
        }
        Kind::Communication if e.is_escalation => "Customer escalation".into(),
        kind => kind.label().to_owned(),
    }
}

fn line(e: &Entry) -> impl IntoView + use<> {
    // People stand on the timeline by their role; the name is one hover away.
    let who = e.author_role.map_or_else(|| e.author.clone(), |role| role.label().to_owned());
    let result = e.result.map(|result| {
        let (tone, icon) = match result {
            ActionResult::Worked => ("ok", "i-check"),
            ActionResult::NoEffect => ("none", "i-x"),
            ActionResult::MadeWorse => ("2", "i-alert"),
        };
        view! { <Chip tone><Icon name=icon />{result.label()}</Chip> }
    });
    let late = (e.recorded_at.0 - e.happened_at.0 > BACK_DATED).then(|| {
        let at = if time::day(e.recorded_at) == e.day {
            time::clock(e.recorded_at)
        } else {
            time::moment(e.recorded_at)
        };
        view! {
            <span class="backdated" title=format!("Recorded {}", time::full(e.recorded_at))>
                <Icon name="i-history" />{format!("recorded {at}")}
            </span>
        }
    });
    let pinned = e.is_pinned.then(|| view! { <Chip tone="none"><Icon name="i-pin" />"Pinned"</Chip> });
    view! {
        <p class="line">
            <span class="kind">{head(e)}</span>
            <span class="who" title=e.author.clone()>{who}</span>
            {result}{pinned}{late}
        </p>
    }
}

/// The text; the sentence a change writes of itself says nothing new under its own heading.
fn words(e: &Entry) -> Option<impl IntoView + use<>> {
    let own = match e.kind {
        Kind::Status => e.body.starts_with("Status changed from ") || e.body == "Incident declared.",
        Kind::Severity => e.body.starts_with("Severity changed from "),
        Kind::Role => true,
        _ => false,
    };
    (!own).then(|| {
        let class = if matches!(e.kind, Kind::Status | Kind::Severity) { "prose sub" } else { "prose" };
        let class = if e.is_escalation { "prose quoted" } else { class };
        view! { <div class=class inner_html=e.body_html.clone()></div> }
    })
}

/// How long an approval was waited for, drawn.
fn wait(e: &Entry) -> Option<impl IntoView + use<>> {
    let asked = e.asked_at?;
    let given = e.given_at.map(|at| format!("approved {}", time::clock(at)));
    let waited = e.waiting_seconds.filter(|s| *s > 0).map(|s| format!("waited {}", time::words(s * 1_000)));
    Some(view! {
        <div class="wait">
            <span>{format!("asked {}", time::clock(asked))}</span>
            <i aria-hidden="true"></i>
            <span>
                {given.unwrap_or_else(|| "no approval yet".into())}
                {waited.map(|w| view! { " · "<b>{w}</b> })}
            </span>
        </div>
    })
}

fn evidence(e: &Entry) -> Option<impl IntoView + use<>> {
    (!e.links.is_empty()).then(|| {
        let links = e.links.iter().cloned().map(|(label, url)| {
            view! { <a class="link" href=url rel="noreferrer noopener" target="_blank"><Icon name="i-ext" />{label}</a> }
        });
        view! { <p class="evidence">"Evidence: "{links.collect_view()}</p> }
    })
}

fn corrections(e: &Entry) -> impl IntoView + use<> {
    let by = e.corrected_by.as_ref().map(|id| {
        view! { <p class="sub">"Corrected. "<a class="link" href=format!("#entry-{id}")>"See the correcting entry"</a></p> }
    });
    let of = e.corrects.as_ref().map(|id| {
        view! { <p class="sub">"This corrects "<a class="link" href=format!("#entry-{id}")>"an earlier entry"</a>"."</p> }
    });
    view! { {by}{of} }
}

fn actions(screen: Screen, entry: Entry) -> impl IntoView {
    let when = time::clock(entry.happened_at);
    let can = |permission| untrack(move || session().can(permission));
    let button = |word: &'static str, icon: &'static str, press: lean::Press| {
        let label = format!("{word} the entry of {when}");
        view! {
            <button type="button" class="icon-btn" title=word aria-label=label on:click=press><Icon name=icon /></button>
        }
    };
    let (id, is_pinned) = (entry.id.clone(), entry.is_pinned);
    let pin = can(Permission::TimelinePin).then(|| {
        let (word, said) = if is_pinned { ("Unpin", "Entry unpinned") } else { ("Pin", "Entry pinned") };
        button(word, "i-pin", lean::press(move || screen.act(write::pin(id.clone(), !is_pinned), said)))
    });
    let correct = (can(Permission::TimelineAdd) && entry.corrected_by.is_none()).then(|| {
        button("Correct", "i-edit", lean::press(move || screen.correcting.set(Some(entry.clone()))))
    });
    view! { <div class="e-acts">{correct}{pin}</div> }
}
