//! The frame of every change of one incident: open it under a lock, change it, close it with all
//! that a change leaves behind.

use domain::id::{IncidentId, ServiceId, TimelineEntryId, UserId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::rules;
use domain::incident::{
    ImportSource, Incident, IncidentChange, NewEntry, ResponderRole, Summary, TimelineEntry,
};
use domain::time::Instant;
use serde_json::Value;
use store::incident::{Scope, repo, timeline};

use super::IncidentAnswer;
use crate::comms::end_promises;
use crate::problem::follow_incident;
use crate::write::Write;
use crate::{App, Error, Result, authorize, portal};

/// An incident that is being changed.
pub(crate) struct Opened<'a> {
    pub(crate) app: &'a App,
    pub(crate) actor: &'a Actor,
    pub(crate) write: Write<'a>,
    pub(crate) before: Incident,
    pub(crate) incident: Incident,
    imported: Option<ImportSource>,
}

/// What a change was, for audit row and event.
pub(crate) struct Change {
    /// What was done, as the audit log names it.
    pub(crate) action: &'static str,
    /// What happened.
    pub(crate) kind: IncidentChange,
    /// Changed facts; never texts that people wrote.
    pub(crate) facts: Value,
}

impl App {
    /// Which incidents exist for an actor. Errors: the actor reads no incidents at all.
    pub(crate) fn incident_scope(&self, actor: &Actor) -> Result<Scope> {
        authorize(actor, Permission::IncidentRead, Relation::default())?;
        if actor.may(Permission::IncidentReadPrivate, Relation::default()) {
            return Ok(Scope::everything());
        }
        let member_of = actor.principal.user().map(|user| self.directory().private_incidents_of(user));
        Ok(Scope { sees_all_private: false, member_of: member_of.unwrap_or_default() })
    }

    /// Opens an incident for a change that needs a permission.
    ///
    /// Errors: [`Error::Forbidden`] before anything is looked up, [`Error::NotFound`] for what is
    /// not there or out of sight.
    pub(crate) async fn open_incident<'a>(
        &'a self,
        actor: &'a Actor,
        permission: Permission,
        id: IncidentId,
    ) -> Result<Opened<'a>> {
        authorize_ever(actor, permission)?;
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        self.open_in(actor, write, &scope, permission, id).await
    }

    /// As [`App::open_incident`], within a change that began already.
    pub(crate) async fn open_in<'a>(
        &'a self,
        actor: &'a Actor,
        write: Write<'a>,
        scope: &Scope,
        permission: Permission,
        id: IncidentId,
    ) -> Result<Opened<'a>> {
        self.open_about(actor, write, scope, permission, id, None).await
    }

    /// As [`App::open_in`], for a change that is about a person.
    pub(crate) async fn open_about<'a>(
        &'a self,
        actor: &'a Actor,
        write: Write<'a>,
        scope: &Scope,
        permission: Permission,
        id: IncidentId,
        about: Option<UserId>,
    ) -> Result<Opened<'a>> {
        let found = repo::load_for_update(&write.tx, scope, id).await?;
        let (summary, incident) = found.ok_or(Error::NotFound)?;
        let is_member = self.is_member_of(actor, &incident);
        authorize(actor, permission, Relation { is_member, about, ..Relation::default() })?;
        Ok(Opened { app: self, actor, write, before: incident.clone(), incident, imported: summary.imported })
    }

    /// Whether the actor holds a role in an incident or is invited to it.
    fn is_member_of(&self, actor: &Actor, incident: &Incident) -> bool {
        let Some(user) = actor.principal.user() else { return false };
        incident.role_of(user).is_some() || self.directory().is_member(incident.id, user)
    }

    /// An incident as a repeated request finds it.
    pub(crate) async fn answer_again(&self, actor: &Actor, id: IncidentId) -> Result<IncidentAnswer> {
        let found = repo::load(self.store(), &self.incident_scope(actor)?, id).await?;
        let (incident, whole) = found.ok_or(Error::NotFound)?;
        Ok(IncidentAnswer { incident, findings: rules::findings(&whole, self.now(), &self.thresholds()) })
    }

    /// Checks that services exist.
    pub(crate) fn check_services(&self, field: &str, services: &[ServiceId]) -> Result<()> {
        if services.iter().all(|id| self.directory().service(*id).is_some()) {
            Ok(())
        } else {
            Err(Error::invalid(field, "names a service that does not exist"))
        }
    }

    /// Checks that a person inside exists and can sign in: nothing is given to a customer's people.
    pub(crate) fn check_person(&self, field: &str, user: UserId) -> Result<()> {
        let is_active = self.directory().user(user).is_some_and(|user| user.is_active() && user.is_inside());
        if is_active { Ok(()) } else { Err(Error::invalid(field, "names nobody who can sign in")) }
    }

    /// Entries as the timeline keeps them, in the order given.
    pub(crate) fn entries(
        &self,
        actor: &Actor,
        incident: IncidentId,
        author_role: Option<ResponderRole>,
        entries: Vec<NewEntry>,
        now: Instant,
    ) -> Vec<TimelineEntry> {
        // Entries of one instant are told apart by id: these must follow the given order.
        let mut ids: Vec<_> = entries.iter().map(|_| self.uuid()).collect();
        ids.sort_unstable();
        let entry = |(entry, id): (NewEntry, _)| TimelineEntry {
            id: TimelineEntryId::new(id),
            incident,
            happened_at: entry.happened_at,
            precision: entry.precision,
            recorded_at: now,
            detail: entry.detail,
            body: entry.body,
            links: entry.links,
            author: actor.principal,
            author_role,
            corrects: entry.corrects,
            corrected_by: None,
            is_pinned: false,
        };
        entries.into_iter().zip(ids).map(entry).collect()
    }
}

