//! Issues in other tools that items are kept in step with.
//!
//! It must not know the tools' formats, nor their addresses: `formats::tracker` does.

use super::RepairItemStatus;
use crate::id::TrackerId;
use crate::text::{ShortText, WebUrl};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// The tool that an issue lives in.
    TrackerProvider {
        /// GitHub issues.
        GitHub = "GITHUB",
        /// GitLab issues.
        GitLab = "GITLAB",
        /// Jira issues.
        Jira = "JIRA",
    }
}

vocabulary! {
    /// How far an issue is, in words that all tools share.
    TrackerState {
        /// Nobody works on it.
        Open = "OPEN",
        /// Somebody works on it; only Jira says so.
        InProgress = "IN_PROGRESS",
        /// Done.
        Done = "DONE",
        /// Closed without being done.
        NotPlanned = "NOT_PLANNED",
        /// It does not exist any more.
        Deleted = "DELETED",
    }
}

/// The issue that an item is kept in step with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackerIssue {
    /// The connection through which states travel; none for a mere link.
    pub tracker: Option<TrackerId>,
    /// The tool.
    pub provider: TrackerProvider,
    /// What people say: `owner/repo#12`, `OPS-12`.
    pub key: ShortText,
    /// Where it is.
    pub url: WebUrl,
    /// Its title as last heard.
    pub title: Option<ShortText>,
    /// Its state as last heard or said.
    pub state: TrackerState,
    /// When it was last heard from or told.
    pub synced_at: Option<Instant>,
}

/// What an item should do when its issue went to `state`; `None` when it is in step already, or when only a person can decide
/// (a NOT_DOING needs a reason and an approver, a commitment its gate, and what was shown to work stays).
pub const fn follow(status: RepairItemStatus, state: TrackerState) -> Option<RepairItemStatus> {
    use RepairItemStatus as S;
    match (state, status) {
        (TrackerState::Open | TrackerState::InProgress, S::Done)
        | (TrackerState::InProgress, S::Committed | S::Reopened) => Some(S::InProgress),
        (TrackerState::Done, S::Committed | S::InProgress | S::Reopened) => Some(S::Done),
        _ => None,
    }
}

/// The state that an issue should have when its item is at `status`; `None` when the last known state says as much already. An
/// issue that was deleted cannot be told anything, and an open one says as much of an item that somebody works on, because not
/// every tool tells these apart; see [`TrackerIssue::wanted`].
pub const fn wanted(status: RepairItemStatus, known: TrackerState) -> Option<TrackerState> {
    use RepairItemStatus as S;
    use TrackerState as T;
    match (status, known) {
        (S::Proposed, T::NotPlanned)
        | (S::Committed | S::InProgress | S::Reopened, T::Done | T::NotPlanned) => Some(T::Open),
        (S::Done | S::Effective, T::Open | T::InProgress | T::NotPlanned) => Some(T::Done),
        (S::NotDoing, T::Open | T::InProgress) => Some(T::NotPlanned),
        _ => None,
    }
}

impl TrackerIssue {
    /// The state that it should have when its item is at `status`, in the words of its tool; `None` when it is in step. Jira
    /// alone is told that somebody works on it.
    pub fn wanted(&self, status: RepairItemStatus) -> Option<TrackerState> {
        let is_told = self.provider == TrackerProvider::Jira && status == RepairItemStatus::InProgress;
        match self.state {
            TrackerState::Open | TrackerState::Done | TrackerState::NotPlanned if is_told => {
                Some(TrackerState::InProgress)
            }
            known => wanted(status, known),
        }
    }

    /// Whether item and issue say the same.
    pub fn is_in_step(&self, status: RepairItemStatus) -> bool {
        self.state != TrackerState::Deleted
            && self.wanted(status).is_none()
            && follow(status, self.state).is_none()
            && (status.is_done() || status == RepairItemStatus::NotDoing || self.is_open())
    }

    /// Whether something is still to be done about it.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, TrackerState::Open | TrackerState::InProgress)
    }
}
