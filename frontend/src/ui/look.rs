//! How this browser shows the program: theme and density. Remembered here; set on the root element before the first paint by
//! the page itself. It must not know where the choice is offered.

use leptos::prelude::*;

use super::{dom, global};

/// Something the reader chooses by eye.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Theme,
    Density,
}

impl Look {
    /// The attribute `data-…` of the root element, and the end of the key under which the browser remembers it.
    const fn name(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Density => "density",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Theme => "Theme",
            Self::Density => "Density",
        }
    }

    /// Value and word of each choice; the one that is not written down comes last.
    const fn choices(self) -> [(&'static str, &'static str); 3] {
        match self {
            Self::Theme => [("light", "Light"), ("dark", "Dark"), ("system", "System")],
            Self::Density => [("compact", "Compact"), ("roomy", "Roomy"), ("default", "Default")],
        }
    }

    fn key(self) -> String {
        format!("coalmine.{}", self.name())
    }

    fn chosen(self) -> RwSignal<String> {
        thread_local! {
            static CHOSEN: [RwSignal<String>; 2] = [Look::Theme, Look::Density].map(|look| {
                global(dom::remembered(&look.key()).unwrap_or_else(|| look.choices()[2].0.to_owned()))
            });
        }
        CHOSEN.with(|chosen| chosen[self as usize])
    }

    /// Sets and remembers one of the choices.
    pub fn choose(self, value: &str) {
        self.chosen().set(value.to_owned());
        let written = (value != self.choices()[2].0).then_some(value);
        dom::remember(&self.key(), written);
        if let Some(root) = document().document_element() {
            let attribute = format!("data-{}", self.name());
            let _ = match written {
                Some(value) => root.set_attribute(&attribute, value),
                None => root.remove_attribute(&attribute),
            };
        }
    }
}

/// The choices side by side.
#[component]
pub fn LookField(look: Look) -> impl IntoView {
    // The same choice may stand on the page twice: in the menu and among the settings.
    let group = format!("look-{}", dom::unique());
    let mut choices = look.choices();
    if look == Look::Density {
        // In the order of their heights.
        choices.swap(1, 2);
    }
    let choice = |(value, word): (&'static str, &'static str)| {
        view! {
            <label>
                <input
                    type="radio"
                    name=group.clone()
                    prop:checked=move || look.chosen().with(|c| c == value)
                    on:change=move |_| look.choose(value)
                />
                <span>{word}</span>
            </label>
        }
    };
    view! {
        <fieldset class="segmented">
            <legend>{look.word()}</legend>
            {choices.map(choice).collect_view()}
        </fieldset>
    }
}
