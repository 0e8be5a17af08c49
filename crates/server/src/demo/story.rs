//! Tells a story through the use cases, with a clock that stands at the minute being told.
//!
//! It must not write to the store: what the demo shows went through the same doors as anything else.

use app::comms::command::{PromiseRca, PublishUpdate};
use app::incident::command as c;
use app::{App, Result};
use chrono::{Duration, NaiveTime};
use domain::comms::Audience;
use domain::comms::promise::RcaStage;
use domain::id::{ImpactWindowId, IncidentId, ServiceId, UserId};
use domain::identity::Actor;
use domain::incident::timeline::DetailParts;
use domain::incident::{
    ActionResult, ImpactLevel, IncidentStatus, InstantName, InstantSource, Precision, ResponderRole, Summary,
    TimelineEntryKind,
};
use domain::time::Instant;

use crate::system::SteppingClock;

/// One incident being told.
pub struct Story<'a> {
    app: &'a App,
    clock: &'a SteppingClock,
    midnight: Instant,
    incident: Option<IncidentId>,
    actor: Actor,
}

/// An entry of the timeline, as the story writes it.
pub struct Entry {
    kind: TimelineEntryKind,
    happened: Option<&'static str>,
    precision: Option<Precision>,
    result: Option<ActionResult>,
    approval: Option<(&'static str, &'static str)>,
    is_customer_escalation: bool,
    links: &'static [(&'static str, &'static str)],
}

impl Entry {
    /// An entry of a kind, happening when it is told.
    pub const fn of(kind: TimelineEntryKind) -> Self {
        Self {
            kind,
            happened: None,
            precision: None,
            result: None,
            approval: None,
            is_customer_escalation: false,
            links: &[],
        }
    }

    /// It happened earlier than it was written down.
    pub const fn happened(mut self, at: &'static str) -> Self {
        self.happened = Some(at);
        self
    }

    /// It happened at about that time.
    pub const fn about(mut self) -> Self {
        self.precision = Some(Precision::Approximate);
        self
    }

    /// What an action led to.
    pub const fn result(mut self, result: ActionResult) -> Self {
        self.result = Some(result);
        self
    }

    /// When approval was asked for and given.
    pub const fn approval(mut self, asked: &'static str, given: &'static str) -> Self {
        self.approval = Some((asked, given));
        self
    }

    /// A customer wanted more than was done.
    pub const fn escalation(mut self) -> Self {
        self.is_customer_escalation = true;
        self
    }

    /// Evidence.
    pub const fn links(mut self, links: &'static [(&'static str, &'static str)]) -> Self {
        self.links = links;
        self
    }
}

impl<'a> Story<'a> {
    /// Begins on a day, told by an actor.
    pub fn new(app: &'a App, clock: &'a SteppingClock, midnight: Instant, actor: Actor) -> Self {
        Self { app, clock, midnight, incident: None, actor }
    }

    /// The instant of a time of the day, such as `09:15`.
    pub fn at(&self, time: &str) -> Instant {
        let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap_or_default();
        self.midnight + time.signed_duration_since(NaiveTime::MIN)
    }

    /// Moves on to a time of the day; `actor` tells from here.
    pub fn moment(&mut self, time: &str, actor: &Actor) {
        self.moment_at(self.at(time), actor);
    }

    /// Moves on to an instant.
    pub fn moment_at(&mut self, at: Instant, actor: &Actor) {
        self.clock.set(at);
        self.actor = actor.clone();
    }

    fn id(&self) -> Result<IncidentId> {
        self.incident.ok_or_else(|| app::Error::internal("the story has not declared its incident yet"))
    }

    async fn current(&self) -> Result<Summary> {
        self.app.incident(&self.actor, self.id()?).await
    }

    /// Declares the incident of the story.
    pub async fn declare(&mut self, command: c::DeclareIncident) -> Result<IncidentId> {
        let changed = self.app.declare_incident(&self.actor, command).await?;
        self.incident = Some(changed.incident.id);
        Ok(changed.incident.id)
    }

    /// Writes an entry.
    pub async fn entry(&self, entry: Entry, body: &str) -> Result<()> {
        let command = c::AddEntry {
            incident_id: self.id()?,
            body: body.to_owned(),
            kind: entry.kind,
            happened_at: entry.happened.map(|time| self.at(time)),
            precision: entry.precision,
            corrects: None,
            links: entry
                .links
                .iter()
                .map(|(label, url)| c::EntryLinkText { label: (*label).to_owned(), url: (*url).to_owned() })
                .collect(),
            detail: DetailParts {
                result: entry.result,
                approval_asked_at: entry.approval.map(|(asked, _)| self.at(asked)),
                approval_given_at: entry.approval.map(|(_, given)| self.at(given)),
                is_customer_escalation: entry.is_customer_escalation,
            },
            idempotency_key: None,
        };
        self.app.add_timeline_entry(&self.actor, command).await?;
        Ok(())
    }

