//! Use cases: authorize → load → domain decides → save → audit and outbox, in one transaction.
//!
//! This crate knows the order of steps and who may take them. It must not branch on an entity's
//! state (the domain does), nor know SQL, GraphQL or HTTP.

pub mod audit;
pub mod calendar;
pub mod catalog;
pub mod comms;
pub mod directory;
pub mod error;
pub mod events;
pub mod hasher;
pub mod identity;
pub mod incident;
pub mod integration;
pub mod markdown;
pub mod notification;
pub mod organisation;
pub mod page;
pub mod portal;
pub mod ports;
pub mod problem;
pub mod publication;
pub mod rca;
pub mod repair;
pub mod seed;
pub mod settings;
pub mod subscriber;
pub mod wording;
pub mod write;

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission, Principal};
use domain::time::Instant;
use store::Store;
use tokio::sync::Notify;
use uuid::Uuid;

pub use directory::Directory;
pub use error::{Error, Result};
pub use ports::{Articles, Clock, Entropy, TokenIssuer, Vault, VaultError};
pub use settings::Settings;

/// Everything a use case needs; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    directory: Directory,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    events: events::Hub,
    markdown: markdown::Renderer,
    hasher: hasher::Hasher,
    sign_in_limits: identity::limiter::SignInLimiter,
    settings: Settings,
    audit_gauge: audit::Gauge,
    vault: OnceLock<Arc<dyn Vault>>,
    articles: OnceLock<Arc<dyn Articles>>,
    /// Woken when deliveries were put on their way.
    outbox: Notify,
    /// What the portal shows, as it was read last.
    portal: ArcSwapOption<portal::PortalState>,
}

impl App {
    /// Puts the application together over a migrated store and loads its directory.
    pub async fn start(
        store: Store,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Result<Self> {
        let (events, directory) = events::Hub::start(&store, &settings).await?;
        let sign_in_limits = identity::limiter::SignInLimiter::new(&settings);
        let hasher = hasher::Hasher::new(entropy.as_ref())?;
        Ok(Self(Arc::new(Inner {
            store,
            directory,
            clock,
            entropy,
            events,
            markdown: markdown::Renderer::default(),
            hasher,
            sign_in_limits,
            settings,
            audit_gauge: audit::Gauge::default(),
            vault: OnceLock::new(),
            articles: OnceLock::new(),
            outbox: Notify::new(),
            portal: ArcSwapOption::empty(),
        })))
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// People, services, keys and sessions, held in process.
    pub fn directory(&self) -> &Directory {
        &self.0.directory
    }

    /// Now, to the microsecond.
    pub fn now(&self) -> Instant {
        domain::time::truncate(self.0.clock.now())
    }

    /// A fresh UUIDv7.
    pub fn uuid(&self) -> Uuid {
        let mut random = [0; 10];
        self.0.entropy.fill(&mut random);
        let millis = u64::try_from(self.0.clock.now().timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Fresh random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.entropy.fill(&mut bytes);
        bytes
    }

    /// The source of randomness.
    pub(crate) fn entropy(&self) -> &dyn Entropy {
        self.0.entropy.as_ref()
    }

    /// The stream of committed events.
    pub fn events(&self) -> &events::Hub {
        &self.0.events
    }

    /// Renders and sanitizes Markdown.
    pub fn markdown(&self) -> &markdown::Renderer {
        &self.0.markdown
    }

    /// Hashes and checks passwords.
    pub(crate) fn hasher(&self) -> &hasher::Hasher {
        &self.0.hasher
    }

    /// How often signing in may be tried.
    pub(crate) fn sign_in_limits(&self) -> &identity::limiter::SignInLimiter {
        &self.0.sign_in_limits
    }

    /// The same actor with the roles and teams it has by now.
    ///
    /// Errors: its session ended, its key no longer works, or the person was disabled.
    pub fn current_actor(&self, actor: &Actor) -> Result<Actor> {
        let now = self.now();
        match (actor.principal, actor.session) {
            (Principal::User(_), Some(session)) => self.directory().actor_of_session(session, now),
            (Principal::ApiKey(key), _) => self.directory().actor_of_key(key, now),
            _ => Some(actor.clone()),
        }
        .ok_or(Error::Unauthenticated)
    }

    /// Hands over what keeps secrets that other programs are shown; the first one stays. Without it connections can be read
    /// and nothing more.
    pub fn keep_secrets_in(&self, vault: Arc<dyn Vault>) {
        let _ = self.0.vault.set(vault);
    }

    /// What keeps secrets that other programs are shown.
    pub(crate) fn vault(&self) -> Result<&dyn Vault> {
        self.0.vault.get().map(AsRef::as_ref).ok_or_else(|| Error::internal("there is no vault for secrets"))
    }

    /// Hands over what writes the page of a published analysis; the first one stays. Without it nothing can be previewed.
    pub fn write_articles_with(&self, articles: Arc<dyn Articles>) {
        let _ = self.0.articles.set(articles);
    }

    /// What writes the page of a published analysis.
    pub(crate) fn articles(&self) -> Result<&dyn Articles> {
        let articles = self.0.articles.get().map(AsRef::as_ref);
        articles.ok_or_else(|| Error::internal("there is nobody to write the page of an analysis"))
    }

    /// Woken when deliveries were put on their way; one worker waits for it.
    pub fn outbox(&self) -> &Notify {
        &self.0.outbox
    }

    pub(crate) fn keep_portal(&self, state: Arc<portal::PortalState>) {
        self.0.portal.store(Some(state));
    }

    pub(crate) fn kept_portal(&self) -> Option<Arc<portal::PortalState>> {
        self.0.portal.load_full()
    }

    /// What the sealer of the audit log last told.
    pub fn audit_gauge(&self) -> &audit::Gauge {
        &self.0.audit_gauge
    }

    /// Settings of the installation.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }
}

/// Asks the policy table; refuses with [`Error::Forbidden`].
pub fn authorize(actor: &Actor, permission: Permission, relation: Relation) -> Result<()> {
    if actor.may(permission, relation) { Ok(()) } else { Err(Error::Forbidden { permission }) }
}
