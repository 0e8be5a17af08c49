//! Filters that live in the address: reading and writing them, a text, a choice of several. It must not know what is filtered.

use core::time::Duration;

use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::{icon::Icon, menu::Disclosure};
use crate::model::Named;

/// After the last letter, so that typing does not ask once per letter.
const TYPING: Duration = Duration::from_millis(200);

/// A filter with several values, as written in the address.
pub fn many(query: &ParamsMap, key: &str) -> Vec<String> {
    let text = query.get(key).unwrap_or_default();
    text.split(',').filter(|v| !v.is_empty()).map(str::to_owned).collect()
}

/// The address of a path with these filters; empty ones are left out.
pub fn href(path: &str, parts: Vec<(&'static str, String)>) -> String {
    let query: Vec<String> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key}={}", String::from(js_sys::encode_uri_component(&value))))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// A list as the API wants it: nothing instead of empty.
pub fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// The field for words, which has the key `/`; `set` is called when the typing rests.
pub fn text(
    id: &'static str,
    label: &'static str,
    value: impl Fn() -> String + Send + 'static,
    set: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let latest = StoredValue::new(0_u32);
    let typed = move |text: String| {
        latest.update_value(|n| *n += 1);
        let number = latest.get_value();
        let rested = move || {
            if latest.try_get_value() == Some(number) {
                set(text);
            }
        };
        set_timeout(rested, TYPING);
    };
    view! {
        <label class="field filter-text">
            <Icon name="i-search" />
            <span class="vh">{label}</span>
            <input
                id=id
                type="search"
                placeholder="Filter"
                autocomplete="off"
                aria-keyshortcuts="/"
                prop:value=value
                on:input=move |event| typed(event_target_value(&event))
            />
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}

/// A choice of several; the values that are chosen are named on its button.
#[component]
pub fn ManyFilter(
    word: &'static str,
    options: RwSignal<Vec<Named>>,
    #[prop(into)] chosen: Signal<Vec<String>>,
    /// Takes a value and whether it is to be on.
    toggle: Callback<(String, bool)>,
) -> impl IntoView {
    let summary = move || {
        let chosen = chosen.get();
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
                            prop:checked=move || chosen.with(|c| c.contains(&held))
                            on:change=move |event| toggle.run((toggled.clone(), event_target_checked(&event)))
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

/// Options that never change, such as those of a vocabulary.
pub fn fixed(pairs: Vec<(&str, &str)>) -> RwSignal<Vec<Named>> {
    let named = |(id, name): (&str, &str)| Named { id: id.to_owned(), name: name.to_owned() };
    RwSignal::new(pairs.into_iter().map(named).collect())
}
