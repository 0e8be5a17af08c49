//! Who belongs to which private incident, and which events change that.
//!
//! It must not know the database.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::id::{IncidentId, UserId};
use serde_json::Value;
use store::ledger::StoredEvent;

/// Members of private incidents.
#[derive(Default)]
pub(super) struct Members {
    of_incident: HashMap<IncidentId, HashSet<UserId>>,
    of_user: HashMap<UserId, BTreeSet<IncidentId>>,
}

impl Members {
    /// From all pairs.
    pub(super) fn of(pairs: Vec<(IncidentId, UserId)>) -> Self {
        let mut members = Self::default();
        for (incident, user) in pairs {
            members.add(incident, user);
        }
        members
    }

    fn add(&mut self, incident: IncidentId, user: UserId) {
        self.of_incident.entry(incident).or_default().insert(user);
        self.of_user.entry(user).or_default().insert(incident);
    }

    /// Replaces the members of one incident; none when it is not private.
    pub(super) fn put(&mut self, incident: IncidentId, users: &[UserId]) {
        for user in self.of_incident.remove(&incident).into_iter().flatten() {
            if let Some(incidents) = self.of_user.get_mut(&user) {
                incidents.remove(&incident);
                if incidents.is_empty() {
                    self.of_user.remove(&user);
                }
            }
        }
        for user in users {
            self.add(incident, *user);
        }
    }

    pub(super) fn contains(&self, incident: IncidentId, user: UserId) -> bool {
        self.of_incident.get(&incident).is_some_and(|members| members.contains(&user))
    }

    pub(super) fn incidents_of(&self, user: UserId) -> Vec<IncidentId> {
        self.of_user.get(&user).into_iter().flatten().copied().collect()
    }
}

/// The incident whose members an event may have changed. Most events change none, and reading the
/// members for each of them would cost more than the change that it tells of.
pub(super) fn changed_by(event: &StoredEvent) -> Option<IncidentId> {
    if event.capability != "incident" {
        return None;
    }
    let facts = || serde_json::from_str::<Value>(&event.facts).unwrap_or_default();
    let may_change = match event.kind.rsplit('.').next().unwrap_or_default() {
        "declared" => facts()["isPrivate"] != false,
        "updated" => {
            facts()["changed"].as_array().is_none_or(|fields| fields.iter().any(|field| field == "isPrivate"))
        }
        "role_changed" | "members_changed" | "imported" => true,
        _ => false,
    };
    may_change.then(|| IncidentId::new(event.subject))
}

#[cfg(test)]
mod tests {
    use domain::id::EventId;
    use domain::time::Instant;
    use uuid::Uuid;

    use super::*;

    fn ids(n: u128) -> (IncidentId, UserId) {
        (IncidentId::new(Uuid::from_u128(n)), UserId::new(Uuid::from_u128(n)))
    }

    #[test]
    fn one_incident_is_replaced_and_the_others_stay() {
        let ((one, ann), (two, ben)) = (ids(1), ids(2));
        let mut members = Members::of(vec![(one, ann), (one, ben), (two, ann)]);
        members.put(one, &[ben]);
        assert!(!members.contains(one, ann) && members.contains(one, ben) && members.contains(two, ann));
        assert_eq!((members.incidents_of(ann), members.incidents_of(ben)), (vec![two], vec![one]));
        members.put(one, &[]);
        assert_eq!(members.incidents_of(ben), vec![]);
        members.put(two, &[ann, ben]);
        assert_eq!(members.incidents_of(ben), vec![two]);
    }

    #[test]
    fn only_some_events_change_members() {
        let event = |kind: &str, facts: &str| StoredEvent {
            seq: 1,
            id: EventId::new(Uuid::nil()),
            at: Instant::from_timestamp(0, 0).unwrap(),
            capability: kind.split('.').next().unwrap_or_default().to_owned(),
            kind: kind.to_owned(),
            subject: Uuid::from_u128(1),
            actor: None,
            facts: facts.to_owned(),
        };
        for (kind, facts, expected) in [
            ("incident.declared", r#"{"isPrivate":false}"#, false),
            ("incident.declared", r#"{"isPrivate":true}"#, true),
            ("incident.declared", "{}", true),
            ("incident.updated", r#"{"changed":["title"]}"#, false),
            ("incident.updated", r#"{"changed":["title","isPrivate"]}"#, true),
            ("incident.updated", "{}", true),
            ("incident.role_changed", "{}", true),
            ("incident.members_changed", "{}", true),
            ("incident.timeline_added", "{}", false),
            ("identity.user_updated", "{}", false),
        ] {
            assert_eq!(changed_by(&event(kind, facts)).is_some(), expected, "{kind} {facts}");
        }
    }
}
