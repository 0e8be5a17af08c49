//! Spreading notices: from one row to a delivery for each subscriber, in one transaction, in the order of publishing.
//!
//! Killed in between, it begins anew; a notice is spread whole or not at all, and each delivery has its id from then on.

use domain::id::DeliveryId;
use domain::integration::{Channel, DeliveryStatus};
use store::Tx;
use store::integration::{NewDelivery, queue};
use store::subscriber::{StoredNotice, notice, repo};

use super::render;
use crate::{App, Result};

impl App {
    /// Spreads every notice that waits; how many there were. The words are rendered here, once for all subscribers.
    pub async fn spread_notices(&self) -> Result<usize> {
        let mut spread = 0;
        // Looking takes no lock; most looks find nothing.
        while notice::has_waiting(&self.store().background()).await? {
            let tx = self.store().begin_background().await?;
            // None when another process was faster.
            if let Some(waiting) = notice::lock_waiting(&tx).await? {
                self.spread_in(&tx, &waiting).await?;
                tx.commit().await?;
                spread += 1;
            }
        }
        Ok(spread)
    }

    async fn spread_in(&self, tx: &Tx, waiting: &StoredNotice) -> Result<()> {
        let told = &waiting.notice;
        let now = self.now();
        let who = if waiting.is_withdrawn { Vec::new() } else { repo::who_takes(tx, &told.services).await? };
        let body = if who.is_empty() { None } else { render::notice(self, tx, told).await? };
        if body.is_some() {
            let row = |target: domain::id::SubscriberId| NewDelivery {
                id: DeliveryId::new(self.uuid()),
                channel: Channel::Subscriber,
                target: target.uuid(),
                event: told.kind.event().to_owned(),
                subject: told.subject.clone(),
                facts: "{}".to_owned(),
                status: DeliveryStatus::Pending,
                at: now,
            };
            queue::spread(tx, told.id, who.into_iter().map(row).collect()).await?;
        }
        notice::spread(tx, told.id, body.as_deref(), now).await?;
        Ok(())
    }
}
