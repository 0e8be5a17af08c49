//! What tests say to the outbox behind the program's back.

/// Makes every delivery that waits for its next attempt wait no longer.
pub const HURRY: &str =
    "UPDATE delivery SET next_attempt_at = created_at WHERE status = 'PENDING' AND leased_until IS NULL";
/// How much is still on its way: deliveries, and what is to become some.
pub const PENDING: &str = "SELECT (SELECT count(*) FROM delivery WHERE status = 'PENDING')
    + (SELECT count(*) FROM notice WHERE spread_at IS NULL)";
