//! What every request can reach: settings, tokens, the application once it is up, counters.
//!
//! It must not know any route.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::Result;
use app::{App, Clock, Entropy, TokenIssuer};
use domain::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::assets::Assets;
use crate::config::{Config, PublicUrl};
use crate::cookies::Cookie;
use crate::http::admission::Admission;
use crate::http::limits::RequestLimiter;
use crate::http::metrics::Metrics;
use crate::http::streams::Streams;
use crate::portal::Board;
use crate::telemetry::traces::Traces;
use crate::token::Tokens;
use crate::vault::Vault;

/// The shared state; cheap to clone.
#[derive(Clone)]
pub struct Edge(Arc<Inner>);

/// The application with its schema, there once the database was reached.
pub struct Core {
    /// The use cases.
    pub app: App,
    /// The API over them.
    pub schema: graphql::Schema,
}

/// What is in the state.
pub struct Inner {
    pub config: Config,
    /// Origins whose pages may use cookies and sockets.
    pub origins: Vec<String>,
    pub public: PublicUrl,
    pub cookie: Cookie,
    /// What a customer's person is known by at the status portal.
    pub portal_cookie: Cookie,
    /// What the portal's form of signing in is compared to.
    pub form_cookie: Cookie,
    pub tokens: Arc<Tokens>,
    pub vault: Arc<Vault>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub assets: Assets,
    pub metrics: Metrics,
    /// What the status portal shows.
    pub portal: Board,
    /// The sender of traces, when a collector is named.
    pub traces: Option<Traces>,
    pub limiter: RequestLimiter,
    pub admission: Admission,
    /// The gate for callers who have not said who they are, so that a flood of sign-ins takes no
    /// place from anybody else.
    pub anonymous_admission: Admission,
    pub streams: Arc<Streams>,
    /// Cancelled when the program stops.
    pub stop: CancellationToken,
    /// Streams that are still to be closed.
    pub tasks: TaskTracker,
    /// Every request of a stop was answered: background workers end after one more look.
    pub drained: CancellationToken,
    /// Background workers that a stop waits for.
    pub workers: TaskTracker,
    core: OnceLock<Core>,
    is_stopping: AtomicBool,
}

impl std::ops::Deref for Edge {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Edge {
    /// The state of a server that has not reached its database yet.
    pub fn new(
        config: Config,
        tokens: Arc<Tokens>,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self> {
        let public = config.public()?;
        let mut origins = public.origins();
        for origin in &config.allowed_origins {
            origins.push(PublicUrl::parse(origin)?.origin());
        }
        Ok(Self(Arc::new(Inner {
            origins,
            cookie: Cookie::refresh(&public),
            portal_cookie: Cookie::portal(&public),
            form_cookie: Cookie::portal_form(&public),
            public,
            tokens,
            vault,
            clock,
            entropy,
            assets: Assets::new(&config.client_dir)?,
            metrics: Metrics::default(),
            portal: Board::open(&config.data_dir, &config.public_url),
            traces: Traces::start(&config.telemetry)?,
            limiter: RequestLimiter::new(&config.limits),
            admission: Admission::new(config.limits.in_flight, config.limits.queued),
            anonymous_admission: Admission::new(config.limits.in_flight, config.limits.queued),
            streams: Arc::new(Streams::default()),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            drained: CancellationToken::new(),
            workers: TaskTracker::new(),
            core: OnceLock::new(),
            is_stopping: AtomicBool::new(false),
            config,
        })))
    }

    /// Opens the API: the database was reached.
    pub fn open(&self, app: App) {
        let vault = Arc::clone(&self.vault);
        app.keep_secrets_in(vault);
        app.write_articles_with(Arc::new(crate::portal::Articles));
        crate::sealer::start(app.clone(), self.clone());
        crate::outbox::start(&app, self);
        crate::portal::start(app.clone(), self.clone());
        if let Some(traces) = self.traces.clone() {
            app.store().observe(move |sql, took, has_failed| traces.statement(sql, took, has_failed));
        }
        let options = graphql::Options { limits: self.config.limits.query.into() };
        let schema = graphql::schema(&app, options);
        // A second application would be a fault of the caller; the first stays.
        let _ = self.core.set(Core { app, schema });
    }

    /// The application, once the database was reached.
    pub fn core(&self) -> Option<&Core> {
        self.core.get()
    }

    /// Now.
    pub fn now(&self) -> Instant {
        domain::time::truncate(self.clock.now())
    }

    /// The issuer as resolvers take it.
    pub fn issuer(&self) -> Arc<dyn TokenIssuer> {
        Arc::clone(&self.tokens) as Arc<dyn TokenIssuer>
    }

    /// Answers "not ready" from now on.
    pub fn begin_stop(&self) {
        self.is_stopping.store(true, Ordering::Release);
    }

    /// Whether a stop was asked for.
    pub fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Acquire)
    }
}

/// The other end of a TCP connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);
