//! What was published and is told to subscribers.

use uuid::Uuid;

use crate::id::{
    IncidentId, MaintenanceId, MaintenanceUpdateId, PublicationId, RcaId, ServiceId, StatusUpdateId,
};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// What a notice tells of.
    NoticeKind {
        /// An update about an incident, or the correction of one.
        Update = "UPDATE",
        /// Announced work, or something that was said about it.
        Maintenance = "MAINTENANCE",
        /// An analysis that was published for everyone.
        Rca = "RCA",
    }
}

impl NoticeKind {
    /// The `type` of a call, and the event of a delivery.
    pub const fn event(self) -> &'static str {
        match self {
            Self::Update => "status.update_published",
            Self::Maintenance => "status.maintenance_published",
            Self::Rca => "status.rca_published",
        }
    }
}

/// Something that was published: written with it, in its transaction, and spread to subscribers afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What was published: an update, a message about work, a publication. One notice for each.
    pub id: Uuid,
    /// What it tells of.
    pub kind: NoticeKind,
    /// The incident, the work or the analysis, as global id: what is told of one of them keeps its order.
    pub subject: String,
    /// The services that it touches and that are public.
    pub services: Vec<ServiceId>,
    /// What is told, as JSON, where no table of the portal has it; `{}` otherwise.
    pub facts: String,
    /// When it was published.
    pub at: Instant,
}

impl Notice {
    /// An update about an incident.
    pub fn update(id: StatusUpdateId, incident: IncidentId, services: Vec<ServiceId>, at: Instant) -> Self {
        Self::of(NoticeKind::Update, id.uuid(), incident.to_string(), services, at)
    }

    /// A message about announced work.
    pub fn maintenance(
        id: MaintenanceUpdateId,
        work: MaintenanceId,
        services: Vec<ServiceId>,
        at: Instant,
    ) -> Self {
        Self::of(NoticeKind::Maintenance, id.uuid(), work.to_string(), services, at)
    }

    /// An analysis that was published; what it says has no table here and is handed in.
    pub fn rca(id: PublicationId, rca: RcaId, services: Vec<ServiceId>, facts: String, at: Instant) -> Self {
        Self { facts, ..Self::of(NoticeKind::Rca, id.uuid(), rca.to_string(), services, at) }
    }

    fn of(kind: NoticeKind, id: Uuid, subject: String, services: Vec<ServiceId>, at: Instant) -> Self {
        Self { id, kind, subject, services, facts: "{}".to_owned(), at }
    }
}
