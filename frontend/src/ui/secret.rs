//! Something that is shown once and copied away. It must not know what it opens.

use leptos::prelude::*;

use super::{icon::Icon, toast};

/// The secret in a read-only field with a copy button, and the button that ends it.
#[component]
pub fn Secret(
    label: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] note: String,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let copied = value.clone();
    let copy = move |_| {
        // Where the clipboard is forbidden the field can still be selected by hand.
        drop(window().navigator().clipboard().write_text(&copied));
        toast::announce("Copied");
    };
    view! {
        <div class="secret">
            <label class="form-field">
                <span>{label}</span>
                <input type="text" readonly=true prop:value=value class="mono" spellcheck="false" />
            </label>
            <p class="notice">{note}</p>
            <div class="form-end">
                <button type="button" class="btn" on:click=copy><Icon name="i-copy" />"Copy"</button>
                <button type="button" class="btn primary" on:click=move |_| on_done.run(())>"Done"</button>
            </div>
        </div>
    }
}
