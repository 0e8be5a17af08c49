//! Draws the impact axis of `domain` as SVG, measured to the width there is; the same facts as a table behind a toggle.

use domain::incident::{ImpactLevel as Level, axis as geometry};
use leptos::{html, prelude::*};

use super::{
    api::Detail,
    impact::{InstantTable, WindowTable},
    state::{On, Screen, near},
    svg, text,
};
use crate::{
    model::{DateTime, ImpactLevel, InstantName},
    ui::{icon::href, lean, time},
};

/// The windows as `domain` wants them.
pub fn spans(d: &Detail) -> Vec<geometry::Span> {
    d.windows
        .iter()
        .map(|w| geometry::Span {
            start: w.started_at.0,
            end: w.ended_at.map(|e| e.0),
            level: match w.level {
                ImpactLevel::DegradedPerformance => Level::DegradedPerformance,
                ImpactLevel::PartialOutage => Level::PartialOutage,
                ImpactLevel::MajorOutage => Level::MajorOutage,
            },
            lanes: w.services.iter().map(|s| s.name.clone()).collect(),
        })
        .collect()
}

fn marks(d: &Detail) -> Vec<geometry::Mark> {
    d.instants
        .iter()
        .filter(|i| i.name != InstantName::Closed)
        .map(|i| geometry::Mark { at: i.at.0, label: i.name.label().to_lowercase() })
        .collect()
}

/// What the reader's clocks add to UTC at an instant, milliseconds.
#[expect(clippy::cast_possible_truncation, reason = "an offset is a few hundred minutes")]
fn offset(at: i64) -> i64 {
    -(time::date(at).get_timezone_offset() as i64) * 60_000
}

/// Number of the severity colours and shapes that stand for a level.
pub const fn tone(level: ImpactLevel) -> &'static str {
    match level {
        ImpactLevel::MajorOutage => "1",
        ImpactLevel::PartialOutage => "2",
        ImpactLevel::DegradedPerformance => "3",
    }
}

#[component]
pub fn ImpactAxis(screen: Screen) -> impl IntoView {
    let table = RwSignal::new(false);
    let some = move || screen.read(On::Clocks, |d| !d.windows.is_empty());
    // What is open grows by the minute.
    let minute = Memo::new(move |_| {
        let open = screen.read(On::Clocks, |d| d.windows.iter().any(|w| w.ended_at.is_none()));
        if open { time::now().get() } else { time::now().get_untracked() }.div_euclid(60_000) * 60_000
    });
    let words =
        lean::words(move || screen.read(On::Clocks, |d| in_words(&spans(d), d.started_at, minute.get())));
    let legend = |d: &Detail| {
        let levels = ImpactLevel::ALL
            .iter()
            .rev()
            .copied()
            .filter(|level| d.windows.iter().any(|w| w.level == *level));
        let key = |level: ImpactLevel| {
            view! { <span class="key-of" data-sev=tone(level)>{shape(tone(level))}{level.label()}</span> }
        };
        levels.map(key).collect_view()
    };
    let toggle = move || {
        let press = lean::press(move || table.update(|t| *t = !*t));
        view! {
            <button type="button" class="btn quiet small" aria-expanded=lean::words(move || table.get().to_string()) on:click=press>
                "As a table"
            </button>
        }
    };
    let tables = move || {
        view! {
            <div class="axis-tables"><WindowTable screen actions=false /><InstantTable screen actions=false /></div>
        }
    };
    view! {
        <section class="impact" aria-labelledby="h-impact">
            <div class="h2">
                <h2 id="h-impact">"Impact"</h2>
                <span class="muted">{words}</span>
                <span class="end">{screen.draw(On::Clocks, legend)}{lean::only(some, toggle)}</span>
            </div>
            {lean::only(some, move || view! { <Drawing screen minute /> })}
            {lean::only(move || !some(), || view! { <p class="muted none">{text::NO_WINDOWS}</p> })}
            {lean::only(move || table.get() && some(), tables)}
        </section>
    }
}

/// A severity's shape, for what is told by level.
pub fn shape(tone: &'static str) -> impl IntoView {
    view! { <svg class="shape" aria-hidden="true"><use href=href(&format!("s{tone}"))></use></svg> }
}

/// `2 windows from 08:00 to 15:25, normal between 11:15 and 14:00`.
fn in_words(spans: &[geometry::Span], started: DateTime, now: i64) -> String {
    let joined = geometry::union(spans, now);
    let (Some(first), Some(last)) = (joined.first(), joined.last()) else { return String::new() };
    let clock = |at: i64| near(DateTime(at), started);
    let windows = match spans.len() {
        1 => "1 window".to_owned(),
        n => format!("{n} windows"),
    };
    let open = spans.iter().any(|s| s.end.is_none());
    let end = if open { "still open".to_owned() } else { format!("to {}", clock(last.1)) };
    let gaps =
        joined.windows(2).map(|pair| format!("normal between {} and {}", clock(pair[0].1), clock(pair[1].0)));
    let mut parts = vec![format!("{windows} from {} {end}", clock(first.0))];
    parts.extend(gaps);
    parts.join(", ")
}

#[component]
fn Drawing(screen: Screen, minute: Memo<i64>) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let width = RwSignal::new(900_i64);
    let measure = move || {
        if let Some(frame) = frame.get_untracked() {
            let measured = i64::from(frame.client_width());
            if measured > 0 && measured != width.get_untracked() {
                width.set(measured);
            }
        }
    };
    frame.on_load(move |_| request_animation_frame(measure));
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    let drawing = lean::words(move || {
        let (now, width) = (minute.get(), width.get());
        screen.read(On::Clocks, |d| {
            let (spans, marks) = (spans(d), marks(d));
            let shows_now = spans.iter().any(|s| s.end.is_none());
            let scene = geometry::Scene {
                spans: &spans,
                marks: &marks,
                now,
                shows_now,
                width,
                thinnest: 3,
                offset: &offset,
            };
            let long = |ms: Option<i64>| time::words(ms.unwrap_or(0));
            let name = format!(
                "Impact: {}. Degraded {} of {} elapsed.",
                in_words(&spans, d.started_at, now),
                long(geometry::degraded(&spans, now)),
                long(geometry::elapsed(&spans, now)),
            );
            geometry::layout(&scene).map(|axis| svg::draw(&axis, &name)).unwrap_or_default()
        })
    });
    view! { <div class="axis" node_ref=frame inner_html=drawing></div> }
}
