//! The form of the settings. All of it is sent with the version it was read at, so nobody's change is lost unseen.

use js_sys::{Array, Function, Intl, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::{
    api::{
        self, Settings, SeveritySetting, SeveritySettingsInput, ThresholdSettingsInput, UpdateSettingsInput,
    },
    settings::{newest, section},
    text,
};
use crate::{
    model::Severity,
    ui::{
        badge::SeverityMark,
        field::{CheckField, TextArea, TextField},
        form::{FormError, Submit, SubmitButton},
        lean,
        remote::Source,
        toast,
    },
};

/// A week of minutes: the most a threshold may be.
const MOST: i64 = 10_080;
const MOST_GRACE: i64 = 1_440;
/// The most days that an analysis may be promised for.
const MOST_DAYS: i64 = 365;
const RCA_FIELDS: [&str; 2] = ["rcaPreliminaryDays", "rcaFinalDays"];

/// The fields of one severity.
#[derive(Clone, Copy)]
struct OneSeverity {
    severity: Severity,
    label: RwSignal<String>,
    criteria: RwSignal<String>,
    minutes: [RwSignal<String>; 4],
}

impl OneSeverity {
    fn new(held: &SeveritySetting) -> Self {
        let minutes = held.minutes.map(|m| RwSignal::new(m.map(|m| m.to_string()).unwrap_or_default()));
        Self {
            severity: held.severity,
            label: RwSignal::new(held.label.clone()),
            criteria: RwSignal::new(held.criteria.clone()),
            minutes,
        }
    }

    /// What to send; the field that cannot be read otherwise.
    fn input(self) -> Result<SeveritySettingsInput, String> {
        let read = |at: usize| {
            let typed = self.minutes[at].get_untracked();
            minutes(&typed, 1, MOST).map_err(|_| field_of(self.severity, text::THRESHOLDS[at].2))
        };
        let (roles, first, internal, external) = (read(0)?, read(1)?, read(2)?, read(3)?);
        Ok(SeveritySettingsInput {
            severity: self.severity,
            label: Some(self.label.get_untracked().trim().to_owned()),
            criteria: Some(self.criteria.get_untracked().trim().to_owned()),
            roles_within_minutes: roles,
            first_update_minutes: first,
            internal_update_minutes: internal,
            external_update_minutes: external,
        })
    }
}

/// The name under which a field of one severity refuses.
fn field_of(severity: Severity, field: &str) -> String {
    format!("{}-{field}", severity.wire())
}

/// What was typed is no number of minutes, or too few or too many.
struct Unreadable;

/// Minutes as typed: nothing is a rule switched off; no number, or too few or many, cannot be read.
fn minutes(typed: &str, least: i64, most: i64) -> Result<Option<i64>, Unreadable> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().ok().filter(|n| (least..=most).contains(n)).map(Some).ok_or(Unreadable)
}

/// The names of all time zones this browser knows.
fn zones() -> Vec<String> {
    let intl: &JsValue = &Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).unwrap_or_default();
    let list = Reflect::get(intl, &JsValue::from_str("supportedValuesOf"))
        .ok()
        .and_then(|f| f.dyn_into::<Function>().ok())
        .and_then(|f| f.call1(intl, &JsValue::from_str("timeZone")).ok());
    // An older browser offers no list; any name can be typed.
    let list = list.map(|l| Array::from(&l).iter().filter_map(|zone| zone.as_string()).collect::<Vec<_>>());
    core::iter::once("UTC".to_owned()).chain(list.unwrap_or_default()).collect()
}

/// Whether this browser can tell the time there.
fn is_zone(name: &str) -> bool {
    let options = js_sys::Object::new();
    let set = Reflect::set(&options, &JsValue::from_str("timeZone"), &JsValue::from_str(name));
    let made = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl"))
        .and_then(|intl| Reflect::get(&intl, &JsValue::from_str("DateTimeFormat")))
        .and_then(|f| {
            f.unchecked_into::<Function>().call2(&JsValue::NULL, &JsValue::from_str("en-GB"), &options)
        });
    set.is_ok() && made.is_ok_and(|format| format.is_instance_of::<Intl::DateTimeFormat>())
}

/// The fields; copy them freely.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    zone: RwSignal<String>,
    grace: RwSignal<String>,
    approves: RwSignal<bool>,
    rca_days: [RwSignal<String>; 2],
    severities: StoredValue<Vec<OneSeverity>>,
    version: StoredValue<i64>,
}

impl Fields {
    fn new(held: Settings) -> Self {
        Self {
            name: RwSignal::new(held.name),
            zone: RwSignal::new(held.zone),
            grace: RwSignal::new(held.late_grace.to_string()),
            approves: RwSignal::new(held.approves),
            rca_days: held.rca_days.map(|n| RwSignal::new(n.to_string())),
            severities: StoredValue::new(held.severities.iter().map(OneSeverity::new).collect()),
            version: StoredValue::new(held.version),
        }
    }

