//! Incidents as the topic of a stream: what their events mean, and who may see what.
//!
//! It must not know how a stream is followed or resumed.

use std::convert::Infallible;
use std::sync::Arc;

use app::App;
use app::events::Happening;
use domain::id::IncidentId;
use domain::identity::{Actor, Permission};
use domain::incident::{IncidentChange, Summary};

use super::enums::IncidentChangeKind;
use crate::feed::Topic;

/// Incidents as the topic of a stream.
pub struct Incidents;

impl Topic for Incidents {
    type Id = IncidentId;
    type Group = Infallible;
    type Change = IncidentChangeKind;
    type Record = Summary;

    const READ: Permission = Permission::IncidentRead;
    const RESYNC: IncidentChangeKind = IncidentChangeKind::Resync;

    fn change(happening: &Happening) -> Option<(IncidentId, IncidentChangeKind)> {
        let change = IncidentChange::parse(&happening.event.kind)?;
        Some((IncidentId::new(happening.event.subject), kind(change)))
    }

    async fn read(app: &App, actor: &Actor, happening: &Happening) -> app::Result<Option<Arc<Summary>>> {
        app.incident_of_event(actor, happening).await
    }

    async fn check(app: &App, actor: &Actor, id: IncidentId) -> app::Result<()> {
        app.incident(actor, id).await.map(drop)
    }

    fn hidden(actor: &Actor, happening: &Happening, was_told: bool) -> Option<IncidentChangeKind> {
        let event = &happening.event;
        let lost = |change| app::incident::lost_sight(actor, change, &event.facts);
        let is_lost = was_told || IncidentChange::parse(&event.kind).is_some_and(lost);
        is_lost.then_some(IncidentChangeKind::Hidden)
    }

    fn is_own(incident: &Summary) -> bool {
        incident.is_private
    }
}

const fn kind(change: IncidentChange) -> IncidentChangeKind {
    match change {
        IncidentChange::Declared => IncidentChangeKind::Declared,
        IncidentChange::Updated => IncidentChangeKind::Updated,
        IncidentChange::StatusChanged => IncidentChangeKind::StatusChanged,
        IncidentChange::SeverityChanged => IncidentChangeKind::SeverityChanged,
        IncidentChange::RoleChanged => IncidentChangeKind::RoleChanged,
        IncidentChange::ImpactChanged => IncidentChangeKind::ImpactChanged,
        IncidentChange::TimelineAdded => IncidentChangeKind::TimelineAdded,
        IncidentChange::StatusUpdatePublished => IncidentChangeKind::StatusUpdatePublished,
        IncidentChange::Linked => IncidentChangeKind::Linked,
        IncidentChange::MembersChanged => IncidentChangeKind::MembersChanged,
    }
}
