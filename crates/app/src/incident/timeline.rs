//! Appending to the timeline, and pins.

use std::collections::HashMap;

use domain::finding::Finding;
use domain::id::TimelineEntryId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::{EntryDetail, EntryLink, IncidentChange, NewEntry, Precision, TimelineEntry};
use domain::text::{Body, ShortText, WebUrl};
use domain::time::Instant;
use serde_json::json;
use store::incident::{Scope, parts, repo, timeline};

use super::open::authorize_ever;
use super::{AddEntry, EntryLinkText, instant_opt};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

/// A timeline entry after it was written or pinned.
#[derive(Clone, Debug)]
pub struct EntryAnswer {
    /// The entry.
    pub entry: TimelineEntry,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// The most links of an entry.
const MAX_LINKS: usize = 20;

impl App {
    /// Appends an entry to a timeline. Entries are never changed: a correction is a later entry.
    ///
    /// Errors: a text or link that does not hold, an instant in the future, a detail of another
    /// kind, a correction of an entry that is corrected already or belongs elsewhere.
    pub async fn add_timeline_entry(&self, actor: &Actor, command: AddEntry) -> Result<EntryAnswer> {
        authorize_ever(actor, Permission::TimelineAdd)?;
        let body = parse("body", Body::parse(&command.body))?;
        let links = links(&command.links)?;
        let mut detail = command.detail;
        detail.approval_asked_at = instant_opt("approvalAskedAt", detail.approval_asked_at)?;
        detail.approval_given_at = instant_opt("approvalGivenAt", detail.approval_given_at)?;
        let happened_at = instant_opt("happenedAt", command.happened_at)?;
        let scope = self.incident_scope(actor)?;

        let mut write = self.write(actor).await?;
        let now = write.now;
        let id = TimelineEntryId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("addTimelineEntry", key, &command, id.uuid()).await? {
            drop(write);
            let entry = self.timeline_entry(actor, TimelineEntryId::new(earlier)).await?;
            return Ok(EntryAnswer { entry, findings: Vec::new() });
        }
        let incident = command.incident_id;
        repo::lock(&write.tx, &scope, incident).await?.ok_or(Error::NotFound)?;
        let held = parts::responders(&write.tx, &Scope::everything(), &[incident]).await?;
        let author_role = actor.principal.user().and_then(|user| {
            let held = held.get(&incident).into_iter().flatten();
            held.filter(|held| held.user == user && held.until.is_none()).map(|held| held.role).min()
        });
        let relation = Relation::member(author_role.is_some());
        authorize(actor, Permission::TimelineAdd, relation)?;

        let detail = EntryDetail::written(command.kind, detail, now)?;
        let mut entry = NewEntry::dated(happened_at.unwrap_or(now), now, detail, body);
        entry.precision = command.precision.unwrap_or(entry.precision);
        entry.links = links;
        entry.corrects = command.corrects;
        entry.check(now)?;
        if let Some(corrected) = command.corrects {
            let found = timeline::entry(&write.tx, &scope, corrected).await?;
            let found = found.ok_or_else(|| Error::invalid("corrects", "names no entry of this incident"))?;
            NewEntry::check_correction(incident, &found)?;
        }
        let mut entry = self.entries(actor, incident, author_role, vec![entry], now).swap_remove(0);
        entry.id = id;
        timeline::append(&write.tx, std::slice::from_ref(&entry)).await?;
        repo::touch(&write.tx, incident, now).await?;
        let facts = json!({ "entryId": id.to_string(), "kind": command.kind.as_str() });
        write.audit("timeline.entry_added", "incident", incident, &facts);
        write.event("incident", IncidentChange::TimelineAdded.as_str(), incident.uuid(), &facts);
        write.commit().await?;
        Ok(EntryAnswer { entry, findings: Vec::new() })
    }

    /// Pins an entry, or takes the pin away. Doing it twice changes nothing.
    pub async fn pin_timeline_entry(
        &self,
        actor: &Actor,
        id: TimelineEntryId,
        is_pinned: bool,
    ) -> Result<EntryAnswer> {
        authorize(actor, Permission::TimelinePin, Relation::default())?;
        let scope = self.incident_scope(actor)?;
        let mut write = self.write(actor).await?;
        let now = write.now;
        let mut entry = timeline::entry(&write.tx, &scope, id).await?.ok_or(Error::NotFound)?;
        if entry.is_pinned == is_pinned {
            return Ok(EntryAnswer { entry, findings: Vec::new() });
        }
        timeline::pin(&write.tx, id, is_pinned, now).await?;
        repo::touch(&write.tx, entry.incident, now).await?;
        let facts = json!({ "entryId": id.to_string(), "isPinned": is_pinned });
        write.audit("timeline.pin_changed", "incident", entry.incident, &facts);
        write.event("incident", IncidentChange::TimelineAdded.as_str(), entry.incident.uuid(), &facts);
        write.commit().await?;
        entry.is_pinned = is_pinned;
        Ok(EntryAnswer { entry, findings: Vec::new() })
    }

    /// One entry of a timeline.
    pub async fn timeline_entry(&self, actor: &Actor, id: TimelineEntryId) -> Result<TimelineEntry> {
        let scope = self.incident_scope(actor)?;
        timeline::entry(self.store(), &scope, id).await?.ok_or(Error::NotFound)
    }

    /// Entries of timelines by id; those that do not exist for the actor are absent.
    pub async fn timeline_entries_by_ids(
        &self,
        actor: &Actor,
        ids: &[TimelineEntryId],
    ) -> Result<HashMap<TimelineEntryId, TimelineEntry>> {
        let scope = self.incident_scope(actor)?;
        Ok(timeline::entries(self.store(), &scope, ids).await?)
    }

    /// A communication that the product writes into the timeline itself.
    pub(crate) fn communication(now: Instant, body: Body) -> NewEntry {
        let detail = EntryDetail::Communication { is_customer_escalation: false };
        NewEntry { precision: Precision::Exact, ..NewEntry::at(now, detail, body) }
    }
}

fn links(texts: &[EntryLinkText]) -> Result<Vec<EntryLink>> {
    if texts.len() > MAX_LINKS {
        return Err(Error::invalid("links", format!("must be at most {MAX_LINKS}")));
    }
    texts
        .iter()
        .map(|link| {
            Ok(EntryLink {
                label: parse("links.label", ShortText::parse(&link.label))?,
                url: parse("links.url", WebUrl::parse(&link.url))?,
            })
        })
        .collect()
}
