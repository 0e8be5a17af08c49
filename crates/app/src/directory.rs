//! People, customers, teams, services, keys, sessions, members of private incidents, endpoints, trackers and the
//! organisation's settings, held in process.
//!
//! The process that writes reloads before it answers; the follower reloads when another process
//! wrote. It must not decide who may do what: it says who somebody is at this moment.

mod connections;
mod members;
mod people;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use arc_swap::ArcSwap;
use domain::catalog::Service;
use domain::id::{ApiKeyId, IncidentId, ServiceId, SessionId, UserId};
use domain::identity::{Actor, ApiKey, Principal};
use domain::organisation::{Organisation, Thresholds};
use domain::time::Instant;
use store::Store;
use store::db::Background;
use store::identity::{StoredKey, key, member, session};
use store::ledger::StoredEvent;
use tokio::sync::Mutex;

use crate::Result;
use connections::Connections;
use members::Members;
use people::People;
pub(crate) use people::actor_of;

/// Private incidents whose members are read one by one; for more of them all are read.
const ONE_BY_ONE: usize = 50;
/// A key is noted as used at most this often, in microseconds.
const KEY_USE_STEP: i64 = 60_000_000;

/// The directory; cheap to clone.
#[derive(Clone)]
pub struct Directory(Arc<Inner>);

struct Inner {
    store: Background,
    people: ArcSwap<People>,
    services: ArcSwap<Named<ServiceId, Service>>,
    keys: ArcSwap<Keys>,
    members: RwLock<Members>,
    organisation: ArcSwap<Organisation>,
    connections: ArcSwap<Connections>,
    sessions: RwLock<HashMap<SessionId, Live>>,
    /// One reload at a time, so that an older reading never replaces a newer one.
    reloading: Mutex<()>,
}

#[derive(Clone, Copy)]
struct Live {
    user: UserId,
    expires_at: Instant,
}

struct HeldKey {
    key: Arc<ApiKey>,
    hash: [u8; 32],
    /// Microseconds; ahead of the database by what is being written.
    last_used: AtomicI64,
}

#[derive(Default)]
struct Keys {
    by_id: HashMap<ApiKeyId, HeldKey>,
    sorted: Arc<Vec<Arc<ApiKey>>>,
}

/// Records by id and sorted by name.
struct Named<I, T> {
    by_id: HashMap<I, Arc<T>>,
    sorted: Arc<Vec<Arc<T>>>,
}

impl<I, T> Default for Named<I, T> {
    fn default() -> Self {
        Self { by_id: HashMap::new(), sorted: Arc::default() }
    }
}

impl<I: std::hash::Hash + Eq + Copy + Ord, T> Named<I, T> {
    fn of(records: Vec<T>, id: impl Fn(&T) -> I, name: impl Fn(&T) -> String) -> Self {
        let mut sorted: Vec<Arc<T>> = records.into_iter().map(Arc::new).collect();
        sorted.sort_by_cached_key(|record| (name(record), id(record)));
        Self {
            by_id: sorted.iter().map(|record| (id(record), Arc::clone(record))).collect(),
            sorted: Arc::new(sorted),
        }
    }
}

/// How names are sorted: without regard to case.
pub fn sort_key(name: &str) -> String {
    name.to_lowercase()
}

impl Directory {
    /// Loads everything.
    pub async fn load(store: &Store) -> Result<Self> {
        let directory = Self(Arc::new(Inner {
            store: store.background(),
            people: ArcSwap::default(),
            services: ArcSwap::default(),
            keys: ArcSwap::default(),
            members: RwLock::default(),
            organisation: ArcSwap::from_pointee(store::organisation::repo::load(&store.background()).await?),
            connections: ArcSwap::default(),
            sessions: RwLock::default(),
            reloading: Mutex::default(),
        }));
        directory.reload_all().await?;
        Ok(directory)
    }

