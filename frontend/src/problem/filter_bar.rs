//! The row of filters above board and list. It writes the address; they read it.

use leptos::prelude::*;

use super::{
    filters::{Filters, Many, View},
    text,
};
use crate::{
    incident::filter_bar::{Options, load_options},
    model::{ProblemStatus, Severity},
    ui::{
        filter::{self, ManyFilter, fixed},
        nav,
    },
};

#[component]
pub fn FilterBar(filters: Memo<Filters>) -> impl IntoView {
    let severities = fixed(Severity::ALL.iter().map(|s| (s.wire(), s.label())).collect());
    let statuses = fixed(ProblemStatus::ALL.iter().map(|s| (s.wire(), s.label())).collect());
    let (services, owners) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
    // The address may already name some: their words are needed to say so.
    let named = untrack(|| filters.with(|f| !f.service.is_empty() || !f.owner.is_empty()));
    let asked = StoredValue::new(false);
    let load = move || load_options(asked, services, owners);
    if named {
        load();
    }
    let search = move |text: String| {
        nav::replace(&filters.with_untracked(|f| Filters { text: text.clone(), ..f.clone() }.href()));
    };
    view! {
        {filter::text("problem-filter", "Filter problems by text", move || filters.with(|f| f.text.clone()), search)}
        <div class="filters" role="group" aria-label="Filters" on:pointerenter=move |_| load() on:focusin=move |_| load()>
            {several(filters, Many::Severity, "Severity", severities)}
            <Show when=move || filters.with(|f| f.view != View::Risks)>
                {several(filters, Many::Status, "Status", statuses)}
            </Show>
            {several(filters, Many::Service, "Service", services)}
            <Show when=move || filters.with(|f| f.view != View::Mine)>
                {several(filters, Many::Owner, "Owner", owners)}
            </Show>
            <TagFilter filters />
            <Show when=move || filters.with(Filters::is_active)>
                <a class="link clear" href=move || filters.with(|f| f.cleared().href())>{text::CLEAR}</a>
            </Show>
        </div>
    }
}

/// One of the filters with several values.
fn several(filters: Memo<Filters>, many: Many, word: &'static str, options: Options) -> impl IntoView {
    let chosen = Signal::derive(move || filters.with(|f| f.of(many).to_vec()));
    let toggle = Callback::new(move |(value, on): (String, bool)| {
        nav::replace(&filters.get_untracked().toggled(many, &value, on).href());
    });
    view! { <ManyFilter word options chosen toggle /> }
}

#[component]
fn TagFilter(filters: Memo<Filters>) -> impl IntoView {
    view! {
        <label class="tag-filter">
            <span class="vh">"Tag"</span>
            <input
                type="text"
                placeholder="Tag"
                autocomplete="off"
                prop:value=move || filters.with(|f| f.tag.clone())
                on:change=move |event| {
                    let next = Filters { tag: event_target_value(&event), ..filters.get_untracked() };
                    nav::replace(&next.href());
                }
            />
        </label>
    }
}
