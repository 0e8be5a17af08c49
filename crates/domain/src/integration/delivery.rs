//! One thing on its way out of the house: when it is tried, how often, and when it is given up.
//!
//! The schedule is that of Standard Webhooks, each step ±20 %. It must not know what is delivered.

use chrono::Duration;

use crate::id::DeliveryId;
use crate::time::{Instant, truncate};
use crate::vocabulary;

vocabulary! {
    /// By which way it leaves.
    Channel {
        /// To an endpoint of another program.
        Webhook = "WEBHOOK",
        /// To a person by mail.
        Mail = "MAIL",
        /// To a tracker of issues.
        Tracker = "TRACKER",
        /// To a subscriber of the status portal, by the way that the subscriber chose.
        Subscriber = "SUBSCRIBER",
    }
}

vocabulary! {
    /// How far a delivery is.
    DeliveryStatus {
        /// Waits for its next attempt.
        Pending = "PENDING",
        /// Arrived.
        Delivered = "DELIVERED",
        /// Given up after the last attempt.
        Failed = "FAILED",
        /// Not sent, for a reason that no attempt can mend: the endpoint is off, mail is off, the record is private.
        Skipped = "SKIPPED",
    }
}

/// Something on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Identifier, the same on every attempt: `webhook-id`, and the left part of `Message-ID`.
    pub id: DeliveryId,
    /// By which way.
    pub channel: Channel,
    /// How far it is.
    pub status: DeliveryStatus,
    /// Attempts so far.
    pub attempts: i32,
    /// When it is tried next; none when it is over.
    pub next_attempt_at: Option<Instant>,
    /// When it was decided.
    pub created_at: Instant,
    /// When it arrived or was given up.
    pub ended_at: Option<Instant>,
}

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: Instant,
    /// How long it took, in milliseconds.
    pub millis: i32,
    /// The status of the answer, if there was one.
    pub status_code: Option<i32>,
    /// What went wrong, in plain words; empty when it arrived.
    pub error: String,
    /// The first 20 KB of the answer.
    pub answer: String,
}

/// What an attempt says about the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It arrived.
    Delivered,
    /// Try again; not before this many seconds, if the other side asked for that.
    Retry {
        /// Seconds that the other side asked to wait.
        after: Option<i64>,
    },
    /// It will never arrive.
    GiveUp,
    /// It will never arrive, and the endpoint is gone for good (410).
    Gone,
}

/// Seconds before each further attempt: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
pub const SCHEDULE: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// However long the other side asks to wait, it is asked again after these seconds: one day.
pub const LONGEST_WAIT: i64 = 86_400;

/// For how long a worker has a delivery to itself, in seconds.
pub const LEASE_SECONDS: i64 = 30;

impl Verdict {
    /// What a status of HTTP says: 2xx arrived; 410 gone; 408, 425, 429 and 5xx try again; everything else too, because receivers
    /// are deployed and mended while we wait.
    pub fn of_status(status: u16, retry_after: Option<i64>) -> Self {
        match status {
            200..=299 => Self::Delivered,
            410 => Self::Gone,
            _ => Self::Retry { after: retry_after },
        }
    }
}

impl Delivery {
    /// Follows an attempt at `now`. `jitter` is a random number from 0 to 1 that moves the wait by ±20 %. Whoever asks to wait
    /// longer is heard, up to [`LONGEST_WAIT`]; after the last attempt of the schedule it is given up.
    pub fn follow(&mut self, verdict: Verdict, jitter: f64, now: Instant) {
        self.attempts += 1;
        let failures = usize::try_from(self.attempts - 1).unwrap_or(0);
        match (verdict, SCHEDULE.get(failures)) {
            (Verdict::Retry { after }, Some(seconds)) => {
                let asked = Duration::seconds(after.unwrap_or(0).clamp(0, LONGEST_WAIT));
                self.next_attempt_at = Some(truncate(now + spread(*seconds, jitter).max(asked)));
            }
            (Verdict::Delivered, _) => self.end(DeliveryStatus::Delivered, now),
            (Verdict::GiveUp | Verdict::Gone | Verdict::Retry { .. }, _) => {
                self.end(DeliveryStatus::Failed, now);
            }
        }
    }

    fn end(&mut self, status: DeliveryStatus, now: Instant) {
        self.status = status;
        self.next_attempt_at = None;
        self.ended_at = Some(now);
    }

    /// Starts over, as the replay button asks: another round of attempts with the same id, the first at once. Attempts are
    /// counted from 0 again.
    ///
    /// Errors: it still waits for an attempt.
    pub fn replay(&mut self, now: Instant) -> Result<(), super::IntegrationError> {
        if self.status == DeliveryStatus::Pending {
            return Err(super::IntegrationError::StillPending);
        }
        self.status = DeliveryStatus::Pending;
        self.attempts = 0;
        self.next_attempt_at = Some(now);
        self.ended_at = None;
        Ok(())
    }
}

/// Seconds, moved by ±20 %; what is no number from 0 to 1 moves nothing.
fn spread(seconds: i64, jitter: f64) -> Duration {
    let factor = if (0.0..=1.0).contains(&jitter) { 0.8 + 0.4 * jitter } else { 1.0 };
    let wait = std::time::Duration::from_secs(seconds.unsigned_abs()).mul_f64(factor);
    Duration::from_std(wait).unwrap_or_else(|_| Duration::seconds(seconds))
}
