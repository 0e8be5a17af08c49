//! The worker that seals the audit log: looks twice a second, so that a row has its seal within one.
//! On its way it notes how far behind the outbox is.
//!
//! It must not know how a row is sealed, nor what an event means.

use std::time::Duration;

use app::App;
use app::audit::Sealer;

use crate::state::Edge;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// Seals until every request of a stop was answered, and once more then.
pub fn start(app: App, edge: Edge) {
    let workers = edge.workers.clone();
    workers.spawn(async move {
        let mut sealer = Sealer::new(app.clone());
        loop {
            let is_last = edge.drained.is_cancelled();
            if let Err(error) = sealer.pass().await {
                tracing::warn!(%error, "the audit log could not be sealed; trying again");
            }
            if let Ok(lag) = app.events().lag(edge.now()).await {
                edge.metrics.outbox_lags(lag);
            }
            if is_last {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = edge.drained.cancelled() => {}
            }
        }
    });
}
