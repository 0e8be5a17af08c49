//! Asking once more before something that cannot be taken back. It must not know what is done.

use leptos::prelude::*;

use super::{
    dialog::Dialog,
    form::{FormError, Submit, SubmitButton},
    lean::{self, press},
};
use crate::net::Done;

/// What is about to be done.
#[derive(Clone)]
pub struct Question {
    pub title: String,
    /// What happens then.
    pub text: &'static str,
    /// The word on the button that does it.
    pub yes: &'static str,
    /// The word on the button that does not.
    pub no: &'static str,
    /// Does it.
    pub work: Callback<(), Done>,
    /// Told when it is done, after the dialog has closed.
    pub done: Callback<()>,
}

/// Where a screen puts its question; the dialog stands while there is one.
pub type Asking = RwSignal<Option<Question>>;

/// The dialog of whatever is asked.
pub fn dialog(asking: Asking) -> AnyView {
    lean::only(
        move || asking.with(Option::is_some),
        move || asking.get_untracked().map(|question| draw(question, asking)),
    )
    .into_any()
}

fn draw(question: Question, asking: Asking) -> AnyView {
    let submit = Submit::new();
    let Question { title, text, yes, no, work, done } = question;
    let close = Callback::new(move |()| asking.set(None));
    let send = move || {
        submit.run(work.run(()), move |()| {
            asking.set(None);
            done.run(());
        });
    };
    view! {
        <Dialog title on_close=close>
            <form on:submit=lean::submit(send)>
                <p>{text}</p>
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=press(move || close.run(()))>{no}</button>
                    <SubmitButton submit label=yes />
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
