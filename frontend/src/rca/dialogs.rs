//! Which dialog lies over the workspace; adding a cause, setting a finding aside, a reasoned answer, accepting a risk.

use leptos::prelude::*;

use super::{
    evidence_dialog,
    state::{Desk, Over, Spot},
    structure, table_dialogs, text,
    write::{self, AcceptRootCauseRiskInput, DismissFindingInput, SetRcaAnswerInput},
};
use crate::{
    identity::api::people_options,
    model::{AnswerKey, CauseKind, CausePath, TextZone},
    ui::{
        dialog::Dialog,
        field::{SelectField, TextArea, TextField, options},
        form::{FormError, Submit, SubmitButton, idempotency_key, instant_of, zone_hint},
        lean,
        remote::{self, Remote},
        wording::WordedField,
    },
};

/// One dialog.
pub fn dialog(desk: Desk, over: Over) -> AnyView {
    match over {
        Over::AddCause(spot) => add_cause(desk, spot),
        Over::Dismiss(rule, subject, message) => dismiss(desk, rule, subject, message),
        Over::Risk(cause) => risk(desk, cause),
        Over::Answer(key) => answer(desk, key),
        Over::Evidence(cause) => evidence_dialog::evidence(desk, Some(cause), None),
        Over::GroupEvidence(group) => evidence_dialog::evidence(desk, None, Some(group)),
        Over::Link(cause) => structure::link(desk, cause),
        Over::Move(cause) => structure::shift(desk, cause),
        Over::Group(group) => structure::group(desk, group),
        Over::Bones => table_dialogs::bones(desk),
        Over::Goals => table_dialogs::goals(desk),
        Over::Barrier(id) => table_dialogs::barrier(desk, id),
        Over::Difference(id) => table_dialogs::difference(desk, id),
    }
}

/// A dialog with one form: fields, what was refused, the button that sends.
pub fn form(
    desk: Desk,
    title: impl Into<String>,
    submit: Submit,
    label: &'static str,
    send: impl Fn() + 'static,
    fields: Vec<AnyView>,
) -> AnyView {
    let title: String = title.into();
    let send = StoredValue::new_local(Box::new(send) as Box<dyn Fn()>);
    view! {
        <Dialog title on_close=move |()| desk.over.set(None)>
            <form on:submit=lean::submit(move || send.with_value(|send| send())) novalidate>
                {fields}
                <FormError submit />
                <div class="form-end"><SubmitButton submit label /></div>
            </form>
        </Dialog>
    }
    .into_any()
}

/// Where the new cause will stand, in words.
fn place(desk: Desk, spot: &Spot) -> String {
    desk.graph.with_untracked(|g| {
        if let Some(bone) = spot.bone.as_deref().and_then(|key| g.bone(key)) {
            return format!("On the rib “{}”.", bone.name);
        }
        if let Some(effect) = spot.effect.as_deref().and_then(|id| g.cause(id)) {
            return format!("It explains “{}”.", effect.text);
        }
        match (spot.path, spot.is_unlinked) {
            (Some(CausePath::Occurrence), _) => "It answers why it occurred.".into(),
            (Some(CausePath::Escape), _) => "It answers why it escaped.".into(),
            (None, true) => "A candidate that explains nothing yet.".into(),
            (None, false) => format!("It explains the problem itself: “{}”.", g.head),
        }
    })
}

fn add_cause(desk: Desk, spot: Spot) -> AnyView {
    let said = RwSignal::new(String::new());
    let kind = RwSignal::new(CauseKind::Condition.wire().to_owned());
    let question = RwSignal::new(spot.question.clone().unwrap_or_default());
    let submit = Submit::new();
    let key = StoredValue::new(idempotency_key());
    let place = place(desk, &spot);
    let asks = spot.effect.is_some();
    let send = move || {
        let text = said.get_untracked().trim().to_owned();
        if text.is_empty() {
            return submit.refuse("text", "Write the cause.");
        }
        let kind = CauseKind::parse(&kind.get_untracked()).unwrap_or(CauseKind::Condition);
        let asked = question.get_untracked().trim().to_owned();
        let spot = Spot { question: (!asked.is_empty()).then_some(asked), ..spot.clone() };
        let done = move |id: String| _ = desk.selected.try_set(Some(id));
        desk.add(submit, text, kind, spot, key.get_value(), Box::new(done));
    };
    let asked = asks.then(|| {
        view! {
            <WordedField label="Question" value=question zone=TextZone::Why error=submit.of("question") hint="Begins with “why”." />
        }
    });
    let fields = view! {
        <p class="muted">{place}</p>
        {asked}
        <WordedField label="Cause" value=said zone=TextZone::Cause rows=2 required=true hint=text::CAUSE_HINT error=submit.of("text") />
        <SelectField label="Kind" value=kind options=options!(CauseKind::ALL) error=submit.of("kind")
            hint="A condition lasted, an action happened. What somebody did needs a cause of its own." />
    };
    form(desk, "Add a cause", submit, "Add", send, vec![fields.into_any()])
}

