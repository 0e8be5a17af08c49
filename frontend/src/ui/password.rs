//! A field for a new or a known password, which can be shown while it is typed. It must not know whose it is.

use leptos::prelude::*;

use super::{
    dom,
    field::TextField,
    form::Submit,
    lean::{Words, press, words},
};

/// The fewest characters of a new password, as the server counts them.
const MIN: usize = 12;

const RULES: &str = "At least 12 characters. A few unrelated words are easy to remember and hard to guess.";

/// Refuses what the server would refuse for its length alone; `field` is its name in the API.
pub fn long_enough(password: &str, submit: Submit, field: &'static str) -> bool {
    let fine = password.chars().count() >= MIN;
    if !fine {
        submit.refuse(field, "Use at least 12 characters.");
    }
    fine
}

/// A password, with a button that shows it. A `fresh` one comes with the rules it has to follow.
#[component]
pub fn PasswordField(
    label: &'static str,
    value: RwSignal<String>,
    #[prop(into)] error: Signal<Option<String>>,
    #[prop(optional)] fresh: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let id = format!("password-{}", dom::unique());
    let shown = RwSignal::new(false);
    let (selector, hint) = (format!("#{id} input"), if fresh { RULES } else { "" });
    let toggle = move || {
        shown.update(|s| *s = !*s);
        // Only the kind of the field changes, so that caret and text stay.
        if let Some(input) = dom::query(&selector) {
            let _ = input.set_attribute("type", if shown.get_untracked() { "text" } else { "password" });
        }
    };
    let word: Words = words(move || if shown.get() { "Hide" } else { "Show" }.to_owned());
    let name: Words = words(move || {
        let verb = if shown.get() { "Hide" } else { "Show" };
        format!("{verb} {}", label.to_lowercase())
    });
    view! {
        <div class="password" id=id>
            <TextField label value kind="password" required=true hint error autofocus
                autocomplete=if fresh { "new-password" } else { "current-password" } />
            <button type="button" class="btn quiet small" aria-label=name on:click=press(toggle)>{word}</button>
        </div>
    }
}
