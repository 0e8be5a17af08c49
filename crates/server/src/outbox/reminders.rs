//! The worker that decides reminders: looks every few seconds whether an item's time has come.

use std::time::Duration;

use app::App;

use crate::state::Edge;

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(2);

/// Decides until the program stops.
pub(super) fn start(app: App, edge: Edge) {
    let workers = edge.workers.clone();
    workers.spawn(async move {
        loop {
            match app.decide_reminders(edge.now()).await {
                // There may be more at once.
                Ok(decided) if decided > 0 && !edge.stop.is_cancelled() => {
                    edge.metrics.reminded(decided as u64);
                    continue;
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "reminders could not be decided; trying again"),
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = edge.stop.cancelled() => return,
            }
        }
    });
}
