//! The clocks side by side: elapsed, degraded, how long to each point, and the running promise to each audience.
//! A late promise is the only tinted block and holds the only primary button.

use domain::incident::axis as geometry;
use leptos::prelude::*;

use super::{
    api::Detail,
    axis::spans,
    header,
    state::{On, Screen, near},
    tabs::Tab,
    text,
};
use crate::{
    model::{Audience, DateTime, Permission},
    net::session::session,
    ui::{icon::Icon, lean, shortcuts, time},
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

type Measure = fn(&[geometry::Span], i64) -> Option<i64>;

/// A clock by the windows; it ticks while one is open, or while nothing is known and the incident goes on.
fn clock(d: &Detail, measure: Measure) -> i64 {
    let spans = spans(d);
    let runs = spans.iter().any(|s| s.end.is_none()) || (spans.is_empty() && d.ended_at.is_none());
    let now = if runs { time::now().get() } else { d.ended_at.map_or(d.started_at.0, |e| e.0) };
    measure(&spans, now).unwrap_or(now - d.started_at.0)
}

#[component]
fn Clocks(screen: Screen) -> impl IntoView {
    let elapsed = |d: &Detail| time::running(clock(d, geometry::elapsed));
    let degraded = |d: &Detail| {
        if d.windows.is_empty() { "–".to_owned() } else { time::running(clock(d, geometry::degraded)) }
    };
    let since = |d: &Detail| format!("since {}, one clock", near(d.started_at, d.declared_at));
    // The words change once a minute although the clock ticks each second.
    let minute = Memo::new(|_| time::now().get() / 60_000 * 60_000);
    let sum = lean::words(move || {
        let minute = minute.get();
        screen.read(On::Clocks, |d| {
            let parts = geometry::union(&spans(d), minute);
            if parts.is_empty() {
                return "no impact window yet".to_owned();
            }
            parts.iter().map(|(from, to)| time::words(to - from)).collect::<Vec<_>>().join(" + ")
        })
    });
    view! {
        <div>
            <p class="k">"Elapsed"</p>
            <p class="v clock">{screen.words(On::Clocks, elapsed)}</p>
            <p class="d">{screen.words(On::Clocks, since)}</p>
        </div>
        <div>
            <p class="k">"Degraded"</p>
            <p class="v clock">{screen.words(On::Clocks, degraded)}</p>
            <p class="d">{sum}</p>
        </div>
    }
}

/// The promise to one audience, and what the rules say when there is none.
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
        self.due.is_some_and(|due| due.0 < now)
            || (self.is_open && self.last.is_none() && self.missed.is_some())
    }

    /// The large words, the small word after them, the line beneath.
    fn words(&self, now: i64) -> (String, &'static str, String) {
        let last = self.last.map(|at| format!("last sent {}", time::moment(at)));
        match self.due {
            None if !self.is_open => match last {
                Some(last) => ("Settled".into(), "", last),
                None => ("None sent".into(), "", "the incident ended without one".into()),
            },
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
    let now = || time::now().get();
    let outside_late = move || screen.read(On::Promises, external).is_late(now());
    let state = move || screen.read(On::Promises, if is_external { external } else { internal });
    let late = Memo::new(move |_| state().is_late(now()));
    // Two late promises share one primary button: the one to customers comes first.
    let first = Memo::new(move |_| late.get() && (is_external || !outside_late()));
    let offered = move || {
        // Customers may be owed a word when it is over.
        let is_owed = state().due.is_some() || screen.read(On::Promises, |d| d.status.is_open());
        is_owed && session().can(Permission::StatusUpdatePublish) && (first.get() || is_external)
    };
    let write = move || {
        let class = if first.get() { "btn primary" } else { "btn" };
        let go = lean::press(move || {
            if is_external {
                header::write_update(screen);
            } else {
                header::show(screen, Tab::Comms, "#compose-internal textarea");
            }
        });
        view! {
            <button type="button" class=class aria-keyshortcuts=shortcuts::aria("w") on:click=go>
                {text::WRITE_UPDATE}<kbd aria-hidden="true">"W"</kbd>
            </button>
        }
    };
    let class = lean::words(move || if late.get() { "p islate".to_owned() } else { "p".to_owned() });
    let part =
        move |of: fn((String, &'static str, String)) -> String| lean::words(move || of(state().words(now())));
    view! {
        <div class=class>
            <p class="k">{lean::only(move || late.get(), || view! { <Icon name="i-clock" /> })}{audience.label()}" update"</p>
            <p class="v">{part(|w| w.0)}" "<small>{part(|w| w.1.to_owned())}</small></p>
            <p class="d">{part(|w| w.2)}</p>
            {lean::only(offered, write)}
        </div>
    }
}

/// How long it took to each point, as far as known.
#[component]
fn Reached(screen: Screen) -> impl IntoView {
    let cells = |d: &Detail| {
        let d = &d.durations;
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
    view! { <dl class="reached">{screen.draw(On::Durations, cells)}</dl> }
}
