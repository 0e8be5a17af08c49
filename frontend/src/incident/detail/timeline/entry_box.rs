//! The entry box: text, Enter adds. Kind and time by prefix or by control; a correction is written here too.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    super::{
        state::{Screen, instant_of, zone_hint},
        text,
        write::{self, AddTimelineEntryInput, LinkInput},
    },
    command,
};
use crate::{
    model::{ActionResult, DateTime, TimelineEntryKind as Kind},
    ui::{
        dom, draft,
        field::{CheckField, SelectField, TextField},
        form::{FormError, Submit},
        icon::Icon,
        lean, shortcuts, time,
    },
};

/// The kinds people write; the others are written by the change they tell of.
const WRITTEN: [Kind; 7] = [
    Kind::Note,
    Kind::Action,
    Kind::Decision,
    Kind::Communication,
    Kind::Alert,
    Kind::Change,
    Kind::Milestone,
];

/// The fields of the box; copy it freely.
#[derive(Clone, Copy)]
struct Fields {
    text: RwSignal<String>,
    kind: RwSignal<String>,
    result: RwSignal<String>,
    asked: RwSignal<String>,
    given: RwSignal<String>,
    escalation: RwSignal<bool>,
    label: RwSignal<String>,
    url: RwSignal<String>,
    evidence: RwSignal<bool>,
    key: StoredValue<String>,
}

impl Fields {
    fn new(incident: &str) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            text: draft::kept(incident, "entry"),
            kind: RwSignal::new(Kind::Note.wire().to_owned()),
            result: empty(),
            asked: empty(),
            given: empty(),
            escalation: RwSignal::new(false),
            label: empty(),
            url: empty(),
            evidence: RwSignal::new(false),
            key: StoredValue::new(write::idempotency_key()),
        }
    }

    fn clear(self) {
        for field in [self.text, self.result, self.asked, self.given, self.label, self.url] {
            field.set(String::new());
        }
        self.kind.set(Kind::Note.wire().to_owned());
        self.escalation.set(false);
        self.evidence.set(false);
        self.key.set_value(write::idempotency_key());
    }

    /// The kind that counts: the prefix before the control.
    fn kind_now(self) -> Kind {
        let read = self.text.with(|t| command::read(t, DateTime(0)));
        read.kind.or_else(|| Kind::parse(&self.kind.get())).unwrap_or(Kind::Note)
    }
}

#[component]
pub fn EntryBox(screen: Screen) -> impl IntoView {
    let fields = Fields::new(&screen.id());
    let submit = Submit::new();
    let kind = Memo::new(move |_| fields.kind_now());
    let correcting = screen.correcting;
    // What is to be corrected comes into the box to be rewritten.
    Effect::new(move |_| {
        let Some(entry) = correcting.get() else { return };
        let kind = if WRITTEN.contains(&entry.kind) { entry.kind } else { Kind::Note };
        fields.kind.set(kind.wire().to_owned());
        fields.text.set(entry.body.clone());
        fields.result.set(entry.result.map(|r| r.wire().to_owned()).unwrap_or_default());
        fields.asked.set(entry.asked_at.map(time::to_input).unwrap_or_default());
        fields.given.set(entry.given_at.map(time::to_input).unwrap_or_default());
        fields.escalation.set(entry.is_escalation);
        dom::focus("#entry-text");
    });
    let send = move || add(screen, fields, submit);
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        } else if event.key() == "Escape" && correcting.with_untracked(Option::is_some) {
            correcting.set(None);
            fields.clear();
        }
    };
    let correction = move || {
        let at = correcting.with(|c| c.as_ref().map(|c| time::moment(c.happened_at)).unwrap_or_default());
        let cancel = lean::press(move || {
            correcting.set(None);
            fields.clear();
        });
        view! {
            <p class="correcting">
                <Icon name="i-edit" />
                {format!("Correcting the entry of {at}. It stays, struck through.")}
                <button type="button" class="btn quiet small" on:click=cancel>"Cancel"</button>
            </p>
        }
    };
    let evidence = move || {
        view! {
            <div class="entry-parts">
                <TextField label="Evidence, what it shows" value=fields.label error=submit.of("label") />
                <TextField label="Address" kind="url" value=fields.url error=submit.of("url") />
            </div>
        }
    };
    view! {
        <form class="entry" on:submit=lean::submit(send)>
            {lean::only(move || correcting.with(Option::is_some), correction)}
            <div class="entry-text">
                <label class="vh" for="entry-text">"New timeline entry"</label>
                <textarea
                    id="entry-text"
                    rows="1"
                    placeholder=text::ENTRY_HINT
                    aria-describedby="entry-read"
                    aria-keyshortcuts=shortcuts::aria("t")
                    prop:value=lean::words(move || fields.text.get())
                    on:input=move |event| fields.text.set(event_target_value(&event))
                    on:keydown=keydown
                ></textarea>
                <kbd aria-hidden="true">"T"</kbd>
            </div>
            {lean::part(move || parts(kind.get(), fields))}
            {lean::only(move || fields.evidence.get(), evidence)}
            {bar(fields, kind, submit)}
            <FormError submit />
        </form>
    }
}

