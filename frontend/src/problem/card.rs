//! One problem on the board: what it is, how far it is, and how to move it. A refusal is told on the card itself.

use leptos::prelude::*;

use super::{
    api::Row,
    board::{Desk, Over, may_move},
    marks::{Gates, Recurrence, age, marks},
};
use crate::ui::{
    badge::SeverityMark,
    board::{grip, told},
    icon::Icon,
    lean,
};

/// The card of a problem, by its id; nothing when it is not on the board.
pub fn card(desk: Desk, id: &str) -> AnyView {
    let Some(held) = desk.group.held(id) else { return ().into_any() };
    let reference = held.with_untracked(|r| r.reference.clone());
    let (key, grabbed, waiting, moving, refused) =
        (id.to_owned(), id.to_owned(), id.to_owned(), id.to_owned(), id.to_owned());
    let drag = desk.drag;
    let may = untrack(may_move);
    let parts = RwSignal::from(held.clone());
    let way = format!("/problems/{reference}/rca");
    let refusal = lean::part(move || {
        let link = view! { <a class="link" href=way.clone() draggable="false">"Go to the analysis"</a> };
        desk.steps.refusal(&refused).map(|refusal| told(desk.steps, &refused, refusal, link.into_any()))
    });
    let open = move || desk.over.set(Some(Over::Move(Box::new(held.get_untracked()))));
    view! {
        <li
            class="card"
            data-problem=key
            class:pending=move || desk.steps.pending(&waiting).is_some()
            class:dragging=move || drag.moving.with(|m| m.as_ref() == Some(&moving))
            on:pointerdown=move |event| if may { drag.press(&event, &grabbed) }
            on:pointermove=move |event| drag.follow(&event)
            on:pointerup=move |_| drag.release()
            on:pointercancel=move |_| drag.end()
        >
            <div class="card-head">
                <span class="key">{reference.clone()}</span>
                {lean::part(move || parts.with(worst))}
                {may.then(|| grip(&reference, open))}
            </div>
            <a class="tt" href=format!("/problems/{reference}") data-row="" draggable="false">
                {lean::words(move || parts.with(|r| r.title.clone()))}
            </a>
            {lean::part(move || parts.with(facts))}
            {refusal}
        </li>
    }
    .into_any()
}

/// The worst severity of its incidents.
fn worst(row: &Row) -> AnyView {
    match row.severity {
        Some(severity) => view! { <SeverityMark severity badge=true /> }.into_any(),
        None => view! { <span class="muted small">"No incident"</span> }.into_any(),
    }
}

fn facts(row: &Row) -> AnyView {
    let owner = row.owner.as_ref().map_or_else(|| "Nobody's yet".to_owned(), |o| o.name.clone());
    let marks = marks(row);
    let repairs = repairs(row);
    let marks = (!marks.is_empty()).then(|| view! { <p class="marks">{marks}</p> });
    view! {
        <p class="card-mid"><Gates passed=row.steps /><Recurrence count=row.recurrences /></p>
        <p class="card-low"><span>{owner}</span><span>{age(row)}</span></p>
        {repairs}
        {marks}
    }
    .into_any()
}

/// How many repair items are open, and how many of them are overdue.
fn repairs(row: &Row) -> Option<AnyView> {
    let (open, overdue) = (row.open_repairs, row.overdue_repairs);
    let words = match (open, overdue) {
        (1, 0) => "1 repair item open".to_owned(),
        (open, 0) => format!("{open} repair items open"),
        (open, overdue) => format!("{overdue} of {open} repair items overdue"),
    };
    (open > 0).then(|| {
        view! { <p class="due" class:late=overdue != 0><Icon name="i-wrench" />{words}</p> }.into_any()
    })
}
