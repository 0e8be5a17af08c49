//! The stream of changes as the schema tells it.
//!
//! Who is told what is decided in `feed.rs`; who shares an answer, in `fanout.rs` of the crate.

use async_graphql::{Context, ID, Result, SimpleObject, Subscription};
use domain::identity::Actor;
use futures_util::stream::BoxStream;

use super::Batch;
use super::enums::IncidentChangeKind;
use super::feed::Incidents;
use super::types::Incident;
use crate::error::IntoApi;
use crate::feed::{self, Told, Wanted};
use crate::id::parse_opt;

/// Streams of incidents.
#[derive(Default)]
pub struct IncidentSubscription;

/// Something happened to an incident.
#[derive(SimpleObject)]
pub struct IncidentChangedEvent {
    /// Where the stream is; hand it back as `after` to resume.
    cursor: String,
    /// What happened.
    change: IncidentChangeKind,
    /// To which incident; empty for RESYNC.
    incident_id: ID,
    /// The incident as it is now; null for HIDDEN and RESYNC.
    incident: Option<Incident>,
}

impl IncidentChangedEvent {
    fn new(told: &Told<Incidents>, actor: &Actor) -> Self {
        Self {
            cursor: told.cursor.to_string(),
            change: told.change,
            incident_id: told.id.map(|id| id.to_string()).unwrap_or_default().into(),
            incident: told.record.as_deref().map(|incident| Batch::one(actor, incident.clone())),
        }
    }
}

#[Subscription]
impl IncidentSubscription {
    /// Changes of one incident, or of all that you may see. After a cut it resumes from the cursor;
    /// RESYNC says that it cannot: read anew and go on from this event's cursor.
    async fn incident_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this incident.")] id: Option<ID>,
        #[graphql(desc = "Cursor of the last event that was seen.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<IncidentChangedEvent>>> {
        let only = parse_opt("id", id.as_ref()).api(ctx)?;
        feed::stream::<Incidents, _>(ctx, Wanted::of(only), after.as_deref(), IncidentChangedEvent::new).await
    }
}
