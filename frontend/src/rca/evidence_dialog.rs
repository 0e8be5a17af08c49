//! Adding evidence to a cause or a group: what it is, what it shows, what would refute it; also an entry of a timeline.

use leptos::prelude::*;

use super::{
    api,
    dialogs::form,
    state::Desk,
    text,
    write::{self, AddEvidenceInput},
};
use crate::{
    model::{EvidenceKind, TextZone},
    ui::{
        field::{SelectField, TextField, options},
        form::{Submit, idempotency_key, instant_of, zone_hint},
        lean,
        remote::{self, Remote},
        wording::WordedField,
    },
};

/// The fields; copy them freely.
#[derive(Clone, Copy)]
struct Fields {
    kind: RwSignal<String>,
    title: RwSignal<String>,
    url: RwSignal<String>,
    summary: RwSignal<String>,
    refuted: RwSignal<String>,
    captured: RwSignal<String>,
    entry: RwSignal<String>,
    key: StoredValue<String>,
}

/// The dialog, for a cause or a group.
pub fn evidence(desk: Desk, cause: Option<String>, group: Option<String>) -> AnyView {
    let text = || RwSignal::new(String::new());
    let f = Fields {
        kind: RwSignal::new(EvidenceKind::Metric.wire().to_owned()),
        title: text(),
        url: text(),
        summary: text(),
        refuted: text(),
        captured: text(),
        entry: text(),
        key: StoredValue::new(idempotency_key()),
    };
    let submit = Submit::new();
    let send = move || {
        let Some(mut input) = input(f, submit) else { return };
        (input.cause_id, input.group_id) = (cause.clone(), group.clone());
        let touched = cause.iter().cloned().collect();
        desk.save(submit, write::add_evidence(input), touched, "Evidence added");
    };
    let is_entry = Memo::new(move |_| f.kind.with(|k| k == EvidenceKind::TimelineEntry.wire()));
    let fields = view! {
        <SelectField label="Kind" value=f.kind options=options!(EvidenceKind::ALL) error=submit.of("kind") />
        {lean::only(move || is_entry.get(), move || entries(desk, f, submit))}
        <TextField label="Title" value=f.title required=true error=submit.of("title") hint="In a few words, such as “DTU 100 %, 08:42–10:50”" />
        <TextField label="Address" kind="url" value=f.url error=submit.of("url") hint="Where it can be looked at" />
        <WordedField label=text::EVIDENCE_SHOWS value=f.summary zone=TextZone::Analysis rows=2 hint="Markdown" error=submit.of("summary") />
        <WordedField label=text::EVIDENCE_REFUTES value=f.refuted zone=TextZone::Analysis rows=2 hint="Markdown" error=submit.of("refutedBy") />
        <TextField label="Captured at" kind="datetime-local" value=f.captured error=submit.of("capturedAt")
            hint=format!("Empty means now. {}", zone_hint()) />
    };
    form(desk, "Add evidence", submit, "Add evidence", send, vec![fields.into_any()])
}

fn input(f: Fields, submit: Submit) -> Option<AddEvidenceInput> {
    let said =
        |field: RwSignal<String>| Some(field.get_untracked().trim().to_owned()).filter(|t| !t.is_empty());
    let kind = EvidenceKind::parse(&f.kind.get_untracked())?;
    let Some(title) = said(f.title) else {
        submit.refuse("title", "Give it a title.");
        return None;
    };
    let entry = said(f.entry).filter(|_| kind == EvidenceKind::TimelineEntry);
    if kind == EvidenceKind::TimelineEntry && entry.is_none() {
        submit.refuse("timelineEntryId", "Choose the entry.");
        return None;
    }
    let Ok(captured_at) = instant_of(f.captured) else {
        submit.refuse("capturedAt", "Enter a day and a time.");
        return None;
    };
    Some(AddEvidenceInput {
        cause_id: None,
        group_id: None,
        kind,
        title,
        url: said(f.url),
        summary: said(f.summary),
        refuted_by: said(f.refuted),
        timeline_entry_id: entry,
        captured_at,
        idempotency_key: Some(f.key.get_value()),
    })
}

/// Entries of the linked incidents' timelines.
fn entries(desk: Desk, f: Fields, submit: Submit) -> AnyView {
    let problem = desk.now(|s| s.problem.id.clone());
    let source = remote::remote(move || api::timelines(problem.clone()));
    let options = Signal::derive(move || {
        let first = match source.state.get() {
            Remote::Loading => "Loading …",
            Remote::Ready(all) if all.is_empty() => "The linked incidents have no entries in sight",
            Remote::Ready(_) => "Choose an entry",
            Remote::Failed(_) => "The timelines could not be loaded",
        };
        let mut options = vec![(String::new(), first.to_owned())];
        if let Remote::Ready(all) = source.state.get() {
            options.extend(all.into_iter().map(|e| (e.id, e.word)));
        }
        options
    });
    // The entry's own words are a fair title to begin with.
    Effect::new(move |_| {
        let id = f.entry.get();
        if let (Remote::Ready(all), true) = (source.state.get(), f.title.with_untracked(String::is_empty))
            && let Some(entry) = all.iter().find(|e| e.id == id)
        {
            f.title.set(entry.word.clone());
        }
    });
    view! {
        <SelectField label="Entry of an incident's timeline" value=f.entry options error=submit.of("timelineEntryId") />
    }
    .into_any()
}
