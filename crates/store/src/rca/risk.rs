//! The columns of a decision to live with something, which problems and causes share.

use std::fmt::Display;

use domain::id::UserId;
use domain::rca::RiskDecision;
use domain::text::Body;
use domain::time::Instant;
use uuid::Uuid;

use crate::StoreError;
use crate::error::text;

/// The columns, all of them or none.
pub(crate) struct Columns {
    pub(crate) rationale: Option<String>,
    pub(crate) approver_id: Option<Uuid>,
    pub(crate) review_at: Option<Instant>,
    pub(crate) decided_at: Option<Instant>,
}

/// The decision, if there is one.
pub(crate) fn decision(
    table: &'static str,
    id: impl Display,
    columns: &Columns,
) -> Result<Option<RiskDecision>, StoreError> {
    let (Some(rationale), Some(approver), Some(review_at), Some(decided_at)) =
        (&columns.rationale, columns.approver_id, columns.review_at, columns.decided_at)
    else {
        return Ok(None);
    };
    let rationale = text(Body::parse(rationale), table, "risk_rationale", id)?;
    Ok(Some(RiskDecision { rationale, approver: UserId::new(approver), review_at, decided_at }))
}
