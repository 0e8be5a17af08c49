//! A connection to a tracker of issues. Its secrets are kept sealed beside it and are no part of it.

use crate::id::TrackerId;
use crate::identity::Principal;
use crate::repair::TrackerProvider;
use crate::text::{Name, WebUrl};
use crate::time::Instant;

/// Connections at most.
pub const TRACKERS_MAX: usize = 20;
/// For how long the id of an inbound call is remembered, in hours (row A12).
pub const REMEMBER_HOURS: i64 = 24;

/// A connection to a tracker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracker {
    /// Identifier; also the last part of the address that the tracker calls.
    pub id: TrackerId,
    /// How people call it.
    pub name: Name,
    /// The tool.
    pub provider: TrackerProvider,
    /// Where people open its issues, such as `https://github.com`: issues of other hosts are none of its.
    pub base_url: WebUrl,
    /// Where its API is, such as `https://api.github.com`.
    pub api_url: WebUrl,
    /// Whether it has a token, so that states travel to it too.
    pub has_token: bool,
    /// Whether calls are taken and made.
    pub is_enabled: bool,
    /// When it called last with a right signature.
    pub heard_at: Option<Instant>,
    /// Who made it.
    pub created_by: Principal,
    /// When it was made.
    pub created_at: Instant,
    /// Version of its own fields.
    pub version: i32,
}
