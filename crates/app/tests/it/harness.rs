//! An application over a SQLite file of its own, with a clock that is set and entropy from a seed.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use app::identity::{ClientFacts, CreateUser, Secret, SignIn, SignedIn};
use app::{App, Clock, Entropy, Settings, Vault, VaultError};
use chrono::DateTime;
use domain::identity::{Actor, Role, SystemActor, User};
use domain::time::Instant;
use store::{Options, Store};

/// A clock that stands until it is moved.
pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Instant {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).expect("a plain instant")
    }
}

impl TestClock {
    /// Moves the clock.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

/// Numbers from a seed (SplitMix64): no secret is needed in a test, but no two may be equal.
pub struct TestEntropy(AtomicU64);

impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
            chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A vault that only marks what it keeps.
struct TestVault;

impl Vault for TestVault {
    fn seal(&self, record: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        let turned = secret.iter().map(|byte| !byte);
        Ok(record.bytes().chain([0]).chain(turned).collect())
    }

    fn open(&self, record: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let sealed = sealed.strip_prefix(record.as_bytes()).and_then(|rest| rest.strip_prefix(&[0]));
        Ok(sealed.ok_or(VaultError)?.iter().map(|byte| !byte).collect())
    }
}

/// An application with what a test needs to move it.
pub struct World {
    /// The application.
    pub app: App,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// The database's file lives as long as the world.
    pub dir: tempfile::TempDir,
}

/// The program at the command line, who may do everything.
pub fn cli() -> Actor {
    Actor::system(SystemActor::Cli)
}

/// A world with default settings, except that the outbox is asked often.
pub async fn world() -> World {
    world_with(Settings { event_poll: std::time::Duration::from_millis(20), ..Settings::default() }).await
}

/// A world with these settings.
pub async fn world_with(settings: Settings) -> World {
    let dir = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(dir.path().join("test.sqlite"), template().await).expect("a copy of the template");
    let clock = Arc::new(TestClock(AtomicI64::new(1_760_000_000_000_000)));
    let app = start(&dir, &clock, settings, 1).await;
    World { app, clock, dir }
}

/// A second process over the same database.
pub async fn neighbour(world: &World) -> App {
    let settings = Settings { event_poll: std::time::Duration::from_millis(20), ..Settings::default() };
    start(&world.dir, &world.clock, settings, 0x5eed).await
}

/// A second process that has not heard of any change since it started.
pub async fn deaf_neighbour(world: &World) -> App {
    let settings = Settings { event_poll: std::time::Duration::from_hours(1), ..Settings::default() };
    start(&world.dir, &world.clock, settings, 0xdeaf).await
}

async fn start(dir: &tempfile::TempDir, clock: &Arc<TestClock>, settings: Settings, seed: u64) -> App {
    let url = format!("sqlite://{}", dir.path().join("test.sqlite").display());
    let store = Store::connect(&url, Options::default()).await.expect("a connection");
    let entropy = Arc::new(TestEntropy(AtomicU64::new(seed)));
    let app = App::start(store, Arc::<TestClock>::clone(clock), entropy, settings)
        .await
        .expect("the application starts");
    app.keep_secrets_in(Arc::new(TestVault));
    app
}

/// The bytes of a migrated database.
async fn template() -> Vec<u8> {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    if let Some(bytes) = BYTES.get() {
        return bytes.clone();
    }
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("template.sqlite");
    let store = Store::connect(&format!("sqlite://{}", file.display()), Options::default()).await;
    let store = store.expect("a connection");
    store.migrate().await.expect("migrations apply");
    store.checkpoint().await.expect("the file holds everything");
    let bytes = std::fs::read(&file).expect("the template is there");
    BYTES.get_or_init(|| bytes).clone()
}

/// The password of everyone in the tests.
pub const PASSWORD: &str = "seven purple kettles hum";

impl World {
    /// A person with these roles, who signs in with [`PASSWORD`].
    pub async fn person(&self, email: &str, roles: &[Role]) -> Arc<User> {
        let command = CreateUser {
            email: email.to_owned(),
            name: email.split('@').next().unwrap_or(email).to_owned(),
            roles: roles.to_vec(),
            teams: Vec::new(),
            customer: None,
            password: Some(Secret::new(PASSWORD)),
            idempotency_key: None,
        };
        self.app.create_user(&cli(), command).await.expect("a person").user
    }

    /// Tries to sign in.
    pub async fn sign_in(&self, email: &str, password: &str) -> app::Result<SignedIn> {
        let command = SignIn { email: email.to_owned(), password: Secret::new(password) };
        let client = ClientFacts { address: "192.0.2.1".parse().ok(), user_agent: Some("test".to_owned()) };
        self.app.sign_in(command, &client).await
    }

    /// Actions in the audit log, oldest first.
    pub async fn audit(&self) -> Vec<String> {
        store::ledger::repo::audit_actions(self.app.store()).await.expect("the audit log")
    }

    /// Kinds of events in the outbox, oldest first.
    pub async fn events(&self) -> Vec<String> {
        let events = store::ledger::repo::events_after(self.app.store(), 0, 1000).await.expect("the outbox");
        events.into_iter().map(|event| event.kind).collect()
    }
}
