//! The stream of changes of repair items as the schema tells it.

use async_graphql::{Context, ID, Result, SimpleObject, Subscription};
use domain::identity::Actor;
use futures_util::stream::BoxStream;

use super::enums::RepairChangeKind;
use super::feed::RepairItems;
use super::{Batch, RepairItem};
use crate::error::IntoApi;
use crate::feed::{self, Told, Wanted};
use crate::id::parse_opt;

/// Streams of repair items.
#[derive(Default)]
pub struct RepairSubscription;

/// Something happened to a repair item.
#[derive(SimpleObject)]
pub struct RepairItemChangedEvent {
    /// Where the stream is; hand it back as `after` to resume.
    cursor: String,
    /// What happened.
    kind: RepairChangeKind,
    /// To which item; null for RESYNC.
    repair_item_id: Option<ID>,
    /// The item as it is now; null for RESYNC.
    repair_item: Option<RepairItem>,
}

impl RepairItemChangedEvent {
    fn new(told: &Told<RepairItems>, actor: &Actor) -> Self {
        Self {
            cursor: told.cursor.to_string(),
            kind: told.change,
            repair_item_id: told.id.map(|id| id.to_string().into()),
            repair_item: told.record.as_deref().map(|item| Batch::one(actor, item.clone())),
        }
    }
}

#[Subscription]
impl RepairSubscription {
    /// Changes of one repair item, of all of one problem, or of all. After a cut it resumes from the cursor; RESYNC says that
    /// it cannot: read anew and go on from this event's cursor.
    async fn repair_item_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this item.")] id: Option<ID>,
        #[graphql(desc = "Only items of this problem.")] problem_id: Option<ID>,
        #[graphql(desc = "Cursor of the last event that was seen.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<RepairItemChangedEvent>>> {
        let wanted = Wanted {
            only: parse_opt("id", id.as_ref()).api(ctx)?,
            within: parse_opt("problemId", problem_id.as_ref()).api(ctx)?,
        };
        feed::stream::<RepairItems, _>(ctx, wanted, after.as_deref(), RepairItemChangedEvent::new).await
    }
}
