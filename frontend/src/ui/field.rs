//! Form fields: label above, hint, error beneath, tied together for screen readers. They must not know their form.

use leptos::prelude::*;

use super::dom;

/// Wire name and word of values of a vocabulary, for a select.
macro_rules! options {
    ($values:expr) => {
        Signal::stored(
            $values.iter().map(|v| (v.wire().to_owned(), v.label().to_owned())).collect::<Vec<_>>(),
        )
    };
}
pub(crate) use options;

/// What ties a control to its words.
#[derive(Clone)]
struct Ids {
    control: String,
    hint: String,
    error: String,
}

impl Ids {
    fn new() -> Self {
        let n = dom::unique();
        Self { control: format!("f{n}"), hint: format!("f{n}-hint"), error: format!("f{n}-error") }
    }
}

fn described(ids: &Ids, hint: &str, error: Signal<Option<String>>) -> impl Fn() -> Option<String> + use<> {
    let (hint, error_id) = ((!hint.is_empty()).then(|| ids.hint.clone()), ids.error.clone());
    move || {
        let mut parts: Vec<String> = hint.clone().into_iter().collect();
        if error.with(Option::is_some) {
            parts.push(error_id.clone());
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

fn words(ids: &Ids, hint: String, error: Signal<Option<String>>) -> impl IntoView + use<> {
    let (hint_id, error_id) = (ids.hint.clone(), ids.error.clone());
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> });
    let error =
        move || error.get().map(|text| view! { <p class="field-error" id=error_id.clone()>{text}</p> });
    view! { {hint}{error} }
}

/// One line of text, also `password`, `email`, `url`, `date`, `datetime-local` by `kind`.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let ids = Ids::new();
    let control = ids.control.clone();
    view! {
        <div class="form-field">
            <label for=control.clone()>{label}{optional(required)}</label>
            <input
                id=control
                type=kind
                autocomplete=autocomplete
                autofocus=autofocus
                aria-required=required.then_some("true")
                aria-describedby=described(&ids, &hint, error)
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            {words(&ids, hint, error)}
        </div>
    }
}

fn optional(required: bool) -> Option<impl IntoView> {
    (!required).then(|| view! { <span class="optional">" optional"</span> })
}

/// Several lines; `mono` for what programs read.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = 3)] rows: u32,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] mono: bool,
) -> impl IntoView {
    let ids = Ids::new();
    let control = ids.control.clone();
    view! {
        <div class="form-field">
            <label for=control.clone()>{label}{optional(required)}</label>
            <textarea
                id=control
                rows=rows
                class:mono=mono
                spellcheck=mono.then_some("false")
                aria-required=required.then_some("true")
                aria-describedby=described(&ids, &hint, error)
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            {words(&ids, hint, error)}
        </div>
    }
}

/// One of few: native select over (value, word) pairs.
#[component]
pub fn SelectField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let ids = Ids::new();
    let control = ids.control.clone();
    let items = move || {
        options
            .get()
            .into_iter()
            .map(|(key, word)| {
                let chosen = key.clone();
                view! { <option value=key prop:selected=move || value.with(|v| *v == chosen)>{word}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="form-field">
            <label for=control.clone()>{label}</label>
            <select
                id=control
                aria-describedby=described(&ids, &hint, error)
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:change=move |event| value.set(event_target_value(&event))
            >
                {items}
            </select>
            {words(&ids, hint, error)}
        </div>
    }
}

/// A group of check boxes over (value, word) pairs; `chosen` holds the values.
#[component]
pub fn CheckGroup(
    #[prop(into)] legend: String,
    chosen: RwSignal<Vec<String>>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let items = move || {
        options
            .get()
            .into_iter()
            .map(|(key, word)| {
                let (held, toggled) = (key.clone(), key);
                view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || chosen.with(|c| c.contains(&held))
                            on:change=move |event| {
                                let on = event_target_checked(&event);
                                chosen.update(|c| {
                                    c.retain(|k| *k != toggled);
                                    if on {
                                        c.push(toggled.clone());
                                    }
                                });
                            }
                        />
                        <span>{word}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="form-field checks">
            <legend>{legend}</legend>
            {items}
            {move || error.get().map(|text| view! { <p class="field-error">{text}</p> })}
        </fieldset>
    }
}

/// One yes or no.
#[component]
pub fn CheckField(
    #[prop(into)] label: String,
    value: RwSignal<bool>,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>{label}{(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}</span>
        </label>
    }
}