    /// Takes a step in the lifecycle now.
    pub async fn status(&self, status: IncidentStatus, reason: &str) -> Result<()> {
        let current = self.current().await?;
        let reason = (!reason.is_empty()).then(|| reason.to_owned());
        let command = c::ChangeStatus { id: current.id, version: current.version, status, reason, at: None };
        self.app.change_incident_status(&self.actor, command).await?;
        Ok(())
    }

    /// Gives a role to a person.
    pub async fn role(&self, role: ResponderRole, user: UserId) -> Result<()> {
        let command = c::AssignResponder {
            incident_id: self.id()?,
            role,
            user_id: user,
            at: None,
            idempotency_key: None,
        };
        self.app.assign_responder(&self.actor, command).await?;
        Ok(())
    }

    /// Records a named instant as of now.
    pub async fn instant(&self, name: InstantName) -> Result<()> {
        let current = self.current().await?;
        let command = c::SetInstant {
            id: current.id,
            version: current.version,
            name,
            at: self.app.now(),
            source: InstantSource::Human,
            precision: Precision::Minute,
            reason: None,
        };
        self.app.set_incident_instant(&self.actor, command).await?;
        Ok(())
    }

    /// Opens an impact window now.
    pub async fn impact(&self, level: ImpactLevel, services: &[ServiceId]) -> Result<ImpactWindowId> {
        let current = self.current().await?;
        let command = c::AddWindow {
            incident_id: current.id,
            version: current.version,
            started_at: self.app.now(),
            ended_at: None,
            level,
            service_ids: services.to_vec(),
            idempotency_key: None,
        };
        Ok(self.app.add_impact_window(&self.actor, command).await?.window.id)
    }

    /// Ends the impact windows that are open, now.
    pub async fn normal(&self) -> Result<()> {
        let id = self.id()?;
        let windows = self.app.incident_windows(&self.actor, &[id]).await?;
        for window in windows.into_values().flatten().filter(|window| window.ended_at.is_none()) {
            let command = c::UpdateWindow {
                id: window.id,
                incident_version: self.current().await?.version,
                started_at: None,
                ended_at: Some(self.app.now()),
                level: None,
                service_ids: None,
            };
            self.app.update_impact_window(&self.actor, command).await?;
        }
        Ok(())
    }

    /// Adds services to those affected.
    pub async fn services(&self, services: &[ServiceId]) -> Result<()> {
        self.edit(|command| command.service_ids = Some(services.to_vec())).await
    }

    /// Says what the incident is called in public.
    pub async fn public_title(&self, title: &str) -> Result<()> {
        self.edit(|command| command.public_title = Some(title.to_owned())).await
    }

    async fn edit(&self, change: impl FnOnce(&mut c::UpdateIncident)) -> Result<()> {
        let current = self.current().await?;
        let mut command = c::UpdateIncident {
            id: current.id,
            version: current.version,
            title: None,
            summary: None,
            service_ids: None,
            detection_source: None,
            tags: None,
            is_private: None,
            public_title: None,
        };
        change(&mut command);
        self.app.update_incident(&self.actor, command).await?;
        Ok(())
    }

    /// Promises customers an analysis within some days.
    pub async fn promise_rca(&self, stage: RcaStage, days: i64) -> Result<()> {
        let command = PromiseRca {
            incident_id: self.id()?,
            stage,
            audience: Audience::External,
            due_at: Some(self.app.now() + Duration::days(days)),
            idempotency_key: None,
        };
        self.app.promise_rca(&self.actor, command).await?;
        Ok(())
    }

    /// Publishes an update that promises the next one after some minutes, or a final one.
    pub async fn update(&self, audience: Audience, body: &str, next_in_minutes: Option<i64>) -> Result<()> {
        let command = PublishUpdate {
            incident_id: self.id()?,
            audience,
            body: body.to_owned(),
            next_update_at: next_in_minutes.map(|minutes| self.app.now() + Duration::minutes(minutes)),
            eta: None,
            idempotency_key: None,
        };
        self.app.publish_status_update(&self.actor, command).await?;
        Ok(())
    }
}
