//! The dialog that adds or edits a service.

use leptos::prelude::*;

use super::api::{self, CreateServiceInput, Service, UpdateServiceInput};
use crate::{
    identity,
    model::ServiceTier,
    net::ApiError,
    ui::{
        dialog::Dialog,
        field::{CheckField, SelectField, TextArea, TextField},
        form::{self, FormError, Submit, SubmitButton},
        remote::{self, Remote},
        time, toast,
    },
};

/// What is typed, all as text.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    description: RwSignal<String>,
    tier: RwSignal<String>,
    team: RwSignal<String>,
    logs: RwSignal<String>,
    dashboard: RwSignal<String>,
    runbook: RwSignal<String>,
    group: RwSignal<String>,
    position: RwSignal<String>,
    public: RwSignal<bool>,
    since: RwSignal<String>,
    /// The day that the field showed at first.
    opened_since: StoredValue<String>,
}

impl Draft {
    fn of(service: Option<&Service>) -> Self {
        let text =
            |read: fn(&Service) -> Option<String>| RwSignal::new(service.and_then(read).unwrap_or_default());
        let since: String = service
            .and_then(|s| s.monitored_since)
            .map_or_else(String::new, |at| time::to_input(at).chars().take(10).collect());
        Self {
            name: text(|s| Some(s.name.clone())),
            description: text(|s| s.description.clone()),
            tier: RwSignal::new(service.map_or(ServiceTier::Tier2, |s| s.tier).wire().to_owned()),
            team: text(|s| s.owner_team.as_ref().map(|t| t.id.clone())),
            logs: text(|s| s.logs_url.clone()),
            dashboard: text(|s| s.dashboard_url.clone()),
            runbook: text(|s| s.runbook_url.clone()),
            group: text(|s| s.group.clone()),
            position: text(|s| Some(s.position.to_string())),
            public: RwSignal::new(service.is_some_and(|s| s.is_public)),
            since: RwSignal::new(since.clone()),
            opened_since: StoredValue::new(since),
        }
    }

    fn tier(self) -> ServiceTier {
        ServiceTier::parse(&self.tier.get_untracked()).unwrap_or(ServiceTier::Tier2)
    }

    fn position(self) -> Option<i64> {
        trimmed(self.position).parse().ok()
    }

    async fn create(self, key: String) -> Result<(), ApiError> {
        api::create(CreateServiceInput {
            name: trimmed(self.name),
            description: filled(self.description),
            tier: self.tier(),
            owner_team_id: filled(self.team),
            logs_url: filled(self.logs),
            dashboard_url: filled(self.dashboard),
            runbook_url: filled(self.runbook),
            idempotency_key: Some(key),
            group: filled(self.group),
            position: self.position(),
            is_public: Some(self.public.get_untracked()),
            monitored_since: time::from_input(&self.since.get_untracked()),
        })
        .await
    }

    /// Everything is sent, so that an emptied field empties the record's.
    async fn update(self, id: String, version: i64) -> Result<(), ApiError> {
        // The field shows a day of the reader's zone; the instant stays as it is until somebody chooses another day.
        let since = self.since.get_untracked();
        let monitored_since = time::from_input(&since).filter(|_| self.opened_since.get_value() != since);
        api::update(UpdateServiceInput {
            id,
            version,
            name: Some(trimmed(self.name)),
            description: Some(trimmed(self.description)),
            tier: Some(self.tier()),
            owner_team_id: filled(self.team),
            logs_url: Some(trimmed(self.logs)),
            dashboard_url: Some(trimmed(self.dashboard)),
            runbook_url: Some(trimmed(self.runbook)),
            group: Some(trimmed(self.group)),
            position: self.position(),
            is_public: Some(self.public.get_untracked()),
            monitored_since,
        })
        .await
    }
}

fn trimmed(signal: RwSignal<String>) -> String {
    signal.with_untracked(|s| s.trim().to_owned())
}

fn filled(signal: RwSignal<String>) -> Option<String> {
    Some(trimmed(signal)).filter(|s| !s.is_empty())
}

/// `service` is `None` for a new one.
#[component]
pub fn ServiceForm(
    service: Option<Service>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let draft = Draft::of(service.as_ref());
    let submit = Submit::new();
    let key = form::idempotency_key();
    let known = service.as_ref().map(|s| (s.id.clone(), s.version));
    let title = service.map_or_else(|| "Add a service".to_owned(), |s| format!("Edit {}", s.name));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if trimmed(draft.name).is_empty() {
            return submit.refuse("name", "Give the service a name.");
        }
        if filled(draft.position).is_some() && draft.position().is_none() {
            return submit.refuse("position", "Enter a whole number, such as 10.");
        }
        let (known, key) = (known.clone(), key.clone());
        let work = async move {
            match known {
                Some((id, version)) => draft.update(id, version).await,
                None => draft.create(key).await,
            }
        };
        submit.run(work, move |()| {
            toast::say(format!("{} is saved.", trimmed(draft.name)));
            on_saved.run(());
        });
    };
    view! {
        <Dialog title on_close>
            <form on:submit=send novalidate>
                <TextField label="Name" value=draft.name required=true error=submit.of("name") autofocus=true />
                <TextArea label="Description" value=draft.description error=submit.of("description")
                    hint="What it does for customers, in a sentence." />
                <div class="form-row">
                    <SelectField label="Tier" value=draft.tier options=tiers() error=submit.of("tier")
                        hint="Tier 1 is what customers cannot do without." />
                    <TeamField value=draft.team error=submit.of("ownerTeamId") />
                </div>
                <TextField label="Logs" kind="url" value=draft.logs error=submit.of("logsUrl") />
                <TextField label="Dashboard" kind="url" value=draft.dashboard error=submit.of("dashboardUrl") />
                <TextField label="Runbook" kind="url" value=draft.runbook error=submit.of("runbookUrl") />
                <CheckField label="Public" value=draft.public hint="The status portal shows it by its name." />
                <div class="form-row">
                    <TextField label="Group" value=draft.group error=submit.of("group") hint="Its heading on the portal." />
                    <TextField label="Position" value=draft.position error=submit.of("position") hint="Lowest first." />
                    <TextField label="Monitored since" kind="date" value=draft.since error=submit.of("monitoredSince")
                        hint="Uptime counts from then (AVL-03)." />
                </div>
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=move |_| on_close.run(())>"Cancel"</button>
                    <SubmitButton submit label="Save service" />
                </div>
            </form>
        </Dialog>
    }
}

fn tiers() -> Signal<Vec<(String, String)>> {
    Signal::stored(ServiceTier::ALL.iter().map(|t| (t.wire().to_owned(), t.label().to_owned())).collect())
}

#[component]
fn TeamField(value: RwSignal<String>, error: Signal<Option<String>>) -> impl IntoView {
    let source = remote::remote(identity::api::teams);
    let options = Signal::derive(move || {
        let mut all = vec![(String::new(), "No team yet".to_owned())];
        if let Remote::Ready(teams) = source.state.get() {
            all.extend(teams.into_iter().map(|t| (t.id, t.name)));
        }
        all
    });
    view! { <SelectField label="Owner team" value options error /> }
}
