//! The small forms about one item: where it goes, that it is not done, a note, a later date, a check. Each stands beneath its row, or lies
//! over the page, as its screen wants it.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    acts, check,
    desk::{Desk, Over, place},
    record::Row,
    text,
    write::{self, ChangeRepairItemStatusInput, PostponeRepairItemInput},
};
use crate::{
    identity::api::people_options,
    incident::detail::people_select,
    model::{Permission, RepairItemStatus},
    net::session::session,
    ui::{
        board::{Place, move_dialog},
        dialog::Dialog,
        edited::send_button,
        field::{SelectField, TextArea, TextField},
        form::{FormError, Submit, idempotency_key, version_for},
        lean, remote, time,
    },
};

/// What lies over the page.
pub fn overlay(desk: Desk) -> lean::Part {
    lean::part(move || {
        let over = desk.over.get().filter(|over| !(desk.is_inline && over.may_stand_inline()))?;
        let row = desk.row(over.id())?;
        Some(dialog(desk, over, row))
    })
}

fn dialog(desk: Desk, over: Over, row: Row) -> AnyView {
    let close = Callback::new(move |()| desk.over.set(None));
    let title = match over {
        Over::Acts(_) => return acts::dialog(desk, row, close),
        Over::Move(id) => {
            let outcomes =
                Desk::outcomes(&row).into_iter().map(|to| (place(to), text::step_hint(to))).collect();
            let choose = Callback::new(move |to: Place| {
                if let Some(to) = RepairItemStatus::parse(to.wire) {
                    desk.go(&id, to);
                }
            });
            let now = format!("{} · now {}", row.title, row.status.label());
            return move_dialog(&row.reference, now, text::NO_NEXT, outcomes, choose, close);
        }
        Over::Decline(_) => format!("Decide not to do {}", row.reference),
        Over::Note(_) => format!("Note on {}", row.reference),
        Over::Postpone(_) => format!("Postpone {}", row.reference),
        Over::Check(_) => format!("Check of {}", row.reference),
    };
    let wide = if matches!(over, Over::Check(_)) { "wide" } else { "" };
    let body = form(desk, &over, row);
    view! { <Dialog title class=wide on_close=close>{body}</Dialog> }.into_any()
}

/// The form itself.
pub fn form(desk: Desk, over: &Over, row: Row) -> AnyView {
    match over {
        Over::Acts(_) | Over::Move(_) => ().into_any(),
        Over::Decline(_) => decline(desk, row),
        Over::Note(_) => note(desk, row.id),
        Over::Postpone(_) => postpone(desk, row),
        Over::Check(_) => check::check(desk, row),
    }
}

/// The frame of a small form: sends by its button and by Ctrl+Enter, and can be left.
pub fn frame(
    desk: Desk,
    submit: Submit,
    label: &'static str,
    send: impl Fn() + Copy + 'static,
    fields: AnyView,
) -> AnyView {
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    let leave = desk.is_inline.then(|| {
        view! { <button type="button" class="btn quiet" on:click=lean::press(move || desk.close())>"Cancel"</button> }
    });
    view! {
        <form class="rform" novalidate on:keydown=keydown on:submit=lean::submit(send)>
            {fields}
            <FormError submit />
            <div class="form-end">{leave}{send_button(submit, label)}</div>
        </form>
    }
    .into_any()
}

fn note(desk: Desk, id: String) -> AnyView {
    let body = RwSignal::new(String::new());
    let submit = Submit::new();
    let key = StoredValue::new(idempotency_key());
    let id = StoredValue::new(id);
    let send = move || {
        let words = body.get_untracked().trim().to_owned();
        if words.is_empty() {
            return submit.refuse("body", text::NO_NOTE);
        }
        let id = id.get_value();
        desk.save_beside(submit, id.clone(), write::add_note(id, words, key.get_value()), "Note added");
    };
    let fields = view! { <TextArea label="Note" value=body rows=3 required=true hint="Markdown. What happened, what is in the way." error=submit.of("body") /> };
    frame(desk, submit, "Add the note", send, fields.into_any())
}

/// The end of a day in the reader's zone; on the policy's last day the policy's own instant, so that the day is not beyond it.
fn end_of(day: &str, row: &Row) -> Option<crate::model::DateTime> {
    let end = time::from_input(&format!("{day}T23:59"))?;
    let policy = row.policy.due_at.filter(|p| time::to_input(*p).starts_with(day));
    Some(policy.unwrap_or(end))
}

fn postpone(desk: Desk, row: Row) -> AnyView {
    let now = row.due_at.map(|at| time::to_input(at).chars().take(10).collect::<String>());
    let day = RwSignal::new(now.unwrap_or_default());
    let (reason, approver) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = Submit::new();
    let people = remote::remote(people_options);
    let hint = row.policy.due_at.map_or_else(
        || format!("The policy gives {} days from the commitment.", row.policy.days),
        |at| {
            format!(
                "The policy says {}. Later needs an approver, and stays visible (ACT-03).",
                time::short_day(at)
            )
        },
    );
    let row = StoredValue::new(row);
    let send = move || {
        let Some(due_at) = row.with_value(|row| end_of(&day.get_untracked(), row)) else {
            return submit.refuse("dueAt", text::BAD_DAY);
        };
        let why = reason.get_untracked().trim().to_owned();
        if why.is_empty() {
            return submit.refuse("reason", text::NO_REASON);
        }
        let approver_id = Some(approver.get_untracked()).filter(|id| !id.is_empty());
        let row = row.get_value();
        let version = version_for(submit, row.version);
        let said = format!("{} is due {} now", row.reference, time::short_day(due_at));
        let input = PostponeRepairItemInput { id: row.id.clone(), version, due_at, reason: why, approver_id };
        desk.save(submit, row.id, write::postpone(input), said);
    };
    let fields = view! {
        <div class="form-row">
            <TextField label="Due on" kind="date" value=day required=true hint error=submit.of("dueAt") />
            <SelectField label="Approver" value=approver options=people_select(people) hint="Needed beyond the policy only."
                error=submit.of("approverId") />
        </div>
        <TextArea label="Reason" value=reason rows=2 required=true error=submit.of("reason") />
    };
    frame(desk, submit, "Postpone", send, fields.into_any())
}

fn decline(desk: Desk, row: Row) -> AnyView {
    let reason = RwSignal::new(String::new());
    // Who may approve approves; everybody else names who did.
    let may = untrack(|| session().can(Permission::RepairApprove));
    let approver = RwSignal::new(if may { untrack(|| session().viewer_id()) } else { String::new() });
    let submit = Submit::new();
    let people = remote::remote(people_options);
    let row = StoredValue::new(row);
    let send = move || {
        let why = reason.get_untracked().trim().to_owned();
        if why.is_empty() {
            return submit.refuse("note", text::NO_REASON);
        }
        let row = row.get_value();
        let input = ChangeRepairItemStatusInput {
            id: row.id.clone(),
            version: version_for(submit, row.version),
            status: RepairItemStatus::NotDoing,
            note: Some(why),
            approver_id: Some(approver.get_untracked()).filter(|id| !id.is_empty()),
        };
        let said = format!("{} is not being done, by decision", row.reference);
        desk.save(submit, row.id, write::change_status(input), said);
    };
    let fields = view! {
        <TextArea label="Reason" value=reason rows=3 required=true hint=text::DECLINE_HINT error=submit.of("note") />
        <SelectField label="Approver" value=approver options=people_select(people) error=submit.of("approverId") />
    };
    frame(desk, submit, "Record the decision", send, fields.into_any())
}
