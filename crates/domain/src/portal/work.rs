//! Announced work as a record: what, on which services, when, and how far it is.
//!
//! Everything in it is for the public but its author.

use super::MaintenanceWord;
use crate::availability::{Window, WindowKind};
use crate::id::{MaintenanceId, MaintenanceUpdateId, ServiceId};
use crate::identity::Principal;
use crate::incident::ImpactLevel;
use crate::text::{Body, Title};
use crate::time::Instant;
use crate::vocabulary;

/// How an instant reads in a text, whose zone is said behind it.
const CLOCK: &str = "%H:%M";
const DAY_AND_CLOCK: &str = "%-d %b %Y, %H:%M";

vocabulary! {
    /// Where announced work stands.
    MaintenanceStatus {
        /// It lies ahead.
        Scheduled = "SCHEDULED",
        /// It is going on.
        InProgress = "IN_PROGRESS",
        /// It is done and being checked.
        Verifying = "VERIFYING",
        /// It is over.
        Completed = "COMPLETED",
        /// It will not be done.
        Cancelled = "CANCELLED",
    }
}

impl MaintenanceStatus {
    /// Whether it may follow another.
    const fn follows(self, from: Self) -> bool {
        matches!(
            (from, self),
            (Self::Scheduled, Self::InProgress | Self::Cancelled)
                | (Self::InProgress, Self::Verifying | Self::Completed | Self::Cancelled)
                | (Self::Verifying, Self::InProgress | Self::Completed)
        )
    }

    /// The word of status pages.
    pub const fn word(self) -> MaintenanceWord {
        match self {
            Self::Scheduled => MaintenanceWord::Scheduled,
            Self::InProgress => MaintenanceWord::InProgress,
            Self::Verifying => MaintenanceWord::Verifying,
            Self::Completed => MaintenanceWord::Completed,
            Self::Cancelled => MaintenanceWord::Cancelled,
        }
    }
}

/// Announced work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// Identifier.
    pub id: MaintenanceId,
    /// The number of `MNT-n`.
    pub number: i64,
    /// One line.
    pub title: Title,
    /// What is done and what customers notice, in Markdown.
    pub body: Body,
    /// Where it stands.
    pub status: MaintenanceStatus,
    /// The services that it touches.
    pub services: Vec<ServiceId>,
    /// When it is to begin.
    pub starts_at: Instant,
    /// When it is to end.
    pub ends_at: Instant,
    /// When it really began.
    pub started_at: Option<Instant>,
    /// When it was over.
    pub ended_at: Option<Instant>,
    /// Who announced it.
    pub created_by: Principal,
    /// When it was announced.
    pub created_at: Instant,
    /// Version of the record.
    pub version: i32,
}

/// A message about announced work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceUpdate {
    /// Identifier.
    pub id: MaintenanceUpdateId,
    /// The work it is about.
    pub maintenance: MaintenanceId,
    /// Where the work stood.
    pub status: MaintenanceStatus,
    /// The text, in Markdown.
    pub body: Body,
    /// When it went out.
    pub published_at: Instant,
    /// Who wrote it.
    pub author: Principal,
}

/// A change of announced work; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaintenanceChange {
    /// Another title.
    pub title: Option<Title>,
    /// Other services.
    pub services: Option<Vec<ServiceId>>,
    /// Another begin.
    pub starts_at: Option<Instant>,
    /// Another end.
    pub ends_at: Option<Instant>,
}

/// Why work was not announced or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MaintenanceError {
    /// It ends before it begins.
    #[error("must be after the start")]
    EndsBeforeStart,
    /// It touches nothing.
    #[error("must name at least one service")]
    NoService,
    /// There is no such step.
    #[error("work that is {from} cannot become {to}")]
    NoSuchStep {
        /// Where it stands.
        from: MaintenanceStatus,
        /// Where it was to go.
        to: MaintenanceStatus,
    },
    /// It is over.
    #[error("the work is over; nothing about it can be changed")]
    IsOver,
}

impl MaintenanceError {
    /// The input field at fault, if the error is about one value alone.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::EndsBeforeStart => Some("endsAt"),
            Self::NoService => Some("serviceIds"),
            Self::NoSuchStep { .. } | Self::IsOver => None,
        }
    }
}

impl Maintenance {
    /// Whether the record says something that can be.
    ///
    /// Errors: no service, or an end that is not after the begin.
    pub fn check(&self) -> Result<(), MaintenanceError> {
        if self.services.is_empty() {
            return Err(MaintenanceError::NoService);
        }
        if self.ends_at <= self.starts_at { Err(MaintenanceError::EndsBeforeStart) } else { Ok(()) }
    }

    /// Whether it is over, one way or the other.
    pub const fn is_over(&self) -> bool {
        matches!(self.status, MaintenanceStatus::Completed | MaintenanceStatus::Cancelled)
    }

    /// Applies a change; whether anything is different now.
    ///
    /// Errors: the work is over, or the change makes no sense.
    pub fn apply(&mut self, change: MaintenanceChange) -> Result<bool, MaintenanceError> {
        if self.is_over() {
            return Err(MaintenanceError::IsOver);
        }
        let mut next = self.clone();
        if let Some(title) = change.title {
            next.title = title;
        }
        if let Some(mut services) = change.services {
            services.sort_unstable();
            services.dedup();
            next.services = services;
        }
        next.starts_at = change.starts_at.unwrap_or(next.starts_at);
        next.ends_at = change.ends_at.unwrap_or(next.ends_at);
        next.check()?;
        let has_changed = next != *self;
        *self = next;
        Ok(has_changed)
    }

    /// Takes a step at `now`.
    ///
    /// Errors: there is no such step.
    pub fn step(&mut self, to: MaintenanceStatus, now: Instant) -> Result<(), MaintenanceError> {
        if !to.follows(self.status) {
            return Err(MaintenanceError::NoSuchStep { from: self.status, to });
        }
        self.status = to;
        if to == MaintenanceStatus::InProgress {
            self.started_at.get_or_insert(now);
        }
        if self.is_over() {
            self.ended_at = Some(now);
        }
        Ok(())
    }

    /// `MNT-n`.
    pub fn reference(&self) -> String {
        format!("MNT-{}", self.number)
    }

    /// What customers read of work that was moved: `Moved to 28 Nov 2026, 10:00 – 11:00 UTC.`
    pub fn moved(&self) -> String {
        let (start, end) = (self.starts_at, self.ends_at);
        let pattern = if start.date_naive() == end.date_naive() { CLOCK } else { DAY_AND_CLOCK };
        format!("Moved to {} – {} UTC.", start.format(DAY_AND_CLOCK), end.format(pattern))
    }

    /// The span in which it was really going on, as planned work that may take everything away (`AVL-05`). Work that was
    /// cancelled counts for nothing.
    pub(super) fn window(&self) -> Option<Window> {
        if self.status == MaintenanceStatus::Cancelled {
            return None;
        }
        let kind = WindowKind::Planned(Some(ImpactLevel::MajorOutage));
        self.started_at.map(|start| Window { start, end: self.ended_at, kind })
    }
}
