//! Planned work that was announced.

use serde::{Deserialize, Serialize};

use super::word::words;
use super::{PublicUpdate, ServiceRef};
use crate::time::Instant;

words! {
    /// Where announced work stands.
    MaintenanceWord {
        /// It lies ahead.
        Scheduled = "scheduled",
        /// It is going on.
        InProgress = "in_progress",
        /// It is done and being checked.
        Verifying = "verifying",
        /// It is over.
        Completed = "completed",
        /// It will not be done.
        Cancelled = "cancelled",
    }
}

impl MaintenanceWord {
    /// Whether it is going on.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::InProgress | Self::Verifying)
    }

    /// Whether it is over, one way or the other.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }

    /// The word for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::InProgress => "In progress",
            Self::Verifying => "Verifying",
            Self::Completed => "Completed",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// Announced work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicMaintenance {
    /// Identifier.
    pub id: String,
    /// What people say, such as `MNT-3`.
    pub reference: String,
    /// The title that was published.
    pub title: String,
    /// Where it stands.
    pub status: MaintenanceWord,
    /// When it begins.
    pub starts_at: Instant,
    /// When it is to end.
    pub ends_at: Instant,
    /// When it was really done; work that was cancelled never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Instant>,
    /// The services it touches.
    pub services: Vec<ServiceRef>,
    /// What was said, oldest first.
    pub updates: Vec<PublicUpdate<MaintenanceWord>>,
}

impl PublicMaintenance {
    /// When it was announced; its start when nothing was said.
    pub fn created_at(&self) -> Instant {
        self.updates.iter().map(|update| update.published_at).min().unwrap_or(self.starts_at)
    }

    /// When it was said that it will not be done.
    pub fn cancelled_at(&self) -> Option<Instant> {
        let told = self.updates.iter().find(|update| update.status == MaintenanceWord::Cancelled);
        told.map(|update| update.published_at)
    }

    /// When something was last said.
    pub fn updated_at(&self) -> Instant {
        self.updates.iter().map(|update| update.published_at).max().unwrap_or(self.starts_at)
    }
}
