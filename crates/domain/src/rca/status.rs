//! How far the review of an analysis is.
//!
//! It must not know publication, which makes versions for an audience.

use super::{Rca, RcaError, StepState};
use crate::finding::unmet;
use crate::identity::Principal;
use crate::vocabulary;

vocabulary! {
    /// How far the review of an analysis is.
    RcaStatus {
        /// Being written.
        Draft = "DRAFT",
        /// Handed to reviewers.
        InReview = "IN_REVIEW",
        /// Reviewed by somebody who did not hand it in.
        Reviewed = "REVIEWED",
        /// Published to an audience.
        Published = "PUBLISHED",
    }
}

impl Rca {
    /// Takes a step in the review; `steps` are those of [`super::rules::steps`].
    ///
    /// DRAFT → IN_REVIEW needs steps 1 and 2; IN_REVIEW → REVIEWED needs steps 1 to 3 and another person than who asked; both go
    /// back to DRAFT, and so does PUBLISHED, for a revision: what was published stays (`PM-07`). PUBLISHED comes by a publication alone,
    /// see [`Self::publish`]. Errors: no such step, a gate that is not met, one's own review.
    pub fn change_status(
        &mut self,
        to: RcaStatus,
        steps: &[StepState],
        by: Principal,
    ) -> Result<(), RcaError> {
        let from = self.status;
        match (from, to) {
            (RcaStatus::Draft, RcaStatus::InReview) => {
                check_steps(to, steps, 2)?;
                self.submitted_by = Some(by);
            }
            (RcaStatus::InReview, RcaStatus::Reviewed) => {
                if self.submitted_by == Some(by) {
                    return Err(RcaError::OwnReview);
                }
                check_steps(to, steps, 3)?;
            }
            (RcaStatus::InReview | RcaStatus::Reviewed | RcaStatus::Published, RcaStatus::Draft) => {
                self.submitted_by = None;
            }
            _ => return Err(RcaError::Transition { from, to }),
        }
        self.status = to;
        Ok(())
    }

    /// Its final version is published, whose gate [`crate::publication::rules::check_gate`] has judged; whether that is a step.
    pub fn publish(&mut self) -> bool {
        let is_step = self.status == RcaStatus::Reviewed;
        if is_step {
            self.status = RcaStatus::Published;
        }
        is_step
    }
}

/// Checks that the first steps are passed.
fn check_steps(to: RcaStatus, steps: &[StepState], first: usize) -> Result<(), RcaError> {
    let findings = steps.iter().take(first).flat_map(|step| &step.findings).map(|found| &found.finding);
    match unmet(findings) {
        Some((rule, message)) => Err(RcaError::GateUnmet { to, rule, message }),
        None => Ok(()),
    }
}
