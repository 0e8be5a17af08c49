//! The incidents of a problem on one time axis, a lane each, with their impact in all; the table of the incidents says the same.

use domain::incident::{ImpactLevel as Level, axis as geometry};
use leptos::{html, prelude::*};

use super::{
    api::{Detail, Linked},
    state::{On, Screen},
};
use crate::{
    incident::detail::{draw_axis, shape},
    model::ImpactLevel,
    problem::text,
    ui::{lean, time},
};

/// A window of hours among weeks must still be seen, pixels.
const THINNEST: i64 = 6;
/// Until the width is measured.
const WIDTH: i64 = 760;

/// The windows as `domain` wants them: a lane an incident.
fn spans(d: &Detail) -> Vec<geometry::Span> {
    let of = |linked: &Linked| {
        let lane = linked.line.reference.clone();
        let span = move |w: &super::api::Window| geometry::Span {
            start: w.started_at.0,
            end: w.ended_at.map(|e| e.0),
            level: match w.level {
                ImpactLevel::DegradedPerformance => Level::DegradedPerformance,
                ImpactLevel::PartialOutage => Level::PartialOutage,
                ImpactLevel::MajorOutage => Level::MajorOutage,
            },
            lanes: vec![lane.clone()],
        };
        linked.windows.iter().map(span).collect::<Vec<_>>()
    };
    d.incidents.iter().flat_map(of).collect()
}

/// What the reader's clocks add to UTC at an instant, milliseconds.
#[expect(clippy::cast_possible_truncation, reason = "an offset is a few hundred minutes")]
fn offset(at: i64) -> i64 {
    -(time::date(at).get_timezone_offset() as i64) * 60_000
}

/// `2 incidents from 24 Sep 2026 to 7 Nov 2026, degraded 7 h 25 min in all, came back once`
pub fn in_words(d: &Detail) -> String {
    let incidents = match d.row.incidents {
        1 => "1 incident".to_owned(),
        n => format!("{n} incidents"),
    };
    let starts = d.incidents.iter().map(|i| i.line.started_at);
    let mut parts = vec![match (starts.clone().min(), starts.max()) {
        (Some(first), Some(last)) if time::short_day(first) != time::short_day(last) => {
            format!("{incidents} from {} to {}", time::short_day(first), time::short_day(last))
        }
        (Some(first), _) => format!("{incidents} on {}", time::short_day(first)),
        (None, _) => incidents,
    }];
    if d.degraded_seconds > 0 {
        parts.push(format!("degraded {} in all", time::words(d.degraded_seconds * 1_000)));
    }
    match d.row.recurrences {
        0 => {}
        1 => parts.push("came back once".to_owned()),
        n => parts.push(format!("came back {n} times")),
    }
    parts.join(", ")
}

#[component]
pub fn Axis(screen: Screen) -> impl IntoView {
    let some = move || screen.read(On::Incidents, |d| !spans(d).is_empty());
    let none = move || {
        let words = screen.read(On::Incidents, |d| {
            if d.incidents.is_empty() { text::NO_INCIDENTS } else { text::NO_WINDOWS }
        });
        view! { <p class="muted none">{words}</p> }
    };
    let legend = |d: &Detail| {
        let has = |level: ImpactLevel| d.incidents.iter().any(|i| i.windows.iter().any(|w| w.level == level));
        let levels = [
            (ImpactLevel::MajorOutage, "1"),
            (ImpactLevel::PartialOutage, "2"),
            (ImpactLevel::DegradedPerformance, "3"),
        ];
        let key = |(level, tone): (ImpactLevel, &'static str)| {
            view! { <span class="key-of" data-sev=tone>{shape(tone)}{level.label()}</span> }
        };
        levels.into_iter().filter(|(level, _)| has(*level)).map(key).collect_view()
    };
    let table = format!("/problems/{}/incidents", screen.reference());
    view! {
        <section class="impact" aria-labelledby="h-impact">
            <div class="h2">
                <h2 id="h-impact">"Incidents and impact"</h2>
                <span class="muted">{screen.words(On::Incidents, in_words)}</span>
                <span class="end">
                    {screen.draw(On::Incidents, legend)}
                    <a class="link" href=table data-noscroll="">"As a table"</a>
                </span>
            </div>
            {lean::only(some, move || view! { <Drawing screen /> })}
            {lean::only(move || !some(), none)}
        </section>
    }
}

#[component]
fn Drawing(screen: Screen) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let width = RwSignal::new(WIDTH);
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
        let width = width.get();
        screen.read(On::Incidents, |d| {
            let spans = spans(d);
            let now = time::now().get_untracked();
            let shows_now = spans.iter().any(|s| s.end.is_none());
            let scene = geometry::Scene {
                spans: &spans,
                marks: &[],
                now,
                shows_now,
                width,
                thinnest: THINNEST,
                offset: &offset,
            };
            let name = format!("Incidents: {}.", in_words(d));
            geometry::layout(&scene).map(|axis| draw_axis(&axis, &name)).unwrap_or_default()
        })
    });
    view! { <div class="axis" node_ref=frame inner_html=drawing></div> }
}
