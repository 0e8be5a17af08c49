//! Relations between incidents (`VOC-06`).

use domain::id::IncidentLinkId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::link::check_link;
use domain::incident::{IncidentChange, IncidentLink, IncidentLinkKind};
use serde_json::json;
use store::incident::{link, repo};

use super::LinkIncidents;
use crate::problem::{follow_incident, follow_recurrence};
use crate::write::Write;
use crate::{App, Error, Result, authorize};

impl App {
    /// Relates two incidents that the actor sees. Problems of an incident that came back are opened again and explain the new
    /// one as well.
    ///
    /// Errors: to itself or closing a circle (`VOC-06`), a relation that exists.
    pub async fn link_incidents(&self, actor: &Actor, command: LinkIncidents) -> Result<IncidentLink> {
        authorize(actor, Permission::IncidentLink, Relation::default())?;
        let scope = self.incident_scope(actor)?;
        let mut write = self.write(actor).await?;
        let new = IncidentLink {
            id: IncidentLinkId::new(self.uuid()),
            from: command.from_id,
            to: command.to_id,
            kind: command.kind,
            created_at: write.now,
        };
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("linkIncidents", key, &command, new.id.uuid()).await? {
            drop(write);
            return self.incident_link(actor, IncidentLinkId::new(earlier)).await;
        }
        link::lock(&write.tx).await?;
        // Locked in the order of ids, so that two parallel relations do not wait for each other.
        let mut ends = [new.from, new.to];
        ends.sort_unstable();
        for end in ends {
            repo::lock(&write.tx, &scope, end).await?.ok_or(Error::NotFound)?;
        }
        let existing = link::reachable(&write.tx, new.from, new.to, new.kind).await?;
        check_link(new.from, new.to, new.kind, &existing)?;
        link::insert(&write.tx, &new).await?;
        if new.kind == IncidentLinkKind::RecurrenceOf {
            follow_recurrence(self, actor, &mut write, new.from, new.to).await?;
        }
        note(&mut write, "incident.linked", &new).await?;
        write.commit().await?;
        Ok(new)
    }

    /// Ends a relation between two incidents that the actor sees.
    pub async fn unlink_incidents(&self, actor: &Actor, id: IncidentLinkId) -> Result<IncidentLinkId> {
        authorize(actor, Permission::IncidentLink, Relation::default())?;
        let scope = self.incident_scope(actor)?;
        let mut write = self.write(actor).await?;
        let found = link::by_id(&write.tx, &scope, id).await?.ok_or(Error::NotFound)?;
        repo::lock(&write.tx, &scope, found.from).await?.ok_or(Error::NotFound)?;
        link::delete(&write.tx, id).await?;
        if found.kind == IncidentLinkKind::RecurrenceOf {
            follow_incident(&mut write, found.from).await?;
        }
        note(&mut write, "incident.unlinked", &found).await?;
        write.commit().await?;
        Ok(id)
    }

    /// One relation whose both ends the actor sees.
    pub async fn incident_link(&self, actor: &Actor, id: IncidentLinkId) -> Result<IncidentLink> {
        let scope = self.incident_scope(actor)?;
        link::by_id(self.store(), &scope, id).await?.ok_or(Error::NotFound)
    }
}

/// A relation is news for both of its ends. Neither event names the other end, which its readers
/// may not see.
async fn note(write: &mut Write<'_>, action: &'static str, link: &IncidentLink) -> Result<()> {
    let facts = json!({
        "linkId": link.id.to_string(),
        "from": link.from.to_string(),
        "to": link.to.to_string(),
        "kind": link.kind.as_str(),
    });
    write.audit(action, "incident", link.from, &facts);
    let facts = json!({ "linkId": link.id.to_string(), "kind": link.kind.as_str() });
    for end in [link.from, link.to] {
        repo::touch(&write.tx, end, write.now).await?;
        write.event("incident", IncidentChange::Linked.as_str(), end.uuid(), &facts);
    }
    Ok(())
}
