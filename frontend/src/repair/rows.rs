//! The list: items in groups by urgency, each with the small forms beneath it. What others change stays in its place until the reader
//! asks; what the reader changes goes where it belongs.

use leptos::prelude::*;

use super::{
    acts,
    clock::{self, Section},
    desk::{Desk, Over},
    forms, marks,
    record::Row,
    row::row,
    shown::{self, Shown},
    text,
};
use crate::{
    model::{DateTime, RepairItemStatus},
    ui::{
        dom,
        group::{Held, step},
        lean,
        remote::Remote,
        shortcuts::{self, Shortcut},
        states::{Failure, Skeleton},
        time,
    },
};

/// How many columns the table has.
pub const COLUMNS: &str = "8";

type Layout = RwSignal<Vec<(Section, Vec<String>)>>;

/// Puts every item into its group; within a group the first due first, ideas as they came.
fn arrange(rows: &[Held<Row>]) -> Vec<(Section, Vec<String>)> {
    let (now, offset) = (time::now_ms(), marks::offset());
    let mut all: Vec<(Section, i64, String)> = rows
        .iter()
        .map(|held| {
            held.with_untracked(|row| {
                let section = clock::section(row, now, offset);
                let at = match section {
                    Section::Waiting => row.plan.check_at.map_or(i64::MAX, |at| at.0),
                    Section::Ended => -row.updated_at.0,
                    _ => row.due_at.map_or(i64::MAX, |at| at.0),
                };
                (section, at, row.id.clone())
            })
        })
        .collect();
    all.sort_by_key(|(section, at, _)| (*section, *at));
    let of = |section: Section| {
        let ids = all.iter().filter(|(of, ..)| *of == section).map(|(.., id)| id.clone()).collect();
        (section, ids)
    };
    Section::EVERY.into_iter().map(of).collect()
}

/// The whole list; `ended` is the heading of what is over.
pub fn listing(shown: Shown, ended: &'static str) -> AnyView {
    let groups = shown.groups();
    let layout: Layout = RwSignal::new(Vec::new());
    let (read, mine) = (groups.clone(), groups.clone());
    Effect::new(move |_| layout.set(arrange(&shown::rows(&read))));
    let fresh = shown.fresh;
    let after = Callback::new(move |row: Row| {
        layout.set(untrack(|| arrange(&shown::rows(&mine))));
        // The event may have come before the answer.
        fresh.update(|all| all.retain(|id| *id != row.id));
    });
    let desk = Desk::new(groups.clone(), true, after);
    let moved = move |row: &Row| {
        let section = clock::section(row, time::now_ms(), marks::offset());
        layout.with_untracked(|all| !all.iter().any(|(of, ids)| *of == section && ids.contains(&row.id)))
    };
    shown.follow(desk, groups.clone(), moved);
    register_keys(desk);
    focus_form(desk);
    let none = shown.none.clone();
    let (phased, retried) = (groups.clone(), groups.clone());
    let counted = groups.clone();
    let is_empty = Memo::new(move |_| counted.iter().all(|group| group.rows.with(Vec::is_empty)));
    let phase = Memo::new(move |_| shown::phase(&phased));
    let body = move || match phase.get() {
        Remote::Loading => view! { <Skeleton rows=12 /> }.into_any(),
        Remote::Failed(error) => {
            let again = retried.clone();
            view! { <Failure error retry=move |()| shown::retry(&again) /> }.into_any()
        }
        Remote::Ready(()) if is_empty.get() => none(),
        Remote::Ready(()) => table(desk, layout, ended),
    };
    view! {
        {lean::part(body)}
        {shown::more(groups)}
        {forms::overlay(desk)}
    }
    .into_any()
}

fn table(desk: Desk, layout: Layout, ended: &'static str) -> AnyView {
    let heads = [
        ("c-key", "Key"),
        ("c-title", "Item"),
        ("c-clock", "Clock"),
        ("c-cause", "Acts on cause"),
        ("c-strength", "Strength"),
        ("c-effect", "Effective when"),
        ("c-due", "Due"),
    ];
    let head = |(class, word)| view! { <th role="columnheader" scope="col" class=class>{word}</th> };
    let sections: Vec<AnyView> =
        Section::EVERY.into_iter().map(|of| section(desk, layout, of, ended)).collect();
    view! {
        <table class="ltab rtab" role="table">
            <caption class="vh">"Repair items, the most urgent first"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {heads.map(head).into_iter().collect_view()}
                    <th role="columnheader" scope="col" class="c-acts"><span class="vh">"Actions"</span></th>
                </tr>
            </thead>
            {sections}
        </table>
    }
    .into_any()
}

/// The heading of a group.
fn heading(of: Section, ended: &'static str) -> String {
    match of {
        Section::Overdue => "Overdue".to_owned(),
        Section::ThisWeek => {
            let (now, offset) = (time::now_ms(), marks::offset());
            let last = clock::sunday(clock::day_number(now, offset));
            let noon = last * clock::DAY + clock::DAY / 2 - offset;
            format!("Due this week, to {}", time::near_day(DateTime(noon)))
        }
        Section::Later => "Later".to_owned(),
        Section::Proposed => "Proposed, ideas without a clock".to_owned(),
        Section::Waiting => "Done, waiting for a check".to_owned(),
        Section::Ended => ended.to_owned(),
    }
}

fn section(desk: Desk, layout: Layout, of: Section, ended: &'static str) -> AnyView {
    let ids = Memo::new(move |_| {
        layout.with(|all| all.iter().find(|(s, _)| *s == of).map(|(_, ids)| ids.clone()).unwrap_or_default())
    });
    let body = move || {
        let count = lean::words(move || ids.with(Vec::len).to_string());
        view! {
            <tbody role="rowgroup">
                <tr role="row" class="grp">
                    <th role="rowheader" colspan=COLUMNS scope="rowgroup">{heading(of, ended)}" "<span class="muted">{count}</span></th>
                </tr>
                {lean::keyed(move || ids.get(), move |id| row(desk, id))}
            </tbody>
        }
    };
    lean::only(move || ids.with(|ids| !ids.is_empty()), body).into_any()
}

/// A form that opens beneath a row takes the focus.
fn focus_form(desk: Desk) {
    Effect::new(move |_| {
        let inline = desk.over.with(|over| over.as_ref().is_some_and(Over::may_stand_inline));
        if inline {
            request_animation_frame(|| {
                dom::focus(".tray :is(input, textarea, select)");
            });
        }
    });
}

fn register_keys(desk: Desk) {
    let key =
        |keys, label, run: Callback<()>| Shortcut { keys, label, group: text::TITLE, in_palette: false, run };
    shortcuts::register(vec![
        key("j", "Next row", Callback::new(|()| step(1))),
        key("k", "Previous row", Callback::new(|()| step(-1))),
        key("enter", "Open the row", Callback::new(|()| step(0))),
    ]);
    acts::register_keys(desk, text::TITLE);
}

/// Whether a row is shown as over.
pub const fn is_over(status: RepairItemStatus) -> bool {
    matches!(status, RepairItemStatus::Effective | RepairItemStatus::NotDoing)
}
