//! The clocks side by side: elapsed, degraded, how long to each point, and the running promise to each audience.
//! A late promise is the only tinted block and holds the only primary button.

use domain::incident::axis as geometry;
use leptos::prelude::*;

use super::{
    api::Detail,
    axis::spans,
    header,
    state::{Screen, near},
    text,
};
use crate::{
    model::{Audience, DateTime, Permission},
    net::session::session,
    ui::{icon::Icon, shortcuts, time},
};

#[component]
pub fn Strip(screen: Screen) -> impl IntoView {
    view! {
        <div class="strip">
            <Clocks screen />
            <Promised screen audience=Audience::External />
            <Promised screen audience=Audience::Internal />
        </div>
        <Reached screen />
    }
}

#[component]
fn Clocks(screen: Screen) -> impl IntoView {
    let facts = screen.part(|d| (spans(d), d.started_at, d.ended_at));
    let part = move |of: fn(&[geometry::Span], i64) -> Option<i64>| {
        facts.with(|(spans, started, ended)| {
            let runs = spans.iter().any(|s| s.end.is_none()) || (spans.is_empty() && ended.is_none());
            let now = if runs { time::now().get() } else { ended.map_or(started.0, |e| e.0) };
            of(spans, now).unwrap_or(now - started.0)
        })
    };
    let elapsed = move || time::running(part(geometry::elapsed));
    let degraded = move || {
        let known = facts.with(|(spans, ..)| !spans.is_empty());
        if known { time::running(part(geometry::degraded)) } else { "–".to_owned() }
    };
    let since =
        move || facts.with(|(_, started, _)| format!("since {}, one clock", near(*started, *started)));
    // The words change once a minute although the clock ticks each second.
    let minute = Memo::new(|_| time::now().get() / 60_000 * 60_000);
    let sum = move || {
        facts.with(|(spans, ..)| {
            let parts = geometry::union(spans, minute.get());
            if parts.is_empty() {
                return "no impact window yet".to_owned();
            }
            parts.iter().map(|(from, to)| time::words(to - from)).collect::<Vec<_>>().join(" + ")
        })
    };
    view! {
        <div>
            <p class="k">"Elapsed"</p>
            <p class="v clock">{elapsed}</p>
            <p class="d">{since}</p>
        </div>
        <div>
            <p class="k">"Degraded"</p>
            <p class="v clock">{degraded}</p>
            <p class="d">{sum}</p>
        </div>
    }
}

/// The promise to one audience, and what the rules say when there is none.
#[derive(Clone, PartialEq)]
struct State {
    due: Option<DateTime>,
    is_open: bool,
    /// When the last update went out.
    last: Option<DateTime>,
    /// The rule that misses a first update to customers.
    missed: Option<String>,
}

fn external(d: &Detail) -> State {
    let missed = d.findings.iter().find(|f| f.rule == "COM-03").map(|f| f.message.clone());
    state(d, Audience::External, missed)
}

fn internal(d: &Detail) -> State {
    state(d, Audience::Internal, None)
}

fn state(d: &Detail, audience: Audience, missed: Option<String>) -> State {
    State {
        due: d.promises.iter().find(|p| p.0 == audience).map(|p| p.1),
        is_open: d.status.is_open(),
        last: d.updates.iter().find(|u| u.audience == audience).map(|u| u.published_at),
        missed,
    }
}

impl State {
    /// A promise broken, or a first update that is missing.
    fn is_late(&self, now: i64) -> bool {
        self.is_open
            && (self.due.is_some_and(|due| due.0 < now) || (self.last.is_none() && self.missed.is_some()))
    }

    /// The large words, the small word after them, the line beneath.
    fn words(&self, now: i64) -> (String, &'static str, String) {
        let last = self.last.map(|at| format!("last sent {}", time::moment(at)));
        match self.due {
            _ if !self.is_open => ("Settled".into(), "", last.unwrap_or_else(|| "nothing was sent".into())),
            Some(due) if due.0 < now => {
                (time::words(now - due.0), "late", format!("promised for {} · COM-02", time::moment(due)))
            }
            Some(due) => {
                let last = last.map(|l| format!(", {l}")).unwrap_or_default();
                (
                    format!("in {}", time::words(due.0 - now)),
                    "",
                    format!("promised for {}{last}", time::moment(due)),
                )
            }
            None => match (&self.missed, last) {
                (Some(missed), None) => ("None sent".into(), "", format!("{missed} · COM-03")),
                (_, last) => ("No promise".into(), "", last.unwrap_or_else(|| "nothing sent yet".into())),
            },
        }
    }
}

#[component]
fn Promised(screen: Screen, audience: Audience) -> impl IntoView {
    let is_external = audience == Audience::External;
    let outside = screen.part(external);
    let state = if is_external { outside } else { screen.part(internal) };
    let late = Memo::new(move |_| state.with(|s| s.is_late(time::now().get())));
    let words = Memo::new(move |_| state.with(|s| s.words(time::now().get())));
    // Two late promises share one primary button: the one to customers comes first.
    let first =
        Memo::new(move |_| late.get() && (is_external || !outside.with(|s| s.is_late(time::now().get()))));
    let is_open = Memo::new(move |_| state.with(|s| s.is_open));
    let button = move || {
        (is_open.get() && session().can(Permission::StatusUpdatePublish) && (first.get() || is_external))
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="btn"
                        class:primary=move || first.get()
                        aria-keyshortcuts=shortcuts::aria("w")
                        on:click=move |_| if is_external { header::write_update(screen) } else {
                            header::show(screen, super::tabs::Tab::Comms, "#compose-internal textarea");
                        }
                    >
                        {text::WRITE_UPDATE}<kbd aria-hidden="true">"W"</kbd>
                    </button>
                }
            })
    };
    view! {
        <div class="p" class:islate=late>
            <p class="k">
                {move || late.get().then(|| view! { <Icon name="i-clock" /> })}
                {format!("{} update", audience.label())}
            </p>
            <p class="v">{move || words.get().0}" "<small>{move || words.get().1}</small></p>
            <p class="d">{move || words.get().2}</p>
            {button}
        </div>
    }
}

/// How long it took to each point, as far as known.
#[component]
fn Reached(screen: Screen) -> impl IntoView {
    let durations = screen.part(|d| d.durations.clone());
    let cells = move || {
        let d = durations.get();
        [
            ("To detect", "from impact start to detection", d.detect),
            ("To acknowledge", "from detection", d.acknowledge),
            ("To first external update", "from detection", d.first_communication),
            ("To mitigate", "from impact start", d.mitigate),
            ("To restore", "from impact start", d.restore),
        ]
        .into_iter()
        .map(|(word, basis, seconds)| {
            let value = seconds.map_or_else(|| "–".to_owned(), |s| time::words(s * 1_000));
            view! { <div title=basis><dt>{word}</dt><dd>{value}</dd></div> }
        })
        .collect_view()
    };
    view! { <dl class="reached">{cells}</dl> }
}
