//! `coalmine serve`: listens at once, opens the API when the database is there.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use app::{App, Clock, Entropy};
use store::StoreError;
use tokio::net::{TcpListener, TcpSocket};

use super::open;
use crate::config::Config;
use crate::http::{router, serve};
use crate::state::Edge;
use crate::system::{SystemClock, SystemEntropy};
use crate::token::Tokens;
use crate::token::ring::Ring;
use crate::vault::Vault;

/// Between tries to reach the database.
const RETRY: Duration = Duration::from_secs(1);

/// Connections that may wait to be accepted. With the library's 128, some of 256 clients that come at
/// once are dropped by the kernel and try again a second later.
const BACKLOG: u32 = 4096;

pub(super) async fn run() -> Result<()> {
    let config = Config::load()?;
    crate::telemetry::start(&config.log)?;
    for name in crate::config::unknown_variables() {
        tracing::warn!("the variable {name} is not a setting");
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let edge = edge(config.clone(), Arc::clone(&clock))?;
    let listener = bind(&config)?;
    tracing::info!("listening on http://{}, known as {}", listener.local_addr()?, config.public_url);
    let opening = async {
        edge.open(reach(&config, clock).await?);
        tracing::info!("ready");
        std::future::pending::<Result<()>>().await
    };
    let router = router::router(edge.clone());
    let outcome = tokio::select! {
        served = serve::serve(edge.clone(), listener, router) => served,
        failed = opening => failed,
    };
    if let Some(traces) = &edge.traces {
        traces.clone().stop().await;
    }
    outcome
}

pub(super) fn bind(config: &Config) -> Result<TcpListener> {
    let listen = || {
        let address = config.listen;
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // As the library does on its own: a restart need not wait for old connections to be forgotten.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    listen().with_context(|| format!("cannot listen on {}", config.listen))
}

/// The edge of an installation, not open yet.
pub(super) fn edge(config: Config, clock: Arc<dyn Clock>) -> Result<Edge> {
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    open::private_dir(&config.data_dir)
        .with_context(|| format!("cannot make {}", config.data_dir.display()))?;
    let ring = Ring::open(&config.data_dir, entropy.as_ref(), clock.now(), false)?;
    let issuer = config.public()?.origin();
    let tokens = Tokens::new(ring, issuer, config.session.access_token_seconds, Arc::clone(&entropy));
    let vault = Vault::open(&config.data_dir, Arc::clone(&entropy))?;
    Edge::new(config, Arc::new(tokens), Arc::new(vault), clock, entropy)
}

/// Waits for the database. Errors: everything that waiting does not mend.
async fn reach(config: &Config, clock: Arc<dyn Clock>) -> Result<App> {
    loop {
        match open::store(config).await {
            Ok(store) => {
                if config.migrate_on_start {
                    store.migrate().await.context("the database cannot be brought up to date")?;
                } else {
                    let pending = store.pending_migrations().await.context("the database cannot be read")?;
                    ensure!(pending.is_empty(), "the database is not up to date; run `coalmine migrate`");
                }
                open::check_durability(&store).await?;
                let app = App::start(store, clock, Arc::new(SystemEntropy), config.app_settings()).await;
                return app.context("the application cannot start");
            }
            Err(StoreError::Unavailable(error)) if !config.database_url.expose().starts_with("sqlite:") => {
                tracing::warn!(%error, "the database cannot be reached; trying again");
                tokio::time::sleep(RETRY).await;
            }
            Err(error) => return Err(error).context("the database cannot be opened"),
        }
    }
}
