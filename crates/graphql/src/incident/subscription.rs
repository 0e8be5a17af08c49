//! The stream of changes as the schema tells it.
//!
//! Who is told what is decided in `feed.rs`; who shares an answer, in `fanout.rs` of the crate.

use async_graphql::{Context, ID, Result, SimpleObject, Subscription};
use domain::id::IncidentId;
use domain::identity::Actor;
use futures_util::stream::{self, BoxStream, StreamExt};

use super::Batch;
use super::enums::IncidentChangeKind;
use super::feed::{Feed, Slot, Told};
use super::types::Incident;
use crate::context::{actor, app, request};
use crate::error::{IntoApi, from_app};
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
    fn new(told: &Told, actor: &Actor) -> Self {
        Self {
            cursor: told.cursor.to_string(),
            change: told.change,
            incident_id: told.id.map(|id| id.to_string()).unwrap_or_default().into(),
            incident: told.incident.as_deref().map(|incident| Batch::one(actor, incident.clone())),
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
        let actor = actor(ctx)?;
        if let Some(told) = ctx.data_opt::<Told>() {
            // One event for everyone to whom its answer is the same.
            let event = IncidentChangedEvent::new(told, actor);
            return Ok(stream::once(async { Ok(event) }).boxed());
        }
        let only = parse_opt::<IncidentId>("id", id.as_ref()).api(ctx)?;
        let feed = Feed::open(app(ctx), actor, only, after.as_deref()).await.api(ctx)?;
        if let Some(slot) = ctx.data_opt::<Slot>() {
            slot.put(feed);
            return Ok(stream::empty().boxed());
        }
        let request_id = request(ctx).request_id.clone();
        Ok(Box::pin(async_stream::stream! {
            let mut feed = feed;
            while let Some(told) = feed.next().await {
                yield match told {
                    Ok(told) => Ok(IncidentChangedEvent::new(&told, feed.actor())),
                    Err(error) => {
                        yield Err(from_app(error, &request_id));
                        return;
                    }
                };
            }
        }))
    }
}