/// Refuses an actor who may never do this, before anything is looked up.
pub(crate) fn authorize_ever(actor: &Actor, permission: Permission) -> Result<()> {
    if actor.may_ever(permission) { Ok(()) } else { Err(Error::Forbidden { permission }) }
}

impl Opened<'_> {
    /// Refuses a change that is based on another version.
    pub(crate) fn at_version(&self, version: i32) -> Result<()> {
        if self.before.version == version { Ok(()) } else { Err(Error::stale(self.before.version)) }
    }

    /// The role that the author held before the change.
    pub(crate) fn author_role(&self) -> Option<ResponderRole> {
        self.actor.principal.user().and_then(|user| self.before.role_of(user))
    }

    /// Closes a change of the record's own fields: the version goes up by one.
    pub(crate) async fn close(mut self, entries: Vec<NewEntry>, change: Change) -> Result<IncidentAnswer> {
        self.incident.version = self.before.version + 1;
        self.close_same_version(entries, change).await
    }

    /// Closes a change of what has no part in the version: roles, members, entries, updates.
    pub(crate) async fn close_same_version(
        mut self,
        entries: Vec<NewEntry>,
        change: Change,
    ) -> Result<IncidentAnswer> {
        let now = self.write.now;
        self.incident.updated_at = now;
        repo::save(&self.write.tx, &self.before, &self.incident).await?;
        let (before, after) = (&self.before, &self.incident);
        if (before.severity, before.is_private) != (after.severity, after.is_private) {
            follow_incident(&mut self.write, self.incident.id).await?;
        }
        if before.status.is_open() && !after.status.is_open() {
            end_promises(&self.write, before).await?;
        }
        if !after.status.is_open() && (&before.windows, &before.instants) != (&after.windows, &after.instants)
        {
            portal::follow(&mut self.write, &self.incident).await?;
        }
        if !self.before.is_private && self.incident.is_private {
            portal::hide(&mut self.write, &self.incident).await?;
            crate::publication::hide(&mut self.write, self.incident.id).await?;
        }
        let author_role = self.author_role();
        let entries = self.app.entries(self.actor, self.incident.id, author_role, entries, now);
        timeline::append(&self.write.tx, &entries).await?;
        let id = self.incident.id;
        self.write.audit(change.action, "incident", id, &change.facts);
        self.write.event("incident", change.kind.as_str(), id.uuid(), &change.facts);
        self.write.commit().await?;
        if self.before.is_private || self.incident.is_private {
            self.app.directory().reload_members_of(&[id]).await?;
        }
        Ok(IncidentAnswer {
            findings: rules::findings(&self.incident, now, &self.app.thresholds()),
            incident: Summary::of(&self.incident, self.imported),
        })
    }
}
