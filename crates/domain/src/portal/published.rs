//! What is kept of an incident when something about it is published: a record of its own, so that the portal never asks the
//! incident.
//!
//! It must not know texts that were not published: the title of the incident stays inside.

use super::{ComponentStatus, Impact, IncidentWord, RcaOwed};
use crate::availability::{Window, WindowKind};
use crate::comms::StatusUpdate;
use crate::id::{IncidentId, ServiceId, StatusUpdateId};
use crate::incident::{ImpactLevel, Incident, IncidentStatus, InstantName, Severity};
use crate::text::{Body, Title};
use crate::time::Instant;

/// An incident as it was when something about it was published last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The incident.
    pub incident: IncidentId,
    /// The number of `INC-n`.
    pub number: i64,
    /// The title for the public; a sentence is made when there is none.
    pub title: Option<Title>,
    /// Where it stood.
    pub status: IncidentWord,
    /// How bad it was, at its worst.
    pub impact: Impact,
    /// When impact began.
    pub started_at: Instant,
    /// When service was restored.
    pub restored_at: Option<Instant>,
    /// The services it touched, whether or not they are shown.
    pub services: Vec<ServiceId>,
    /// Impact as it was known.
    pub windows: Vec<PublicWindow>,
    /// The analysis that was promised.
    pub rca_owed: Option<RcaOwed>,
}

/// A span of impact that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicWindow {
    /// When it began.
    pub started_at: Instant,
    /// When it ended; `None` while it lasts.
    pub ended_at: Option<Instant>,
    /// How much was lost.
    pub level: ImpactLevel,
    /// Of which services; of all that the incident touched when empty.
    pub services: Vec<ServiceId>,
}

/// An update that went out to customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The update.
    pub id: StatusUpdateId,
    /// The incident it is about.
    pub incident: IncidentId,
    /// Where the incident stood.
    pub status: IncidentWord,
    /// The text, in Markdown.
    pub body: Body,
    /// When it went out.
    pub published_at: Instant,
    /// When the next update is promised.
    pub next_update_at: Option<Instant>,
    /// When the fix is expected.
    pub eta: Option<Instant>,
    /// The earlier update that it puts right.
    pub corrects: Option<StatusUpdateId>,
}

impl From<IncidentStatus> for IncidentWord {
    fn from(status: IncidentStatus) -> Self {
        match status {
            IncidentStatus::Declared | IncidentStatus::Investigating => Self::Investigating,
            IncidentStatus::Identified => Self::Identified,
            IncidentStatus::Mitigated | IncidentStatus::Monitoring => Self::Monitoring,
            IncidentStatus::Resolved | IncidentStatus::Closed | IncidentStatus::Cancelled => Self::Resolved,
        }
    }
}

impl From<ImpactLevel> for Impact {
    fn from(level: ImpactLevel) -> Self {
        match level {
            ImpactLevel::DegradedPerformance => Self::Minor,
            ImpactLevel::PartialOutage => Self::Major,
            ImpactLevel::MajorOutage => Self::Critical,
        }
    }
}

impl From<Severity> for Impact {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Sev1 => Self::Critical,
            Severity::Sev2 => Self::Major,
            Severity::Sev3 => Self::Minor,
            Severity::Sev4 => Self::None,
        }
    }
}

impl From<ImpactLevel> for ComponentStatus {
    fn from(level: ImpactLevel) -> Self {
        match level {
            ImpactLevel::DegradedPerformance => Self::DegradedPerformance,
            ImpactLevel::PartialOutage => Self::PartialOutage,
            ImpactLevel::MajorOutage => Self::MajorOutage,
        }
    }
}

impl Published {
    /// What the public learns of an incident with an update; `None` when it must learn nothing, as the incident is private.
    pub fn of(incident: &Incident) -> Option<Self> {
        (!incident.is_private).then(|| Self::record(incident))
    }

    /// An incident as it would be published now.
    pub fn record(incident: &Incident) -> Self {
        let windows = incident.windows.iter().map(|window| PublicWindow {
            started_at: window.started_at,
            ended_at: window.ended_at,
            level: window.level,
            services: window.services.clone(),
        });
        let worst = incident.windows.iter().map(|window| window.level).max();
        Self {
            incident: incident.id,
            number: incident.number,
            title: None,
            status: incident.status.into(),
            impact: worst.map_or_else(|| incident.severity.into(), Into::into),
            started_at: incident.started_at(),
            restored_at: incident.instants.at(InstantName::Restored).filter(|_| !incident.status.is_open()),
            services: incident.services.clone(),
            windows: windows.collect(),
            rca_owed: None,
        }
    }

    /// How a service was at an instant, as far as impact was published.
    pub(super) fn level(&self, service: ServiceId, at: Instant) -> ComponentStatus {
        let lasts = |window: &Window| window.start <= at && window.end.is_none_or(|end| end > at);
        let levels = self.windows_of(service).filter(lasts).filter_map(|window| match window.kind {
            WindowKind::Impact(level) => Some(level.into()),
            WindowKind::Planned(_) => None,
        });
        levels.max().unwrap_or(ComponentStatus::Operational)
    }

    /// The spans that touch a service.
    pub(super) fn windows_of(&self, service: ServiceId) -> impl Iterator<Item = Window> {
        let touches = move |window: &&PublicWindow| {
            let named = if window.services.is_empty() { &self.services } else { &window.services };
            named.contains(&service)
        };
        self.windows.iter().filter(touches).map(|window| Window {
            start: window.started_at,
            end: window.ended_at,
            kind: WindowKind::Impact(window.level),
        })
    }
}

impl Said {
    /// An update as the public reads it, with the state of the incident that it was published in. Updates for the inside have
    /// none.
    pub fn of(update: &StatusUpdate, incident: &Incident) -> Option<Self> {
        (update.audience == crate::comms::Audience::External && !incident.is_private).then(|| Self {
            id: update.id,
            incident: update.incident,
            status: incident.status.into(),
            body: update.body.clone(),
            published_at: update.published_at,
            next_update_at: update.next_update_at,
            eta: update.eta,
            corrects: update.corrects,
        })
    }

    /// The same as a correction of `wrong`, beside all that was `said`: the incident stands where it stood there. A promise that
    /// is not waited for any more, as it has passed or newer words took its place, is not made again.
    #[must_use]
    pub fn correcting(self, wrong: &Self, said: &[Self], is_open: bool) -> Self {
        let newest = said.iter().rev().find(|one| one.corrects.is_none()).filter(|_| is_open);
        let is_waited_for = |at: Instant, of: fn(&Self) -> Option<Instant>| {
            at > self.published_at && newest.is_some_and(|one| of(one) == Some(at))
        };
        Self {
            status: wrong.status,
            next_update_at: self.next_update_at.filter(|at| is_waited_for(*at, |one| one.next_update_at)),
            eta: self.eta.filter(|at| is_waited_for(*at, |one| one.eta)),
            ..self
        }
    }
}
