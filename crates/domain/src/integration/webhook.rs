//! Endpoints of other programs that are told of events.

use super::IntegrationError;
use crate::id::WebhookId;
use crate::identity::Principal;
use crate::text::{Name, WebUrl};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What an endpoint is told of: all events of a capability.
    WebhookTopic {
        /// Incidents, never private ones.
        Incident = "INCIDENT",
        /// Problems.
        Problem = "PROBLEM",
        /// Root cause analyses.
        Rca = "RCA",
        /// Repair items and their reminders.
        Repair = "REPAIR",
    }
}

impl WebhookTopic {
    /// The topic of events of a capability, as the outbox names it.
    pub fn of_capability(capability: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|topic| topic.capability() == capability)
    }

    /// The capability, as the outbox names it.
    pub const fn capability(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Problem => "problem",
            Self::Rca => "rca",
            Self::Repair => "repair",
        }
    }
}

vocabulary! {
    /// Whether an endpoint is told.
    WebhookState {
        /// It is told.
        Active = "ACTIVE",
        /// Somebody switched it off.
        Off = "OFF",
        /// It was switched off by itself: it failed for five days, or said that it is gone.
        Disabled = "DISABLED",
    }
}

/// After this many days of failing without a success an endpoint is switched off.
pub const FAILING_DAYS: i64 = 5;
/// For how long the old secret signs beside a new one, in hours.
pub const ROTATION_HOURS: i64 = 24;
/// Endpoints at most.
pub const ENDPOINTS_MAX: usize = 20;

/// An endpoint. Its secrets are kept sealed beside it and are no part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Identifier.
    pub id: WebhookId,
    /// How people call it.
    pub name: Name,
    /// Where it is.
    pub url: WebUrl,
    /// What it is told of, in the order of the vocabulary.
    pub topics: Vec<WebhookTopic>,
    /// Whether it is told.
    pub state: WebhookState,
    /// Since when every attempt fails; none while the last one arrived.
    pub failing_since: Option<Instant>,
    /// When something arrived last.
    pub delivered_at: Option<Instant>,
    /// Until when the old secret signs too.
    pub rotates_until: Option<Instant>,
    /// Who made it.
    pub created_by: Principal,
    /// When it was made.
    pub created_at: Instant,
    /// Version of its own fields.
    pub version: i32,
}

/// Follows an attempt at `now` in `failing_since` and `delivered_at` of whoever is told: a success clears the first and is kept in the
/// second. True when there is no hope left: it has failed for [`FAILING_DAYS`], or is gone.
pub(crate) fn attempted(
    (failing_since, delivered_at): (&mut Option<Instant>, &mut Option<Instant>),
    has_arrived: bool,
    is_gone: bool,
    now: Instant,
) -> bool {
    if has_arrived {
        *failing_since = None;
        *delivered_at = Some(now);
        return false;
    }
    let since = *failing_since.get_or_insert(now);
    is_gone || now - since >= chrono::Duration::days(FAILING_DAYS)
}

impl Webhook {
    /// Follows an attempt at `now`: a success clears `failing_since`; failing for [`FAILING_DAYS`] or a 410 switches it off. True
    /// if it was switched off.
    pub fn follow(&mut self, has_arrived: bool, is_gone: bool, now: Instant) -> bool {
        let ways = (&mut self.failing_since, &mut self.delivered_at);
        let is_hopeless = attempted(ways, has_arrived, is_gone, now);
        if !is_hopeless || self.state != WebhookState::Active {
            return false;
        }
        self.state = WebhookState::Disabled;
        true
    }

    /// Switches it on or off by hand; switched on, its failures are forgotten. Errors: it is that already; one that was disabled
    /// counts as off.
    pub fn switch(&mut self, is_on: bool) -> Result<(), IntegrationError> {
        if is_on == (self.state == WebhookState::Active) {
            return Err(IntegrationError::Unchanged { field: "isActive" });
        }
        if is_on {
            self.state = WebhookState::Active;
            self.failing_since = None;
        } else {
            self.state = WebhookState::Off;
        }
        Ok(())
    }
}
