//! Incidents as customers see them.
//!
//! It must not know what was said inside.

use serde::{Deserialize, Serialize};

use super::word::words;
use super::{ComponentStatus, PublicUpdate, ServiceRef};
use crate::comms::Audience;
use crate::comms::promise::{self, PromiseKind, RcaStage};
use crate::time::Instant;

words! {
    /// Where a published incident stands.
    IncidentWord {
        /// Being looked into.
        Investigating = "investigating",
        /// What is broken is known.
        Identified = "identified",
        /// Looks normal; being watched.
        Monitoring = "monitoring",
        /// Service is restored.
        Resolved = "resolved",
        /// What happened and what was changed is published.
        Postmortem = "postmortem",
    }
}

words! {
    /// How bad a published incident is.
    Impact {
        /// Nobody notices.
        None = "none",
        /// Planned work.
        Maintenance = "maintenance",
        /// Slow, or wrong now and then.
        Minor = "minor",
        /// Part of a service does not work.
        Major = "major",
        /// A service does not work.
        Critical = "critical",
    }
}

impl IncidentWord {
    /// Whether service still wants restoring.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Resolved | Self::Postmortem)
    }

    /// The word for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Investigating => "Investigating",
            Self::Identified => "Identified",
            Self::Monitoring => "Monitoring",
            Self::Resolved => "Resolved",
            Self::Postmortem => "Analysis published",
        }
    }
}

impl Impact {
    /// How a service is that an incident of this impact touches.
    pub(super) const fn status(self) -> ComponentStatus {
        match self {
            Self::None => ComponentStatus::Operational,
            Self::Maintenance => ComponentStatus::UnderMaintenance,
            Self::Minor => ComponentStatus::DegradedPerformance,
            Self::Major => ComponentStatus::PartialOutage,
            Self::Critical => ComponentStatus::MajorOutage,
        }
    }

    /// The word for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::None => "No impact",
            Self::Maintenance => "Maintenance",
            Self::Minor => "Degraded performance",
            Self::Major => "Partial outage",
            Self::Critical => "Major outage",
        }
    }
}

/// A published incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIncident {
    /// Identifier.
    pub id: String,
    /// What people say, such as `INC-42`.
    pub reference: String,
    /// The title that was published.
    pub title: String,
    /// Where it stands.
    pub status: IncidentWord,
    /// How bad it is, or was at its worst.
    pub impact: Impact,
    /// When impact began.
    pub started_at: Instant,
    /// When service was restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_at: Option<Instant>,
    /// The services it touches.
    pub services: Vec<ServiceRef>,
    /// What was said, oldest first.
    pub updates: Vec<PublicUpdate<IncidentWord>>,
    /// The analysis that was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rca: Option<PublicRca>,
    /// The analysis that customers were promised and do not have yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rca_owed: Option<RcaOwed>,
}

/// An analysis that customers were promised (`COM-05`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RcaOwed {
    /// Whether it is the final one; a preliminary one otherwise.
    pub is_final: bool,
    /// Until when.
    pub due_at: Instant,
}

impl RcaOwed {
    /// What customers wait for first among promises that are open.
    pub fn first<'a>(open: impl Iterator<Item = &'a promise::Promise>) -> Option<Self> {
        let outside = open.filter(|one| one.kind == PromiseKind::Rca && one.audience == Audience::External);
        let first = outside.min_by_key(|one| one.due_at)?;
        Some(Self { is_final: first.stage == Some(RcaStage::Final), due_at: first.due_at })
    }
}

/// A published analysis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicRca {
    /// What people say, such as `RCA-7`.
    pub reference: String,
    /// How far it has come, as the API says it, such as `FINAL`.
    pub stage: String,
    /// When this version was published.
    pub published_at: Instant,
    /// Where it is, from the root of the site.
    pub url: String,
    /// What it says in short, as HTML that was made safe; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary_html: String,
    /// What it says in short, as it was written; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary_text: String,
}

/// What customers wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// The next update comes by then.
    NextUpdate(Instant),
    /// The fix is expected by then.
    Fix(Instant),
}

impl Promise {
    /// By when.
    pub const fn at(self) -> Instant {
        match self {
            Self::NextUpdate(at) | Self::Fix(at) => at,
        }
    }

    /// Whether it has passed, by a whole minute.
    pub fn is_late(self, now: Instant) -> bool {
        now - self.at() >= chrono::Duration::minutes(1)
    }
}

/// What became of the promise that an update follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// For when the update was promised.
    pub promised_for: Instant,
    /// Whole minutes that it came after that; 0 when it was kept.
    pub late_minutes: i64,
}

impl PublicIncident {
    /// Whether service still wants restoring.
    pub const fn is_open(&self) -> bool {
        self.status.is_open()
    }

    /// When customers first heard; its start when nothing was said.
    pub fn created_at(&self) -> Instant {
        self.updates.iter().map(|update| update.published_at).min().unwrap_or(self.started_at)
    }

    /// When something was last said, the analysis included.
    pub fn updated_at(&self) -> Instant {
        let said = self.updates.iter().map(|update| update.published_at);
        said.chain(self.rca.as_ref().map(|rca| rca.published_at)).max().unwrap_or(self.started_at)
    }

    /// When it was first said that things look normal.
    pub fn monitoring_at(&self) -> Option<Instant> {
        let told = self.updates.iter().find(|update| update.status == IncidentWord::Monitoring);
        told.map(|update| update.published_at)
    }

    /// The updates that promise or keep something: a correction carries on what its update promised, and does neither.
    fn said(&self) -> impl DoubleEndedIterator<Item = &PublicUpdate<IncidentWord>> {
        self.updates.iter().filter(|update| update.corrects.is_none())
    }

    /// What customers wait for: the promise of the newest update, while the incident is open.
    pub fn promise(&self) -> Option<Promise> {
        let last = self.said().next_back().filter(|_| self.is_open())?;
        last.next_update_at.map(Promise::NextUpdate).or(last.eta.map(Promise::Fix))
    }

    /// Whether the update at a place in the list came when the one before had promised it.
    pub fn kept(&self, index: usize) -> Option<Kept> {
        let update = self.updates.get(index).filter(|update| update.corrects.is_none())?;
        let before = self.updates[..index].iter().rev().find(|update| update.corrects.is_none())?;
        let promised_for = before.next_update_at?;
        let late = update.published_at - promised_for;
        Some(Kept { promised_for, late_minutes: late.num_minutes().max(0) })
    }

    /// The update that puts another one right.
    pub fn correction_of(&self, id: &str) -> Option<&PublicUpdate<IncidentWord>> {
        self.updates.iter().rev().find(|update| update.corrects.as_deref() == Some(id))
    }
}
