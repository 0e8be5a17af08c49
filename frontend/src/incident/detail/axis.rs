//! Draws the impact axis of `domain` as SVG, measured to the width there is; the same facts as a table behind a toggle.

use domain::incident::{ImpactLevel as Level, axis as geometry};
use leptos::{html, prelude::*};

use super::{
    api::Detail,
    impact::{InstantTable, WindowTable},
    state::{Screen, near},
    text,
};
use crate::{
    model::{DateTime, ImpactLevel, InstantName},
    ui::{icon::href, time},
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

const fn tone_of(level: Level) -> &'static str {
    match level {
        Level::MajorOutage => "1",
        Level::PartialOutage => "2",
        Level::DegradedPerformance => "3",
    }
}

#[component]
pub fn ImpactAxis(screen: Screen) -> impl IntoView {
    let facts = screen.part(|d| (spans(d), marks(d), d.started_at));
    let some = Memo::new(move |_| facts.with(|f| !f.0.is_empty()));
    let minute = Memo::new(move |_| {
        let open = facts.with(|f| f.0.iter().any(|s| s.end.is_none()));
        if open { time::now().get() } else { time::now().get_untracked() }.div_euclid(60_000) * 60_000
    });
    let words = Memo::new(move |_| facts.with(|(spans, _, started)| in_words(spans, *started, minute.get())));
    let table = RwSignal::new(false);
    let levels = screen.part(|d| {
        let mut levels: Vec<_> = d.windows.iter().map(|w| w.level).collect();
        levels.sort_unstable_by(|a, b| b.cmp(a));
        levels.dedup();
        levels
    });
    let legend =
        move || {
            levels.get().into_iter().map(|level| {
            let tone = tone(level);
            view! {
                <span class="key-of" data-sev=tone>
                    <svg class="shape" aria-hidden="true"><use href=href(&format!("s{tone}"))></use></svg>
                    {level.label()}
                </span>
            }
        }).collect_view()
        };
    view! {
        <section class="impact" aria-labelledby="h-impact">
            <div class="h2">
                <h2 id="h-impact">"Impact"</h2>
                <span class="muted">{move || words.get()}</span>
                <span class="end">
                    {legend}
                    <Show when=move || some.get()>
                        <button type="button" class="btn quiet small" aria-expanded=move || table.get().to_string()
                            on:click=move |_| table.update(|t| *t = !*t)>
                            "As a table"
                        </button>
                    </Show>
                </span>
            </div>
            <Show when=move || some.get() fallback=|| view! { <p class="muted none">{text::NO_WINDOWS}</p> }>
                <Drawing facts minute words />
            </Show>
            <Show when=move || table.get()>
                <div class="axis-tables"><WindowTable screen actions=false /><InstantTable screen actions=false /></div>
            </Show>
        </section>
    }
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

type Facts = (Vec<geometry::Span>, Vec<geometry::Mark>, DateTime);

#[component]
fn Drawing(facts: Memo<Facts>, minute: Memo<i64>, words: Memo<String>) -> impl IntoView {
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
    let axis = Memo::new(move |_| {
        facts.with(|(spans, marks, _)| {
            geometry::layout(&geometry::Scene {
                spans,
                marks,
                now: minute.get(),
                shows_now: spans.iter().any(|s| s.end.is_none()),
                width: width.get(),
                offset: &offset,
            })
        })
    });
    let name = move || {
        facts.with(|(spans, ..)| {
            let long = |ms: Option<i64>| geometry::words(ms.unwrap_or(0));
            let (degraded, elapsed) =
                (geometry::degraded(spans, minute.get()), geometry::elapsed(spans, minute.get()));
            format!("Impact: {}. Degraded {} of {} elapsed.", words.get(), long(degraded), long(elapsed))
        })
    };
    view! {
        <div class="axis" node_ref=frame>
            {move || axis.get().map(|axis| {
                let (width, height) = (axis.width, axis.height);
                view! { <svg role="img" aria-label=name width=width height=height>{draw(axis)}</svg> }
            })}
        </div>
    }
}

fn draw(axis: geometry::Axis) -> impl IntoView {
    let floor = axis.floor;
    let ticks = axis.ticks.into_iter().map(move |tick| {
        let anchor = if tick.x <= axis.left { "start" } else { "middle" };
        view! {
            <line class="hour" x1=tick.x x2=tick.x y1="20" y2=floor></line>
            <text class="tick" x=tick.x y="12" text-anchor=anchor>{tick.label}</text>
        }
    });
    let left = axis.left;
    let right = axis.width;
    let above = axis.is_narrow;
    let lanes = axis.lanes.into_iter().map(move |lane| {
        let base = lane.base;
        let label_y = if above { base - 19 } else { base - 5 };
        let bars = lane.bars.into_iter().map(move |bar| {
            view! {
                <rect class="win" class:open=bar.is_open data-sev=tone_of(bar.level)
                    x=bar.x y=base - bar.height width=bar.width height=bar.height></rect>
            }
        });
        view! {
            <text class="lab" x="0" y=label_y>{fit(&lane.label)}</text>
            <line class="base" x1=left x2=right y1=base y2=base></line>
            {bars.collect_view()}
        }
    });
    let names = (!above).then(|| {
        view! {
            <text class="lab" x="0" y=floor + 22>"Degraded"</text>
            <text class="lab" x="0" y=floor + 50>"Clock"</text>
        }
    });
    view! {
        {ticks.collect_view()}
        {lanes.collect_view()}
        {names}
        {axis.stretches.into_iter().map(|s| stretch(s, floor + 18)).collect_view()}
        {axis.points.into_iter().map(|p| point(p, floor + 50)).collect_view()}
        {axis.now.map(|now| now_line(now, floor))}
    }
}

fn stretch(s: geometry::Stretch, y: i64) -> impl IntoView {
    let middle = i64::midpoint(s.x1, s.x2);
    let half = if s.label.is_empty() || s.is_beside {
        0
    } else {
        i64::try_from(s.label.len()).unwrap_or(0) * 7 / 2 + 4
    };
    let class = if s.is_gap { "dim gap" } else { "dim" };
    let ends = (!s.is_gap).then(|| {
        view! {
            <line class="dim" x1=s.x1 x2=s.x1 y1=y - 9 y2=y + 9></line>
            <line class="dim" x1=s.x2 x2=s.x2 y1=y - 9 y2=y + 9></line>
        }
    });
    let (x, anchor) = if s.is_beside { (s.x2 + 8, "start") } else { (middle, "middle") };
    let line =
        |x1: i64, x2: i64| (x2 > x1).then(|| view! { <line class=class x1=x1 x2=x2 y1=y y2=y></line> });
    view! {
        {ends}
        {line(s.x1 + 3, middle - half)}
        {line(middle + half, s.x2 - 3)}
        <text class="dim-label" class:gap=s.is_gap x=x y=y + 4 text-anchor=anchor>{s.label}</text>
    }
}

fn point(p: geometry::Point, y: i64) -> impl IntoView {
    let (x, anchor) = if p.is_left { (p.x - 6, "end") } else { (p.x + 6, "start") };
    view! {
        <line class="dim" x1=p.x x2=p.x y1=y - 12 y2=y + 4></line>
        <text class="pt" x=x y=y text-anchor=anchor><tspan class="at">{p.clock}</tspan>" "{p.label}</text>
    }
}

fn now_line(now: geometry::Tick, floor: i64) -> impl IntoView {
    view! {
        <line class="now" x1=now.x x2=now.x y1="18" y2=floor></line>
        <rect class="now-box" x=now.x - 21 y="0" width="42" height="17" rx="3"></rect>
        <text class="now-label" x=now.x y="12" text-anchor="middle">{now.label}</text>
    }
}

/// A lane's name as far as the gutter is wide; the table has it whole.
fn fit(name: &str) -> String {
    if name.chars().count() <= 16 { name.to_owned() } else { name.chars().take(15).chain(['…']).collect() }
}
