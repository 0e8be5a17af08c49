//! The forms of announced work: scheduling and changing it, and saying how it goes, with a step or without.

use leptos::prelude::*;

use super::api::{
    self, AddMaintenanceUpdateInput, ChangeMaintenanceStatusInput, Detail, ScheduleMaintenanceInput,
    UpdateMaintenanceInput,
};
use crate::{
    catalog::choice,
    model::{DateTime, MaintenanceStatus, TextZone},
    ui::{
        dialog::Dialog,
        field::TextField,
        form::{self, FormError, Submit, SubmitButton, instant_of, version_for, zone_hint},
        lean, time, toast,
        wording::WordedField,
    },
};

const BAD_TIME: &str = "Enter a day and a time.";

fn required(field: RwSignal<String>, submit: Submit, name: &str) -> Option<DateTime> {
    let read = instant_of(field).ok().flatten();
    if read.is_none() {
        submit.refuse(name, BAD_TIME);
    }
    read
}

/// `old` is what is changed; without, new work is announced.
#[component]
pub fn MaintenanceForm(
    old: Option<Detail>,
    #[prop(into)] on_close: Callback<()>,
    /// Takes its `MNT-n`.
    on_saved: Callback<String>,
) -> impl IntoView {
    let row = old.as_ref().map(|old| old.row.clone());
    let input = |at: Option<DateTime>| RwSignal::new(at.map(time::to_input).unwrap_or_default());
    let title = RwSignal::new(row.as_ref().map(|r| r.title.clone()).unwrap_or_default());
    let body = RwSignal::new(String::new());
    let from = input(row.as_ref().map(|r| r.starts_at));
    let to = input(row.as_ref().map(|r| r.ends_at));
    let held = row.as_ref().map(|r| r.services.clone()).unwrap_or_default();
    let services = RwSignal::new(held.iter().map(|s| s.id.clone()).collect::<Vec<_>>());
    let submit = Submit::new();
    let key = form::idempotency_key();
    let is_new = old.is_none();
    let send = move || {
        let title = title.with_untracked(|t| t.trim().to_owned());
        let body = body.with_untracked(|b| b.trim().to_owned());
        if title.is_empty() {
            return submit.refuse("title", "Say in a line what is done.");
        }
        if is_new && body.is_empty() {
            return submit.refuse("body", "Say what customers will notice.");
        }
        let service_ids = services.get_untracked();
        if service_ids.is_empty() {
            return submit.refuse("serviceIds", "Choose at least one service.");
        }
        let Some(starts_at) = required(from, submit, "startsAt") else { return };
        let Some(ends_at) = required(to, submit, "endsAt") else { return };
        if ends_at <= starts_at {
            return submit.refuse("endsAt", "It ends after it begins.");
        }
        let Some(old) = old.clone() else {
            let idempotency_key = Some(key.clone());
            let input =
                ScheduleMaintenanceInput { body, ends_at, idempotency_key, service_ids, starts_at, title };
            return submit.run(api::schedule(input), move |reference| {
                toast::say("Maintenance scheduled");
                on_saved.run(reference);
            });
        };
        let input = UpdateMaintenanceInput {
            id: old.row.id,
            version: version_for(submit, old.version),
            title: Some(title),
            service_ids: Some(service_ids),
            starts_at: Some(starts_at),
            ends_at: Some(ends_at),
        };
        submit.run(api::update(input), move |()| {
            toast::say("Maintenance changed");
            on_saved.run(old.row.reference);
        });
    };
    let (head, label) =
        if is_new { ("Schedule maintenance", "Announce it") } else { ("Change the maintenance", "Save") };
    let words = is_new.then(|| {
        view! {
            <WordedField label="What is done, and what customers notice" value=body zone=TextZone::Update rows=4 required=true
                hint="Markdown. Customers read it at once." error=submit.of("body") />
        }
    });
    view! {
        <Dialog title=head class="wide" on_close>
            <form on:submit=lean::submit(send) novalidate>
                <TextField label="Title" value=title required=true error=submit.of("title") />
                {words}
                <div class="form-row">
                    <TextField label="Begins" kind="datetime-local" value=from required=true hint=zone_hint() error=submit.of("startsAt") />
                    <TextField label="Ends" kind="datetime-local" value=to required=true error=submit.of("endsAt") />
                </div>
                {choice::services("Services", services, held, submit.of("serviceIds"))}
                <FormError submit />
                <div class="form-end"><SubmitButton submit label /></div>
            </form>
        </Dialog>
    }
}

/// Says how it goes; with `step`, that it is there now.
#[component]
pub fn SayForm(
    detail: Detail,
    step: Option<MaintenanceStatus>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let body = RwSignal::new(String::new());
    let submit = Submit::new();
    let key = form::idempotency_key();
    let title = step.map_or_else(
        || "Add an update".to_owned(),
        |step| format!("{} is {} now", detail.row.reference, step.label().to_lowercase()),
    );
    let send = move || {
        let body = body.with_untracked(|b| b.trim().to_owned());
        if body.is_empty() {
            return submit.refuse("body", "Say in a sentence how it goes.");
        }
        let id = detail.row.id.clone();
        let work = match step {
            Some(status) => api::change_status(ChangeMaintenanceStatusInput {
                id,
                version: version_for(submit, detail.version),
                status,
                body,
            }),
            None => api::say(AddMaintenanceUpdateInput {
                maintenance_id: id,
                body,
                idempotency_key: Some(key.clone()),
            }),
        };
        submit.run(work, move |()| {
            toast::say("Update sent");
            on_saved.run(());
        });
    };
    view! {
        <Dialog title on_close>
            <form on:submit=lean::submit(send) novalidate>
                <WordedField label="Update" value=body zone=TextZone::Update rows=4 required=true
                    hint="Markdown. Customers read it." error=submit.of("body") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Send to customers" /></div>
            </form>
        </Dialog>
    }
}
