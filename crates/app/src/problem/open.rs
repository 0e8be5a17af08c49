//! Opening a problem, the frame of every change of one, and changes of its own fields.

use domain::id::{IncidentId, ProblemId, ServiceId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::IncidentChange;
use domain::problem::{Opening, Problem, ProblemChange, Workaround, rules};
use domain::text::{Body, Markdown, Tag, Title};
use serde_json::{Value, json};
use store::incident::{Scope, parts, repo as incidents};
use store::problem::{links, repo};

use super::{OpenProblem, ProblemAnswer, SetWorkaround, UpdateProblem};
use crate::error::parse;
use crate::incident::instant;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// The most tags of a problem.
const MAX_TAGS: usize = 50;
/// The most incidents that a problem is opened with.
const MAX_INCIDENTS: usize = 50;

/// A problem that is being changed.
pub(super) struct OpenedProblem<'a> {
    pub(super) write: Write<'a>,
    pub(super) before: Problem,
    pub(super) problem: Problem,
}

/// What a change was, for audit row and event.
pub(super) struct Change {
    /// What was done, as the audit log names it.
    pub(super) action: &'static str,
    /// What happened.
    pub(super) kind: ProblemChange,
    /// Changed facts; never texts that people wrote.
    pub(super) facts: Value,
}

impl App {
    /// Opens a problem, linked to incidents that the actor sees.
    ///
    /// Errors: a text that does not hold, an unknown service, person or incident.
    pub async fn open_problem(&self, actor: &Actor, command: OpenProblem) -> Result<ProblemAnswer> {
        authorize(actor, Permission::ProblemOpen, Relation::default())?;
        let incident_ids = sorted(command.incident_ids.clone());
        if !incident_ids.is_empty() {
            authorize(actor, Permission::ProblemLink, Relation::default())?;
        }
        if incident_ids.len() > MAX_INCIDENTS {
            return Err(Error::invalid("incidentIds", format!("must be at most {MAX_INCIDENTS}")));
        }
        let scope = self.incident_scope(actor)?;
        self.check_services("serviceIds", &command.service_ids)?;
        if let Some(owner) = command.owner_id {
            self.check_person("ownerId", owner)?;
        }
        if let Some(sponsor) = command.sponsor_id {
            self.check_person("sponsorId", sponsor)?;
        }
        let opening = self.opening(&command)?;
        let mut write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("openProblem", key, &command, opening.id.uuid()).await? {
            drop(write);
            return self.problem_again(actor, ProblemId::new(earlier)).await;
        }
        let now = write.now;
        // Locked in the order of ids, so that two writers do not wait for each other.
        for incident in &incident_ids {
            let found = incidents::lock(&write.tx, &scope, *incident).await?;
            found.ok_or_else(|| Error::invalid("incidentIds", "names an incident that does not exist"))?;
        }
        let mut problem = Problem::open(opening, actor.principal, now);
        if problem.services.is_empty() {
            problem.services = services_of(&write, &incident_ids).await?;
        }
        repo::insert(&write.tx, &mut problem, &mut write.later).await?;
        if !incident_ids.is_empty() {
            links::add(&write.tx, problem.id, &incident_ids, actor.principal, now).await?;
            let counts = links::recount(&write.tx, problem.id).await?;
            take_counts(&mut problem, counts);
        }
        let ids: Vec<String> = incident_ids.iter().map(ToString::to_string).collect();
        let facts = json!({ "number": problem.number, "incidentIds": ids });
        write.audit("problem.opened", "problem", problem.id, &facts);
        let facts = json!({ "number": problem.number });
        write.event("problem", ProblemChange::Opened.as_str(), problem.id.uuid(), &facts);
        for incident in &incident_ids {
            tell_incident(&mut write, *incident, problem.id);
        }
        let linked = links::linked(&write.tx, &[problem.id]).await?.remove(&problem.id).unwrap_or_default();
        write.commit().await?;
        Ok(ProblemAnswer { findings: rules::findings(&problem, &linked, now), problem })
    }

