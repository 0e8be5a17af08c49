//! Declaring an incident.

use domain::id::{ImpactWindowId, IncidentId, ResponderId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::timeline::DetailParts;
use domain::incident::{
    Declaration, EntryDetail, ImpactLevel, Incident, IncidentChange, NewEntry, Summary, rules,
};
use domain::text::{Body, Markdown, Tag, Title};
use domain::time::Instant;
use serde_json::json;
use store::incident::{members, repo, timeline};

use super::{DeclareIncident, FirstEntry, IncidentAnswer, instant, instant_opt};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

impl App {
    /// Declares an incident, with its first impact window, lead and timeline entry if given.
    ///
    /// Errors: a text or instant that does not hold, an unknown service or person, detection before
    /// impact (`CLK-03`).
    pub async fn declare_incident(&self, actor: &Actor, command: DeclareIncident) -> Result<IncidentAnswer> {
        authorize(actor, Permission::IncidentDeclare, Relation::default())?;
        let is_person = actor.principal.user().is_some();
        if command.is_private && !actor.can_see_incident(true, is_person) {
            return Err(Error::invalid("isPrivate", "would hide the incident from who declares it"));
        }
        self.check_services("serviceIds", &command.service_ids)?;
        if let Some(lead) = command.lead_id {
            self.check_person("leadId", lead)?;
        }
        let id = IncidentId::new(self.uuid());
        let declaration = self.declaration(id, &command)?;

        let mut write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("declareIncident", key, &command, id.uuid()).await? {
            drop(write);
            return self.answer_again(actor, IncidentId::new(earlier)).await;
        }
        let now = write.now;
        let (mut incident, mut entries) = Incident::declare(declaration, actor.principal, now)?;
        entries.extend(command.first_entry.as_ref().map(|entry| first_entry(entry, now)).transpose()?);
        repo::insert_with(&write.tx, &mut incident, &mut write.later).await?;
        if let (true, Some(user)) = (incident.is_private, actor.principal.user()) {
            members::add(&write.tx, id, &[user], now).await?;
        }
        let author_role = actor.principal.user().and_then(|user| incident.role_of(user));
        timeline::append_later(&mut write.later, &self.entries(actor, id, author_role, entries, now));
        let facts = json!({
            "number": incident.number,
            "severity": incident.severity.as_str(),
            "isPrivate": incident.is_private,
        });
        write.audit("incident.declared", "incident", id, &facts);
        write.event("incident", IncidentChange::Declared.as_str(), id.uuid(), &facts);
        write.commit().await?;
        if incident.is_private {
            self.directory().reload_members_of(&[id]).await?;
        }
        Ok(IncidentAnswer {
            findings: rules::findings(&incident, now, &self.thresholds()),
            incident: Summary::of(&incident, None),
        })
    }

    fn declaration(&self, id: IncidentId, command: &DeclareIncident) -> Result<Declaration> {
        if command.impact_level.is_some() && command.impact_started_at.is_none() {
            return Err(Error::invalid("impactStartedAt", "is needed with impactLevel"));
        }
        let impact_started_at = instant_opt("impactStartedAt", command.impact_started_at)?;
        if impact_started_at.is_some_and(|at| at > self.now()) {
            return Err(Error::invalid("impactStartedAt", "lies in the future"));
        }
        let detected_at = instant_opt("detectedAt", command.detected_at)?;
        if detected_at.is_some_and(|at| at > self.now()) {
            return Err(Error::invalid("detectedAt", "lies in the future"));
        }
        Ok(Declaration {
            id,
            title: parse("title", Title::parse(&command.title))?,
            summary: parse("summary", Markdown::parse(command.summary.as_deref().unwrap_or_default()))?,
            severity: command.severity,
            services: command.service_ids.clone(),
            impact: impact_started_at.map(|at| {
                (
                    ImpactWindowId::new(self.uuid()),
                    at,
                    command.impact_level.unwrap_or(ImpactLevel::MajorOutage),
                )
            }),
            detected_at,
            detection_source: command.detection_source,
            lead: command.lead_id.map(|user| (ResponderId::new(self.uuid()), user)),
            tags: tags(&command.tags)?,
            is_private: command.is_private,
        })
    }
}

/// The most tags of an incident.
const MAX_TAGS: usize = 50;

/// Reads tags.
pub(super) fn tags(texts: &[String]) -> Result<Vec<Tag>> {
    if texts.len() > MAX_TAGS {
        return Err(Error::invalid("tags", format!("must be at most {MAX_TAGS}")));
    }
    texts.iter().map(|tag| parse("tags", Tag::parse(tag))).collect()
}

fn first_entry(entry: &FirstEntry, now: Instant) -> Result<NewEntry> {
    let at = entry.happened_at.map(|at| instant("firstEntry.happenedAt", at)).transpose()?.unwrap_or(now);
    if at > now {
        return Err(Error::invalid("firstEntry.happenedAt", "lies in the future"));
    }
    let detail = EntryDetail::written(entry.kind, DetailParts::default(), now)
        .map_err(|error| Error::invalid("firstEntry.kind", error.to_string()))?;
    Ok(NewEntry::dated(at, now, detail, parse("firstEntry.body", Body::parse(&entry.body))?))
}
