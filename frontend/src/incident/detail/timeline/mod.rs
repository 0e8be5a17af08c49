//! The timeline tab: entry box, filters, entries by day, what else matters beside it.

mod command;
mod entry;
mod entry_box;
pub mod filter;
pub mod rows;

use leptos::prelude::*;

use self::{entry::EntryItem, entry_box::EntryBox, filter::FilterBar};
use super::{api::Entry, side::Side, state::Screen, text};
use crate::{
    model::Permission,
    net::session::session,
    ui::{states::Empty, time},
};

#[component]
pub fn TimelineTab(screen: Screen) -> impl IntoView {
    view! {
        <div class="icols">
            <section class="main" aria-label="Timeline">
                <Show when=|| session().can(Permission::TimelineAdd)>
                    <EntryBox screen />
                </Show>
                <FilterBar screen />
                <Held screen />
                <Days screen />
                <More screen />
            </section>
            <Side screen />
        </div>
    }
}

/// What came in while reading further down.
#[component]
fn Held(screen: Screen) -> impl IntoView {
    let count = move || screen.rows.held.with(Vec::len);
    view! {
        <Show when=move || count() != 0>
            <button type="button" class="pill tl-pill" on:click=move |_| {
                screen.rows.release(screen.chosen.with_untracked(|c| c.newest_first()));
                if let Some(list) = crate::ui::dom::query("#timeline") {
                    list.scroll_into_view();
                }
            }>
                {move || match count() { 1 => "1 new entry, show".to_owned(), n => format!("{n} new entries, show") }}
            </button>
        </Show>
    }
}

#[component]
fn Days(screen: Screen) -> impl IntoView {
    let shown = screen.rows.shown;
    let days = Memo::new(move |_| {
        let mut days: Vec<String> = shown.with(|rows| rows.iter().map(|e| e.day.clone()).collect());
        days.dedup();
        days
    });
    let none = move || shown.with(Vec::is_empty);
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
        <div class="tl" id="timeline" aria-busy=move || screen.rows.loading.get().to_string()>
            <For each=move || days.get() key=String::clone children=move |day| view! { <Day screen day /> } />
            <Show when=none>{nothing}</Show>
        </div>
    }
}

#[component]
fn Day(screen: Screen, day: String) -> impl IntoView {
    let wanted = day.clone();
    let inside = Memo::new(move |_| {
        screen.rows.shown.with(|rows| rows.iter().filter(|e| e.day == wanted).cloned().collect::<Vec<_>>())
    });
    let today = crate::model::DateTime(time::now_ms());
    let (near, rest) = if day == time::day(today) {
        ("Today", day)
    } else if day == time::day(crate::model::DateTime(today.0 - 86_400_000)) {
        ("Yesterday", day)
    } else {
        ("", day)
    };
    view! {
        <h2 class="day">{near}" "<span class="muted">{rest}</span></h2>
        <ol>
            <For each=move || inside.get() key=key children=move |entry| view! { <EntryItem screen entry /> } />
        </ol>
    }
}

/// An entry is drawn again only when something that can change did.
fn key(e: &Entry) -> (String, bool, bool) {
    (e.id.clone(), e.is_pinned, e.corrected_by.is_some())
}

#[component]
fn More(screen: Screen) -> impl IntoView {
    let rows = screen.rows;
    view! {
        <Show when=move || rows.next.with(Option::is_some)>
            <button
                type="button"
                class="btn more"
                aria-busy=move || rows.loading.get().to_string()
                on:click=move |_| rows.load_more(screen.id(), screen.chosen.with_untracked(|c| c.selection()))
            >
                {move || if rows.loading.get() { "Loading …" } else { "Load more" }}
            </button>
        </Show>
    }
}