    fn opening(&self, command: &OpenProblem) -> Result<Opening> {
        let description = command.description.as_deref().unwrap_or_default();
        Ok(Opening {
            id: ProblemId::new(self.uuid()),
            title: parse("title", Title::parse(&command.title))?,
            description: parse("description", Markdown::parse(description))?,
            owner: command.owner_id,
            sponsor: command.sponsor_id,
            services: command.service_ids.clone(),
            tags: tags(&command.tags)?,
        })
    }

    /// A problem as a repeated request finds it.
    async fn problem_again(&self, actor: &Actor, id: ProblemId) -> Result<ProblemAnswer> {
        let problem = self.problem(actor, id).await?;
        let linked = links::linked(self.store(), &[id]).await?.remove(&id).unwrap_or_default();
        Ok(ProblemAnswer { findings: rules::findings(&problem, &linked, self.now()), problem })
    }

    /// Opens a problem for a change that needs a permission.
    pub(super) async fn open_for<'a>(
        &'a self,
        actor: &'a Actor,
        permission: Permission,
        id: ProblemId,
    ) -> Result<OpenedProblem<'a>> {
        authorize(actor, permission, Relation::default())?;
        let write = self.write(actor).await?;
        self.open_with(write, id).await
    }

    /// Opens a problem within a change that began already.
    pub(super) async fn open_with<'a>(
        &'a self,
        write: Write<'a>,
        id: ProblemId,
    ) -> Result<OpenedProblem<'a>> {
        let problem = repo::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        Ok(OpenedProblem { write, before: problem.clone(), problem })
    }

    /// Changes title, description, owner, services or tags.
    ///
    /// Errors: stale version, a text that does not hold, an unknown service or person.
    pub async fn update_problem(&self, actor: &Actor, command: UpdateProblem) -> Result<ProblemAnswer> {
        authorize(actor, Permission::ProblemUpdate, Relation::default())?;
        let title = command.title.map(|title| parse("title", Title::parse(&title))).transpose()?;
        let description =
            command.description.map(|text| parse("description", Markdown::parse(&text))).transpose()?;
        let tags = command.tags.map(|texts| tags(&texts)).transpose()?.map(sorted);
        let services = command.service_ids.map(sorted);
        self.check_services("serviceIds", services.as_deref().unwrap_or_default())?;
        if let Some(owner) = command.owner_id {
            self.check_person("ownerId", owner)?;
        }
        if let Some(sponsor) = command.sponsor_id {
            self.check_person("sponsorId", sponsor)?;
        }
        let mut opened = self.open_for(actor, Permission::ProblemUpdate, command.id).await?;
        opened.at_version(command.version)?;
        let problem = &mut opened.problem;
        problem.title = title.unwrap_or_else(|| problem.title.clone());
        problem.description = description.unwrap_or_else(|| problem.description.clone());
        problem.services = services.unwrap_or_else(|| problem.services.clone());
        problem.tags = tags.unwrap_or_else(|| problem.tags.clone());
        problem.owner = if command.remove_owner { None } else { problem.owner };
        problem.owner = command.owner_id.or(problem.owner);
        problem.sponsor = if command.remove_sponsor { None } else { problem.sponsor };
        problem.sponsor = command.sponsor_id.or(problem.sponsor);
        let facts = json!({ "changed": opened.changed() });
        opened.close(Change { action: "problem.updated", kind: ProblemChange::Updated, facts }).await
    }

    /// Records the workaround, or changes it (`VOC-04`).
    ///
    /// Errors: stale version, a text that does not hold, tested in the future.
    pub async fn set_workaround(&self, actor: &Actor, command: SetWorkaround) -> Result<ProblemAnswer> {
        authorize(actor, Permission::ProblemUpdate, Relation::default())?;
        let workaround = Workaround {
            steps: parse("steps", Body::parse(&command.steps))?,
            effect: command.effect,
            limits: parse("limits", Body::parse(&command.limits))?,
            last_tested_at: instant("lastTestedAt", command.last_tested_at)?,
        };
        let mut opened = self.open_for(actor, Permission::ProblemUpdate, command.id).await?;
        opened.at_version(command.version)?;
        rules::check_workaround(&workaround, opened.write.now)?;
        let facts = json!({ "effect": workaround.effect.as_str() });
        opened.problem.workaround = Some(workaround);
        opened
            .close(Change { action: "problem.workaround_set", kind: ProblemChange::WorkaroundChanged, facts })
            .await
    }

    /// Withdraws the workaround.
    ///
    /// Errors: stale version, there is none.
    pub async fn remove_workaround(
        &self,
        actor: &Actor,
        id: ProblemId,
        version: i32,
    ) -> Result<ProblemAnswer> {
        let mut opened = self.open_for(actor, Permission::ProblemUpdate, id).await?;
        opened.at_version(version)?;
        if opened.problem.workaround.take().is_none() {
            return Err(Error::invalid("id", "names a problem without a workaround"));
        }
        let change = Change {
            action: "problem.workaround_removed",
            kind: ProblemChange::WorkaroundChanged,
            facts: json!({}),
        };
        opened.close(change).await
    }
}

