//! Repair items as the topic of a stream: what their events mean, and who may see them.
//!
//! It must not know how a stream is followed or resumed.

use std::sync::Arc;

use app::App;
use app::events::Happening;
use domain::id::{ProblemId, RepairItemId};
use domain::identity::{Actor, Permission};
use domain::repair::{RepairChange, RepairItem};

use super::enums::RepairChangeKind;
use crate::feed::Topic;

/// Repair items as the topic of a stream.
pub struct RepairItems;

impl Topic for RepairItems {
    type Id = RepairItemId;
    type Group = ProblemId;
    type Change = RepairChangeKind;
    type Record = RepairItem;

    const READ: Permission = Permission::RepairRead;
    const RESYNC: RepairChangeKind = RepairChangeKind::Resync;

    fn change(happening: &Happening) -> Option<(RepairItemId, RepairChangeKind)> {
        let change = RepairChange::parse(&happening.event.kind)?;
        Some((RepairItemId::new(happening.event.subject), change.into()))
    }

    async fn read(app: &App, actor: &Actor, happening: &Happening) -> app::Result<Option<Arc<RepairItem>>> {
        app.repair_item_of_event(actor, happening).await
    }

    async fn check(app: &App, actor: &Actor, id: RepairItemId) -> app::Result<()> {
        app.repair_item(actor, id).await.map(drop)
    }

    async fn check_group(app: &App, actor: &Actor, problem: ProblemId) -> app::Result<()> {
        app.problem(actor, problem).await.map(drop)
    }

    fn is_of(problem: ProblemId, item: &RepairItem) -> bool {
        item.problem == problem
    }
}
