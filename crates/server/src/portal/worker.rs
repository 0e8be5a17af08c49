//! Keeps the board up to date: when something was published, and every few seconds for what time alone changes.

use std::sync::Arc;
use std::time::Duration;

use app::App;
use app::events::Happening;
use app::portal::PortalState;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use crate::state::Edge;

/// Between two looks when nothing happens: "as of" is never older while the database is there.
const EVERY: Duration = Duration::from_secs(15);
/// What happens at once is shown at once.
const TOGETHER: Duration = Duration::from_millis(50);
/// What nothing happened to is written to disk this often, for its time.
const KEPT: Duration = Duration::from_mins(1);

/// Follows until the program stops.
pub fn start(app: App, edge: Edge) {
    let mut events = app.events().subscribe();
    let stop = edge.stop.clone();
    tokio::spawn(async move {
        let mut has_news = true;
        let mut kept_at: Option<Instant> = None;
        loop {
            match app.read_portal().await {
                Ok(state) => {
                    let is_due = kept_at.is_none_or(|at| at.elapsed() >= KEPT);
                    show(&edge, state, has_news || is_due).await;
                    if has_news || is_due {
                        kept_at = Some(Instant::now());
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "what was published cannot be read; the portal shows what it knows");
                }
            }
            has_news = tokio::select! {
                () = news(&mut events) => true,
                () = tokio::time::sleep(EVERY) => false,
                () = stop.cancelled() => return,
            };
        }
    });
}

async fn show(edge: &Edge, state: Arc<PortalState>, is_kept: bool) {
    let is_enabled = state.settings.is_enabled;
    edge.portal.put(is_enabled, state.shown.projection.clone());
    if is_kept {
        let edge = edge.clone();
        let kept = tokio::task::spawn_blocking(move || edge.portal.keep(is_enabled, &state.shown.projection));
        if let Ok(Err(error)) = kept.await {
            tracing::warn!(%error, "what the portal shows cannot be kept on disk");
        }
    }
}

/// Waits until something happened that the portal may show.
async fn news(events: &mut Receiver<Arc<Happening>>) {
    loop {
        match events.recv().await {
            Ok(happening) if concerns(&happening) => break,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => break,
            // The program ends.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
    tokio::time::sleep(TOGETHER).await;
}

fn concerns(happening: &Happening) -> bool {
    matches!(happening.event.capability.as_str(), "portal" | "catalog" | "organisation")
}
