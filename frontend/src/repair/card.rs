//! One item on the board: what it is, when it is due, and how to move it. A refusal is told on the card itself.

use leptos::prelude::*;

use super::{board::Surface, desk::Over, marks, record::Row, row::ways};
use crate::ui::{
    board::{grip, told},
    lean,
};

/// The card of an item, by its id; nothing when it is not on the board.
pub fn card(surface: Surface, id: &str) -> AnyView {
    let Surface { desk, drag } = surface;
    let Some(held) = desk.held(id) else { return ().into_any() };
    let (reference, may) = held.with_untracked(|r| (r.reference.clone(), r.can_work));
    let (grabbed, waiting, moving, refused, opened) =
        (id.to_owned(), id.to_owned(), id.to_owned(), id.to_owned(), id.to_owned());
    let parts = RwSignal::from(held);
    let refusal = lean::part(move || {
        desk.steps
            .refusal(&refused)
            .map(|refusal| told(desk.steps, &refused, refusal.clone(), ways(desk, &refused, &refusal)))
    });
    let open = move || desk.over.set(Some(Over::Move(opened.clone())));
    view! {
        <li
            class="card"
            data-repair=id.to_owned()
            class:pending=move || desk.steps.pending(&waiting).is_some()
            class:dragging=move || drag.moving.with(|m| m.as_ref() == Some(&moving))
            on:pointerdown=move |event| if may { drag.press(&event, &grabbed) }
            on:pointermove=move |event| drag.follow(&event)
            on:pointerup=move |_| drag.release()
            on:pointercancel=move |_| drag.end()
        >
            <div class="card-head">
                <span class="key">{reference.clone()}</span>
                {lean::part(move || parts.with(|r| marks::strength(r.strength)))}
                {may.then(|| grip(&reference, open))}
            </div>
            <a class="tt" href=format!("/repairs/{reference}") data-row="" draggable="false">
                {lean::words(move || parts.with(|r| r.title.clone()))}
            </a>
            {lean::part(move || parts.with(|r| facts(r, desk.now())))}
            {refusal}
        </li>
    }
    .into_any()
}

fn facts(row: &Row, now: i64) -> AnyView {
    let problem = format!("{} · {}", row.problem.reference, row.lens.label().to_ascii_lowercase());
    view! {
        {marks::clock(row, now)}
        <p class="card-low"><span>{marks::owner(row)}</span><span>{problem}</span></p>
        <p class="card-due">{marks::due(row, now)}{marks::over_policy(row)}</p>
    }
    .into_any()
}
