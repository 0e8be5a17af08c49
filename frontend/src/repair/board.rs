//! The board: a column for each state. A card moves by pointer, by its menu and by `M`; a state that asks for more opens its form.

use leptos::prelude::*;

use super::{
    acts,
    card::card,
    desk::{Desk, MARK, Over, place},
    forms,
    record::Row,
    shown::{self, Shown},
};
use crate::{
    model::RepairItemStatus as Status,
    ui::{
        board::{self, Place},
        drag::Drag,
        lean,
        remote::Remote,
        states::Failure,
    },
};

/// The columns, in the order of a life.
const COLUMNS: [Status; 6] = [
    Status::Proposed,
    Status::Committed,
    Status::InProgress,
    Status::Done,
    Status::Effective,
    Status::Reopened,
];

/// The states of the board, by group.
pub fn states() -> Vec<Vec<Status>> {
    let mut states = shown::open_states();
    states.push(vec![Status::Effective]);
    states
}

/// What the cards share; copy it freely.
#[derive(Clone, Copy)]
pub struct Surface {
    pub desk: Desk,
    pub drag: Drag,
}

/// The board of what is shown.
pub fn board(shown: Shown) -> AnyView {
    let groups = shown.groups();
    let dropped = RwSignal::new(None::<(String, String)>);
    // The columns follow each row by themselves.
    let desk = Desk::new(groups.clone(), false, Callback::new(|_: Row| ()));
    let drag = Drag::new(Callback::new(move |drop| dropped.set(Some(drop))));
    Effect::new(move |_| {
        if let Some((id, column)) = dropped.get()
            && let Some(to) = Status::parse(&column)
        {
            desk.go(&id, to);
        }
    });
    shown.follow(desk, groups.clone(), |_| false);
    let on_move = Callback::new(move |id| desk.over.set(Some(Over::Move(id))));
    board::register_keys("Board of repair items", MARK, Some(on_move));
    acts::register_keys(desk, "Board of repair items");
    let surface = Surface { desk, drag };
    let none = shown.none.clone();
    let (phased, retried, listed) = (groups.clone(), groups.clone(), groups.clone());
    let rows = Memo::new_with_compare(move |_| shown::rows(&listed), |_, _| true);
    let phase = Memo::new(move |_| shown::phase(&phased));
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let body = move || match phase.get() {
        Remote::Loading => board::skeleton(COLUMNS.len()),
        Remote::Failed(error) => {
            let again = retried.clone();
            view! { <Failure error retry=move |()| shown::retry(&again) /> }.into_any()
        }
        Remote::Ready(()) if is_empty.get() => none(),
        Remote::Ready(()) => {
            let columns: Vec<AnyView> = COLUMNS
                .into_iter()
                .map(|status| {
                    let cards = Memo::new(move |_| in_column(desk, &rows.get(), status));
                    board::column(drag, titled(status), cards, move |id| card(surface, &id))
                })
                .collect();
            view! {
                <div class="board rboard">
                    {columns}
                    <section class="col end" data-column=Status::NotDoing.wire() aria-label="Not doing" class:over=move || board::is_over(drag, Status::NotDoing.wire())>
                        <a href="/repairs?tab=declined">"Not doing, by decision"</a>
                    </section>
                </div>
            }
            .into_any()
        }
    };
    view! {
        {lean::part(body)}
        {shown::more(groups)}
        {forms::overlay(desk)}
    }
    .into_any()
}

/// A column with its heading.
const fn titled(status: Status) -> Place {
    match status {
        Status::Done => Place { wire: status.wire(), label: "Done · waiting for check" },
        _ => place(status),
    }
}

/// The ids of a column, the first due first.
fn in_column(desk: Desk, rows: &[crate::ui::group::Held<Row>], status: Status) -> Vec<String> {
    let mut cards: Vec<(i64, String)> = rows
        .iter()
        .filter_map(|held| {
            held.with(|row| {
                let here = desk.steps.pending(&row.id).map_or(row.status.wire(), |to| to.wire);
                let at = row.plan.check_at.filter(|_| row.status == Status::Done).or(row.due_at);
                (here == status.wire()).then(|| (at.map_or(i64::MAX, |at| at.0), row.id.clone()))
            })
        })
        .collect();
    cards.sort();
    cards.into_iter().map(|(_, id)| id).collect()
}
