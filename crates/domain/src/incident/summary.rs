//! An incident without its parts, as lists show it, and the change of its own fields.
//!
//! It must not know how lists are read.

use super::{
    DetectionSource, ImpactWindow, Incident, IncidentError, IncidentStatus, InstantName, Instants, Responder,
    ResponderRole, Severity,
};
use crate::comms::Promises;
use crate::id::{IncidentId, ServiceId, UserId};
use crate::identity::Principal;
use crate::text::{Markdown, Tag, Title};
use crate::time::Instant;

/// Where an incident that was brought in comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSource {
    /// The format, such as `cstate`.
    pub format: String,
    /// The file, as the source names it.
    pub file: String,
    /// When it was brought in, or brought up to date, last.
    pub imported_at: Instant,
}

/// An incident's own fields without its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Identifier.
    pub id: IncidentId,
    /// The number of `INC-n`.
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
    /// When it started; see [`Incident::started_at`].
    pub started_at: Instant,
    /// When it ended; see [`Incident::ended_at`].
    pub ended_at: Option<Instant>,
    /// Who leads it now.
    pub lead: Option<UserId>,
    /// When the next update is promised, per audience.
    pub promises: Promises,
    /// How many problems it is linked to; kept by the write path (`VOC-05`).
    pub problem_count: i32,
    /// Who declared it.
    pub declared_by: Principal,
    /// When the record was made.
    pub created_at: Instant,
    /// When the record or one of its parts changed last.
    pub updated_at: Instant,
    /// Version of the record's own fields.
    pub version: i32,
    /// Where it comes from, if it was brought in.
    pub imported: Option<ImportSource>,
}

impl Summary {
    /// The summary of a whole incident.
    pub fn of(incident: &Incident, imported: Option<ImportSource>) -> Self {
        Self {
            id: incident.id,
            number: incident.number,
            title: incident.title.clone(),
            summary: incident.summary.clone(),
            severity: incident.severity,
            status: incident.status,
            detection_source: incident.detection_source,
            is_private: incident.is_private,
            started_at: incident.started_at(),
            ended_at: incident.ended_at(),
            lead: incident.holder(ResponderRole::IncidentLead),
            promises: incident.promises,
            problem_count: incident.problem_count,
            declared_by: incident.declared_by,
            created_at: incident.created_at,
            updated_at: incident.updated_at,
            version: incident.version,
            imported,
        }
    }

    /// Puts the incident together with those parts that rules and durations need; its services and
    /// tags stay empty, so it must not be saved.
    pub fn with_parts(
        &self,
        instants: Instants,
        windows: Vec<ImpactWindow>,
        responders: Vec<Responder>,
    ) -> Incident {
        Incident {
            id: self.id,
            number: self.number,
            title: self.title.clone(),
            summary: self.summary.clone(),
            severity: self.severity,
            status: self.status,
            detection_source: self.detection_source,
            is_private: self.is_private,
            instants,
            windows,
            responders,
            services: Vec::new(),
            tags: Vec::new(),
            promises: self.promises,
            problem_count: self.problem_count,
            declared_by: self.declared_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        }
    }
}

/// A change of an incident's own fields; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// New title.
    pub title: Option<Title>,
    /// New summary.
    pub summary: Option<Markdown>,
    /// New affected services.
    pub services: Option<Vec<ServiceId>>,
    /// New detection source.
    pub detection_source: Option<DetectionSource>,
    /// New tags.
    pub tags: Option<Vec<Tag>>,
    /// Whether it is private from now on.
    pub is_private: Option<bool>,
}

impl Incident {
    /// Changes own fields and names those that really changed, as the API calls them.
    ///
    /// Errors: a service is taken away that an impact window names (`CLK-04`).
    pub fn edit(&mut self, edit: Edit) -> Result<Vec<&'static str>, IncidentError> {
        let before = self.clone();
        if let Some(title) = edit.title {
            self.title = title;
        }
        if let Some(summary) = edit.summary {
            self.summary = summary;
        }
        if let Some(services) = edit.services {
            self.set_services(services);
        }
        if let Some(source) = edit.detection_source {
            self.detection_source = Some(source);
        }
        if let Some(tags) = edit.tags {
            self.set_tags(tags);
        }
        self.is_private = edit.is_private.unwrap_or(self.is_private);
        if self
            .windows
            .iter()
            .flat_map(|window| &window.services)
            .any(|service| !self.services.contains(service))
        {
            return Err(IncidentError::WindowServiceNotAffected);
        }
        Ok([
            ("title", self.title != before.title),
            ("summary", self.summary != before.summary),
            ("serviceIds", self.services != before.services),
            ("detectionSource", self.detection_source != before.detection_source),
            ("tags", self.tags != before.tags),
            ("isPrivate", self.is_private != before.is_private),
        ]
        .into_iter()
        .filter_map(|(name, has_changed)| has_changed.then_some(name))
        .collect())
    }

    /// When it ended: restored or cancelled; `None` while it is open. An ended incident of a source
    /// that does not say when has none either.
    pub fn ended_at(&self) -> Option<Instant> {
        if self.status.is_open() {
            return None;
        }
        self.instants.at(InstantName::Restored).or_else(|| self.instants.at(InstantName::Closed))
    }
}
