//! Fills an installation that has no incidents yet with very many of them, for measuring.
//!
//! It takes finished domain values, and must not know how they were thought up. Everything is one
//! transaction: a seed that is stopped leaves nothing behind. No events are written: nobody was
//! told of these incidents when they happened.

use std::collections::HashMap;

use domain::catalog::Service;
use domain::comms::StatusUpdate;
use domain::comms::promise::{self, Promise};
use domain::id::{AuditId, IncidentId, UserId};
use domain::identity::actor::Relation;
use domain::identity::password::Password;
use domain::identity::{Actor, Permission, Team, User};
use domain::incident::{Incident, Summary, TimelineEntry};
use domain::organisation::Thresholds;
use domain::problem::Problem;
use domain::rca::Analysis;
use domain::repair::{RepairItem, RepairNote};
use domain::time::Instant;
use serde_json::{Value, json};
use store::ledger::AuditRow;
use store::{Bulk, bulk, catalog, comms, identity, incident, ledger, problem, rca, repair};

use crate::error::parse;
use crate::identity::{Secret, secret, taken};
use crate::{App, Error, Result, authorize};

pub use bulk::Step;

/// Who and what the incidents name.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Teams.
    pub teams: Vec<Team>,
    /// People, all with the same password.
    pub people: Vec<User>,
    /// Services.
    pub services: Vec<Service>,
}

/// Incidents that are written together.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Incidents with their parts, in the order of their numbers.
    pub incidents: Vec<Incident>,
    /// Who was invited to which private incident, and when.
    pub invited: Vec<(IncidentId, UserId, Instant)>,
    /// Entries of their timelines.
    pub entries: Vec<TimelineEntry>,
    /// What was told to whom.
    pub updates: Vec<StatusUpdate>,
    /// Problems with the incidents of this or an earlier batch that they explain, in the order of their numbers. A problem
    /// knows the number that its analysis gets: they count from 1 too.
    pub problems: Vec<(Problem, Vec<IncidentId>)>,
    /// Their analyses, in the order of their numbers.
    pub analyses: Vec<Analysis>,
    /// Repair items of problems of this or an earlier batch, in the order of their numbers. A problem knows how many of them are
    /// open.
    pub repair_items: Vec<RepairItem>,
    /// Notes on them.
    pub repair_notes: Vec<RepairNote>,
}

/// A seed in the making.
pub struct Seeding<'a> {
    app: &'a App,
    actor: &'a Actor,
    bulk: Bulk,
    /// What was written together, a text for each.
    written: Vec<String>,
}

impl App {
    /// Begins a seed.
    ///
    /// Errors: [`Error::Conflict`] when there is an incident already.
    pub async fn begin_seed<'a>(&'a self, actor: &'a Actor) -> Result<Seeding<'a>> {
        authorize(actor, Permission::HistoryImport, Relation::default())?;
        authorize(actor, Permission::UserManage, Relation::default())?;
        let Some(bulk) = incident::bulk::begin(self.store()).await? else {
            return Err(Error::Conflict {
                current_version: None,
                message: "the database has incidents already; a seed needs one without".to_owned(),
            });
        };
        Ok(Seeding { app: self, actor, bulk, written: Vec::new() })
    }
}

impl Seeding<'_> {
    /// Adds teams, people and services, and gives back everyone's password: the one that is wanted,
    /// or a fresh one.
    ///
    /// Errors: an e-mail address or a name that is taken, a password that is too short or too long.
    pub async fn cast(&mut self, cast: &Cast, wanted: Option<Secret>) -> Result<Secret> {
        let secret = wanted.unwrap_or_else(|| secret::password(self.app));
        let password = parse("password", Password::new(secret.expose().to_owned()))?;
        let hash = self.app.hasher().hash(self.app.entropy(), password).await?;
        let added = identity::user::add_all(&mut self.bulk, &cast.teams, &cast.people, &hash).await;
        added.map_err(|error| taken("people", error))?;
        let added = catalog::repo::add_all(&mut self.bulk, &cast.services).await;
        added.map_err(|error| taken("services", error))?;
        self.note(&json!({
            "teams": cast.teams.len(), "people": cast.people.len(), "services": cast.services.len(),
        }));
        Ok(secret)
    }

    /// Adds incidents, problems that explain them, and what is done about those.
    pub async fn incidents(&mut self, batch: &Batch) -> Result<()> {
        incident::bulk::add(&mut self.bulk, &batch.incidents).await?;
        incident::bulk::add_members(&mut self.bulk, &batch.invited).await?;
        incident::bulk::add_entries(&mut self.bulk, &batch.entries).await?;
        comms::repo::add_all(&mut self.bulk, &batch.updates).await?;
        let promises = promises(batch, &self.app.thresholds());
        comms::promise::add_all(&mut self.bulk, &promises).await?;
        problem::bulk::add(&mut self.bulk, &batch.problems).await?;
        rca::bulk::add(&mut self.bulk, &batch.analyses).await?;
        repair::bulk::add_all(&mut self.bulk, &batch.repair_items, &batch.repair_notes).await?;
        self.note(&json!({
            "incidents": batch.incidents.len(), "entries": batch.entries.len(), "updates": batch.updates.len(),
            "problems": batch.problems.len(), "analyses": batch.analyses.len(),
            "repairItems": batch.repair_items.len(),
        }));
        Ok(())
    }

    /// Makes indexes and statistics, and everything durable.
    pub async fn finish(self, on_step: &mut (dyn FnMut(Step<'_>) + Send)) -> Result<()> {
        let Self { app, actor, mut bulk, written } = self;
        bulk.settle(on_step).await?;
        // Last, right before the commit: a row of the audit log that took its number minutes earlier
        // would look slipped in behind those that other processes wrote meanwhile.
        let now = app.now();
        for facts in written {
            let row = AuditRow {
                id: AuditId::new(app.uuid()),
                at: now,
                actor: actor.principal,
                action: "installation.seeded",
                subject_kind: "installation",
                subject_id: "seed".to_owned(),
                facts,
                request_id: None,
            };
            ledger::repo::add_audit(&mut bulk, row).await?;
        }
        bulk.commit(on_step).await?;
        app.directory().reload_people().await?;
        app.directory().reload_catalog().await?;
        app.directory().reload_members().await
    }

    /// Notes what was written together, for the audit log.
    fn note(&mut self, facts: &Value) {
        self.written.push(facts.to_string());
    }
}

/// What the updates of a batch promised, and what became of it.
fn promises(batch: &Batch, thresholds: &Thresholds) -> Vec<Promise> {
    let mut updates: HashMap<IncidentId, Vec<StatusUpdate>> = HashMap::new();
    for update in &batch.updates {
        updates.entry(update.incident).or_default().push(update.clone());
    }
    let mut promises = Vec::new();
    for incident in &batch.incidents {
        let Some(mut told) = updates.remove(&incident.id) else { continue };
        told.sort_by_key(|update| (update.published_at, update.id));
        let summary = Summary::of(incident, None);
        let ended_at = (!incident.status.is_open()).then(|| summary.ended_at.unwrap_or(incident.updated_at));
        promises.extend(promise::replay(&told, ended_at, thresholds));
    }
    promises
}
