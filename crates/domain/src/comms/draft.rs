//! Status updates in the making, and the approval that an external one may need before it goes out.

use super::{Audience, CommsError, Draft};
use crate::id::{IncidentId, StatusUpdateId, UpdateDraftId};
use crate::identity::Principal;
use crate::text::Body;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// How far a draft has come.
    UpdateDraftStatus {
        /// Somebody writes on it.
        Draft = "DRAFT",
        /// Another person is asked to approve it.
        AwaitingApproval = "AWAITING_APPROVAL",
        /// Another person approved this very text.
        Approved = "APPROVED",
    }
}

/// A status update in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateDraft {
    /// Identifier.
    pub id: UpdateDraftId,
    /// The incident it is about.
    pub incident: IncidentId,
    /// Who it will be for.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: Body,
    /// When the next update will be promised.
    pub next_update_at: Option<Instant>,
    /// When the fix will be expected.
    pub eta: Option<Instant>,
    /// How far it has come.
    pub status: UpdateDraftStatus,
    /// Who began it.
    pub created_by: Principal,
    /// Who changed it last: not the one who approves.
    pub changed_by: Principal,
    /// Who approved it.
    pub approved_by: Option<Principal>,
    /// When it was begun.
    pub created_at: Instant,
    /// When it changed last.
    pub updated_at: Instant,
    /// Version of the draft.
    pub version: i32,
}

/// What a draft says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftText {
    /// Who it will be for.
    pub audience: Audience,
    /// The text.
    pub body: Body,
    /// When the next update will be promised.
    pub next_update_at: Option<Instant>,
    /// When the fix will be expected.
    pub eta: Option<Instant>,
}

impl UpdateDraft {
    /// A fresh draft.
    pub fn begin(
        id: UpdateDraftId,
        incident: IncidentId,
        text: DraftText,
        by: Principal,
        now: Instant,
    ) -> Self {
        Self {
            id,
            incident,
            audience: text.audience,
            body: text.body,
            next_update_at: text.next_update_at,
            eta: text.eta,
            status: UpdateDraftStatus::Draft,
            created_by: by,
            changed_by: by,
            approved_by: None,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// Another text takes the place of this one; an approval was for the text before.
    pub fn change(&mut self, text: DraftText, by: Principal, now: Instant) {
        self.audience = text.audience;
        self.body = text.body;
        self.next_update_at = text.next_update_at;
        self.eta = text.eta;
        self.changed_by = by;
        self.step(UpdateDraftStatus::Draft, None, now);
    }

    /// Another person is asked to approve it.
    ///
    /// Errors: it is asked for or approved already.
    pub fn request(&mut self, now: Instant) -> Result<(), CommsError> {
        if self.status != UpdateDraftStatus::Draft {
            return Err(CommsError::ApprovalAsked);
        }
        self.step(UpdateDraftStatus::AwaitingApproval, None, now);
        Ok(())
    }

    /// Approves this very text.
    ///
    /// Errors: it was approved already, or is the approver's own.
    pub fn approve(&mut self, by: Principal, now: Instant) -> Result<(), CommsError> {
        if self.status == UpdateDraftStatus::Approved {
            return Err(CommsError::ApprovalAsked);
        }
        if self.changed_by == by {
            return Err(CommsError::OwnText);
        }
        self.step(UpdateDraftStatus::Approved, Some(by), now);
        Ok(())
    }

    /// Whether another person's approval is still missing, where the organisation asks for it.
    pub fn is_approval_needed(&self, is_asked_for: bool) -> bool {
        needs_approval(is_asked_for, self.audience) && self.status != UpdateDraftStatus::Approved
    }

    /// The update that it becomes.
    pub fn publish(self, id: StatusUpdateId) -> Draft {
        let Self { audience, body, next_update_at, eta, .. } = self;
        Draft { id, audience, body, next_update_at, eta }
    }

    fn step(&mut self, to: UpdateDraftStatus, approved_by: Option<Principal>, now: Instant) {
        self.status = to;
        self.approved_by = approved_by;
        self.updated_at = now;
    }
}

/// Whether an update to an audience needs approval, where the organisation asks for it.
const fn needs_approval(is_asked_for: bool, audience: Audience) -> bool {
    is_asked_for && matches!(audience, Audience::External)
}

/// Whether an update may go out: where the organisation asks for approval, an external one goes out when it was approved, or by
/// somebody who may approve.
///
/// Errors: approval is missing.
pub fn may_go_out(
    is_asked_for: bool,
    audience: Audience,
    is_approved: bool,
    may_approve: bool,
) -> Result<(), CommsError> {
    if needs_approval(is_asked_for, audience) && !is_approved && !may_approve {
        return Err(CommsError::ApprovalNeeded);
    }
    Ok(())
}
