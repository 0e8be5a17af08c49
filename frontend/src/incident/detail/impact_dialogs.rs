//! The dialogs of the impact tab: a window of impact, a named instant.

use leptos::prelude::*;

use super::{
    impact::required_instant,
    state::{Screen, instant_of, version_for, zone_hint},
    text,
    write::{self, AddImpactWindowInput, SetIncidentInstantInput, UpdateImpactWindowInput},
};
use crate::{
    model::{DateTime, ImpactLevel, InstantName, InstantSource, Precision},
    ui::{
        dialog::Dialog,
        field::{CheckGroup, SelectField, TextArea, TextField, options},
        form::{FormError, Submit, SubmitButton},
        lean, time,
    },
};

/// `id` is the window to change; without, a new one.
#[component]
pub fn WindowDialog(screen: Screen, id: Option<String>) -> impl IntoView {
    let old = screen.now(|d| d.windows.iter().find(|w| Some(&w.id) == id.as_ref()).cloned());
    let affected =
        screen.now(|d| d.services.iter().map(|s| (s.id.clone(), s.name.clone())).collect::<Vec<_>>());
    let start = old.as_ref().map_or(DateTime(time::now_ms()), |w| w.started_at);
    let from = RwSignal::new(time::to_input(start));
    let to = RwSignal::new(old.as_ref().and_then(|w| w.ended_at).map(time::to_input).unwrap_or_default());
    let level = old.as_ref().map_or(ImpactLevel::PartialOutage, |w| w.level);
    let level = RwSignal::new(level.wire().to_owned());
    let services = RwSignal::new(old.as_ref().map_or_else(
        || affected.iter().map(|s| s.0.clone()).collect::<Vec<_>>(),
        |w| w.services.iter().map(|s| s.id.clone()).collect(),
    ));
    let submit = Submit::new();
    let opened = screen.version();
    let key = StoredValue::new(write::idempotency_key());
    let title = if old.is_some() { "Change the impact window" } else { "Add an impact window" };
    let old_id = StoredValue::new(old.map(|w| w.id));
    let send = move || {
        let Some(started_at) = required_instant(from, submit, "startedAt") else { return };
        let Ok(ended_at) = instant_of(to) else { return submit.refuse("endedAt", text::BAD_TIME) };
        let level = ImpactLevel::parse(&level.get_untracked()).unwrap_or(ImpactLevel::PartialOutage);
        let service_ids = services.get_untracked();
        if let Some(id) = old_id.get_value() {
            let input = UpdateImpactWindowInput {
                id,
                incident_version: version_for(submit, opened),
                started_at: Some(started_at),
                ended_at,
                level: Some(level),
                service_ids: Some(service_ids),
            };
            screen.save(submit, write::update_window(input), "Window changed");
        } else {
            let input = AddImpactWindowInput {
                incident_id: screen.id(),
                version: version_for(submit, opened),
                started_at,
                ended_at,
                level,
                service_ids,
                idempotency_key: Some(key.get_value()),
            };
            screen.save(submit, write::add_window(input), "Window added");
        }
    };
    view! {
        <Dialog title=title on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <div class="form-row">
                    <TextField label="From" kind="datetime-local" value=from required=true hint=zone_hint() error=submit.of("startedAt") />
                    <TextField label="To" kind="datetime-local" value=to hint="Empty while it goes on." error=submit.of("endedAt") />
                </div>
                <SelectField label="Level" value=level options=options!(ImpactLevel::ALL) error=submit.of("level") />
                <CheckGroup legend="Services" chosen=services options=Signal::derive(move || affected.clone()) error=submit.of("serviceIds") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Save" /></div>
            </form>
        </Dialog>
    }
}

#[component]
pub fn InstantDialog(screen: Screen, name: InstantName) -> impl IntoView {
    let old = screen.now(|d| d.instants.iter().find(|i| i.name == name).cloned());
    let at = RwSignal::new(old.as_ref().map(|i| time::to_input(i.at)).unwrap_or_default());
    let source = RwSignal::new(old.as_ref().map_or(InstantSource::Human, |i| i.source).wire().to_owned());
    let precision = RwSignal::new(old.as_ref().map_or(Precision::Minute, |i| i.precision).wire().to_owned());
    let reason = RwSignal::new(String::new());
    let submit = Submit::new();
    let opened = screen.version();
    let send = move || {
        let Some(at) = required_instant(at, submit, "at") else { return };
        let reason = reason.get_untracked().trim().to_owned();
        let input = SetIncidentInstantInput {
            id: screen.id(),
            version: version_for(submit, opened),
            name,
            at,
            source: InstantSource::parse(&source.get_untracked()).unwrap_or(InstantSource::Human),
            precision: Precision::parse(&precision.get_untracked()).unwrap_or(Precision::Minute),
            reason: (!reason.is_empty()).then_some(reason),
        };
        screen.save(submit, write::set_instant(input), "Instant set");
    };
    view! {
        <Dialog title=format!("Set: {}", name.label().to_ascii_lowercase()) on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <TextField label="When" kind="datetime-local" value=at required=true hint=zone_hint() error=submit.of("at") />
                <div class="form-row">
                    <SelectField label="Known from" value=source options=options!([InstantSource::Human, InstantSource::Alert]) />
                    <SelectField label="How exact" value=precision options=options!(Precision::ALL) />
                </div>
                <TextArea label="Reason" value=reason rows=2 hint="Needed only when it breaks the expected order." error=submit.of("reason") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Save" /></div>
            </form>
        </Dialog>
    }
}
