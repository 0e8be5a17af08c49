//! What the cause says: with the wording help underlined, and written in place. Others may change it meanwhile.

use core::time::Duration;
use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    model::TextZone,
    rca::{
        marks::{marked, tone},
        model::CauseView,
        state::Desk,
        text,
        write::{self, DismissFindingInput},
    },
    ui::{
        dom,
        edited::{Edited, send_button},
        form::{FormError, Submit},
        icon::Icon,
        lean,
        wording::{self, WordedField},
    },
};

type Cause = Memo<Option<Arc<CauseView>>>;

/// Text and mark of the cause, or the form that changes it.
pub fn statement(desk: Desk, id: String, cause: Cause) -> AnyView {
    let editing = RwSignal::new(false);
    let said = Signal::derive(move || cause.with(|c| c.as_ref().map(|c| c.text.clone()).unwrap_or_default()));
    let hits = wording::hits(said, TextZone::Cause);
    let reading = move || {
        let words = lean::part(move || {
            let class = cause.with(|c| c.as_ref().map(|c| tone(c)).unwrap_or_default());
            let words = hits.with(|hits| wording::underlined(&said.get(), hits));
            view! { <span class=class>{words}</span> }
        });
        let notes = lean::part(move || {
            let count = hits.with(Vec::len);
            let may = desk.may_draft();
            (count > 0 && may).then(|| {
                let word =
                    if count == 1 { "1 note on wording".into() } else { format!("{count} notes on wording") };
                let open = lean::press(move || editing.set(true));
                view! { <button type="button" class="btn quiet small" on:click=open>{word}</button> }
            })
        });
        let edit = lean::only(
            move || desk.may_draft(),
            move || {
                let open = lean::press(move || editing.set(true));
                view! {
                    <button type="button" class="icon-btn" data-edit="" aria-label="Edit the text" title="Edit" aria-keyshortcuts="E" on:click=open>
                        <Icon name="i-edit" />
                    </button>
                }
            },
        );
        let mark = lean::part(move || cause.with(|c| c.as_ref().map(|c| marked(c.mark()))));
        view! {
            <p class="insp-mark">{mark}</p>
            <h2 id="insp-title" tabindex="-1">{words}{edit}</h2>
            {notes}
        }
    };
    let writing = move || form(desk, id.clone(), cause, editing);
    view! {
        <section class="insp-text">
            {lean::only(move || !editing.get(), reading)}
            {lean::only(move || editing.get(), writing)}
        </section>
    }
    .into_any()
}

fn form(desk: Desk, id: String, cause: Cause, editing: RwSignal<bool>) -> AnyView {
    let field = Edited::new(cause.with_untracked(|c| c.as_ref().map(|c| c.text.clone()).unwrap_or_default()));
    Effect::new(move |_| {
        if let Some(now) = cause.with(|c| c.as_ref().filter(|c| !c.is_pending).map(|c| c.text.clone())) {
            field.follow(now);
        }
    });
    let submit = Submit::new();
    set_timeout(|| _ = dom::focus(".insp-text textarea"), Duration::from_millis(30));
    let key = id.clone();
    let send = move || {
        if untrack(|| field.is_contested()) {
            return submit.refuse("text", text::MERGE_OPEN);
        }
        let Some(new) = field.change() else { return close(editing) };
        let Some(now) = desk.cause_now(&key) else { return };
        let input = write::UpdateCauseInput { text: Some(new), ..write::no_update(&now) };
        let done = move || close(editing);
        desk.save_then(submit, write::update_cause(input), vec![key.clone()], "", Box::new(done));
    };
    let cancel = lean::press(move || close(editing));
    let keep = Callback::new(move |(rule, reason): (String, String)| keep_wording(desk, &id, rule, reason));
    view! {
        <form on:submit=lean::submit(send) novalidate>
            <WordedField label="Cause" value=field.typed zone=TextZone::Cause rows=3 required=true hint=text::CAUSE_HINT
                error=submit.of("text") keep=keep />
            {field.note()}
            <FormError submit />
            <div class="form-end">
                <button type="button" class="btn quiet" on:click=cancel>"Cancel"</button>
                {send_button(submit, "Save")}
            </div>
        </form>
    }
    .into_any()
}

/// Back to reading, with the focus on what is read.
fn close(editing: RwSignal<bool>) {
    let _ = editing.try_set(false);
    set_timeout(|| _ = dom::focus("#insp-title"), Duration::from_millis(30));
}

/// Words that stay are a finding that was set aside, when the analysis lists it; else they stay on this page.
fn keep_wording(desk: Desk, id: &str, rule: String, reason: String) {
    let is_listed = desk.now(|s| {
        let mut all = s.steps.iter().flat_map(|step| &step.findings);
        all.any(|f| f.rule == rule && f.subject.as_deref() == Some(id) && f.dismissal.is_none())
    });
    if is_listed {
        let input = DismissFindingInput { rca_id: desk.id(), rule, subject_id: Some(id.to_owned()), reason };
        desk.act(write::dismiss(input), Vec::new(), "Kept with your reason");
    }
}
