//! What was noted about an item, newest first: words of people, and each change of status, date, effect and issue. A note is added here.

use leptos::prelude::*;

use super::{
    Screen,
    api::{self, Note},
};
use crate::{
    model::{Page, RepairNoteKind},
    repair::{text, write},
    ui::{
        draft,
        edited::send_button,
        field::TextArea,
        form::{FormError, Submit, idempotency_key},
        lean, pager, remote,
        time::{self, When},
        toast,
    },
};

pub fn notes(screen: Screen) -> AnyView {
    let id = StoredValue::new(screen.detail.with_untracked(|d| d.row.id.clone()));
    let load = move |after: Option<String>| api::notes(id.get_value(), after);
    let source = remote::remote(move || {
        screen.noted.track();
        load(None)
    });
    let ready = move |page: Page<Note>| {
        if page.rows.is_empty() {
            return view! { <p class="muted">{text::NO_NOTES}</p> }.into_any();
        }
        let items: Vec<AnyView> = page.rows.iter().map(item).collect();
        view! { <ol class="rnotes">{items}</ol>{pager::more(page.next, source, load)} }.into_any()
    };
    let may = Memo::new(move |_| screen.detail.with(|d| d.row.can_work));
    view! {
        <section aria-labelledby="h-notes">
            <h2 class="h2" id="h-notes">"Notes"</h2>
            {lean::only(move || may.get(), move || form(screen, id))}
            {remote::show(source, 6, ready)}
        </section>
    }
    .into_any()
}

fn form(screen: Screen, id: StoredValue<String>) -> AnyView {
    let body = draft::kept(&id.get_value(), "note");
    let submit = Submit::new();
    let key = StoredValue::new(idempotency_key());
    let send = move || {
        let words = body.get_untracked().trim().to_owned();
        if words.is_empty() {
            return submit.refuse("body", text::NO_NOTE);
        }
        submit.run(write::add_note(id.get_value(), words, key.get_value()), move |()| {
            key.set_value(idempotency_key());
            body.set(String::new());
            toast::say("Note added");
            screen.noted.update(|n| *n += 1);
        });
    };
    view! {
        <form novalidate on:submit=lean::submit(send)>
            <TextArea label="Add a note" value=body rows=2 required=true hint="Markdown" error=submit.of("body") />
            <FormError submit />
            <div class="form-end">{send_button(submit, "Add the note")}</div>
        </form>
    }
    .into_any()
}

fn item(note: &Note) -> AnyView {
    let words = match (note.kind, note.status, note.due_at) {
        (RepairNoteKind::Status, Some(status), _) => {
            Some(format!("Now {}", status.label().to_ascii_lowercase()))
        }
        (RepairNoteKind::Due, _, Some(at)) => Some(format!("Due {}", time::short_day(at))),
        (RepairNoteKind::Note, ..) => None,
        (kind, ..) => Some(kind.label().to_owned()),
    };
    let words = words.map(|words| view! { <strong>{words}</strong> });
    view! {
        <li>
            <p class="muted small"><When at=note.at />" · "{note.by.clone()}</p>
            <p>{words}</p>
            <div class="prose" inner_html=note.html.clone()></div>
        </li>
    }
    .into_any()
}
