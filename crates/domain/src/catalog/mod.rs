//! Services: what can be affected, who owns it, and where to look.
//!
//! It must not know incidents.

use crate::finding::Finding;
use crate::id::{ServiceId, TeamId};
use crate::text::{Markdown, Name, WebUrl};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// How much depends on a service.
    ServiceTier {
        /// Customers cannot work without it.
        Tier1 = "TIER1",
        /// Important, with a way around.
        Tier2 = "TIER2",
        /// Convenience, or inside only.
        Tier3 = "TIER3",
    }
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Identifier.
    pub id: ServiceId,
    /// Unique name.
    pub name: Name,
    /// What it does, in Markdown.
    pub description: Markdown,
    /// How much depends on it.
    pub tier: ServiceTier,
    /// The team that owns it.
    pub owner_team: Option<TeamId>,
    /// Where its logs are.
    pub logs_url: Option<WebUrl>,
    /// Where its dashboards are.
    pub dashboard_url: Option<WebUrl>,
    /// Where its runbook is.
    pub runbook_url: Option<WebUrl>,
    /// Under which heading the status portal shows it; none for no heading.
    pub group: Option<Name>,
    /// Its place on the status portal, lowest first.
    pub position: i32,
    /// Whether the status portal shows it by its name.
    pub is_public: bool,
    /// Since when it is measured (`AVL-03`); since the record was made when nobody said.
    pub monitored_since: Option<Instant>,
    /// When the record was made.
    pub created_at: Instant,
    /// Version of the record's own fields.
    pub version: i32,
}

/// A change of a service; what is `None` stays, `Some(None)` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceChange {
    /// Another name.
    pub name: Option<Name>,
    /// Another description.
    pub description: Option<Markdown>,
    /// Another tier.
    pub tier: Option<ServiceTier>,
    /// Another owner.
    pub owner_team: Option<Option<TeamId>>,
    /// Another link to logs.
    pub logs_url: Option<Option<WebUrl>>,
    /// Another link to dashboards.
    pub dashboard_url: Option<Option<WebUrl>>,
    /// Another link to the runbook.
    pub runbook_url: Option<Option<WebUrl>>,
    /// Another heading on the status portal.
    pub group: Option<Option<Name>>,
    /// Another place on the status portal.
    pub position: Option<i32>,
    /// Whether the status portal shows it from now on.
    pub is_public: Option<bool>,
    /// Since when it is measured.
    pub monitored_since: Option<Instant>,
}

impl Service {
    /// Applies a change; whether anything is different now.
    pub fn apply(&mut self, change: ServiceChange) -> bool {
        let before = self.clone();
        if let Some(name) = change.name {
            self.name = name;
        }
        if let Some(description) = change.description {
            self.description = description;
        }
        if let Some(tier) = change.tier {
            self.tier = tier;
        }
        if let Some(owner_team) = change.owner_team {
            self.owner_team = owner_team;
        }
        if let Some(logs_url) = change.logs_url {
            self.logs_url = logs_url;
        }
        if let Some(dashboard_url) = change.dashboard_url {
            self.dashboard_url = dashboard_url;
        }
        if let Some(runbook_url) = change.runbook_url {
            self.runbook_url = runbook_url;
        }
        if let Some(group) = change.group {
            self.group = group;
        }
        self.position = change.position.unwrap_or(self.position);
        self.is_public = change.is_public.unwrap_or(self.is_public);
        self.monitored_since = change.monitored_since.or(self.monitored_since);
        *self != before
    }

    /// `HLT-01`: a service without links to logs, dashboards and a runbook is shown as incomplete.
    pub fn findings(&self) -> Vec<Finding> {
        let missing: Vec<&str> = [
            (self.logs_url.is_none(), "logs link"),
            (self.dashboard_url.is_none(), "dashboards link"),
            (self.runbook_url.is_none(), "runbook link"),
            (self.owner_team.is_none(), "owner team"),
        ]
        .into_iter()
        .filter_map(|(is_missing, what)| is_missing.then_some(what))
        .collect();
        if missing.is_empty() {
            return Vec::new();
        }
        vec![Finding::warning("HLT-01", format!("Incomplete: {} missing.", missing.join(", ")))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    fn service() -> Service {
        Service {
            id: ServiceId::new(Uuid::from_u128(1)),
            name: Name::parse("Checkout").unwrap(),
            description: Markdown::parse("").unwrap(),
            tier: ServiceTier::Tier1,
            owner_team: Some(TeamId::new(Uuid::from_u128(2))),
            logs_url: WebUrl::parse("https://logs.example/").ok(),
            dashboard_url: WebUrl::parse("https://dash.example/").ok(),
            runbook_url: WebUrl::parse("https://runbook.example/").ok(),
            group: None,
            position: 0,
            is_public: false,
            monitored_since: None,
            created_at: DateTime::from_timestamp(0, 0).unwrap(),
            version: 1,
        }
    }

    #[test]
    fn hlt_01_names_what_is_missing() {
        assert!(service().findings().is_empty());
        let mut bare = service();
        assert!(bare.apply(ServiceChange {
            logs_url: Some(None),
            owner_team: Some(None),
            ..ServiceChange::default()
        }));
        let findings = bare.findings();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].rule.as_str(), "HLT-01");
        assert_eq!(findings[0].message, "Incomplete: logs link, owner team missing.");
    }

    #[test]
    fn an_empty_change_changes_nothing() {
        let mut service = service();
        assert!(!service.apply(ServiceChange::default()));
        assert!(!service.apply(ServiceChange { tier: Some(ServiceTier::Tier1), ..ServiceChange::default() }));
    }
}
