//! Calls of trackers: who they are is shown by a signature over the raw body, before anything in it is read.

use chrono::Duration;
use domain::id::{RepairItemId, TrackerId};
use domain::identity::{Actor, SystemActor};
use domain::integration::tracker::REMEMBER_HOURS;
use domain::repair::TrackerProvider;
use formats::signature::{is_token, verify_hub};
use formats::tracker::{IssueEvent, fold_key, parse_event, parse_issue_url_at};
use sha2::{Digest, Sha256};
use store::integration::{StoredTracker, inbound, tracker};
use store::repair::repo;

use super::secret;
use crate::identity::Secret;
use crate::write::Write;
use crate::{App, Error, Result};

/// A tool's clock may run ahead of ours by so many minutes; what it says of later is not remembered, since nothing would come
/// after it.
const AHEAD_MINUTES: i64 = 5;
/// The longest id of a call that is taken as it is.
const MAX_ID: usize = 200;

/// A call as it came in.
#[derive(Clone, Copy, Debug)]
pub struct InboundCall<'a> {
    /// Headers as (name in lower case, value) pairs, those that are text.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body as it came.
    pub body: &'a [u8],
}

impl InboundCall<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Whether the tool signed it with this secret.
    fn is_signed(&self, provider: TrackerProvider, secret: &Secret) -> bool {
        let secrets = [secret.expose()];
        let is_hub = |name: &str| {
            self.header(name).is_some_and(|given| verify_hub(&secrets, given.as_bytes(), self.body).is_ok())
        };
        match provider {
            TrackerProvider::GitHub => is_hub("x-hub-signature-256"),
            TrackerProvider::Jira => is_hub("x-hub-signature"),
            TrackerProvider::GitLab => {
                self.header("x-gitlab-token").is_some_and(|given| is_token(&secrets, given.as_bytes()))
            }
        }
    }

    /// What the call is about, as the tool's header says.
    fn event(&self, provider: TrackerProvider) -> Option<&str> {
        match provider {
            TrackerProvider::GitHub => self.header("x-github-event"),
            TrackerProvider::GitLab => self.header("x-gitlab-event"),
            TrackerProvider::Jira => None,
        }
    }

    /// By what a repeated call is known: the tool's id of it, and its body, since no signature covers the id.
    fn ids(&self, provider: TrackerProvider) -> Vec<String> {
        let names: &[&str] = match provider {
            TrackerProvider::GitHub => &["x-github-delivery"],
            TrackerProvider::GitLab => &["idempotency-key", "x-gitlab-event-uuid"],
            TrackerProvider::Jira => &["x-atlassian-webhook-identifier"],
        };
        let mut ids = vec![format!("sha256:{}", hex::encode(Sha256::digest(self.body)))];
        let given = names.iter().find_map(|name| self.header(name));
        let is_sound =
            |id: &&str| (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        ids.extend(given.filter(is_sound).map(|id| format!("id:{id}")));
        ids
    }
}

/// What was done with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It told of an issue that an item is kept in step with, and the item took it over.
    Followed,
    /// It came before; nothing was done again.
    Repeated,
    /// It tells of nothing that concerns us, of nothing new, or of what was before something that is known already.
    Ignored,
}

impl App {
    /// Takes the call of a tracker.
    ///
    /// Errors: [`crate::Error::Unauthenticated`] alike for a connection that is unknown or off and for a signature that is
    /// not right, without anything read or written; a body that is none of the tool's is [`Received::Ignored`].
    pub async fn receive_tracker_call(&self, id: TrackerId, call: InboundCall<'_>) -> Result<Received> {
        let held = self.directory().tracker(id).filter(|held| held.tracker.is_enabled);
        let held = held.ok_or(Error::Unauthenticated)?;
        let provider = held.tracker.provider;
        let secret = secret::open(self, &id.to_string(), &held.secret)?;
        if !call.is_signed(provider, &secret) {
            return Err(Error::Unauthenticated);
        }
        let heard = match parse_event(provider, call.event(provider), call.body) {
            Ok(heard) => heard.filter(|heard| is_ours(&held, heard)),
            Err(error) => {
                tracing::info!(tracker.id = %id, %error, "a signed call could not be read");
                None
            }
        };
        let actor = Actor::system(SystemActor::Tracker);
        let write = self.write(&actor).await?;
        if !remember(&write, id, &call.ids(provider)).await? {
            return Ok(Received::Repeated);
        }
        tracker::heard(&write.tx, id, write.now).await?;
        let item = match &heard {
            Some(heard) => item_to_follow(&write, id, heard).await?,
            None => None,
        };
        let (Some(item), Some(heard)) = (item, heard) else {
            write.commit().await?;
            return Ok(Received::Ignored);
        };
        let has_changed = self.follow_issue(write, item, &heard).await?;
        Ok(if has_changed { Received::Followed } else { Received::Ignored })
    }
}

/// Whether an issue lives at the address of this connection: another host's is none of its.
fn is_ours(held: &StoredTracker, heard: &IssueEvent) -> bool {
    let tracker = &held.tracker;
    parse_issue_url_at(tracker.provider, tracker.base_url.as_str(), &heard.url).is_some()
}

/// The item that follows what was heard of an issue; none where nobody does, and where something later was heard of it: tools
/// send again what failed, so that calls may overtake each other. Times are the tool's own and compared with each other alone;
/// those that are equal, as of two changes within a second, are taken in the order in which they come.
async fn item_to_follow(
    write: &Write<'_>,
    id: TrackerId,
    heard: &IssueEvent,
) -> Result<Option<RepairItemId>> {
    let key = fold_key(&heard.key);
    let Some(item) = repo::of_issue(&write.tx, id, &key).await? else { return Ok(None) };
    let at = heard.at.filter(|at| *at <= write.now + Duration::minutes(AHEAD_MINUTES));
    let is_newest = match at {
        Some(at) => inbound::follow(&write.tx, id, &key, at).await?,
        None => true,
    };
    Ok(is_newest.then_some(item))
}

/// Remembers a call by all its ids; whether none of them came before.
async fn remember(write: &Write<'_>, id: TrackerId, ids: &[String]) -> Result<bool> {
    let forget = write.now - Duration::hours(REMEMBER_HOURS);
    let mut is_new = true;
    for call in ids {
        is_new &= inbound::remember(&write.tx, id, call, write.now, forget).await?;
    }
    Ok(is_new)
}
