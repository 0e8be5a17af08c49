//! The row of filters above the list. It writes the address; the list reads it.

use core::time::Duration;

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
    ui::{icon::Icon, menu::Disclosure, nav, toast},
};

type Options = RwSignal<Vec<Named>>;

/// After the last letter, so that typing does not ask once per letter.
const TYPING: Duration = Duration::from_millis(200);

#[component]
pub fn FilterBar(filters: Memo<Filters>) -> impl IntoView {
    let fixed = |pairs: Vec<(&str, &str)>| {
        let named = |(id, name): (&str, &str)| Named { id: id.to_owned(), name: name.to_owned() };
        RwSignal::new(pairs.into_iter().map(named).collect::<Vec<_>>())
    };
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
    view! {
        <TextFilter filters />
        <div class="filters" role="group" aria-label="Filters" on:pointerenter=move |_| load() on:focusin=move |_| load()>
            <ManyFilter filters many=Many::Severity word="Severity" options=severities />
            <ManyFilter filters many=Many::Status word="Status" options=statuses />
            <ManyFilter filters many=Many::Service word="Service" options=services />
            <ManyFilter filters many=Many::Lead word="Lead" options=leads />
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
fn load_options(asked: StoredValue<bool>, services: Options, leads: Options) {
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

#[component]
fn TextFilter(filters: Memo<Filters>) -> impl IntoView {
    let latest = StoredValue::new(0_u32);
    let typed = move |text: String| {
        latest.update_value(|n| *n += 1);
        let number = latest.get_value();
        set_timeout(
            move || {
                if latest.try_get_value() == Some(number) {
                    nav::replace(
                        &filters.with_untracked(|f| Filters { text: text.clone(), ..f.clone() }.href()),
                    );
                }
            },
            TYPING,
        );
    };
    view! {
        <label class="field filter-text">
            <Icon name="i-search" />
            <span class="vh">"Filter incidents by text"</span>
            <input
                id="incident-filter"
                type="search"
                placeholder="Filter"
                autocomplete="off"
                aria-keyshortcuts="/"
                prop:value=move || filters.with(|f| f.text.clone())
                on:input=move |event| typed(event_target_value(&event))
            />
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}

#[component]
fn ManyFilter(filters: Memo<Filters>, many: Many, word: &'static str, options: Options) -> impl IntoView {
    let summary = move || {
        let chosen = filters.with(|f| f.of(many).to_vec());
        if chosen.is_empty() {
            return view! { <Icon name="i-plus" />{word} }.into_any();
        }
        let words = options.with(|all| {
            all.iter()
                .filter(|o| chosen.contains(&o.id))
                .map(|o| o.name.clone())
                .collect::<Vec<_>>()
                .join(", ")
        });
        let words = if words.is_empty() { chosen.len().to_string() } else { words };
        view! { <span class="on">{word}": "{words}</span> }.into_any()
    };
    let items = move || {
        options
            .get()
            .into_iter()
            .map(|option| {
                let (held, toggled) = (option.id.clone(), option.id);
                view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || filters.with(|f| f.of(many).contains(&held))
                            on:change=move |event| {
                                let on = event_target_checked(&event);
                                let next = filters.get_untracked().toggled(many, &toggled, on);
                                nav::replace(&next.href());
                            }
                        />
                        <span>{option.name}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <Disclosure class="filter" summary=summary>
            <fieldset class="checks">
                <legend class="vh">{word}</legend>
                {items}
                <Show when=move || options.with(Vec::is_empty)>
                    <p class="muted small">"Loading …"</p>
                </Show>
            </fieldset>
        </Disclosure>
    }
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
