//! The declare dialog, opened over any page: little is needed, everything else can come later. It goes to the new incident.

use leptos::prelude::*;
use web_sys::{KeyboardEvent, SubmitEvent};

use super::detail::write::{self, DeclareIncidentInput};
use crate::{
    admin::severities::SeverityWords,
    catalog::api::service_options,
    model::{DateTime, DetectionSource, ImpactLevel, Permission, Severity},
    net::session::session,
    problem::{self, AlikeAsked},
    ui::{
        badge::SeverityMark,
        dialog::Dialog,
        dom,
        field::{CheckField, CheckGroup, SelectField, TextArea, TextField},
        form::{FormError, Submit, SubmitButton},
        lean, nav,
        remote::{self, Remote},
        time, toast,
    },
};

/// The fields; copy them freely.
#[derive(Clone, Copy)]
struct Fields {
    title: RwSignal<String>,
    severity: RwSignal<Severity>,
    services: RwSignal<Vec<String>>,
    summary: RwSignal<String>,
    impact_start: RwSignal<String>,
    level: RwSignal<String>,
    detected: RwSignal<String>,
    source: RwSignal<String>,
    lead: RwSignal<bool>,
    private: RwSignal<bool>,
    key: StoredValue<String>,
}

impl Fields {
    fn new() -> Self {
        Self {
            title: RwSignal::new(String::new()),
            severity: RwSignal::new(Severity::Sev2),
            services: RwSignal::new(Vec::new()),
            summary: RwSignal::new(String::new()),
            impact_start: RwSignal::new(String::new()),
            level: RwSignal::new(ImpactLevel::PartialOutage.wire().to_owned()),
            detected: RwSignal::new(time::to_input(DateTime(time::now_ms()))),
            source: RwSignal::new(DetectionSource::Monitoring.wire().to_owned()),
            lead: RwSignal::new(false),
            private: RwSignal::new(false),
            key: StoredValue::new(write::idempotency_key()),
        }
    }

    /// The input, or the field that cannot be read with what is wrong about it.
    fn input(self) -> Result<DeclareIncidentInput, (&'static str, &'static str)> {
        let read = |field: RwSignal<String>, name| {
            let text = field.get_untracked();
            if text.trim().is_empty() {
                return Ok(None);
            }
            time::from_input(&text).map(Some).ok_or((name, "Enter a day and a time."))
        };
        let title = self.title.get_untracked().trim().to_owned();
        if title.is_empty() {
            return Err(("title", "Say what is felt, in one line."));
        }
        let impact_started_at = read(self.impact_start, "impactStartedAt")?;
        let summary = self.summary.get_untracked().trim().to_owned();
        let level = ImpactLevel::parse(&self.level.get_untracked());
        let me = session().viewer.with_untracked(|v| v.as_ref().map(|v| v.id.clone()));
        Ok(DeclareIncidentInput {
            title,
            summary: (!summary.is_empty()).then_some(summary),
            severity: self.severity.get_untracked(),
            service_ids: self.services.get_untracked(),
            impact_started_at,
            impact_level: level.filter(|_| impact_started_at.is_some()),
            detected_at: read(self.detected, "detectedAt")?,
            detection_source: DetectionSource::parse(&self.source.get_untracked()),
            lead_id: me.filter(|_| self.lead.get_untracked()),
            tags: None,
            is_private: self.private.get_untracked(),
            first_entry: None,
            idempotency_key: Some(self.key.get_value()),
        })
    }
}

#[component]
pub fn DeclareDialog(#[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let fields = Fields::new();
    let submit = Submit::new();
    let send = move || {
        let input = match fields.input() {
            Ok(input) => input,
            Err((field, message)) => {
                submit.refuse(field, message);
                return;
            }
        };
        submit.run(write::declare(input), move |reference| {
            on_close.run(());
            toast::say(format!("{reference} declared"));
            nav::go(&format!("/incidents/{reference}"));
            set_timeout(dom::focus_heading, core::time::Duration::from_millis(60));
        });
    };
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    provide_context(AlikeAsked { title: fields.title, text: fields.summary, services: fields.services });
    let alike = lean::only(|| session().can(Permission::ProblemRead), problem::alike_here);
    view! {
        <Dialog title="Declare an incident" class="wide" on_close>
            <form
                class="declare"
                novalidate
                on:keydown=keydown
                on:submit=move |event: SubmitEvent| { event.prevent_default(); send(); }
            >
                <TextField label="Title" value=fields.title required=true autofocus=true error=submit.of("title")
                    hint="What is felt, not why: the why comes later." />
                {alike}
                <Severities severity=fields.severity />
                <Services services=fields.services submit />
                <When fields submit />
                <TextArea label="Summary" value=fields.summary rows=2 hint="Markdown" error=submit.of("summary") />
                <CheckField label="I take the lead" value=fields.lead />
                <CheckField label="Private" value=fields.private hint="Only members and incident managers see it." />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Declare" keys="Ctrl Enter" /></div>
            </form>
        </Dialog>
    }
}

#[component]
fn Severities(severity: RwSignal<Severity>) -> impl IntoView {
    let words = SeverityWords::ask();
    let choice = move |value: Severity| {
        let meaning = lean::words(move || words.of(value));
        view! {
            <label class="sev-choice">
                <input type="radio" name="declare-severity" prop:checked=move || severity.get() == value
                    on:change=move |_| severity.set(value) />
                <span class="sev-card"><SeverityMark severity=value /><span class="muted small">{meaning}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="form-field severities">
            <legend>"Severity"</legend>
            {Severity::ALL.iter().copied().map(choice).collect_view()}
        </fieldset>
    }
}

#[component]
fn Services(services: RwSignal<Vec<String>>, submit: Submit) -> impl IntoView {
    let all = remote::remote(service_options);
    let choices = Signal::derive(move || match all.state.get() {
        Remote::Ready(all) => all.into_iter().map(|s| (s.id, s.name)).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    view! { <CheckGroup legend="Services" chosen=services options=choices error=submit.of("serviceIds") /> }
}

#[component]
fn When(fields: Fields, submit: Submit) -> impl IntoView {
    let sources: Vec<(String, String)> =
        DetectionSource::ALL.iter().map(|s| (s.wire().to_owned(), s.label().to_owned())).collect();
    let levels: Vec<(String, String)> =
        ImpactLevel::ALL.iter().map(|l| (l.wire().to_owned(), l.label().to_owned())).collect();
    let zone = format!("In your zone, {}.", time::zone());
    view! {
        <div class="form-row">
            <TextField label="Detected" kind="datetime-local" value=fields.detected hint=zone error=submit.of("detectedAt") />
            <SelectField label="Noticed by" value=fields.source options=Signal::derive(move || sources.clone()) />
        </div>
        <div class="form-row">
            <TextField label="Impact began" kind="datetime-local" value=fields.impact_start hint="Empty when not known yet."
                error=submit.of("impactStartedAt") />
            <SelectField label="Impact level" value=fields.level options=Signal::derive(move || levels.clone()) />
        </div>
    }
}
