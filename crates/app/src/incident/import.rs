//! Brings history of other tools in: every record comes in as it is told, with its findings.
//!
//! Bringing the same file in twice changes nothing; a file that changed replaces what it told
//! before, and the timeline says so. It must not read formats.

mod told;

use std::collections::{HashMap, HashSet};

use domain::catalog::{Service, ServiceTier};
use domain::finding::Finding;
use domain::id::{IncidentId, ServiceId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::{Incident, IncidentChange, InstantSource, Instants, NewEntry, Summary};
use domain::text::{Body, Markdown, Name};
use domain::time::Instant;
use formats::record::ImportedIncident;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::comms::repo as updates;
use store::incident::{Scope, history, import, repo, timeline};

use self::told::{entries, record_history};
use crate::directory::sort_key;
use crate::error::parse;
use crate::problem::follow_incident;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// So many timeline entries go into one statement.
const AT_ONCE: usize = 500;

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

/// Services by name in any case, and those among them that were made on the way.
struct Services {
    known: HashMap<String, ServiceId>,
    has_new: bool,
}

impl App {
    /// Brings one record in; see [`App::import_incidents`].
    ///
    /// Errors: [`Error::Forbidden`], or a text of the record that does not hold.
    pub async fn import_incident(&self, actor: &Actor, command: Import<'_>) -> Result<Imported> {
        self.import_incidents(actor, &[command]).await?.pop().ok_or(Error::NotFound)
    }

    /// Brings several records in, all of them or none. Services that are unknown by name are made.
    /// What was committed before an interruption is found unchanged when it is brought in again.
    ///
    /// Errors: [`Error::Forbidden`], or a text of a record that does not hold.
    pub async fn import_incidents(&self, actor: &Actor, commands: &[Import<'_>]) -> Result<Vec<Imported>> {
        authorize(actor, Permission::HistoryImport, Relation::default())?;
        let mut write = self.write(actor).await?;
        let directory = self.directory().services();
        let known = directory.iter().map(|service| (sort_key(service.name.as_str()), service.id)).collect();
        let mut services = Services { known, has_new: false };
        let mut done = Vec::with_capacity(commands.len());
        for command in commands {
            done.push(self.bring(actor, &mut write, *command, &mut services).await?);
        }
        if done.iter().all(|one| one.outcome == Outcome::Unchanged) {
            return Ok(done);
        }
        write.commit().await?;
        if services.has_new {
            self.directory().reload_catalog().await?;
        }
        Ok(done)
    }

    async fn bring(
        &self,
        actor: &Actor,
        write: &mut Write<'_>,
        Import { format, record }: Import<'_>,
        services: &mut Services,
    ) -> Result<Imported> {
        let hash = hex::encode(Sha256::digest(&record.raw));
        let known = import::find(&write.tx, format, &record.file).await?;
        let findings = record.findings.clone();
        if let Some((incident, _)) = known.as_ref().filter(|(_, earlier)| *earlier == hash) {
            return Ok(Imported { outcome: Outcome::Unchanged, incident: *incident, findings });
        }
        self.make_services(write, &record.services, services).await?;
        let told = self.told(actor, record, &services.known, write.now)?;
        let (id, version, outcome) = match known {
            Some((id, _)) => (id, self.replace(actor, write, id, told, record).await?, Outcome::Updated),
            None => (told.id, self.add(actor, write, told, record).await?, Outcome::Created),
        };
        import::mark(&write.tx, id, format, &record.file, &hash, write.now).await?;
        import::keep_source(&write.tx, id, &record.raw).await?;
        import::replace_findings(&write.tx, id, &record.file, &record.findings).await?;
        history::replace(&write.tx, id, version, &record_history(record)?).await?;
        let facts = json!({ "format": format, "file": record.file });
        write.audit("incident.imported", "incident", id, &facts);
        Ok(Imported { outcome, incident: id, findings })
    }

    async fn add(
        &self,
        actor: &Actor,
        write: &mut Write<'_>,
        mut incident: Incident,
        record: &ImportedIncident,
    ) -> Result<i32> {
        let (id, now) = (incident.id, write.now);
        repo::insert(&write.tx, &mut incident).await?;
        let entries = entries(record, now)?;
        for some in self.entries(actor, id, None, entries, now).chunks(AT_ONCE) {
            timeline::append(&write.tx, some).await?;
        }
        for update in self.updates(actor, id, record)? {
            updates::append(&write.tx, &update).await?;
        }
        let facts = json!({ "number": incident.number, "isImported": true });
        write.event("incident", IncidentChange::Declared.as_str(), id.uuid(), &facts);
        Ok(incident.version)
    }

    /// Replaces what the file told before and gives back the new version. Lead, roles, promises and
    /// what people wrote stay; so do the incident's own fields once people changed one of them.
    async fn replace(
        &self,
        actor: &Actor,
        write: &mut Write<'_>,
        id: IncidentId,
        told: Incident,
        record: &ImportedIncident,
    ) -> Result<i32> {
        let now = write.now;
        let found = repo::load_for_update(&write.tx, &Scope::everything(), id).await?;
        let (_, before): (Summary, Incident) = found.ok_or(Error::NotFound)?;
        let mut after = before.clone();
        let left_at = history::version(&write.tx, id).await?;
        let is_ours = left_at.is_none_or(|version| version == before.version);
        if is_ours {
            after.title = told.title;
            if !told.summary.as_str().is_empty() {
                after.summary = told.summary;
            }
            after.severity = told.severity;
            after.status = told.status;
            after.windows = told.windows;
            after.set_services(told.services);
        }
        after.promises.first_external_at =
            told.promises.first_external_at.or(before.promises.first_external_at);
        let by_people =
            before.instants.iter().filter(|instant| instant.source != InstantSource::Import).copied();
        after.instants = Instants::from_stored(told.instants.iter().copied().chain(by_people));
        after.set_tags(before.tags.iter().cloned().chain(told.tags).collect());
        after.version = before.version + 1;
        after.updated_at = now;
        repo::save(&write.tx, &before, &after).await?;
        if before.severity != after.severity {
            follow_incident(write, id).await?;
        }

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
        let note = if is_ours {
            "The imported file changed; what it tells was brought up to date."
        } else {
            "The imported file changed. Title, summary, severity, status, services and impact stay as they were \
             changed here; the rest of what it tells was brought up to date."
        };
        fresh.push(NewEntry::note(now, parse("body", Body::parse(note))?));
        for some in self.entries(actor, id, None, fresh, now).chunks(AT_ONCE) {
            timeline::append(&write.tx, some).await?;
        }
        self.add_missing_updates(actor, write, id, record).await?;
        write.event("incident", IncidentChange::Updated.as_str(), id.uuid(), &json!({ "isImported": true }));
        Ok(after.version)
    }

    /// Status updates that the record tells and the incident does not have yet.
    async fn add_missing_updates(
        &self,
        actor: &Actor,
        write: &Write<'_>,
        id: IncidentId,
        record: &ImportedIncident,
    ) -> Result<()> {
        let told = self.updates(actor, id, record)?;
        if told.is_empty() {
            return Ok(());
        }
        let everything = updates::Query { newest_first: false, after: None, audience: None, limit: 10_000 };
        let pages = updates::pages(&write.tx, &Scope::everything(), &[id], &everything).await?;
        let there: HashSet<(Instant, String)> = pages
            .into_values()
            .flatten()
            .map(|update| (update.published_at, update.body.into_string()))
            .collect();
        for update in told {
            if !there.contains(&(update.published_at, update.body.as_str().to_owned())) {
                updates::append(&write.tx, &update).await?;
            }
        }
        Ok(())
    }

    /// Makes the services that are unknown by name, in any case.
    async fn make_services(
        &self,
        write: &mut Write<'_>,
        names: &[String],
        services: &mut Services,
    ) -> Result<()> {
        for text in names {
            let name = parse("services", Name::parse(text))?;
            let key = sort_key(name.as_str());
            if services.known.contains_key(&key) {
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
                group: None,
                position: 0,
                is_public: false,
                monitored_since: None,
                created_at: write.now,
                version: 1,
            };
            store::catalog::repo::insert(&write.tx, &service).await?;
            write.audit("service.created", "service", id, &json!({ "name": service.name.as_str() }));
            write.event("catalog", "catalog.service_created", id.uuid(), &json!({ "id": id.to_string() }));
            services.known.insert(key, id);
            services.has_new = true;
        }
        Ok(())
    }
}
