//! Connections to trackers of issues. Their secrets leave in the answer that makes them and never again; tokens never leave.

use domain::id::TrackerId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::integration::tracker::TRACKERS_MAX;
use domain::integration::{IntegrationError, Tracker};
use domain::repair::TrackerProvider;
use domain::text::{Name, WebUrl};
use serde_json::json;
use store::integration::{StoredTracker, inbound, queue, tracker};

use super::command::{CreateTracker, UpdateTracker};
use super::secret;
use crate::error::parse;
use crate::identity::Secret;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// The longest token, in bytes.
const MAX_TOKEN: usize = 1024;

/// A connection after a change of it.
#[derive(Clone, Debug)]
pub struct TrackerAnswer {
    /// The connection.
    pub tracker: Tracker,
    /// The secret that the tracker signs with, shown this once; `None` where none was made and in a repeated answer.
    pub secret: Option<Secret>,
}

impl App {
    /// Every connection, by name.
    pub async fn trackers(&self, actor: &Actor) -> Result<Vec<Tracker>> {
        authorize(actor, Permission::IntegrationRead, Relation::default())?;
        Ok(tracker::all(self.store()).await?.into_iter().map(|stored| stored.tracker).collect())
    }

    /// One connection.
    pub async fn tracker(&self, actor: &Actor, id: TrackerId) -> Result<Tracker> {
        let all = self.trackers(actor).await?;
        all.into_iter().find(|tracker| tracker.id == id).ok_or(Error::NotFound)
    }

    /// Makes a connection.
    ///
    /// Errors: an address that is missing or no address of https; a token that cannot stand in a header; as many as there
    /// may be.
    pub async fn create_tracker(&self, actor: &Actor, command: CreateTracker) -> Result<TrackerAnswer> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let name = parse("name", Name::parse(&command.name))?;
        let (base_url, api_url) = self.tracker_urls(&command)?;
        let token = command.token.as_ref().map(token).transpose()?;
        let mut write = self.write(actor).await?;
        let id = TrackerId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("createTracker", key, &command, id.uuid()).await? {
            drop(write);
            let tracker = self.tracker(actor, TrackerId::new(earlier)).await?;
            return Ok(TrackerAnswer { tracker, secret: None });
        }
        if tracker::all(&write.tx).await?.len() >= TRACKERS_MAX {
            return Err(IntegrationError::TooMany { most: TRACKERS_MAX }.into());
        }
        let secret = secret::tracker(self);
        let tracker = Tracker {
            id,
            name,
            provider: command.provider,
            base_url,
            api_url,
            has_token: token.is_some(),
            is_enabled: true,
            heard_at: None,
            created_by: actor.principal,
            created_at: write.now,
            version: 1,
        };
        let stored = StoredTracker {
            tracker,
            secret: self.sealed(id, &secret)?,
            token: token.map(|token| self.sealed(id, token)).transpose()?,
        };
        tracker::insert(&write.tx, &stored).await?;
        note(&mut write, "tracker.created", &stored.tracker);
        self.close_connections(write).await?;
        Ok(TrackerAnswer { tracker: stored.tracker, secret: Some(secret) })
    }

    /// Changes a connection; what is on its way to one that is switched off is not sent. Saying what is so already changes
    /// nothing.
    ///
    /// Errors: stale version, an address that is not https, another address without the token that may go there, a token that
    /// cannot stand in a header.
    pub async fn update_tracker(&self, actor: &Actor, command: UpdateTracker) -> Result<TrackerAnswer> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let name = command.name.as_deref().map(|name| parse("name", Name::parse(name))).transpose()?;
        let api_url = command.api_url.as_deref().map(|url| self.called_url("apiUrl", url)).transpose()?;
        let id = command.id;
        let mut write = self.write(actor).await?;
        let mut stored = tracker::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        if stored.tracker.version != command.version {
            return Err(Error::stale(stored.tracker.version));
        }
        let before = stored.clone();
        if api_url.as_ref().is_some_and(|url| *url != stored.tracker.api_url)
            && stored.token.is_some()
            && command.token.is_none()
        {
            // Else whoever may change the address could have the token sent anywhere.
            return Err(Error::invalid("token", "must be given again with another address of the API"));
        }
        if let Some(given) = &command.token {
            stored.token = given.as_ref().map(|given| self.sealed(id, token(given)?)).transpose()?;
        }
        let tracker = &mut stored.tracker;
        tracker.name = name.unwrap_or_else(|| before.tracker.name.clone());
        tracker.api_url = api_url.unwrap_or_else(|| before.tracker.api_url.clone());
        tracker.has_token = stored.token.is_some();
        tracker.is_enabled = command.is_enabled.unwrap_or(tracker.is_enabled);
        if stored == before {
            return Ok(TrackerAnswer { tracker: before.tracker, secret: None });
        }
        if !(stored.tracker.is_enabled && stored.tracker.has_token) {
            queue::skip_all(&write.tx, id.uuid(), write.now).await?;
        }
        stored.tracker.version += 1;
        tracker::save(&write.tx, &stored).await?;
        note(&mut write, "tracker.updated", &stored.tracker);
        self.close_connections(write).await?;
        Ok(TrackerAnswer { tracker: stored.tracker, secret: None })
    }

    /// Removes a connection; its items keep their links and are no longer kept in step.
    pub async fn remove_tracker(&self, actor: &Actor, id: TrackerId) -> Result<()> {
        authorize(actor, Permission::IntegrationManage, Relation::default())?;
        let mut write = self.write(actor).await?;
        let stored = tracker::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        tracker::remove(&write.tx, id).await?;
        queue::remove_all(&write.tx, id.uuid()).await?;
        inbound::forget(&write.tx, id).await?;
        note(&mut write, "tracker.removed", &stored.tracker);
        self.close_connections(write).await
    }

    /// The address that a tracker calls.
    pub fn hook_url(&self, id: TrackerId) -> String {
        format!("{}/hooks/trackers/{id}", self.settings().public_url.trim_end_matches('/'))
    }

    /// Where people open issues, and where the API is.
    fn tracker_urls(&self, command: &CreateTracker) -> Result<(WebUrl, WebUrl)> {
        let usual = usual_base(command.provider);
        let base = command.base_url.as_deref().or(usual);
        let base =
            base.ok_or_else(|| Error::invalid("baseUrl", "is needed: Jira has no address of its own"))?;
        let base = self.called_url("baseUrl", base.trim().trim_end_matches('/'))?;
        let api = match &command.api_url {
            Some(api) => self.called_url("apiUrl", api.trim().trim_end_matches('/'))?,
            None => self.called_url("baseUrl", &usual_api(command.provider, base.as_str()))?,
        };
        Ok((base, api))
    }

    fn sealed(&self, id: TrackerId, secret: &Secret) -> Result<Vec<u8>> {
        self.vault()?.seal(&id.to_string(), secret.expose().as_bytes()).map_err(Error::internal)
    }
}