    /// The input, or the field at fault with what is wrong about it.
    fn input(self) -> Result<UpdateSettingsInput, (String, String)> {
        let name = self.name.get_untracked().trim().to_owned();
        if name.is_empty() {
            return Err(("organisationName".into(), "Enter how the organisation calls itself.".into()));
        }
        let zone = self.zone.get_untracked().trim().to_owned();
        if !is_zone(&zone) {
            return Err(("timeZone".into(), "Choose a zone of the list, such as Europe/Berlin.".into()));
        }
        let of = |one: OneSeverity| {
            one.input()
                .map_err(|field| (field, format!("Enter 1 to {MOST} minutes, or nothing to switch it off.")))
        };
        let severities =
            self.severities.get_value().into_iter().map(of).collect::<Result<Vec<_>, (String, String)>>()?;
        let Ok(Some(grace)) = minutes(&self.grace.get_untracked(), 0, MOST_GRACE) else {
            return Err(("lateGraceMinutes".into(), format!("Enter 0 to {MOST_GRACE} minutes.")));
        };
        let mut days = [0; 2];
        for (at, typed) in self.rca_days.iter().enumerate() {
            let Ok(Some(n)) = minutes(&typed.get_untracked(), 1, MOST_DAYS) else {
                return Err((RCA_FIELDS[at].into(), format!("Enter 1 to {MOST_DAYS} days.")));
            };
            days[at] = n;
        }
        Ok(UpdateSettingsInput {
            organisation_name: Some(name),
            time_zone: Some(zone),
            severities: Some(severities),
            thresholds: Some(ThresholdSettingsInput { late_grace_minutes: Some(grace) }),
            approve_external_updates: Some(self.approves.get_untracked()),
            rca_preliminary_days: Some(days[0]),
            rca_final_days: Some(days[1]),
            version: self.version.get_value(),
        })
    }
}

#[component]
pub fn SettingsForm(held: Settings, source: Source<Settings>) -> impl IntoView {
    let fields = Fields::new(held);
    let submit = Submit::new();
    let send = lean::submit(move || match fields.input() {
        Ok(input) => submit.run(api::update_settings(input), move |version| {
            fields.version.set_value(version);
            toast::say("Settings saved");
        }),
        Err((field, message)) => {
            submit.refuse(&field, &message);
            request_animation_frame(|| {
                crate::ui::dom::focus("form.settings [aria-invalid]");
            });
        }
    });
    let conflict = newest(submit, move || source.reload());
    let severities =
        fields.severities.get_value().into_iter().map(|one| severity(one, submit)).collect_view();
    let days = text::RCA_DAYS.iter().zip(RCA_FIELDS).zip(fields.rca_days).map(|((label, field), value)| {
        view! { <TextField label=format!("{label}, days") value required=true error=submit.of(field) /> }
    });
    let days = days.collect_view();
    view! {
        <form class="settings" on:submit=send novalidate>
            {organisation(fields, submit)}
            {severities}
            {section("set-promises".into(), text::PROMISES.into_any(), Some(text::PROMISES_NOTE), view! {
                <div class="form-row">
                    <TextField label="Late after, min" value=fields.grace required=true
                        hint="How long a promised update may be overdue before it counts as late. Rule COM-02."
                        error=submit.of("lateGraceMinutes") />
                    {days}
                </div>
                <CheckField label="A second person approves external updates" value=fields.approves hint=text::APPROVAL_NOTE />
            }.into_any())}
            <div class="settings-end">
                <FormError submit />
                <div class="form-end">{conflict}<SubmitButton submit label="Save settings" /></div>
            </div>
        </form>
    }
}

fn organisation(fields: Fields, submit: Submit) -> AnyView {
    let error = submit.of("timeZone");
    let options = zones().into_iter().map(|zone| view! { <option value=zone></option> }).collect_view();
    let body = view! {
        <TextField label="Name" value=fields.name required=true error=submit.of("organisationName") />
        <div class="form-field">
            <label for="set-zone">"Time zone"</label>
            <input id="set-zone" type="text" list="set-zones" autocomplete="off" spellcheck="false" aria-required="true"
                aria-describedby="set-zone-hint"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=lean::words(move || fields.zone.get())
                on:input=move |event| fields.zone.set(event_target_value(&event)) />
            <p class="hint" id="set-zone-hint">
                "Type to search, such as Berlin."
                {lean::part(move || error.get().map(|text| view! { <span class="field-error">" "{text}</span> }))}
            </p>
            <datalist id="set-zones">{options}</datalist>
        </div>
    };
    let head = text::ORGANISATION.into_any();
    section("set-organisation".into(), head, Some(text::ORGANISATION_NOTE), body.into_any())
}

fn severity(one: OneSeverity, submit: Submit) -> AnyView {
    let of = one.severity;
    // A refusal of the server names the field without the severity; it stands above the button.
    let error = move |field: &'static str| {
        let name = field_of(of, field);
        Signal::derive(move || {
            submit
                .error
                .with(|e| e.as_ref().filter(|e| e.field.as_deref() == Some(&name)).map(|e| e.message.clone()))
        })
    };
    let minutes = text::THRESHOLDS
        .iter()
        .zip(one.minutes)
        .map(|((word, rule, field), value)| {
            view! {
                <TextField label=format!("{word}, min") value hint=format!("Rule {rule}.") error=error(field) />
            }
        })
        .collect_view();
    let body = view! {
        <TextField label="Called" value=one.label required=true />
        <TextArea label="Given when" value=one.criteria rows=2 />
        <div class="form-row">{minutes}</div>
    };
    let head = view! { <SeverityMark severity=of /> }.into_any();
    let note = (of == Severity::Sev1).then_some(text::SEVERITY_NOTE);
    section(format!("set-{}", of.wire()), head, note, body.into_any())
}