fn bar(fields: Fields, kind: Memo<Kind>, submit: Submit) -> impl IntoView {
    // What the prefixes were read as, in words.
    let read = lean::words(move || {
        let command = fields.text.with(|t| command::read(t, DateTime(time::now_ms())));
        match (command.unread, command.at) {
            (Some(word), _) => format!("{word} is not a time yet; @14:05 or @2026-11-20 14:05"),
            (None, Some(at)) => format!("{}, happened {}", kind.get().label(), time::moment(at)),
            (None, None) => String::new(),
        }
    });
    let choose = move |event| fields.kind.set(event_target_value(&event));
    let option = move |k: Kind| {
        let chosen: Box<dyn Fn() -> bool + Send> = Box::new(move || kind.get() == k);
        view! { <option value=k.wire() prop:selected=chosen>{k.label()}</option> }
    };
    view! {
        <div class="bar">
            <select class="kind-of" aria-label="Kind of entry" on:change=choose>{WRITTEN.map(option).collect_view()}</select>
            <span class="tips"><kbd>"@14:05"</kbd>" back-date"</span>
            <span class="tips"><kbd>"/action"</kbd>" "<kbd>"/decision"</kbd>" kind"</span>
            <span id="entry-read" class="read">{read}</span>
            <button type="button" class="btn quiet small" aria-pressed=lean::words(move || fields.evidence.get().to_string())
                on:click=lean::press(move || fields.evidence.update(|e| *e = !*e))>
                <Icon name="i-link" />"Evidence"
            </button>
            <button type="submit" class="btn small" aria-busy=lean::words(move || submit.pending.get().to_string())>
                "Add"<kbd aria-hidden="true">"Enter"</kbd>
            </button>
        </div>
    }
}

/// What a kind carries beyond its text.
fn parts(kind: Kind, fields: Fields) -> Option<AnyView> {
    match kind {
        Kind::Action => {
            let mut options = vec![(String::new(), "Not known yet".to_owned())];
            options.extend(ActionResult::ALL.iter().map(|r| (r.wire().to_owned(), r.label().to_owned())));
            let options = Signal::derive(move || options.clone());
            Some(view! { <div class="entry-parts"><SelectField label="Result" value=fields.result options=options /></div> }.into_any())
        }
        Kind::Decision => Some(
            view! {
                <div class="entry-parts">
                    <TextField label="Approval asked" kind="datetime-local" value=fields.asked hint=zone_hint() />
                    <TextField label="Approval given" kind="datetime-local" value=fields.given />
                </div>
            }
            .into_any(),
        ),
        Kind::Communication => {
            Some(view! { <div class="entry-parts"><CheckField label="A customer asked for more" value=fields.escalation /></div> }.into_any())
        }
        _ => None,
    }
}

fn add(screen: Screen, fields: Fields, submit: Submit) {
    let command = fields.text.with_untracked(|t| command::read(t, DateTime(time::now_ms())));
    if let Some(word) = command.unread {
        submit.refuse("body", &format!("{word} is not a time. Write @14:05 or @2026-11-20 14:05."));
        return;
    }
    if command.body.is_empty() {
        dom::focus("#entry-text");
        return;
    }
    let kind = untrack(move || fields.kind_now());
    let (Ok(asked), Ok(given)) = (instant_of(fields.asked), instant_of(fields.given)) else {
        submit.refuse("approvalAskedAt", text::BAD_TIME);
        return;
    };
    let correcting = screen.correcting.get_untracked();
    let (label, url) = (fields.label.get_untracked(), fields.url.get_untracked());
    let links = (!url.trim().is_empty()).then(|| {
        let label = if label.trim().is_empty() { url.trim() } else { label.trim() };
        vec![LinkInput { label: label.to_owned(), url: url.trim().to_owned() }]
    });
    let is = |wanted: Kind| kind == wanted;
    let input = AddTimelineEntryInput {
        incident_id: screen.id(),
        body: command.body,
        kind,
        happened_at: command.at.or_else(|| correcting.as_ref().map(|c| c.happened_at)),
        precision: None,
        corrects: correcting.map(|c| c.id),
        links,
        result: ActionResult::parse(&fields.result.get_untracked()).filter(|_| is(Kind::Action)),
        approval_asked_at: asked.filter(|_| is(Kind::Decision)),
        approval_given_at: given.filter(|_| is(Kind::Decision)),
        is_customer_escalation: is(Kind::Communication)
            .then(|| command.is_escalation || fields.escalation.get_untracked()),
        idempotency_key: Some(fields.key.get_value()),
    };
    let clear = move || {
        screen.correcting.set(None);
        fields.clear();
    };
    screen.save_then(submit, write::add_entry(input), "Entry added", Box::new(clear));
}