/// Where people open the issues of a tool that is known by its name.
const fn usual_base(provider: TrackerProvider) -> Option<&'static str> {
    match provider {
        TrackerProvider::GitHub => Some("https://github.com"),
        TrackerProvider::GitLab => Some("https://gitlab.com"),
        TrackerProvider::Jira => None,
    }
}

/// Where the API of a tool usually is.
fn usual_api(provider: TrackerProvider, base: &str) -> String {
    match provider {
        TrackerProvider::GitHub if base.eq_ignore_ascii_case("https://github.com") => {
            "https://api.github.com".to_owned()
        }
        TrackerProvider::GitHub => format!("{base}/api/v3"),
        TrackerProvider::GitLab => format!("{base}/api/v4"),
        TrackerProvider::Jira => base.to_owned(),
    }
}

/// A token that can stand in a header.
fn token(token: &Secret) -> Result<&Secret> {
    let text = token.expose();
    let is_sound = (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_sound {
        return Ok(token);
    }
    Err(Error::invalid("token", format!("must be 1 to {MAX_TOKEN} characters without spaces")))
}

/// Notes a change of a connection.
fn note(write: &mut Write<'_>, action: &'static str, tracker: &Tracker) {
    let facts = json!({
        "provider": tracker.provider.as_str(),
        "isEnabled": tracker.is_enabled,
        "hasToken": tracker.has_token,
    });
    write.audit(action, "tracker", tracker.id, &facts);
    let id = tracker.id;
    write.event("integration", "integration.tracker_changed", id.uuid(), &json!({ "id": id.to_string() }));
}
