//! Key, title, status, the next steps as buttons, what must be known first, and the facts in one line.

use leptos::prelude::*;

use super::{Screen, api::Detail};
use crate::{
    model::{RepairItemStatus, RepairReopenReason},
    repair::{
        acts::{self, Act},
        desk::{Desk, place},
        marks,
        record::{Decision, Row},
        row::ways,
    },
    ui::{badge::repair_mark, board::told, lean, time},
};

pub fn head(screen: Screen) -> AnyView {
    let id = screen.detail.with_untracked(|d| d.row.id.clone());
    let reference = screen.detail.with_untracked(|d| d.row.reference.clone());
    let desk = screen.desk;
    let (stepping, stepped, named) = (id.clone(), id.clone(), id.clone());
    let state = lean::part(move || {
        let pending = desk.steps.pending(&stepping);
        let now = screen.detail.with(|d| d.row.status);
        let shown = pending.and_then(|to| RepairItemStatus::parse(to.wire)).unwrap_or(now);
        view! { <span class:pending=pending.is_some()>{repair_mark(shown)}</span> }
    });
    let refusal = lean::part(move || {
        desk.steps.refusal(&id).map(|refusal| {
            let ways = ways(desk, &id, &refusal);
            view! { <div class="notice refused">{told(desk.steps, &id, refusal, ways)}</div> }
        })
    });
    view! {
        <header class="ihead">
            <div class="t">
                <span class="key">{reference}</span>
                <h1>{lean::words(move || screen.detail.with(|d| d.row.title.clone()))}</h1>
                {screen.draw(|d| d.row.clone(), |row| marks::over_policy(&row).into_any())}
                <div class="acts">{screen.draw(|d| Act::all(&d.row), move |all| acts::buttons(desk, &named, all).into_any())}</div>
            </div>
            <p class="meta">{lean::words(move || screen.detail.with(meta))}</p>
            {refusal}
            {screen.draw(|d| d.row.clone(), |row| notices(&row))}
            {screen.draw(|d| Desk::outcomes(&d.row), move |to| steps(desk, &stepped, to))}
            <dl class="pfacts">
                <div><dt>"Status"</dt><dd>{state}</dd></div>
                {lean::part(move || screen.detail.with(|d| facts(d, desk.now())))}
            </dl>
        </header>
    }
    .into_any()
}

/// Who proposed it and when, whose clock the times are.
fn meta(d: &Detail) -> String {
    let proposed = format!("proposed {} by {}", time::moment(d.created_at), d.created_by);
    [
        d.row.kind.label().to_owned(),
        d.row.lens.label().to_owned(),
        proposed,
        format!("times in {}", time::zone()),
    ]
    .join(" · ")
}

/// The next steps, each one press away; those that ask for more open their form.
fn steps(desk: Desk, id: &str, outcomes: Vec<RepairItemStatus>) -> AnyView {
    let button = |to: RepairItemStatus| {
        let id = id.to_owned();
        let word = match to {
            RepairItemStatus::Committed => "Commit to it",
            RepairItemStatus::InProgress => "Start",
            RepairItemStatus::Done => "Mark as done",
            RepairItemStatus::Effective => "Record the check",
            RepairItemStatus::NotDoing => "Decide not to do it",
            _ => place(to).label,
        };
        let press = lean::press(move || desk.go(&id, to));
        view! { <button type="button" class="btn" on:click=press>{word}</button> }.into_any()
    };
    let buttons: Vec<AnyView> = outcomes.into_iter().map(button).collect();
    view! { <p class="next-steps">{buttons}</p> }.into_any()
}

/// That it was opened again, or is not being done; a due date of its own.
fn notices(row: &Row) -> AnyView {
    let mut notices = Vec::new();
    let decided = |class: &'static str, head: String, decision: &Decision| {
        let by = decision.approver.as_ref().map(|name| format!(", approved by {name}")).unwrap_or_default();
        let head = format!("{head}{by}, {}.", time::short_day(decision.at));
        view! { <div class=class><p>{head}</p><div class="prose" inner_html=decision.reason_html.clone()></div></div> }.into_any()
    };
    if let Some(decision) = row.not_doing.as_ref().filter(|_| row.status == RepairItemStatus::NotDoing) {
        notices.push(decided("notice risk", "Not being done, by decision".to_owned(), decision));
    }
    if let Some((at, reason)) = row.reopening.filter(|_| row.status == RepairItemStatus::Reopened) {
        let why = match reason {
            RepairReopenReason::Ineffective => {
                "because its check showed no effect. The root causes it acts on are open again too."
            }
            RepairReopenReason::Recurrence => "because the problem came back.",
        };
        notices.push(
            view! { <div class="notice again"><p>{format!("Opened again {}, ", time::moment(at))}{why}</p></div> }.into_any(),
        );
    }
    if let Some(decision) = row.exception.as_ref().filter(|_| row.is_open) {
        let head = match (row.is_over_policy, row.policy.due_at) {
            (true, Some(policy)) => format!("Due later than the policy's {}", time::short_day(policy)),
            _ => "Due at a day of its own".to_owned(),
        };
        notices.push(decided("notice", head, decision));
    }
    notices.into_any()
}

fn facts(d: &Detail, now: i64) -> Vec<AnyView> {
    let row = &d.row;
    let path = format!("/problems/{}", row.problem.reference);
    let problem = view! { <a class="link" href=path><span class="mono">{row.problem.reference.clone()}</span>" "{row.problem.title.clone()}</a> };
    let fact =
        |word: &'static str, value: AnyView| view! { <div><dt>{word}</dt><dd>{value}</dd></div> }.into_any();
    vec![
        fact("Clock", marks::clock(row, now)),
        fact("Due", marks::due(row, now)),
        fact("Owner", marks::owner(row).into_any()),
        fact("Strength", marks::strength(row.strength)),
        fact("Problem", problem.into_any()),
    ]
}
