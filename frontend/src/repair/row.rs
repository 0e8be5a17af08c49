//! One item of the list, patched in place by live events; its small forms open beneath it.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    acts::Act,
    desk::{Desk, Over},
    forms, marks,
    record::Row,
    rows::{COLUMNS, is_over},
};
use crate::{
    model::RepairItemStatus,
    ui::{
        badge::repair_mark,
        board::{Refusal, told},
        icon::Icon,
        lean,
    },
};

/// The row of an item by its id, and the form beneath it.
pub fn row(desk: Desk, id: String) -> AnyView {
    let Some(held) = desk.held(&id) else { return ().into_any() };
    let reference = held.with_untracked(|r| r.reference.clone());
    let held = RwSignal::from(held);
    let part = move |draw: fn(&Row, i64) -> AnyView| lean::part(move || held.with(|r| draw(r, desk.now())));
    let (pending, stepping, refused, open) = (id.clone(), id.clone(), id.clone(), id.clone());
    let state = lean::part(move || match desk.steps.pending(&stepping) {
        Some(to) => RepairItemStatus::parse(to.wire).map(repair_mark),
        None => held.with(|r| worth_saying(r.status).then(|| repair_mark(r.status))),
    });
    let refusal = lean::part(move || {
        desk.steps
            .refusal(&refused)
            .map(|refusal| told(desk.steps, &refused, refusal.clone(), ways(desk, &refused, &refusal)))
    });
    let acts = {
        let id = id.clone();
        let may = held.with_untracked(|r| !Act::all(r).is_empty());
        let label = format!("Actions on {reference}");
        let press = lean::press(move || desk.over.set(Some(Over::Acts(id.clone()))));
        may.then(|| view! {
            <button type="button" class="icon-btn" aria-label=label title="Actions" aria-haspopup="dialog" on:click=press>
                <Icon name="i-grip" />
            </button>
        })
    };
    view! {
        <tr role="row" data-repair=id.clone() class:ended=move || held.with(|r| is_over(r.status))
            class:pending=move || desk.steps.pending(&pending).is_some()>
            <td role="cell" class="c-key key">{reference.clone()}</td>
            <td role="cell" class="c-title">
                <a href=format!("/repairs/{reference}") data-row="">{lean::words(move || held.with(|r| r.title.clone()))}</a>
                {state}
                {part(done_when)}
                {refusal}
            </td>
            <td role="cell" class="c-clock">{part(marks::clock)}</td>
            <td role="cell" class="c-cause">{part(causes)}</td>
            <td role="cell" class="c-strength">{part(|r, _| marks::strength(r.strength))}</td>
            <td role="cell" class="c-effect">{part(effect)}</td>
            <td role="cell" class="c-due">{part(marks::due)}{part(|r, _| marks::over_policy(r).into_any())}{check(desk, id.clone(), held)}</td>
            <td role="cell" class="c-acts">{acts}</td>
        </tr>
        {tray(desk, open)}
    }
    .into_any()
}

/// The groups say the rest.
const fn worth_saying(status: RepairItemStatus) -> bool {
    matches!(
        status,
        RepairItemStatus::InProgress
            | RepairItemStatus::Reopened
            | RepairItemStatus::Effective
            | RepairItemStatus::NotDoing
    )
}

/// After a conflict: theirs or mine. After anything else there is nothing to choose.
pub fn ways(desk: Desk, id: &str, refusal: &Refusal) -> AnyView {
    if !refusal.error.is("CONFLICT") {
        return ().into_any();
    }
    let (theirs, mine, to) = (id.to_owned(), id.to_owned(), refusal.to);
    let keep = lean::press(move || desk.steps.forget(&theirs));
    let again = lean::press(move || {
        if let Some(to) = RepairItemStatus::parse(to.wire) {
            desk.steps.settle(&mine);
            desk.go(&mine, to);
        }
    });
    view! {
        <span class="pair">
            <button type="button" class="btn small" on:click=keep>"Keep theirs"</button>
            <button type="button" class="btn small" on:click=again>"Move it all the same"</button>
        </span>
    }
    .into_any()
}

fn done_when(row: &Row, _: i64) -> AnyView {
    if let Some(decision) = row.not_doing.as_ref().filter(|_| row.status == RepairItemStatus::NotDoing) {
        let by = decision.approver.as_ref().map(|name| format!("Approved by {name}"));
        return view! { <div class="sub prose" inner_html=decision.reason_html.clone()></div><span class="sub">{by}</span> }
            .into_any();
    }
    let words = if row.done_condition.is_empty() {
        return view! { <span class="sub"><span class="lacks">"Done condition missing"</span></span> }
            .into_any();
    } else {
        said_when(&row.done_condition)
    };
    view! { <span class="sub">{words}</span> }.into_any()
}

/// `Done when …`, unless the condition says so itself.
pub fn said_when(condition: &str) -> String {
    let begins = condition.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("done when"));
    if begins { condition.to_owned() } else { format!("Done when {condition}") }
}

fn causes(row: &Row, _: i64) -> AnyView {
    let problem = view! { <a class="link" href=format!("/problems/{}", row.problem.reference)>{row.problem.reference.clone()}</a> };
    let lens = row.lens.label().to_ascii_lowercase();
    let cause = match row.causes.as_slice() {
        [] => view! { <span class="muted">"No cause yet"</span> }.into_any(),
        [first, rest @ ..] => {
            let more = (!rest.is_empty()).then(|| format!(" +{}", rest.len()));
            let path = format!("/problems/{}/rca?cause={}", row.problem.reference, first.id);
            view! { <a href=path>{first.text.clone()}</a>{more} }.into_any()
        }
    };
    view! { {cause}<span class="sub">{problem}" · "{lens}</span> }.into_any()
}

fn effect(row: &Row, _: i64) -> AnyView {
    if row.status == RepairItemStatus::NotDoing {
        return view! { <span class="muted">"–"</span> }.into_any();
    }
    match &row.checked {
        Some(checked) => {
            let observed = checked.observed.as_ref().map(|o| format!("measured {o}"));
            let result = checked.result.label().split(',').next().unwrap_or_default();
            view! { {marks::effect(&row.plan)}<span class="sub">{result}" "{marks::day(checked.at)}" "{observed}</span> }.into_any()
        }
        None => marks::effect(&row.plan),
    }
}

/// The way to the check of a done item.
fn check(desk: Desk, id: String, held: RwSignal<Row>) -> AnyView {
    let wanted = Memo::new(move |_| held.with(|r| r.can_work && r.status == RepairItemStatus::Done));
    let button = move || {
        let id = id.clone();
        let press = lean::press(move || desk.over.set(Some(Over::Check(id.clone()))));
        view! { <button type="button" class="btn small" aria-keyshortcuts="R" on:click=press>"Check"</button> }
    };
    lean::only(move || wanted.get(), button).into_any()
}

/// The form beneath the row.
fn tray(desk: Desk, id: String) -> AnyView {
    let marked = id.clone();
    let over = Memo::new(move |_| {
        desk.over.with(|over| over.clone().filter(|over| over.id() == id && over.may_stand_inline()))
    });
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            desk.close();
        }
    };
    lean::part(move || {
        let over = over.get()?;
        let form = forms::form(desk, &over, desk.row(over.id())?);
        Some(view! {
            <tr role="row" class="whole tray" data-repair=marked.clone() on:keydown=escape>
                <td role="cell" colspan=COLUMNS>{form}</td>
            </tr>
        })
    })
    .into_any()
}
