//! Brings history of other tools in: every record comes in as it is told, with its findings.
//!
//! Bringing the same file in twice changes nothing; a file that changed replaces what it told
//! before, and the timeline says so. It must not read formats.

use std::collections::{HashMap, HashSet};

use domain::catalog::{Service, ServiceTier};
use domain::finding::Finding;
use domain::id::{ImpactWindowId, IncidentId, ServiceId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::{
    EntryDetail, ImpactWindow, Incident, IncidentChange, IncidentStatus, InstantName, InstantSource,
    Instants, NewEntry, Precision, Summary,
};
use domain::text::{Body, Markdown, Name, Tag, Title};
use domain::time::{Instant, truncate};
use formats::record::{ImportedIncident, ImportedMessage, MessageKind};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::incident::{Scope, import, repo, timeline};

use crate::directory::sort_key;
use crate::error::parse;
use crate::write::{Write, hex};
use crate::{App, Error, Result, authorize};

/// A record to be brought in.
#[derive(Clone, Copy, Debug)]
pub struct Import<'a> {
    /// The format that it was read from, such as `cstate`.
    pub format: &'static str,
    /// What was read.
    pub record: &'a ImportedIncident,
}

/// What bringing a record in did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was new.
    Created,
    /// Its file changed since it was brought in.
    Updated,
    /// Nothing changed.
    Unchanged,
}

/// A record that was brought in.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What happened.
    pub outcome: Outcome,
    /// The incident that it became.
    pub incident: IncidentId,
    /// What was odd about it.
    pub findings: Vec<Finding>,
}

impl App {
    /// Brings one record in. Services that are unknown by name are made.
    ///
    /// Errors: [`Error::Forbidden`], or a text of the record that does not hold.
    pub async fn import_incident(&self, actor: &Actor, command: Import<'_>) -> Result<Imported> {
        authorize(actor, Permission::HistoryImport, Relation::default())?;
        let Import { format, record } = command;
        let mut write = self.write(actor).await?;
        let hash = hex(&Sha256::digest(&record.raw));
        let known = import::find(&write.tx, format, &record.file).await?;
        let findings = record.findings.clone();
        if let Some((incident, _)) = known.as_ref().filter(|(_, earlier)| *earlier == hash) {
            return Ok(Imported { outcome: Outcome::Unchanged, incident: *incident, findings });
        }
        let services = self.services_by_name(&mut write, &record.services).await?;
        let has_new_services = services.values().any(|(_, is_new)| *is_new);
        let ids: Vec<ServiceId> = services.into_values().map(|(id, _)| id).collect();
        let told = self.told(actor, record, ids, write.now)?;
        let (id, outcome) = match known {
            Some((id, _)) => (self.replace(actor, &mut write, id, told, record).await?, Outcome::Updated),
            None => (self.add(actor, &mut write, told, record).await?, Outcome::Created),
        };
        import::mark(&write.tx, id, format, &record.file, &hash, write.now).await?;
        import::keep_source(&write.tx, id, &record.raw).await?;
        import::replace_findings(&write.tx, id, &record.file, &record.findings).await?;
        let facts = json!({ "format": format, "file": record.file });
        write.audit("incident.imported", "incident", id, &facts);
        write.commit().await?;
        if has_new_services {
            self.directory().reload_catalog().await?;
        }
        Ok(Imported { outcome, incident: id, findings })
    }

    async fn add(
        &self,
        actor: &Actor,
        write: &mut Write<'_>,
        mut incident: Incident,
        record: &ImportedIncident,
    ) -> Result<IncidentId> {
        let (id, now) = (incident.id, write.now);
        repo::insert(&write.tx, &mut incident).await?;
        let entries = entries(record, now)?;
        timeline::append(&write.tx, &self.entries(actor, id, None, entries, now)).await?;
        let facts = json!({ "number": incident.number, "isImported": true });
        write.event("incident", IncidentChange::Declared.as_str(), id.uuid(), &facts);
        Ok(id)
    }

    /// Replaces what the file told before; lead, roles, promises and what people wrote stay.
    async fn replace(
        &self,
        actor: &Actor,
        write: &mut Write<'_>,
        id: IncidentId,
        told: Incident,
        record: &ImportedIncident,
    ) -> Result<IncidentId> {
        let now = write.now;
        let found = repo::load_for_update(&write.tx, &Scope::everything(), id).await?;
        let (_, before): (Summary, Incident) = found.ok_or(Error::NotFound)?;
        let mut after = before.clone();
        after.title = told.title;
        after.severity = told.severity;
        after.status = told.status;
        let by_people =
            before.instants.iter().filter(|instant| instant.source != InstantSource::Import).copied();
        after.instants = Instants::from_stored(told.instants.iter().copied().chain(by_people));
        after.windows = told.windows;
        after.set_services(told.services);
        after.set_tags(before.tags.iter().cloned().chain(told.tags).collect());
        after.version = before.version + 1;
        after.updated_at = now;
        repo::save(&write.tx, &before, &after).await?;

        let everything =
            timeline::Query { newest_first: false, after: None, kinds: Vec::new(), limit: 10_000 };
        let pages = timeline::pages(&write.tx, &Scope::everything(), &[id], &everything).await?;
        let there: HashSet<(Instant, String)> = pages
            .into_values()
            .flatten()
            .map(|entry| (entry.happened_at, entry.body.into_string()))
            .collect();
        let mut fresh = entries(record, now)?;
        fresh.retain(|entry| !there.contains(&(entry.happened_at, entry.body.as_str().to_owned())));
        let note = "The imported file changed; what it tells was brought up to date.";
        fresh.push(NewEntry::note(now, parse("body", Body::parse(note))?));
        timeline::append(&write.tx, &self.entries(actor, id, None, fresh, now)).await?;
        write.event("incident", IncidentChange::Updated.as_str(), id.uuid(), &json!({ "isImported": true }));
        Ok(id)
    }

