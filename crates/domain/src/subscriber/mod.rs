//! Subscribers of the status portal: people and programs outside who are told what is published, each at an address of its own.
//!
//! It must not know how a message is written or sent, nor anything that was not published.

mod address;
mod notice;
#[cfg(test)]
mod tests;

pub use address::{Address, AddressError, SubscriberChannel};
pub use notice::{Notice, NoticeKind};

use chrono::Duration;

use crate::id::{ServiceId, SubscriberId};
use crate::integration::webhook::attempted;
use crate::time::Instant;

/// Days in which a subscription has to be confirmed; afterwards it is removed.
pub const CONFIRM_DAYS: i64 = 3;
/// Subscriptions that are asked for at one address within [`ASKED_WITHIN_MINUTES`] and answered by a message; more send nothing.
pub const ASKED_MOST: u64 = 3;
/// Minutes over which [`ASKED_MOST`] is counted.
pub const ASKED_WITHIN_MINUTES: i64 = 60;
/// Services that one subscription can name.
pub const SERVICES_MAX: usize = 100;

/// Somebody outside who is told what is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// Identifier.
    pub id: SubscriberId,
    /// Where.
    pub address: Address,
    /// About which services; about all when empty.
    pub services: Vec<ServiceId>,
    /// Whether it is told: an address that failed for days is not.
    pub is_active: bool,
    /// When it was asked for.
    pub created_at: Instant,
    /// When whoever has the address said yes; nothing is sent before.
    pub confirmed_at: Option<Instant>,
    /// When something arrived last.
    pub delivered_at: Option<Instant>,
    /// Since when every attempt fails; none while the last one arrived.
    pub failing_since: Option<Instant>,
}

impl Subscriber {
    /// A subscription that was asked for at `now` and is not confirmed.
    pub const fn asked(id: SubscriberId, address: Address, services: Vec<ServiceId>, now: Instant) -> Self {
        Self {
            id,
            address,
            services,
            is_active: true,
            created_at: now,
            confirmed_at: None,
            delivered_at: None,
            failing_since: None,
        }
    }

    /// When it can no longer be confirmed; none when it was.
    pub fn ends_at(&self) -> Option<Instant> {
        self.confirmed_at.is_none().then(|| self.created_at + Duration::days(CONFIRM_DAYS))
    }

    /// Whether it waits at `now` for its confirmation, and not in vain.
    pub fn can_be_confirmed(&self, now: Instant) -> bool {
        self.ends_at().is_some_and(|end| now < end)
    }

    /// Follows the yes of whoever has the address. Told once more, it is told again, whatever failed before.
    pub fn confirm(&mut self, now: Instant) {
        self.confirmed_at.get_or_insert(now);
        self.is_active = true;
        self.failing_since = None;
    }

    /// Whether anything is sent to it at all.
    pub const fn is_told(&self) -> bool {
        self.is_active && self.confirmed_at.is_some()
    }

    /// Follows an attempt at `now`, as an endpoint does: a success clears `failing_since`; failing for [`FAILING_DAYS`](crate::integration::webhook::FAILING_DAYS), or an
    /// address that is gone, ends it. True if it was ended by this.
    pub fn follow(&mut self, has_arrived: bool, is_gone: bool, now: Instant) -> bool {
        let ways = (&mut self.failing_since, &mut self.delivered_at);
        let is_hopeless = attempted(ways, has_arrived, is_gone, now);
        let is_ended = is_hopeless && self.is_told();
        if is_ended {
            self.is_active = false;
        }
        is_ended
    }
}
