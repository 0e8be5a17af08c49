//! Communication: status updates and the promises they make.
//!
//! It must not know how an update reaches anybody.

pub mod draft;
pub mod estimate;
pub mod promise;
pub mod rules;
pub mod template;

#[cfg(test)]
mod tests;

use crate::id::{IncidentId, StatusUpdateId};
use crate::identity::Principal;
use crate::organisation::Thresholds;
use crate::text::Body;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// Who an update is for.
    Audience {
        /// People of the house.
        Internal = "INTERNAL",
        /// Customers.
        External = "EXTERNAL",
    }
}

/// When the next update is due, per audience, and when customers first heard.
///
/// Kept with the incident so that lists and rules need not read the updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// The next internal update that was promised.
    pub internal_due_at: Option<Instant>,
    /// The next external update that was promised.
    pub external_due_at: Option<Instant>,
    /// The first external update.
    pub first_external_at: Option<Instant>,
}

impl Promises {
    /// The next update that was promised to an audience.
    pub const fn due_at(&self, audience: Audience) -> Option<Instant> {
        match audience {
            Audience::Internal => self.internal_due_at,
            Audience::External => self.external_due_at,
        }
    }
}

/// A message to an audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusUpdate {
    /// Identifier.
    pub id: StatusUpdateId,
    /// The incident it is about.
    pub incident: IncidentId,
    /// Who it is for.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: Body,
    /// When it went out.
    pub published_at: Instant,
    /// When the next update is promised.
    pub next_update_at: Option<Instant>,
    /// When the fix is expected.
    pub eta: Option<Instant>,
    /// The last word: service was restored when it went out.
    pub is_final: bool,
    /// Who wrote it.
    pub author: Principal,
    /// The update whose text this one corrects.
    pub corrects: Option<StatusUpdateId>,
    /// The update that corrects this one. Known when it is read, never stored with it.
    pub corrected: Option<Correction>,
}

/// That a later update corrects another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The later update.
    pub by: StatusUpdateId,
    /// When it went out.
    pub at: Instant,
}

impl StatusUpdate {
    /// `COM-02`: the promised next update has not come. `promises` are those of its incident; an
    /// update that was followed by a newer one of its audience is not late any more.
    pub fn is_late(&self, promises: &Promises, now: Instant, thresholds: &Thresholds) -> bool {
        let late_before = thresholds.late_before(now);
        self.next_update_at
            .is_some_and(|due| promises.due_at(self.audience) == Some(due) && due < late_before)
    }
}

/// Why an update was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommsError {
    /// `COM-01`: an update before restoration promises a next update or an ETA.
    #[error("say when the next update comes (nextUpdateAt) or when the fix is expected (eta)")]
    PromiseNeeded,
    /// `COM-01`: after restoration an update promises neither.
    #[error("service is restored: a final update promises neither a next update nor an ETA")]
    PromiseAfterRestoration,
    /// A promise lies in the past.
    #[error("{field} must lie ahead")]
    PromiseInPast {
        /// The field of the input.
        field: &'static str,
    },
    /// `COM-05`: this stage was promised already, for no earlier a day.
    #[error("this analysis is promised for {due_at} already; publish it, or promise a later day")]
    PromisedAlready {
        /// When it is due.
        due_at: Instant,
    },
    /// The text was corrected before.
    #[error("this was corrected already; correct the later text")]
    AlreadyCorrected,
    /// The organisation wants another person to approve what goes out to customers.
    #[error(
        "an external update goes out when another person has approved it: save it as a draft and ask for approval"
    )]
    ApprovalNeeded,
    /// There is nothing to ask for or to approve.
    #[error("approval was asked for or given already")]
    ApprovalAsked,
    /// Nobody approves a text that is one's own.
    #[error("another person than the one who wrote it approves it")]
    OwnText,
    /// The correction says what stands there.
    #[error("is the text that stands there already")]
    SameText,
}

impl CommsError {
    /// The rule of the catalogue that speaks, if one does.
    pub const fn rule(&self) -> Option<&'static str> {
        match self {
            Self::PromiseNeeded | Self::PromiseAfterRestoration => Some("COM-01"),
            Self::PromisedAlready { .. } => Some("COM-05"),
            Self::PromiseInPast { .. }
            | Self::AlreadyCorrected
            | Self::ApprovalNeeded
            | Self::ApprovalAsked
            | Self::OwnText
            | Self::SameText => None,
        }
    }

    /// The input field at fault, if the error is about one value alone.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::PromiseInPast { field } => Some(field),
            Self::SameText => Some("body"),
            Self::PromisedAlready { .. } => Some("dueAt"),
            Self::PromiseNeeded
            | Self::PromiseAfterRestoration
            | Self::ApprovalNeeded
            | Self::ApprovalAsked
            | Self::OwnText
            | Self::AlreadyCorrected => None,
        }
    }
}

/// What is needed to publish an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Identifier, fresh.
    pub id: StatusUpdateId,
    /// Who it is for.
    pub audience: Audience,
    /// The text.
    pub body: Body,
    /// When the next update is promised.
    pub next_update_at: Option<Instant>,
    /// When the fix is expected.
    pub eta: Option<Instant>,
}

impl crate::incident::Incident {
    /// Publishes an update at `now` and keeps the promises of the incident in step (`COM-01`).
    ///
    /// Errors: a promise missing, in the past, or made after restoration.
    pub fn publish_update(
        &mut self,
        draft: Draft,
        by: Principal,
        now: Instant,
    ) -> Result<StatusUpdate, CommsError> {
        let is_final = !self.status.is_open();
        let promises_something = draft.next_update_at.is_some() || draft.eta.is_some();
        match (is_final, promises_something) {
            (true, true) => return Err(CommsError::PromiseAfterRestoration),
            (false, false) => return Err(CommsError::PromiseNeeded),
            _ => {}
        }
        for (at, field) in [(draft.next_update_at, "nextUpdateAt"), (draft.eta, "eta")] {
            if at.is_some_and(|at| at <= now) {
                return Err(CommsError::PromiseInPast { field });
            }
        }
        match draft.audience {
            Audience::Internal => self.promises.internal_due_at = draft.next_update_at,
            Audience::External => {
                self.promises.external_due_at = draft.next_update_at;
                self.promises.first_external_at.get_or_insert(now);
            }
        }
        Ok(StatusUpdate {
            id: draft.id,
            incident: self.id,
            audience: draft.audience,
            body: draft.body,
            published_at: now,
            next_update_at: draft.next_update_at,
            eta: draft.eta,
            is_final,
            author: by,
            corrects: None,
            corrected: None,
        })
    }
}

impl StatusUpdate {
    /// The update that puts another text in the place of this one's, at `now`. It goes to the same audience and carries its
    /// promise on: a correction neither keeps nor makes one.
    ///
    /// Errors: this was corrected before, or the text is the same.
    pub fn correct(
        &self,
        id: StatusUpdateId,
        body: Body,
        by: Principal,
        now: Instant,
    ) -> Result<Self, CommsError> {
        if self.corrected.is_some() {
            return Err(CommsError::AlreadyCorrected);
        }
        if self.body == body {
            return Err(CommsError::SameText);
        }
        Ok(Self {
            id,
            body,
            published_at: now,
            author: by,
            corrects: Some(self.id),
            corrected: None,
            ..self.clone()
        })
    }
}
