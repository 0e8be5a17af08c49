//! Something that is shown once and copied away. It must not know what it opens.

use leptos::prelude::*;

use super::{dom, icon::Icon, lean::press, toast};

/// The secret in a read-only field with a copy button, and the button that ends it.
#[component]
pub fn Secret(
    label: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] note: String,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let copied = value.clone();
    focus_first();
    view! {
        <div class="secret">
            {field(label, value)}
            <p class="notice">{note}</p>
            <div class="form-end">
                {copy_button("Copy".to_owned(), copied)}
                <button type="button" class="btn primary" on:click=press(move || on_done.run(()))>"Done"</button>
            </div>
        </div>
    }
}

/// What is shown takes the focus: the form that asked for it, and had the focus, is gone.
pub fn focus_first() {
    request_animation_frame(|| {
        dom::focus("dialog[open] .secret input");
    });
}

/// A read-only text with a copy button beside it, for where there is more than one.
pub fn copied(label: &'static str, value: String) -> AnyView {
    let copy = copy_button(format!("Copy {}", label.to_lowercase()), value.clone());
    view! { <div class="copied">{field(label, value)}{copy}</div> }.into_any()
}

fn field(label: &'static str, value: String) -> AnyView {
    view! {
        <label class="form-field">
            <span>{label}</span>
            <input type="text" readonly=true prop:value=value class="mono" spellcheck="false" />
        </label>
    }
    .into_any()
}

/// The button; `name` says what is copied where the word on it alone does not.
fn copy_button(name: String, value: String) -> AnyView {
    let copy = press(move || {
        // Where the clipboard is forbidden the field can still be selected by hand.
        drop(window().navigator().clipboard().write_text(&value));
        toast::announce("Copied");
    });
    view! { <button type="button" class="btn" aria-label=name on:click=copy><Icon name="i-copy" />"Copy"</button> }.into_any()
}
