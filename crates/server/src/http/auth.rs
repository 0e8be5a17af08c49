//! Who asks: a bearer token or an API key becomes an actor; no credential is nobody.
//!
//! Every request asks anew whether the session or key still lives. This file must not know what an
//! actor may do.

use std::sync::Arc;

use app::App;
use domain::id::SessionId;
use domain::identity::{Actor, ApiKey, BoundQuery, Principal};
use domain::time::Instant;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::answer::Refusal;
use crate::state::{Core, Edge};

/// What a credential rests on, to be asked again while a stream runs.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Ground {
    Session { id: SessionId, token_ends: Instant },
    Key(Arc<ApiKey>),
}

/// Somebody with a credential that held when the request came.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who it is.
    pub actor: Actor,
    ground: Ground,
}

impl Caller {
    /// Whether the credential still holds and means the same: the token has not ended, the session
    /// or key lives, roles and teams are as they were.
    pub fn still_holds(&self, app: &App, now: Instant) -> bool {
        let current = match &self.ground {
            Ground::Session { id, token_ends } => {
                if now >= *token_ends {
                    return false;
                }
                app.directory().actor_of_session(*id, now)
            }
            Ground::Key(key) => app.directory().actor_of_key(key.id, now),
        };
        current.is_some_and(|actor| actor == self.actor)
    }

    /// The one document that this credential may run, if it is bound to one.
    pub fn bound(&self) -> Option<&BoundQuery> {
        match &self.ground {
            Ground::Session { .. } => None,
            Ground::Key(key) => key.query.as_ref(),
        }
    }
}

/// Reads the `Authorization` header. A wrong credential is refused even where none is needed.
pub fn from_headers(edge: &Edge, core: &Core, headers: &HeaderMap) -> Result<Option<Caller>, Refusal> {
    let mut sent = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = sent.next() else { return Ok(None) };
    if sent.next().is_some() {
        return Err(Refusal::unauthenticated());
    }
    let text = value.to_str().map_err(|_| Refusal::unauthenticated())?;
    bearer(edge, core, text).map(Some)
}

/// Reads `Bearer …`: an access token or an API key.
pub fn bearer(edge: &Edge, core: &Core, text: &str) -> Result<Caller, Refusal> {
    let refused = Refusal::unauthenticated;
    let (scheme, credential) = text.split_once(' ').ok_or_else(refused)?;
    let credential = credential.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || credential.is_empty() {
        return Err(refused());
    }
    let now = edge.now();
    if let Some(access) = edge.tokens.check(credential, now) {
        let actor = core.app.directory().actor_of_session(access.session, now).ok_or_else(refused)?;
        if actor.principal != Principal::User(access.user) {
            return Err(refused());
        }
        let ground = Ground::Session { id: access.session, token_ends: access.expires_at };
        return Ok(Caller { actor, ground });
    }
    let (actor, key) = core.app.authenticate_key(credential).ok_or_else(refused)?;
    Ok(Caller { actor, ground: Ground::Key(key) })
}
