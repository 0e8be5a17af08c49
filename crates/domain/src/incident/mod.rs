//! Incidents: what happened, and how service was restored.
//!
//! An incident resolves on restoration, whether or not any cause is known (`VOC-02`). This module
//! must not know problems and causes, only how many problems ask for its why: the why lives elsewhere.

pub mod axis;
pub mod durations;
pub mod error;
pub mod event;
pub mod history;
pub mod impact;
pub mod instants;
pub mod link;
pub mod roles;
pub mod rules;
pub mod status;
pub mod summary;
pub mod timeline;

#[cfg(test)]
mod tests;

pub use durations::Durations;
pub use error::IncidentError;
pub use event::IncidentChange;
pub use history::{History, HistoryAction, HistoryParticipant, HistorySection};
pub use impact::{ImpactLevel, ImpactWindow};
pub use instants::{DetectionSource, InstantName, InstantSource, Instants, NamedInstant, Precision};
pub use link::{IncidentLink, IncidentLinkKind};
pub use roles::{Responder, ResponderRole};
pub use status::IncidentStatus;
pub use summary::{Edit, ImportSource, Summary};
pub use timeline::{ActionResult, EntryDetail, EntryLink, NewEntry, TimelineEntry, TimelineEntryKind};

use crate::id::{IncidentId, ServiceId, UserId};
use crate::identity::Principal;
use crate::text::{Body, Markdown, Tag, Title};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// How bad it is. Names are configurable; rules key off the rank. Never inferred from duration.
    Severity {
        /// Full loss, or loss of data.
        Sev1 = "SEV1",
        /// Major degradation.
        Sev2 = "SEV2",
        /// Minor, or with a workaround.
        Sev3 = "SEV3",
        /// No effect on users.
        Sev4 = "SEV4",
    }
}

impl Severity {
    /// 1 for the worst to 4.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Sev1 => 1,
            Self::Sev2 => 2,
            Self::Sev3 => 3,
            Self::Sev4 => 4,
        }
    }
}

/// An incident with the parts that its rules need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Identifier.
    pub id: IncidentId,
    /// The number of `INC-n`: unique and increasing, with gaps.
    pub number: i64,
    /// One line.
    pub title: Title,
    /// What is known, in Markdown.
    pub summary: Markdown,
    /// How bad it is.
    pub severity: Severity,
    /// Where in its life it is.
    pub status: IncidentStatus,
    /// Who or what noticed first.
    pub detection_source: Option<DetectionSource>,
    /// Visible to members and incident managers only.
    pub is_private: bool,
    /// Named instants (`CLK-02`).
    pub instants: Instants,
    /// Spans of impact (`CLK-04`).
    pub windows: Vec<ImpactWindow>,
    /// Everyone who holds or held a role.
    pub responders: Vec<Responder>,
    /// Affected services.
    pub services: Vec<ServiceId>,
    /// Free words for filtering.
    pub tags: Vec<Tag>,
    /// When the next update is promised, per audience.
    pub promises: crate::comms::Promises,
    /// How many problems it is linked to; kept by the write path (`VOC-05`).
    pub problem_count: i32,
    /// Who declared it.
    pub declared_by: Principal,
    /// When the record was made.
    pub created_at: Instant,
    /// When the record or one of its parts changed last.
    pub updated_at: Instant,
    /// Version of the record's own fields; appending entries and updates does not change it.
    pub version: i32,
}

/// What is needed to declare an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Identifier, fresh.
    pub id: IncidentId,
    /// One line.
    pub title: Title,
    /// What is known, in Markdown.
    pub summary: Markdown,
    /// How bad it is.
    pub severity: Severity,
    /// Affected services.
    pub services: Vec<ServiceId>,
    /// When impact began, if known, with its level and the window's fresh identifier.
    pub impact: Option<(crate::id::ImpactWindowId, Instant, ImpactLevel)>,
    /// When somebody or something noticed.
    pub detected_at: Option<Instant>,
    /// Who or what noticed first.
    pub detection_source: Option<DetectionSource>,
    /// Incident lead from the start, with the fresh identifier of the role row.
    pub lead: Option<(crate::id::ResponderId, UserId)>,
    /// Free words.
    pub tags: Vec<Tag>,
    /// Visible to members and incident managers only.
    pub is_private: bool,
}

