//! Writing an answer in the outline of whys: the question is there already, the answer gets the focus, Enter adds it.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{state::Spot, text, whys::Outline};
use crate::{
    model::{CauseKind, TextZone},
    ui::{
        edited::send_button,
        form::{FormError, Submit, idempotency_key},
        lean,
        wording::WordedField,
    },
};

/// An answer being written.
#[derive(Clone, PartialEq)]
pub struct Writing {
    /// The row it is written beneath.
    pub at: String,
    /// The answer whose why is asked; none for the problem.
    pub effect: Option<String>,
    /// The question it is another answer to.
    pub group: Option<String>,
    pub question: String,
}

/// The form beneath a row.
pub fn form(outline: Outline, writing: Writing) -> AnyView {
    let Outline { desk, tree, writing: open } = outline;
    let question = RwSignal::new(writing.question.clone());
    let said = RwSignal::new(String::new());
    let submit = Submit::new();
    let key = StoredValue::new(idempotency_key());
    let back = writing.at.clone();
    let close = move || {
        open.set(None);
        tree.focus(&back);
    };
    let escape = close.clone();
    let keys: Box<dyn FnMut(KeyboardEvent)> = Box::new(move |event| {
        if event.key() == "Escape" {
            event.stop_propagation();
            event.prevent_default();
            escape();
        }
    });
    let (effect, group) = (writing.effect.clone(), writing.group.clone());
    let send = move || {
        let text = said.get_untracked().trim().to_owned();
        if text.is_empty() {
            return submit.refuse("text", "Write the answer.");
        }
        let asked = question.get_untracked().trim().to_owned();
        let question = (group.is_none() && !asked.is_empty()).then_some(asked);
        let spot = Spot { effect: effect.clone(), group: group.clone(), question, ..Spot::default() };
        let done = move |id: String| {
            let _ = open.try_set(None);
            let _ = desk.selected.try_set(Some(id.clone()));
            tree.focus_cause(&id);
        };
        desk.add(submit, text, CauseKind::Condition, spot, key.get_value(), Box::new(done));
    };
    let asked = if writing.group.is_some() {
        view! { <p class="why-question">{writing.question}</p> }.into_any()
    } else {
        view! {
            <WordedField label="Question" value=question zone=TextZone::Why required=true error=submit.of("question")
                hint="Begins with “why” and rests on the answer above. W5-02, W5-05" />
        }
        .into_any()
    };
    let cancel = lean::press(close);
    view! {
        <form class="why-form" on:submit=lean::submit(send) on:keydown=keys novalidate>
            {asked}
            <div class="why-answer">
                <WordedField label="Answer" value=said zone=TextZone::Cause required=true hint=text::CAUSE_HINT error=submit.of("text") />
            </div>
            <FormError submit />
            <div class="form-end">
                <button type="button" class="btn quiet" on:click=cancel>"Cancel"</button>
                {send_button(submit, "Add answer")}
            </div>
        </form>
    }
    .into_any()
}