    /// The incident as the record tells it: contradictions are kept, and a window is made only when
    /// its end is not before its start.
    fn told(
        &self,
        actor: &Actor,
        record: &ImportedIncident,
        mut services: Vec<ServiceId>,
        now: Instant,
    ) -> Result<Incident> {
        services.sort_unstable();
        let mut instants = Instants::default();
        for (name, time) in
            [(InstantName::ImpactStart, record.started_at), (InstantName::Restored, record.resolved_at)]
        {
            if let Some(time) = time {
                instants.stamp(name, truncate(time.at), InstantSource::Import, time.precision);
            }
        }
        let windows = record.window().map(|window| ImpactWindow {
            id: ImpactWindowId::new(self.uuid()),
            started_at: truncate(window.from.at),
            ended_at: window.to.map(|to| truncate(to.at)),
            level: record.impact,
            services: services.clone(),
        });
        let tags: Result<Vec<Tag>> = record.tags.iter().map(|tag| parse("tags", Tag::parse(tag))).collect();
        let mut incident = Incident {
            id: IncidentId::new(self.uuid()),
            number: 0,
            title: parse("title", Title::parse(&record.title))?,
            summary: parse("summary", Markdown::parse(""))?,
            severity: record.severity,
            status: if record.resolved { IncidentStatus::Resolved } else { IncidentStatus::Investigating },
            detection_source: None,
            is_private: false,
            instants,
            windows: windows.into_iter().collect(),
            responders: Vec::new(),
            services: Vec::new(),
            tags: Vec::new(),
            promises: domain::comms::Promises::default(),
            declared_by: actor.principal,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        incident.set_services(services);
        incident.set_tags(tags?);
        Ok(incident)
    }

    /// Services by name, in any case; those that are missing are made. Says of each whether it is new.
    async fn services_by_name(
        &self,
        write: &mut Write<'_>,
        names: &[String],
    ) -> Result<HashMap<String, (ServiceId, bool)>> {
        let directory = self.directory().services();
        let mut known: HashMap<String, ServiceId> =
            directory.iter().map(|service| (sort_key(service.name.as_str()), service.id)).collect();
        let mut found = HashMap::new();
        for text in names {
            let name = parse("services", Name::parse(text))?;
            let key = sort_key(name.as_str());
            if let Some(id) = known.get(&key) {
                found.entry(key).or_insert((*id, false));
                continue;
            }
            let id = ServiceId::new(self.uuid());
            let service = Service {
                id,
                name,
                description: parse("description", Markdown::parse(""))?,
                tier: ServiceTier::Tier2,
                owner_team: None,
                logs_url: None,
                dashboard_url: None,
                runbook_url: None,
                created_at: write.now,
                version: 1,
            };
            store::catalog::repo::insert(&write.tx, &service).await?;
            write.audit("service.created", "service", id, &json!({ "name": service.name.as_str() }));
            write.event("catalog", "catalog.service_created", id.uuid(), &json!({ "id": id.to_string() }));
            known.insert(key.clone(), id);
            found.insert(key, (id, true));
        }
        Ok(found)
    }
}

/// The messages of a record as entries of the timeline, oldest first.
fn entries(record: &ImportedIncident, now: Instant) -> Result<Vec<NewEntry>> {
    let fallback = record.started_at.map_or(now, |time| truncate(time.at));
    record.messages.iter().map(|message| entry(message, fallback)).collect()
}

fn entry(message: &ImportedMessage, fallback: Instant) -> Result<NewEntry> {
    let plain = parse("body", Body::parse(&message.body))?;
    // The heading is part of what the source says; it is left out only where it would not fit.
    let body = match &message.label {
        Some(label) => Body::parse(&format!("**{label}**\n\n{}", message.body)).unwrap_or(plain),
        None => plain,
    };
    let detail = match message.kind {
        MessageKind::Note => EntryDetail::Note,
        MessageKind::Initial | MessageKind::Update | MessageKind::Final => {
            EntryDetail::Communication { is_customer_escalation: false }
        }
    };
    let (happened_at, precision) =
        message.time.map_or((fallback, Precision::Approximate), |time| (truncate(time.at), time.precision));
    Ok(NewEntry { precision, ..NewEntry::at(happened_at, detail, body) })
}
