//! Accepts connections, with time limits on everything a slow peer could hold, and stops gracefully.
//!
//! It must not know routes.

use std::pin::pin;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::state::{Edge, Peer};

/// Between "not ready" and the end of accepting, so that a balancer can look away.
const LOOK_AWAY: Duration = Duration::from_millis(300);
/// For what background workers do after the last request: most deliveries that are being sent hear their answer; one that does not
/// is sent again, with the same id.
const LAST_WORK: Duration = Duration::from_secs(5);
/// Between tidying up counters.
const TIDY: Duration = Duration::from_mins(1);

/// Serves until a stop is asked for, then ends what runs.
pub async fn serve(edge: Edge, listener: TcpListener, router: Router) -> Result<()> {
    let connections = TaskTracker::new();
    let stop = stop_signal();
    tokio::pin!(stop);
    let mut tidy = tokio::time::interval(TIDY);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connection(&edge, stream, &router, &connections),
                Err(error) => {
                    // Out of file handles, most likely: a moment later there may be some.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            _ = tidy.tick() => edge.limiter.tidy(),
            signal = &mut stop => {
                signal?;
                break;
            }
        }
    }
    tracing::info!("stopping");
    edge.begin_stop();
    // Still accepting: whoever asks /readyz now learns that it is over.
    let look_away = tokio::time::sleep(LOOK_AWAY);
    tokio::pin!(look_away);
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connection(&edge, stream, &router, &connections);
            },
            () = &mut look_away => break,
        }
    }
    drop(listener);
    edge.stop.cancel();
    edge.tasks.close();
    connections.close();
    let all = async {
        edge.tasks.wait().await;
        connections.wait().await;
    };
    if tokio::time::timeout(Duration::from_secs(edge.config.limits.shutdown_seconds), all).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    edge.drained.cancel();
    edge.workers.close();
    if tokio::time::timeout(LAST_WORK, edge.workers.wait()).await.is_err() {
        tracing::warn!("background work did not end in time");
    }
    Ok(())
}

fn connection(edge: &Edge, stream: TcpStream, router: &Router, connections: &TaskTracker) {
    let Ok(peer) = stream.peer_addr() else { return };
    // Answers are small and whole: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let router = router.clone();
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // Also ends idle connections: the time runs while the next header is awaited.
        .header_read_timeout(Duration::from_secs(edge.config.limits.header_read_seconds))
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let stop = edge.stop.clone();
    connections.spawn(async move {
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.cancelled() => {
                // The request that runs is answered, then the connection closes.
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "connection ended early");
        }
    });
}

/// Ends when the program is asked to stop.
async fn stop_signal() -> Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
        tokio::select! {
            _ = terminate.recv() => {}
            pressed = tokio::signal::ctrl_c() => pressed.context("cannot listen for Ctrl-C")?,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.context("cannot listen for Ctrl-C")?;
    Ok(())
}
