//! When a session is over, and what becomes of a refresh token that comes in.
//!
//! It must not know how tokens look or where they are kept.

use chrono::Duration;

use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// Why a session ended before its time.
    EndReason {
        /// The person signed out, here or from another device.
        SignedOut = "SIGNED_OUT",
        /// A used refresh token came back: two parties held tokens of one sign-in.
        TokenReused = "TOKEN_REUSED",
        /// The person may no longer sign in.
        UserDisabled = "USER_DISABLED",
        /// The password was changed from another session.
        PasswordChanged = "PASSWORD_CHANGED",
        /// The password was set anew by a one-time link.
        PasswordReset = "PASSWORD_RESET",
        /// An administrator ended it.
        EndedByAdmin = "ENDED_BY_ADMIN",
        /// It was not used, or lasted its longest.
        Expired = "EXPIRED",
    }
}

/// For how long after its exchange a refresh token may come back because the answer was lost.
pub const GRACE: Duration = Duration::seconds(30);

/// What is known of a refresh token that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentedToken {
    /// When it was exchanged for another one.
    pub consumed_at: Option<Instant>,
    /// Whether another one was given out in its place while it was unused.
    pub is_superseded: bool,
    /// Whether the token that now stands for it was used: its child if it was exchanged, the one
    /// that took its place if it was superseded. `None` when there is no such token.
    pub is_heir_used: Option<bool>,
}

/// What to do with a refresh token that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// Exchange it for a child.
    Exchange,
    /// An answer was lost: give another token in the place of the unused one.
    Reissue,
    /// Two parties hold tokens of this family: end the session.
    Reuse,
}

/// Decides about a refresh token: the first use exchanges it; coming back within [`GRACE`] while
/// nobody used its child is a lost answer; anything else means that it was stolen.
///
/// A superseded token is one whose answer arrived after all, late or in another tab of the same
/// browser; as long as the token in its place is unused there is one party only.
pub fn rotation(token: PresentedToken, now: Instant) -> Rotation {
    match (token.consumed_at, token.is_superseded, token.is_heir_used) {
        (None, false, _) => Rotation::Exchange,
        (Some(at), _, Some(false)) if now - at <= GRACE => Rotation::Reissue,
        (None, true, Some(false)) => Rotation::Reissue,
        _ => Rotation::Reuse,
    }
}

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Without use.
    pub idle: Duration,
    /// In any case.
    pub absolute: Duration,
}

/// Whether a session is over at `now`: ended, not used for too long, or at its end.
pub fn is_over(
    lifetime: Lifetime,
    last_used_at: Instant,
    expires_at: Instant,
    ended_at: Option<Instant>,
    now: Instant,
) -> bool {
    ended_at.is_some() || now >= expires_at || now - last_used_at >= lifetime.idle
}

/// When a session that nobody ended was or will be over: at its end, or after idleness.
pub fn over_at(lifetime: Lifetime, last_used_at: Instant, expires_at: Instant) -> Instant {
    expires_at.min(last_used_at + lifetime.idle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn a_token_is_exchanged_once_and_forgiven_for_a_lost_answer() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let ago = |seconds: i64| Some(now - Duration::seconds(seconds));
        let cases = [
            ("fresh", None, false, None, Rotation::Exchange),
            ("answer lost", ago(1), false, Some(false), Rotation::Reissue),
            ("answer lost, at the end of grace", ago(30), false, Some(false), Rotation::Reissue),
            ("after grace", ago(31), false, Some(false), Rotation::Reuse),
            ("child was used", ago(1), false, Some(true), Rotation::Reuse),
            ("child is gone", ago(1), false, None, Rotation::Reuse),
            ("late answer", None, true, Some(false), Rotation::Reissue),
            ("late answer, but somebody goes on with the other", None, true, Some(true), Rotation::Reuse),
            ("late answer without an heir", None, true, None, Rotation::Reuse),
        ];
        for (name, consumed_at, is_superseded, is_heir_used, expected) in cases {
            let token = PresentedToken { consumed_at, is_superseded, is_heir_used };
            assert_eq!(rotation(token, now), expected, "{name}");
        }
    }

    #[test]
    fn a_session_ends_by_idleness_age_or_decision() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let lifetime = Lifetime { idle: Duration::hours(24), absolute: Duration::days(7) };
        let over = |idle: i64, left: i64, ended: Option<Instant>| {
            is_over(lifetime, now - Duration::seconds(idle), now + Duration::seconds(left), ended, now)
        };
        assert!(!over(24 * 3600 - 1, 1, None));
        assert!(over(24 * 3600, 1, None));
        assert!(over(0, 0, None));
        assert!(over(0, 1, Some(now)));
        assert_eq!(over_at(lifetime, now, now + Duration::days(7)), now + Duration::hours(24));
        assert_eq!(over_at(lifetime, now, now + Duration::hours(1)), now + Duration::hours(1));
    }
}
