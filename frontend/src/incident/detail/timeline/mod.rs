//! The timeline tab: entry box, filters, entries by day, what else matters beside it.

mod command;
mod entry;
mod entry_box;
pub mod filter;
pub mod rows;

use leptos::prelude::*;

use self::{entry::entry_item, entry_box::EntryBox, filter::FilterBar};
use super::{api::Entry, side::Side, state::Screen, text};
use crate::{
    model::{DateTime, Permission},
    net::session::session,
    ui::{dom, lean, states::Empty, time},
};

#[component]
pub fn TimelineTab(screen: Screen) -> impl IntoView {
    let rows = screen.rows;
    let nothing = move || {
        let all = screen.chosen.get().is_all();
        let (title, words) = if all {
            (text::NO_ENTRIES, text::NO_ENTRIES_TEXT)
        } else {
            (text::NO_MATCH, text::NO_MATCH_TEXT)
        };
        view! { <Empty title=title text=words /> }
    };
    view! {
        <div class="icols">
            <section class="main" aria-label="Timeline">
                {lean::only(|| session().can(Permission::TimelineAdd), move || view! { <EntryBox screen /> })}
                <FilterBar screen />
                {lean::only(move || rows.held.with(|h| !h.is_empty()), move || held(screen))}
                <div class="tl" id="timeline" aria-busy=lean::words(move || rows.loading.get().to_string())>
                    {lean::keyed(move || days(screen), move |at| day(screen, &at))}
                    {lean::only(move || rows.shown.with(Vec::is_empty), nothing)}
                </div>
                {lean::only(move || rows.next.with(Option::is_some), move || more(screen))}
            </section>
            <Side screen />
        </div>
    }
}

/// What came in while reading further down.
fn held(screen: Screen) -> impl IntoView {
    let words = lean::words(move || match screen.rows.held.with(Vec::len) {
        1 => "1 new entry, show".to_owned(),
        n => format!("{n} new entries, show"),
    });
    let show = lean::press(move || {
        screen.rows.release(screen.chosen.with_untracked(|c| c.newest_first()));
        if let Some(list) = dom::query("#timeline") {
            list.scroll_into_view();
        }
    });
    view! { <button type="button" class="pill tl-pill" on:click=show>{words}</button> }
}

fn days(screen: Screen) -> Vec<String> {
    let mut days: Vec<String> = screen.rows.shown.with(|rows| rows.iter().map(|e| e.day.clone()).collect());
    days.dedup();
    days
}

fn day(screen: Screen, day: &str) -> AnyView {
    let now = time::now_ms();
    let near = if day == time::day(DateTime(now)) {
        "Today"
    } else if day == time::day(DateTime(now - 86_400_000)) {
        "Yesterday"
    } else {
        ""
    };
    let (words, day) = (day.to_owned(), day.to_owned());
    let keys = move || {
        screen.rows.shown.with(|rows| rows.iter().filter(|e| e.day == day).map(key).collect::<Vec<_>>())
    };
    let item = move |wanted: String| {
        let found = screen.rows.shown.with_untracked(|rows| rows.iter().find(|e| key(e) == wanted).cloned());
        found.map(|entry| entry_item(screen, entry)).into_any()
    };
    view! {
        <h2 class="day">{near}" "<span class="muted">{words}</span></h2>
        <ol>{lean::keyed(keys, item)}</ol>
    }
    .into_any()
}

/// An entry is drawn again only when something that can change did.
fn key(e: &Entry) -> String {
    let mut key = e.id.clone();
    key.push_str(if e.is_pinned { " pinned" } else { "" });
    key.push_str(if e.corrected_by.is_some() { " corrected" } else { "" });
    key
}

fn more(screen: Screen) -> impl IntoView {
    let rows = screen.rows;
    let words = lean::words(move || if rows.loading.get() { "Loading …".into() } else { "Load more".into() });
    let load =
        lean::press(move || rows.load_more(screen.id(), screen.chosen.with_untracked(|c| c.selection())));
    view! {
        <button type="button" class="btn more" aria-busy=lean::words(move || rows.loading.get().to_string()) on:click=load>
            {words}
        </button>
    }
}
