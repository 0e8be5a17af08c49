//! One problem on the board: what it is, how far it is, and how to move it. A refusal is told on the card itself.

use leptos::prelude::*;

use super::{
    api::Row,
    board::{Desk, Over, Refusal, may_move},
    marks::{Gates, Recurrence, age, marks},
};
use crate::ui::{badge::SeverityMark, group::Held, icon::Icon, lean, shortcuts};

/// The card of a problem, by its id; nothing when it is not on the board.
pub fn card(desk: Desk, id: &str) -> AnyView {
    let Some(held) = desk.group.held(id) else { return ().into_any() };
    let reference = held.with_untracked(|r| r.reference.clone());
    let (key, grabbed, waiting, moving, refused) =
        (id.to_owned(), id.to_owned(), id.to_owned(), id.to_owned(), id.to_owned());
    let drag = desk.drag;
    let may = untrack(may_move);
    let parts = RwSignal::from(held.clone());
    let refusal = lean::part(move || desk.refusal(&refused).map(|refusal| told(desk, &refused, refusal)));
    view! {
        <li
            class="card"
            data-problem=key
            class:pending=move || desk.is_pending(&waiting)
            class:dragging=move || drag.moving.with(|m| m.as_ref() == Some(&moving))
            on:pointerdown=move |event| if may { drag.press(&event, &grabbed) }
            on:pointermove=move |event| drag.follow(&event)
            on:pointerup=move |_| drag.release()
            on:pointercancel=move |_| drag.end()
        >
            <div class="card-head">
                <span class="key">{reference.clone()}</span>
                {lean::part(move || parts.with(worst))}
                {may.then(|| mover(desk, held, &reference))}
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
    let marks = (!marks.is_empty()).then(|| view! { <p class="marks">{marks}</p> });
    view! {
        <p class="card-mid"><Gates passed=row.steps /><Recurrence count=row.recurrences /></p>
        <p class="card-low"><span>{owner}</span><span>{age(row)}</span></p>
        {marks}
    }
    .into_any()
}

/// The button with the outcomes, which is also the grip for a finger.
fn mover(desk: Desk, held: Held<Row>, reference: &str) -> AnyView {
    let open = lean::press(move || desk.over.set(Some(Over::Move(Box::new(held.get_untracked())))));
    view! {
        <button
            type="button"
            class="icon-btn grip"
            aria-label=format!("Move {reference}")
            title="Move"
            aria-haspopup="dialog"
            aria-keyshortcuts=shortcuts::aria("m")
            on:click=open
        >
            <Icon name="i-grip" />
        </button>
    }
    .into_any()
}

/// Why it stays where it is, and where to go on.
fn told(desk: Desk, id: &str, refusal: Refusal) -> AnyView {
    let Refusal { to, error, reference } = refusal;
    let id = id.to_owned();
    let rule = error.rule.map(|rule| view! { " "<span class="mono rule">{rule}</span> });
    let path = format!("/problems/{reference}/rca");
    view! {
        <div class="refused" role="alert">
            <p><strong>"Not moved to "{to.label().to_ascii_lowercase()}"."</strong>" "{error.message}{rule}</p>
            <p class="ways">
                <a class="link" href=path draggable="false">"Go to the analysis"</a>
                <button type="button" class="icon-btn" aria-label="Dismiss" on:click=lean::press(move || desk.forget(&id))>
                    <Icon name="i-x" />
                </button>
            </p>
        </div>
    }
    .into_any()
}
