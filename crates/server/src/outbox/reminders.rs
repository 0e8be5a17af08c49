//! The worker that decides who is told: looks every few seconds whether the time of a repair item has come, or a promise is
//! late.

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
            let decided = decide(&app, &edge).await;
            // There may be more at once.
            if decided > 0 && !edge.stop.is_cancelled() {
                continue;
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = edge.stop.cancelled() => return,
            }
        }
    });
}

/// Decides some of what is due; how many there were.
async fn decide(app: &App, edge: &Edge) -> usize {
    let mut all = 0;
    match app.decide_reminders(edge.now()).await {
        Ok(decided) => {
            if decided > 0 {
                edge.metrics.reminded(decided as u64);
            }
            all += decided;
        }
        Err(error) => tracing::warn!(%error, "reminders could not be decided; trying again"),
    }
    match app.decide_escalations(edge.now()).await {
        Ok(decided) => all += decided,
        Err(error) => tracing::warn!(%error, "late promises could not be told of; trying again"),
    }
    all
}
