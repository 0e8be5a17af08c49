//! Text being written over a value that others may change meanwhile: the typed text is never lost, and a change of others is
//! shown beside it, theirs or mine. It must not know what the text is for.

use leptos::prelude::*;

use super::{form::Submit, lean};

const MERGE_NOTE: &str = "Somebody else changed this while you were writing. They wrote:";
/// What a form says that waits for the choice.
pub const MERGE_OPEN: &str = "Choose between theirs and yours first.";

/// A field over a value; copy it freely.
#[derive(Clone, Copy)]
pub struct Edited {
    pub typed: RwSignal<String>,
    /// The value that the typed text began from.
    base: RwSignal<String>,
    /// What others wrote meanwhile, as long as nobody has chosen.
    theirs: RwSignal<Option<String>>,
}

impl Edited {
    /// A field that begins with this value.
    pub fn new(value: String) -> Self {
        Self { typed: RwSignal::new(value.clone()), base: RwSignal::new(value), theirs: RwSignal::new(None) }
    }

    /// Takes notice of the value's newest state.
    pub fn follow(self, now: String) {
        let base = self.base.get_untracked();
        if now == base {
            return;
        }
        let typed = self.typed.get_untracked();
        if typed == base || typed == now {
            self.typed.set(now.clone());
            self.theirs.set(None);
        } else {
            self.theirs.set(Some(now.clone()));
        }
        self.base.set(now);
    }

    /// Whether there is something to save.
    pub fn is_touched(self) -> bool {
        self.typed.with(|typed| self.base.with(|base| typed != base))
    }

    /// The text to save, if it was touched.
    pub fn change(self) -> Option<String> {
        untrack(|| self.is_touched()).then(|| self.typed.get_untracked().trim().to_owned())
    }

    /// Whether somebody has to choose first.
    pub fn is_contested(self) -> bool {
        self.theirs.with(Option::is_some)
    }

    /// What is typed is the value now.
    pub fn saved(self) {
        self.base.set(self.typed.get_untracked().trim().to_owned());
    }

    /// Forgets what was typed.
    pub fn reset(self) {
        self.typed.set(self.base.get_untracked());
        self.theirs.set(None);
    }

    /// The note beneath the field, while there are two values.
    pub fn note(self) -> AnyView {
        let note = lean::part(move || {
            self.theirs.get().map(|theirs| {
                let take = lean::press(move || self.reset());
                let keep = lean::press(move || self.theirs.set(None));
                view! {
                    <div class="theirs" role="alert">
                        <p>{MERGE_NOTE}</p>
                        <blockquote>{if theirs.is_empty() { "(nothing)".to_owned() } else { theirs }}</blockquote>
                        <p class="pair">
                            <button type="button" class="btn small" on:click=take>"Take theirs"</button>
                            <button type="button" class="btn small" on:click=keep>"Keep mine"</button>
                        </p>
                    </div>
                }
            })
        });
        note.into_any()
    }
}

/// The button of a form within the page: not the screen's one primary button.
pub fn send_button(submit: Submit, label: &'static str) -> AnyView {
    let busy = lean::words(move || submit.pending.get().to_string());
    let word = lean::words(move || if submit.pending.get() { "Saving …".into() } else { label.to_owned() });
    view! { <button type="submit" class="btn" aria-busy=busy>{word}</button> }.into_any()
}
