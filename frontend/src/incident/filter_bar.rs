//! The row of filters above the list. It writes the address; the list reads it.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    filters::{Filters, Many, View},
    text,
};
use crate::{
    catalog, identity,
    model::{IncidentStatus, Named, ResponderRole, Severity},
    net::ApiError,
    ui::{
        filter::{self, ManyFilter, fixed},
        icon::Icon,
        menu::Disclosure,
        nav, toast,
    },
};

pub type Options = RwSignal<Vec<Named>>;

#[component]
pub fn FilterBar(filters: Memo<Filters>) -> impl IntoView {
    let severities = fixed(Severity::ALL.iter().map(|s| (s.wire(), s.label())).collect());
    let statuses = fixed(IncidentStatus::ALL.iter().map(|s| (s.wire(), s.label())).collect());
    let (services, leads) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
    // The address may already name some: their words are needed to say so.
    let named = untrack(|| filters.with(|f| !f.of(Many::Service).is_empty() || !f.of(Many::Lead).is_empty()));
    let asked = StoredValue::new(false);
    let load = move || load_options(asked, services, leads);
    if named {
        load();
    }
    let search = move |text: String| {
        nav::replace(&filters.with_untracked(|f| Filters { text: text.clone(), ..f.clone() }.href()));
    };
    view! {
        {filter::text("incident-filter", "Filter incidents by text", move || filters.with(|f| f.text.clone()), search)}
        <div class="filters" role="group" aria-label="Filters" on:pointerenter=move |_| load() on:focusin=move |_| load()>
            {several(filters, Many::Severity, "Severity", severities)}
            {several(filters, Many::Status, "Status", statuses)}
            {several(filters, Many::Service, "Service", services)}
            {several(filters, Many::Lead, "Lead", leads)}
            <StartedFilter filters />
            <FindingsFilter filters />
            <Show when=move || filters.with(|f| f.view == View::Mine)>
                <RoleFilter filters />
            </Show>
            <Show when=move || filters.with(Filters::is_active)>
                <a class="link clear" href=move || filters.with(|f| f.cleared().href())>{text::CLEAR}</a>
            </Show>
        </div>
    }
}

/// Services and people, once, when someone reaches for the filters.
pub fn load_options(asked: StoredValue<bool>, services: Options, leads: Options) {
    fn fill(into: Options, answer: Result<Vec<Named>, ApiError>) {
        match answer {
            Ok(list) => drop(into.try_set(list)),
            Err(error) => toast::fail(&error),
        }
    }
    if asked.get_value() {
        return;
    }
    asked.set_value(true);
    spawn_local(async move { fill(services, catalog::api::service_options().await) });
    spawn_local(async move { fill(leads, identity::api::people_options().await) });
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
fn StartedFilter(filters: Memo<Filters>) -> impl IntoView {
    let summary = move || {
        let (from, to) = filters.with(|f| (f.from.clone(), f.to.clone()));
        match (from.is_empty(), to.is_empty()) {
            (true, true) => view! { <Icon name="i-plus" />"Started" }.into_any(),
            (false, true) => view! { <span class="on">"Started since "{from}</span> }.into_any(),
            (true, false) => view! { <span class="on">"Started until "{to}</span> }.into_any(),
            (false, false) => view! { <span class="on">"Started "{from}" to "{to}</span> }.into_any(),
        }
    };
    let day = move |word: &'static str, read: fn(&Filters) -> &String, write: fn(&mut Filters, String)| {
        view! {
            <label class="form-field">
                <span>{word}</span>
                <input
                    type="date"
                    prop:value=move || filters.with(|f| read(f).clone())
                    on:change=move |event| {
                        let mut next = filters.get_untracked();
                        write(&mut next, event_target_value(&event));
                        nav::replace(&next.href());
                    }
                />
            </label>
        }
    };
    view! {
        <Disclosure class="filter" summary=summary>
            {day("From", |f| &f.from, |f, v| f.from = v)}
            {day("To", |f| &f.to, |f, v| f.to = v)}
        </Disclosure>
    }
}

/// One yes or no, so it is a button that stays pressed.
#[component]
fn FindingsFilter(filters: Memo<Filters>) -> impl IntoView {
    let on = move || filters.with(|f| f.findings);
    let toggle = move |_| {
        let next = Filters { findings: !filters.with_untracked(|f| f.findings), ..filters.get_untracked() };
        nav::replace(&next.href());
    };
    view! {
        <button type="button" class="filter" aria-pressed=move || on().to_string() title=text::FINDINGS_TITLE on:click=toggle>
            {move || if on() {
                view! { <span class="on">{text::FINDINGS}</span> }.into_any()
            } else {
                view! { <Icon name="i-plus" />{text::FINDINGS} }.into_any()
            }}
        </button>
    }
}

#[component]
fn RoleFilter(filters: Memo<Filters>) -> impl IntoView {
    let options = ResponderRole::ALL
        .iter()
        .map(|role| {
            let wire = role.wire();
            view! { <option value=wire prop:selected=move || filters.with(|f| f.role == wire)>{role.label()}</option> }
        })
        .collect_view();
    view! {
        <label class="role-filter">
            <span class="vh">"My role"</span>
            <select on:change=move |event| {
                let next = Filters { role: event_target_value(&event), ..filters.get_untracked() };
                nav::replace(&next.href());
            }>
                <option value="" prop:selected=move || filters.with(|f| f.role.is_empty())>"Any role of mine"</option>
                {options}
            </select>
        </label>
    }
}