impl Incident {
    /// Declares an incident at `now`, in status DECLARED, with its first timeline entry.
    ///
    /// Errors: an instant in the future, or detection before impact (`CLK-03`).
    pub fn declare(
        declaration: Declaration,
        by: Principal,
        now: Instant,
    ) -> Result<(Self, Vec<NewEntry>), IncidentError> {
        let mut incident = Self {
            id: declaration.id,
            number: 0,
            title: declaration.title,
            summary: declaration.summary,
            severity: declaration.severity,
            status: IncidentStatus::Declared,
            detection_source: declaration.detection_source,
            is_private: declaration.is_private,
            instants: Instants::default(),
            windows: Vec::new(),
            responders: Vec::new(),
            services: dedup(declaration.services),
            tags: dedup(declaration.tags),
            promises: crate::comms::Promises::default(),
            problem_count: 0,
            declared_by: by,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        incident.instants.stamp(InstantName::Declared, now, InstantSource::Human, Precision::Exact);
        if let Some((id, started_at, level)) = declaration.impact {
            let services = incident.services.clone();
            incident.add_window(ImpactWindow { id, started_at, ended_at: None, level, services }, now)?;
        }
        if let Some(at) = declaration.detected_at {
            let source = match declaration.detection_source {
                Some(DetectionSource::Monitoring) => InstantSource::Alert,
                _ => InstantSource::Human,
            };
            incident.set_instant(InstantName::Detected, at, source, Precision::Minute, None, now)?;
        }
        let mut entries = vec![NewEntry::at(
            now,
            EntryDetail::Status { from: None, to: IncidentStatus::Declared },
            sentence("Incident declared."),
        )];
        if let Some((id, user)) = declaration.lead {
            entries.push(incident.assign(id, ResponderRole::IncidentLead, user, now, now)?);
        }
        Ok((incident, entries))
    }

    /// `INC-n`.
    pub fn reference(&self) -> String {
        reference(self.number)
    }

    /// When it started: the earliest impact, else the stored start of impact, else the declaration.
    pub fn started_at(&self) -> Instant {
        self.windows
            .iter()
            .map(|window| window.started_at)
            .min()
            .or_else(|| self.instants.at(InstantName::ImpactStart))
            .or_else(|| self.instants.at(InstantName::Declared))
            .unwrap_or(self.created_at)
    }

    /// Changes severity; the entry says from what to what.
    pub fn change_severity(
        &mut self,
        to: Severity,
        reason: Option<&Body>,
        now: Instant,
    ) -> Result<NewEntry, IncidentError> {
        if self.severity == to {
            return Err(IncidentError::Unchanged { field: "severity" });
        }
        let from = std::mem::replace(&mut self.severity, to);
        Ok(NewEntry::at(
            now,
            EntryDetail::Severity { from, to },
            reason.cloned().unwrap_or_else(|| sentence(&format!("Severity changed from {from} to {to}."))),
        ))
    }

    /// Replaces affected services; repeats are dropped.
    pub fn set_services(&mut self, services: Vec<ServiceId>) {
        self.services = dedup(services);
    }

    /// Replaces tags; repeats are dropped.
    pub fn set_tags(&mut self, tags: Vec<Tag>) {
        self.tags = dedup(tags);
    }
}

/// `INC-n` of a number.
pub fn reference(number: i64) -> String {
    format!("INC-{number}")
}

/// The number of an `INC-n`, in any case; `None` for anything else.
pub fn parse_reference(text: &str) -> Option<i64> {
    crate::text::number_of(text, "INC-")
}

/// A short text that the product writes itself.
pub(crate) fn sentence(text: &str) -> Body {
    Body::parse(text).unwrap_or_else(|_| unreachable!("the product's own sentences are well formed"))
}

fn dedup<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}