fn dismiss(desk: Desk, rule: String, subject: Option<String>, message: String) -> AnyView {
    let reason = RwSignal::new(String::new());
    let submit = Submit::new();
    let shown = format!("{message} {rule}");
    let send = move || {
        let reason = reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            return submit.refuse("reason", "Say why it does not apply here.");
        }
        let input = DismissFindingInput {
            rca_id: desk.id(),
            rule: rule.clone(),
            subject_id: subject.clone(),
            reason,
        };
        desk.save(submit, write::dismiss(input), Vec::new(), "Set aside");
    };
    let fields = view! {
        <p>{shown}</p>
        <TextArea label="Reason" value=reason required=true hint=text::DISMISS_HINT error=submit.of("reason") />
    };
    form(desk, "Set aside with a reason", submit, "Set aside", send, vec![fields.into_any()])
}

fn answer(desk: Desk, key: AnswerKey) -> AnyView {
    let old = desk.now(|s| s.answers.iter().find(|a| a.key == key).map(|a| a.reason.clone()));
    let had = old.is_some();
    let reason = RwSignal::new(old.unwrap_or_default());
    let submit = Submit::new();
    let send = move || {
        let reason = reason.get_untracked().trim().to_owned();
        if reason.is_empty() && !had {
            return submit.refuse("reason", "Say where you looked, and why there is none.");
        }
        // An emptied answer is withdrawn.
        let reason = (!reason.is_empty()).then_some(reason);
        desk.save(
            submit,
            write::set_answer(SetRcaAnswerInput { rca_id: desk.id(), key, reason }),
            Vec::new(),
            "Saved",
        );
    };
    let hint = if had { "Empty it to withdraw it. Markdown." } else { "Markdown" };
    let fields = view! {
        <WordedField label="Because" value=reason zone=TextZone::Analysis rows=3 required=true hint error=submit.of("reason") />
    };
    form(desk, key.label(), submit, "Save", send, vec![fields.into_any()])
}

/// People as options of a select, with an empty first one.
fn people() -> Signal<Vec<(String, String)>> {
    let source = remote::remote(people_options);
    Signal::derive(move || {
        let first = match source.state.get() {
            Remote::Loading => "Loading …",
            Remote::Ready(_) => "Choose a person",
            Remote::Failed(_) => "People could not be loaded",
        };
        let mut options = vec![(String::new(), first.to_owned())];
        if let Remote::Ready(people) = source.state.get() {
            options.extend(people.into_iter().map(|p| (p.id, p.name)));
        }
        options
    })
}

fn risk(desk: Desk, cause: String) -> AnyView {
    let (rationale, approver, review) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = Submit::new();
    let said = desk.cause_now(&cause).map(|c| c.text.clone()).unwrap_or_default();
    let send = move || {
        let Some(now) = desk.cause_now(&cause) else { return };
        if rationale.with_untracked(|r| r.trim().is_empty()) {
            return submit.refuse("rationale", "Say why it is acceptable.");
        }
        if approver.with_untracked(String::is_empty) {
            return submit.refuse("approverId", "Choose who approves it.");
        }
        let Ok(Some(review_at)) = instant_of(review) else {
            return submit.refuse("reviewAt", "Enter the day it is looked at again.");
        };
        let input = AcceptRootCauseRiskInput {
            id: cause.clone(),
            version: now.version,
            rationale: rationale.get_untracked().trim().to_owned(),
            approver_id: approver.get_untracked(),
            review_at,
        };
        desk.save(submit, write::accept_risk(input), vec![cause.clone()], "Risk accepted");
    };
    let fields = view! {
        <p>{said}</p>
        <WordedField label="Rationale" value=rationale zone=TextZone::Analysis rows=3 required=true hint="Markdown" error=submit.of("rationale") />
        <SelectField label="Approved by" value=approver options=people() error=submit.of("approverId") />
        <TextField label="Looked at again" kind="date" value=review required=true hint=zone_hint() error=submit.of("reviewAt") />
    };
    form(desk, "Accept the risk of this root cause", submit, "Accept the risk", send, vec![fields.into_any()])
}
