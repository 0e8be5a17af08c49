//! What changed lately, as the reader may see it.
//!
//! It must not read the outbox for anything but telling: streams follow events by themselves.

use domain::comms::Audience;
use domain::id::{EventId, IncidentId};
use domain::identity::{Actor, Principal};
use domain::incident::{IncidentChange, IncidentStatus, ResponderRole, Severity, Summary};
use domain::time::Instant;
use serde_json::Value;
use store::incident::{changes, list};
use uuid::Uuid;

use super::instant_opt;
use crate::page::Page;
use crate::{App, Result};

/// How far back a reader looks who does not say since when.
pub const RECENT_DAYS: i64 = 30;

/// One thing that happened to an incident.
#[derive(Clone, Debug)]
pub struct RecentChange {
    /// The event.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// What.
    pub change: IncidentChange,
    /// Who did it.
    pub actor: Principal,
    /// To which incident, as it is now.
    pub incident: Summary,
    /// What exactly, as far as the kind of change says.
    pub detail: ChangeDetail,
}

/// What exactly changed; a field is there for the kinds of change that it belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeDetail {
    /// The state after a step in the lifecycle.
    pub to_status: Option<IncidentStatus>,
    /// The severity after a change.
    pub to_severity: Option<Severity>,
    /// The role that was given or released.
    pub role: Option<ResponderRole>,
    /// To whom an update went.
    pub audience: Option<Audience>,
}

impl ChangeDetail {
    fn of(change: IncidentChange, facts: &str) -> Self {
        let facts: Value = serde_json::from_str(facts).unwrap_or_default();
        let fact = |name: &str| facts[name].as_str().unwrap_or_default();
        let mut detail = Self::default();
        match change {
            IncidentChange::StatusChanged => detail.to_status = IncidentStatus::parse(fact("to")),
            IncidentChange::SeverityChanged => detail.to_severity = Severity::parse(fact("to")),
            IncidentChange::RoleChanged => detail.role = ResponderRole::parse(fact("role")),
            IncidentChange::StatusUpdatePublished => detail.audience = Audience::parse(fact("audience")),
            _ => {}
        }
        detail
    }
}

impl App {
    /// A page of what happened to incidents that the reader may see, newest first, at or after
    /// `since`, after the change of this instant and id. Without `since`, those of [`RECENT_DAYS`]:
    /// the outbox keeps everything, and a reader who may see little of it would walk through it all.
    pub async fn recent_changes(
        &self,
        actor: &Actor,
        since: Option<Instant>,
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<Page<RecentChange>> {
        let scope = self.incident_scope(actor)?;
        let since =
            instant_opt("since", since)?.unwrap_or_else(|| self.now() - chrono::Duration::days(RECENT_DAYS));
        let after = after.map(|(at, id)| (at, EventId::new(id)));
        let page = Page::of(changes::recent(self.store(), &scope, since, after, size + 1).await?, size);
        if page.items.is_empty() {
            return Ok(Page { items: Vec::new(), has_next: page.has_next });
        }
        let mut ids: Vec<IncidentId> = page.items.iter().map(|change| change.incident).collect();
        ids.sort_unstable();
        ids.dedup();
        let incidents = list::by_ids(self.store(), &scope, &ids).await?;
        // An incident that left the reader's sight between the two statements is left out.
        let items = page.items.into_iter().filter_map(|stored| {
            Some(RecentChange {
                id: stored.id,
                at: stored.at,
                change: stored.change,
                actor: stored.actor,
                incident: incidents.get(&stored.incident)?.clone(),
                detail: ChangeDetail::of(stored.change, &stored.facts),
            })
        });
        Ok(Page { items: items.collect(), has_next: page.has_next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_by_the_kind_of_change() {
        let of = ChangeDetail::of;
        let status = of(IncidentChange::StatusChanged, r#"{"from":"DECLARED","to":"RESOLVED"}"#);
        assert_eq!(status.to_status, Some(IncidentStatus::Resolved));
        let severity = of(IncidentChange::SeverityChanged, r#"{"from":"SEV3","to":"SEV1"}"#);
        assert_eq!((severity.to_severity, severity.to_status), (Some(Severity::Sev1), None));
        let role = of(IncidentChange::RoleChanged, r#"{"role":"SCRIBE"}"#);
        assert_eq!(role.role, Some(ResponderRole::Scribe));
        let update = of(IncidentChange::StatusUpdatePublished, r#"{"audience":"EXTERNAL"}"#);
        assert_eq!(update.audience, Some(Audience::External));
        for noise in ["", "[]", "{\"to\":7}", "{\"to\":\"NOWHERE\"}"] {
            assert_eq!(of(IncidentChange::StatusChanged, noise), ChangeDetail::default(), "{noise}");
        }
    }
}