    /// Reloads what these events changed, however often it takes.
    pub(crate) async fn follow(&self, events: &[StoredEvent]) {
        let mut stale = Stale::default();
        for event in events {
            stale.note(event);
        }
        let mut incidents: Vec<IncidentId> = events.iter().filter_map(members::changed_by).collect();
        incidents.sort_unstable();
        incidents.dedup();
        if incidents.len() > ONE_BY_ONE {
            stale.add(Part::Members);
            incidents.clear();
        }
        let reload = async || {
            self.reload(stale).await?;
            self.reload_members_of(&incidents).await
        };
        while let Err(error) = reload().await {
            tracing::warn!(%error, "directory not readable; trying again");
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
    }

    async fn reload(&self, stale: Stale) -> Result<()> {
        if stale.holds(Part::People) {
            self.reload_people().await?;
        }
        if stale.holds(Part::Sessions) {
            self.reload_sessions().await?;
        }
        if stale.holds(Part::Keys) {
            self.reload_keys().await?;
        }
        if stale.holds(Part::Services) {
            self.reload_catalog().await?;
        }
        if stale.holds(Part::Members) {
            self.reload_members().await?;
        }
        if stale.holds(Part::Organisation) {
            self.reload_organisation().await?;
        }
        if stale.holds(Part::Connections) {
            self.reload_connections().await?;
        }
        Ok(())
    }

    /// Reads everything anew.
    pub async fn reload_all(&self) -> Result<()> {
        self.reload(Stale::ALL).await
    }

    /// Reads services anew.
    pub async fn reload_catalog(&self) -> Result<()> {
        let _turn = self.0.reloading.lock().await;
        self.read_catalog().await
    }

    async fn read_catalog(&self) -> Result<()> {
        let services = store::catalog::repo::all(&self.0.store).await?;
        let services = Named::of(services, |service| service.id, |service| sort_key(service.name.as_str()));
        self.0.services.store(Arc::new(services));
        Ok(())
    }

    /// Reads API keys anew.
    pub async fn reload_keys(&self) -> Result<()> {
        let _turn = self.0.reloading.lock().await;
        let stored = key::all(&self.0.store).await?;
        let before = self.0.keys.load_full();
        let mut keys: Vec<HeldKey> = stored.into_iter().map(|stored| held(stored, &before)).collect();
        keys.sort_by_cached_key(|held| (sort_key(held.key.name.as_str()), held.key.id));
        let sorted = Arc::new(keys.iter().map(|held| Arc::clone(&held.key)).collect());
        let by_id = keys.into_iter().map(|held| (held.key.id, held)).collect();
        self.0.keys.store(Arc::new(Keys { by_id, sorted }));
        Ok(())
    }

    /// Reads the members of private incidents anew.
    pub async fn reload_members(&self) -> Result<()> {
        let _turn = self.0.reloading.lock().await;
        let members = Members::of(member::of_private_incidents(&self.0.store).await?);
        *self.0.members.write().unwrap_or_else(PoisonError::into_inner) = members;
        Ok(())
    }

    /// Reads the members of these incidents anew, if they are private.
    pub async fn reload_members_of(&self, incidents: &[IncidentId]) -> Result<()> {
        for incident in incidents {
            let _turn = self.0.reloading.lock().await;
            let users = member::of_private_incident(&self.0.store, *incident).await?;
            self.0.members.write().unwrap_or_else(PoisonError::into_inner).put(*incident, &users);
        }
        Ok(())
    }

    /// Reads the organisation's settings anew.
    pub async fn reload_organisation(&self) -> Result<()> {
        let _turn = self.0.reloading.lock().await;
        let settings = store::organisation::repo::load(&self.0.store).await?;
        self.0.organisation.store(Arc::new(settings));
        Ok(())
    }

    /// The organisation's settings.
    pub fn organisation(&self) -> Arc<Organisation> {
        self.0.organisation.load_full()
    }

    /// What rules ask for: a part of the settings.
    pub fn thresholds(&self) -> Thresholds {
        self.0.organisation.load().thresholds
    }

    /// Reads live sessions anew.
    pub async fn reload_sessions(&self) -> Result<()> {
        let _turn = self.0.reloading.lock().await;
        let live = session::live(&self.0.store).await?;
        let live =
            live.into_iter().map(|s| (s.id, Live { user: s.user, expires_at: s.expires_at })).collect();
        *self.0.sessions.write().unwrap_or_else(PoisonError::into_inner) = live;
        Ok(())
    }

    /// Adds a session that was just committed, without reading the others.
    pub(crate) async fn put_session(&self, id: SessionId, user: UserId, expires_at: Instant) {
        let _turn = self.0.reloading.lock().await;
        let mut sessions = self.0.sessions.write().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(id, Live { user, expires_at });
    }

    /// Takes a session away that was just ended.
    pub(crate) async fn remove_session(&self, id: SessionId) {
        let _turn = self.0.reloading.lock().await;
        self.0.sessions.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// A service.
    pub fn service(&self, id: ServiceId) -> Option<Arc<Service>> {
        self.0.services.load().by_id.get(&id).cloned()
    }

    /// The services that a record names. One that is not held was just made by another process,
    /// whose event is on its way: then everything is read anew rather than the name left out.
    pub async fn named_services(&self, ids: &[ServiceId]) -> Result<Vec<Arc<Service>>> {
        let held = |id: &ServiceId| self.service(*id);
        if ids.iter().any(|id| held(id).is_none()) {
            let _turn = self.0.reloading.lock().await;
            if ids.iter().any(|id| held(id).is_none()) {
                self.read_catalog().await?;
            }
        }
        let mut services: Vec<_> = ids.iter().filter_map(held).collect();
        services.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(services)
    }

    /// Every service, by name.
    pub fn services(&self) -> Arc<Vec<Arc<Service>>> {
        Arc::clone(&self.0.services.load().sorted)
    }

    /// An API key, in force or not, with its last use exact to a minute.
    pub fn key(&self, id: ApiKeyId) -> Option<Arc<ApiKey>> {
        self.0.keys.load().by_id.get(&id).map(HeldKey::current)
    }

    /// The API key that a record names, read anew if another process just made it.
    pub async fn named_key(&self, id: ApiKeyId) -> Result<Option<Arc<ApiKey>>> {
        if self.key(id).is_none() {
            self.reload_keys().await?;
        }
        Ok(self.key(id))
    }

    /// Every API key, by name.
    pub fn keys(&self) -> Vec<Arc<ApiKey>> {
        let keys = self.0.keys.load();
        keys.sorted.iter().filter_map(|key| keys.by_id.get(&key.id)).map(HeldKey::current).collect()
    }

    /// What the secret of a key is compared to.
    pub(crate) fn key_hash(&self, id: ApiKeyId) -> Option<[u8; 32]> {
        self.0.keys.load().by_id.get(&id).map(|held| held.hash)
    }

    /// Notes the use of a key; whether it should be written down now.
    pub(crate) fn note_key_use(&self, id: ApiKeyId, now: Instant) -> bool {
        let keys = self.0.keys.load();
        let Some(held) = keys.by_id.get(&id) else { return false };
        let (last, now) = (held.last_used.load(Ordering::Relaxed), now.timestamp_micros());
        now - last >= KEY_USE_STEP
            && held.last_used.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Whether a person belongs to a private incident.
    pub fn is_member(&self, incident: IncidentId, user: UserId) -> bool {
        self.0.members.read().unwrap_or_else(PoisonError::into_inner).contains(incident, user)
    }

    /// The private incidents that a person belongs to.
    pub fn private_incidents_of(&self, user: UserId) -> Vec<IncidentId> {
        self.0.members.read().unwrap_or_else(PoisonError::into_inner).incidents_of(user)
    }

    /// Who a session stands for at this moment; `None` when it is unknown, ended or over, or the
    /// person may no longer sign in.
    pub fn actor_of_session(&self, id: SessionId, now: Instant) -> Option<Actor> {
        let live = *self.0.sessions.read().unwrap_or_else(PoisonError::into_inner).get(&id)?;
        if now >= live.expires_at {
            return None;
        }
        let user = self.user(live.user).filter(|user| user.is_active())?;
        Some(actor_of(&user, Some(id)))
    }

    /// Who a key stands for at this moment; `None` when it is unknown, revoked or over.
    pub fn actor_of_key(&self, id: ApiKeyId, now: Instant) -> Option<Actor> {
        let keys = self.0.keys.load();
        let key = &keys.by_id.get(&id)?.key;
        key.is_active(now).then(|| Actor {
            principal: Principal::ApiKey(id),
            session: None,
            roles: vec![key.role],
            teams: Vec::new(),
            customer: None,
        })
    }
}

impl HeldKey {
    fn current(&self) -> Arc<ApiKey> {
        let noted = self.last_used.load(Ordering::Relaxed);
        let last_used_at = Instant::from_timestamp_micros(noted).filter(|_| noted > 0);
        if last_used_at == self.key.last_used_at {
            return Arc::clone(&self.key);
        }
        Arc::new(ApiKey { last_used_at, ..ApiKey::clone(&self.key) })
    }
}

fn held(stored: StoredKey, before: &Keys) -> HeldKey {
    let written = stored.key.last_used_at.map_or(0, |at| at.timestamp_micros());
    let noted = before.by_id.get(&stored.key.id).map_or(0, |held| held.last_used.load(Ordering::Relaxed));
    HeldKey { last_used: AtomicI64::new(written.max(noted)), hash: stored.hash, key: Arc::new(stored.key) }
}

/// A part of the directory.
#[derive(Clone, Copy)]
enum Part {
    People,
    Sessions,
    Keys,
    Services,
    Members,
    Organisation,
    Connections,
}

/// Which parts are stale, one bit each.
#[derive(Clone, Copy, Default)]
struct Stale(u8);

impl Stale {
    const ALL: Self = Self(u8::MAX);

    const fn holds(self, part: Part) -> bool {
        self.0 & (1 << part as u8) != 0
    }

    fn add(&mut self, part: Part) {
        self.0 |= 1 << part as u8;
    }

    fn note(&mut self, event: &StoredEvent) {
        let name = event.kind.rsplit('.').next().unwrap_or_default();
        match event.capability.as_str() {
            "catalog" => self.add(Part::Services),
            "organisation" => self.add(Part::Organisation),
            "integration" => self.add(Part::Connections),
            "identity" if name.starts_with("session_") => self.add(Part::Sessions),
            "identity" if name.starts_with("api_key_") => self.add(Part::Keys),
            "identity" => {
                // Disabling a person ends sessions.
                self.add(Part::People);
                self.add(Part::Sessions);
            }
            _ => {}
        }
    }
}
