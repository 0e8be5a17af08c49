//! One-time links: how somebody who is invited, or forgot the password, sets one.
//!
//! It must not know how tokens look, nor the text of a link.

use chrono::Duration;
use uuid::Uuid;

use super::Principal;
use crate::id::UserId;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What a one-time link is for.
    LinkKind {
        /// Joining with a first password.
        Invitation = "INVITATION",
        /// Another password in place of a forgotten one.
        PasswordReset = "PASSWORD_RESET",
    }
}

impl LinkKind {
    /// How long a link works: days for whoever must find the time to join, minutes for whoever is
    /// waiting at the door.
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::Invitation => Duration::days(7),
            Self::PasswordReset => Duration::minutes(30),
        }
    }
}

/// A one-time link as it is remembered. The token itself is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Identifier.
    pub id: Uuid,
    /// The one person whom it is for.
    pub user: UserId,
    /// What it is for.
    pub kind: LinkKind,
    /// When it was made.
    pub created_at: Instant,
    /// When it stops working.
    pub expires_at: Instant,
    /// When it was redeemed.
    pub used_at: Option<Instant>,
    /// When another one took its place, or the account was disabled.
    pub ended_at: Option<Instant>,
    /// Who made it.
    pub created_by: Principal,
}

impl OneTimeLink {
    /// A fresh link that works from `now` on.
    pub fn new(id: Uuid, user: UserId, kind: LinkKind, created_by: Principal, now: Instant) -> Self {
        let expires_at = now + kind.lifetime();
        Self { id, user, kind, created_at: now, expires_at, used_at: None, ended_at: None, created_by }
    }

    /// Whether it can still be redeemed: not used, not ended, not over.
    pub fn is_open(&self, now: Instant) -> bool {
        self.used_at.is_none() && self.ended_at.is_none() && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::SystemActor;

    #[test]
    fn a_link_is_open_once_and_for_a_while() {
        let now = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let link = |kind| {
            let by = Principal::System(SystemActor::Cli);
            OneTimeLink::new(Uuid::nil(), UserId::new(Uuid::nil()), kind, by, now)
        };
        for (kind, seconds) in [(LinkKind::Invitation, 7 * 24 * 3600), (LinkKind::PasswordReset, 1800)] {
            let link = link(kind);
            assert!(link.is_open(now) && link.is_open(now + Duration::seconds(seconds - 1)), "{kind}");
            assert!(!link.is_open(now + Duration::seconds(seconds)), "{kind} is over");
            assert!(!OneTimeLink { used_at: Some(now), ..link.clone() }.is_open(now), "{kind} was used");
            assert!(!OneTimeLink { ended_at: Some(now), ..link }.is_open(now), "{kind} was replaced");
        }
    }
}