impl OpenedProblem<'_> {
    /// Refuses a change that is based on another version.
    pub(super) fn at_version(&self, version: i32) -> Result<()> {
        if self.before.version == version { Ok(()) } else { Err(Error::stale(self.before.version)) }
    }

    /// Own fields that differ, as the API names them.
    fn changed(&self) -> Vec<&'static str> {
        let (old, new) = (&self.before, &self.problem);
        [
            ("title", old.title != new.title),
            ("description", old.description != new.description),
            ("ownerId", old.owner != new.owner),
            ("sponsorId", old.sponsor != new.sponsor),
            ("serviceIds", old.services != new.services),
            ("tags", old.tags != new.tags),
        ]
        .into_iter()
        .filter_map(|(name, has_changed)| has_changed.then_some(name))
        .collect()
    }

    /// Closes a change of the record's own fields: the version goes up by one.
    pub(super) async fn close(mut self, change: Change) -> Result<ProblemAnswer> {
        self.problem.version = self.before.version + 1;
        self.close_same_version(change.facts.clone(), change).await
    }

    /// Closes a change of which the version has no part. `audited` may say more than the event, which everybody follows.
    pub(super) async fn close_same_version(
        mut self,
        audited: Value,
        change: Change,
    ) -> Result<ProblemAnswer> {
        let now = self.write.now;
        self.problem.updated_at = now;
        repo::save(&self.write.tx, &self.before, &self.problem).await?;
        let id = self.problem.id;
        self.write.audit(change.action, "problem", id, &audited);
        self.write.event("problem", change.kind.as_str(), id.uuid(), &change.facts);
        let linked = links::linked(&self.write.tx, &[id]).await?.remove(&id).unwrap_or_default();
        self.write.commit().await?;
        Ok(ProblemAnswer { findings: rules::findings(&self.problem, &linked, now), problem: self.problem })
    }
}

/// An incident gained or lost a problem. Its readers learn which problem.
pub(super) fn tell_incident(write: &mut Write<'_>, incident: IncidentId, problem: ProblemId) {
    let facts = json!({ "problemId": problem.to_string() });
    write.event("incident", IncidentChange::Linked.as_str(), incident.uuid(), &facts);
}

/// Takes over what was counted.
pub(super) fn take_counts(problem: &mut Problem, counts: links::Counts) {
    problem.incident_count = counts.incidents;
    problem.recurrence_count = counts.recurrences;
    problem.worst_severity = counts.worst;
}

/// The services of some incidents, each once.
async fn services_of(write: &Write<'_>, incidents: &[IncidentId]) -> Result<Vec<ServiceId>> {
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    // The incidents themselves were found in sight.
    let services = parts::services(&write.tx, &Scope::everything(), incidents).await?;
    Ok(sorted(services.into_values().flatten().collect()))
}

pub(super) fn tags(texts: &[String]) -> Result<Vec<Tag>> {
    if texts.len() > MAX_TAGS {
        return Err(Error::invalid("tags", format!("must be at most {MAX_TAGS}")));
    }
    texts.iter().map(|tag| parse("tags", Tag::parse(tag))).collect()
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}
