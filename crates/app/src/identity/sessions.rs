//! Seeing and ending sessions: one's own, and those of others by an administrator.
//!
//! It must not know tokens.

use domain::id::{SessionId, UserId};
use domain::identity::actor::Relation;
use domain::identity::session::{EndReason, is_over, over_at};
use domain::identity::{Actor, Permission};
use domain::time::Instant;
use serde_json::json;
use store::identity::{Session, session};

use crate::{App, Error, Result, authorize};

/// Sessions in force that are shown, last used first.
const LIVE_SHOWN: u64 = 100;
/// Ended sessions that are shown.
const ENDED_SHOWN: u64 = 10;

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Identifier.
    pub id: SessionId,
    /// When the person signed in.
    pub created_at: Instant,
    /// When an access token was last asked for with it.
    pub last_used_at: Instant,
    /// When it ends in any case.
    pub expires_at: Instant,
    /// From which address.
    pub address: Option<String>,
    /// With which program, as that calls itself.
    pub user_agent: Option<String>,
    /// When it ended; `None` while it is in force.
    pub ended_at: Option<Instant>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

impl App {
    /// Sessions of a person, or one's own: those in force, last used first, then the ten that ended
    /// last with the reason why.
    ///
    /// Errors: another person's sessions without the right to them; one's own without being a person.
    pub async fn sessions(&self, actor: &Actor, user: Option<UserId>) -> Result<Vec<SessionView>> {
        let user = self.whose_sessions(actor, user)?;
        let stored = session::of_user(self.store(), user, LIVE_SHOWN, ENDED_SHOWN).await?;
        let now = self.now();
        let mut views: Vec<SessionView> =
            stored.into_iter().map(|session| self.session_view(session, actor, now)).collect();
        // Those over by time that nobody put away yet belong to the ended ones.
        views.sort_by_key(|view| view.ended_at.is_some());
        Ok(views)
    }

    /// Ends a session at once; the next request with it is refused. Ending it again changes nothing.
    ///
    /// Errors: `NotFound` for an unknown session and for another person's without the right to it.
    pub async fn end_one_session(&self, actor: &Actor, id: SessionId) -> Result<SessionView> {
        let mut w = self.write(actor).await?;
        let session = session::load_locked(&w.tx, id).await?.ok_or(Error::NotFound)?;
        if !actor.may(Permission::SessionManage, about(session.user)) {
            return Err(Error::NotFound);
        }
        let reason = end_reason(actor, session.user);
        let is_ended = session::end(&w.tx, id, w.now, reason).await?;
        if is_ended {
            w.audit("session.ended", "user", session.user, &json!({ "session": id.to_string() }));
            let facts = json!({ "user": session.user.to_string(), "reason": reason.as_str() });
            w.event("identity", "identity.session_ended", id.uuid(), &facts);
        }
        let now = w.now;
        w.commit().await?;
        self.directory().remove_session(id).await;
        let mut view = self.session_view(session, actor, now);
        if is_ended {
            (view.ended_at, view.end_reason) = (Some(now), Some(reason));
        }
        Ok(view)
    }

    /// Ends every session of a person, or one's own with the one that asks: signs out everywhere.
    /// How many were in force.
    ///
    /// Errors: as [`App::sessions`].
    pub async fn end_all_sessions(&self, actor: &Actor, user: Option<UserId>) -> Result<u64> {
        let user = self.whose_sessions(actor, user)?;
        let reason = end_reason(actor, user);
        let mut w = self.write(actor).await?;
        let ended = session::end_all_of(&w.tx, user, None, w.now, reason).await?;
        if ended > 0 {
            w.audit("session.all_ended", "user", user, &json!({ "sessionsEnded": ended }));
            let facts = json!({ "user": user.to_string(), "reason": reason.as_str() });
            w.event("identity", "identity.session_all_ended", user.uuid(), &facts);
        }
        w.commit().await?;
        self.directory().reload_sessions().await?;
        Ok(ended)
    }

    fn whose_sessions(&self, actor: &Actor, user: Option<UserId>) -> Result<UserId> {
        let whose = user.or_else(|| actor.principal.user());
        let whose =
            whose.ok_or_else(|| Error::invalid("userId", "must name a person: a key has no sessions"))?;
        authorize(actor, Permission::SessionManage, about(whose))?;
        self.directory().user(whose).map(|user| user.id).ok_or(Error::NotFound)
    }

    pub(super) fn session_view(&self, session: Session, actor: &Actor, now: Instant) -> SessionView {
        let lifetime = self.lifetime();
        let over = || over_at(lifetime, session.last_used_at, session.expires_at);
        let is_over = is_over(lifetime, session.last_used_at, session.expires_at, session.ended_at, now);
        SessionView {
            id: session.id,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            ended_at: session.ended_at.or_else(|| is_over.then(over)),
            end_reason: session.end_reason.or_else(|| is_over.then_some(EndReason::Expired)),
            address: session.address,
            user_agent: session.user_agent,
            is_current: actor.session == Some(session.id),
        }
    }
}

fn about(user: UserId) -> Relation {
    Relation { about: Some(user), ..Relation::default() }
}

/// One's own sessions are signed out, those of others are ended for them.
fn end_reason(actor: &Actor, of: UserId) -> EndReason {
    if actor.principal.user() == Some(of) { EndReason::SignedOut } else { EndReason::EndedByAdmin }
}
