//! What can be done with an item, by key on the row or card that has the focus, and by pointer from its menu.

use leptos::prelude::*;

use super::{
    desk::{Desk, MARK, Over},
    form_asked::{Asked, ask},
    record::Row,
};
use crate::{
    model::{Permission, RepairItemStatus},
    net::session::session,
    shell::Overlays,
    ui::{
        dialog::Dialog,
        group::{focused, step},
        lean,
        shortcuts::{self, Shortcut},
    },
};

/// One thing that can be done.
#[derive(Clone, Copy, PartialEq)]
pub enum Act {
    Status,
    Note,
    Postpone,
    Edit,
    Check,
}

impl Act {
    /// All of them.
    pub const EVERY: [Self; 5] = [Self::Status, Self::Note, Self::Postpone, Self::Edit, Self::Check];

    pub const fn keys(self) -> &'static str {
        match self {
            Self::Status => "s",
            Self::Note => "n",
            Self::Postpone => "p",
            Self::Edit => "e",
            Self::Check => "r",
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Status => "Change the status",
            Self::Note => "Add a note",
            Self::Postpone => "Postpone",
            Self::Edit => "Edit",
            Self::Check => "Record the check",
        }
    }

    /// Whether the item is such that its reader may do this.
    pub fn fits(self, row: &Row) -> bool {
        let is_idea = row.status == RepairItemStatus::Proposed;
        match self {
            Self::Status => !Desk::outcomes(row).is_empty(),
            Self::Postpone => row.can_work && (row.status.is_running() || is_idea),
            Self::Check => row.can_work && row.status == RepairItemStatus::Done,
            Self::Note => row.can_work,
            // Whoever may propose may also put an idea into better words.
            Self::Edit => row.can_work || is_idea && untrack(|| session().can(Permission::RepairPropose)),
        }
    }

    /// Those that fit an item.
    pub fn all(row: &Row) -> Vec<Self> {
        Self::EVERY.into_iter().filter(|act| act.fits(row)).collect()
    }

    /// Opens what it needs.
    pub fn run(self, desk: Desk, overlays: Overlays, row: &Row) {
        if !self.fits(row) {
            return;
        }
        let id = row.id.clone();
        desk.over.set(match self {
            Self::Edit => return ask(overlays, Asked::Edit(Box::new(row.clone()))),
            Self::Status => Some(Over::Move(id)),
            Self::Note => Some(Over::Note(id)),
            Self::Postpone => Some(Over::Postpone(id)),
            Self::Check => Some(Over::Check(id)),
        });
    }
}

/// The keys of a list or board; they mean the item that has the focus.
pub fn register_keys(desk: Desk, group: &'static str) {
    let overlays = expect_context::<Overlays>();
    let key = |act: Act| Shortcut {
        keys: act.keys(),
        label: act.word(),
        group,
        in_palette: false,
        run: Callback::new(move |()| match focused(MARK).and_then(|id| desk.row(&id)) {
            Some(row) => act.run(desk, overlays, &row),
            None => step(0),
        }),
    };
    shortcuts::register(Act::EVERY.into_iter().map(key).collect());
}

/// The menu of an item.
pub fn dialog(desk: Desk, row: Row, on_close: Callback<()>) -> AnyView {
    let overlays = expect_context::<Overlays>();
    let title = format!("{} {}", row.reference, row.title);
    let path = format!("/repairs/{}", row.reference);
    let button = |act: Act| {
        let row = row.clone();
        let press = lean::press(move || {
            on_close.run(());
            act.run(desk, overlays, &row);
        });
        let keys = shortcuts::printed(act.keys());
        view! {
            <li><button type="button" class="btn" on:click=press>{act.word()}<kbd aria-hidden="true">{keys}</kbd></button></li>
        }
        .into_any()
    };
    let buttons: Vec<AnyView> = Act::all(&row).into_iter().map(button).collect();
    view! {
        <Dialog title on_close>
            <ul class="racts">
                <li><a class="btn" href=path>"Open "{row.reference.clone()}</a></li>
                {buttons}
            </ul>
        </Dialog>
    }
    .into_any()
}

/// The buttons of an item's page.
pub fn buttons(desk: Desk, id: &str, acts: Vec<Act>) -> Vec<AnyView> {
    let overlays = expect_context::<Overlays>();
    let button = |act: Act| {
        let id = id.to_owned();
        let press = lean::press(move || {
            if let Some(row) = desk.row(&id) {
                act.run(desk, overlays, &row);
            }
        });
        view! {
            <button type="button" class="btn quiet" aria-haspopup="dialog" aria-keyshortcuts=shortcuts::aria(act.keys()) on:click=press>
                {act.word()}<kbd aria-hidden="true">{shortcuts::printed(act.keys())}</kbd>
            </button>
        }
        .into_any()
    };
    acts.into_iter().map(button).collect()
}

/// The same keys on the page of one item.
pub fn register_page_keys(desk: Desk, id: String) {
    let overlays = expect_context::<Overlays>();
    let id = StoredValue::new(id);
    let key = |act: Act| Shortcut {
        keys: act.keys(),
        label: act.word(),
        group: "This repair item",
        in_palette: true,
        run: Callback::new(move |()| {
            if let Some(row) = desk.row(&id.get_value()) {
                act.run(desk, overlays, &row);
            }
        }),
    };
    shortcuts::register(Act::EVERY.into_iter().map(key).collect());
}
