//! The small marks that lists, boards and pages share: clock, strength, status, due date, over policy. Shape and word, never colour
//! alone. The mark of a status is among those of `ui::badge`.

use leptos::prelude::*;

use super::{
    clock::{self, Due, Tone},
    record::{Plan, Row},
};
use crate::{
    model::{DateTime, RepairItemStatus, RepairStrength},
    ui::{dom, icon::Icon, time},
};

/// What the reader's clocks add to UTC now, milliseconds.
#[expect(clippy::cast_possible_truncation, reason = "an offset is a few hundred minutes")]
pub fn offset() -> i64 {
    -(time::date(time::now_ms()).get_timezone_offset() as i64) * 60_000
}

/// The hour of now: days are all the precision people need here.
pub fn hourly() -> Memo<i64> {
    Memo::new(|_| time::now().get() / 3_600_000)
}

/// Kind and day of an item, and the bar with a tick at the due day.
pub fn clock(row: &Row, now: i64) -> AnyView {
    let kind = row.kind.label();
    let Some(bar) = clock::bar(row, now) else {
        let words = if row.status == RepairItemStatus::Proposed { "idea, no clock" } else { "no clock" };
        return view! { <span class="rclock"><span><b>{kind}</b>" "{words}</span></span> }.into_any();
    };
    let class = match bar.tone {
        Tone::Late => "fi late",
        Tone::Soon => "fi soon",
        _ => "fi",
    };
    let policy = bar.policy.map(|at| view! { <path class="pk" d=format!("M{at} -1v8")></path> });
    view! {
        <span class="rclock">
            <span><b>{kind}</b>" "{bar.words}</span>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="tr" width="100" height="6"></rect>
                <rect class=class width=bar.filled.to_string() height="6"></rect>
                {policy}
                <path class="mk" d=format!("M{} -3v12", bar.due)></path>
            </svg>
        </span>
    }
    .into_any()
}

/// One to three bars and the word.
pub fn strength(strength: Option<RepairStrength>) -> AnyView {
    let Some(strength) = strength else {
        return view! { <span class="muted small">"Not rated"</span> }.into_any();
    };
    let full = strength as usize;
    let bar = |at: usize| {
        let (x, y, h) = [("0", "6", "4"), ("6", "3", "7"), ("12", "0", "10")][at];
        let class = if at <= full { "on" } else { "" };
        view! { <rect class=class x=x y=y width="4" height=h></rect> }
    };
    view! {
        <span class="strength">
            <svg viewBox="0 0 16 10" aria-hidden="true">{(0..3).map(bar).collect_view()}</svg>
            {strength.label()}
        </span>
    }
    .into_any()
}

/// When it is due, in words; with the exact instant on hover.
pub fn due(row: &Row, now: i64) -> AnyView {
    let Due { tone, words, day } = clock::due(row, now, offset());
    let class = match tone {
        Tone::Late => "due late",
        Tone::Soon => "due soon",
        Tone::Good => "due met",
        Tone::Calm => "due",
    };
    let icon = if tone == Tone::Good { "i-check" } else { "i-clock" };
    let when = day.or(row.due_at.filter(|_| row.status.is_running()));
    let text = match day {
        Some(at) if words.ends_with(',') => format!("{words} {}", time::near_day(at)),
        Some(at) if words.is_empty() => time::short_day(at),
        Some(at) => format!("{words} {}", time::short_day(at)),
        None => words,
    };
    match when {
        Some(at) => view! {
            <span class=class><Icon name=icon /><time datetime=at.iso() title=time::full(at)>{text}</time></span>
        }
        .into_any(),
        None => view! { <span class=class><Icon name=icon />{text}</span> }.into_any(),
    }
}

/// That an item is due later than the policy says, and why; the reason shows on hover and on focus.
pub fn over_policy(row: &Row) -> Option<AnyView> {
    let exception = row.exception.as_ref().filter(|_| row.is_over_policy)?;
    let id = format!("over-{}", dom::unique());
    let approver =
        exception.approver.as_ref().map(|name| format!(" · approved by {name}")).unwrap_or_default();
    let by_policy =
        row.policy.due_at.map(|at| format!("Policy: {}. ", time::short_day(at))).unwrap_or_default();
    let reason = format!("{by_policy}{}{approver}", exception.reason);
    let mark = view! {
        <span class="over-policy">
            <button type="button" class="chip" data-sev="3" aria-describedby=id.clone()>"Over policy"</button>
            <span class="tip" role="tooltip" id=id>{reason}</span>
        </span>
    };
    Some(mark.into_any())
}

/// `Search p95 ≤ 800 ms` and `was 10 400 ms`; or that the metric is missing.
pub fn effect(plan: &Plan) -> AnyView {
    let Some(metric) = plan.metric.clone() else {
        return view! { <span class="lacks">"Metric missing"</span> }.into_any();
    };
    let target = plan.target.clone();
    let lacks = target.is_none().then(|| view! { <span class="lacks">"Target missing"</span> });
    let words = target.map_or_else(|| metric.clone(), |target| [metric.as_str(), target.as_str()].join(": "));
    let was = plan.baseline.as_ref().map(|b| format!("was {b}"));
    view! { <span>{words}</span>{lacks}<span class="sub">{was}</span> }.into_any()
}

/// Whose it is, in a few words.
pub fn owner(row: &Row) -> String {
    let name = |named: &Option<crate::model::Named>| named.as_ref().map(|n| n.name.clone());
    match (name(&row.owner), name(&row.team)) {
        (Some(owner), Some(team)) => format!("{owner}, {team}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "Nobody's yet".to_owned(),
    }
}

/// A short instant that tells its whole on hover.
pub fn day(at: DateTime) -> AnyView {
    view! { <time datetime=at.iso() title=time::full(at)>{time::short_day(at)}</time> }.into_any()
}
