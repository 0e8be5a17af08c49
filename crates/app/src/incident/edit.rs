//! Changes of an incident's own fields: texts, status, severity, named instants.

use domain::identity::{Actor, Permission};
use domain::incident::{Edit, IncidentChange};
use domain::text::{Body, Markdown, Title};
use serde_json::json;
use store::incident::members;

use super::declare::tags;
use super::open::Change;
use super::{ChangeSeverity, ChangeStatus, IncidentAnswer, SetInstant, UpdateIncident, instant, instant_opt};
use crate::error::parse;
use crate::{App, Result, portal};

/// Reads a reason.
fn reason(text: Option<&str>) -> Result<Option<Body>> {
    text.map(|text| parse("reason", Body::parse(text))).transpose()
}

/// Reads a title for the public; an empty text is none.
fn public_title(text: &str) -> Result<Option<Title>> {
    if text.trim().is_empty() { Ok(None) } else { parse("publicTitle", Title::parse(text)).map(Some) }
}

impl App {
    /// Changes title, summary, services, detection source, tags, privacy or the title for the public. Whoever makes an
    /// incident private is invited to it, so that it does not vanish under their hands.
    ///
    /// Errors: stale version, a text that does not hold, a service that an impact window names.
    pub async fn update_incident(&self, actor: &Actor, command: UpdateIncident) -> Result<IncidentAnswer> {
        let edit = Edit {
            title: command.title.map(|title| parse("title", Title::parse(&title))).transpose()?,
            summary: command
                .summary
                .map(|summary| parse("summary", Markdown::parse(&summary)))
                .transpose()?,
            services: command.service_ids,
            detection_source: command.detection_source,
            tags: command.tags.map(|texts| tags(&texts)).transpose()?,
            is_private: command.is_private,
        };
        self.check_services("serviceIds", edit.services.as_deref().unwrap_or_default())?;
        let public_title = command.public_title.as_deref().map(public_title).transpose()?;
        let mut opened = self.open_incident(actor, Permission::IncidentUpdate, command.id).await?;
        opened.at_version(command.version)?;
        let mut changed = opened.incident.edit(edit)?;
        if let Some(title) = public_title {
            portal::entitle(&mut opened.write, &opened.incident, title.as_ref()).await?;
            changed.push("publicTitle");
        }
        if let (false, true, Some(user)) =
            (opened.before.is_private, opened.incident.is_private, actor.principal.user())
        {
            members::add(&opened.write.tx, command.id, &[user], opened.write.now).await?;
        }
        let facts = json!({ "changed": changed, "isPrivate": opened.incident.is_private });
        opened
            .close(Vec::new(), Change { action: "incident.updated", kind: IncidentChange::Updated, facts })
            .await
    }

    /// Moves an incident through its lifecycle; the step writes its own timeline entry.
    ///
    /// Errors: stale version, no such step, a step back without a reason, an instant in the future
    /// or out of order (`CLK-03`).
    pub async fn change_incident_status(
        &self,
        actor: &Actor,
        command: ChangeStatus,
    ) -> Result<IncidentAnswer> {
        let reason = reason(command.reason.as_deref())?;
        let at = instant_opt("at", command.at)?;
        let mut opened = self.open_incident(actor, Permission::IncidentChangeStatus, command.id).await?;
        opened.at_version(command.version)?;
        let now = opened.write.now;
        let entry = opened.incident.change_status(command.status, reason.as_ref(), at, now)?;
        let facts = json!({ "from": opened.before.status.as_str(), "to": command.status.as_str() });
        let change = Change { action: "incident.status_changed", kind: IncidentChange::StatusChanged, facts };
        opened.close(vec![entry], change).await
    }

    /// Changes the severity; the change writes its own timeline entry.
    ///
    /// Errors: stale version, the severity it has already.
    pub async fn change_incident_severity(
        &self,
        actor: &Actor,
        command: ChangeSeverity,
    ) -> Result<IncidentAnswer> {
        let reason = reason(command.reason.as_deref())?;
        let mut opened = self.open_incident(actor, Permission::IncidentChangeSeverity, command.id).await?;
        opened.at_version(command.version)?;
        let now = opened.write.now;
        let entry = opened.incident.change_severity(command.severity, reason.as_ref(), now)?;
        let facts = json!({ "from": opened.before.severity.as_str(), "to": command.severity.as_str() });
        let change =
            Change { action: "incident.severity_changed", kind: IncidentChange::SeverityChanged, facts };
        opened.close(vec![entry], change).await
    }

    /// Records a named instant (`CLK-01`, `CLK-02`). A reason that overrides the order is kept in
    /// the timeline.
    ///
    /// Errors: stale version, in the future, out of order without a reason (`CLK-03`), the start of
    /// impact while impact windows say when it was (`CLK-04`).
    pub async fn set_incident_instant(&self, actor: &Actor, command: SetInstant) -> Result<IncidentAnswer> {
        let reason = reason(command.reason.as_deref())?;
        let at = instant("at", command.at)?;
        let mut opened = self.open_incident(actor, Permission::IncidentUpdate, command.id).await?;
        opened.at_version(command.version)?;
        let now = opened.write.now;
        opened.incident.set_instant(
            command.name,
            at,
            command.source,
            command.precision,
            reason.as_ref(),
            now,
        )?;
        let entries =
            reason.map(|reason| domain::incident::NewEntry::note(now, reason)).into_iter().collect();
        let facts = json!({ "instant": command.name.as_str(), "at": at.to_rfc3339() });
        opened
            .close(entries, Change { action: "incident.instant_set", kind: IncidentChange::Updated, facts })
            .await
    }
}
