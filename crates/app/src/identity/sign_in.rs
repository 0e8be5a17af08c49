//! Signing in, going on, signing out.

use std::sync::Arc;

use chrono::Duration;
use domain::id::{SessionId, UserId};
use domain::identity::password::Password;
use domain::identity::session::{Lifetime, PresentedToken, Rotation, is_over, rotation};
use domain::identity::{Actor, SystemActor, User};
use domain::text::Email;
use domain::time::Instant;
use serde_json::json;
use store::identity::{EndReason, NewSession, NewToken, Session, StoredToken, session, user};
use uuid::Uuid;

use super::command::{ClientFacts, SignIn};
use super::secret::{self, Secret};
use super::sessions::SessionView;
use crate::directory::actor_of;
use crate::write::Write;
use crate::{App, Error, Result};

/// The longest name of a program that is kept, in characters.
const USER_AGENT_MAX: usize = 200;

/// Somebody who signed in, or goes on.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: Arc<User>,
    /// The session.
    pub session: SessionId,
    /// What the next access token is asked for with; works once.
    pub refresh_token: Secret,
    /// When the session ends in any case.
    pub expires_at: Instant,
    /// A session that ended since the last sign-in because its token was used twice: the person must
    /// hear of it.
    pub reused: Option<SessionView>,
}

/// A session that was written down.
pub(super) struct Begun {
    /// The session.
    pub(super) id: SessionId,
    /// When it ends in any case.
    pub(super) expires_at: Instant,
    /// One that ended since the last sign-in because its token was used twice.
    reused: Option<Session>,
}

impl SignedIn {
    /// The person as an actor of this session.
    pub fn actor(&self) -> Actor {
        actor_of(&self.user, Some(self.session))
    }
}

impl App {
    /// Signs in with a password. Unknown accounts, disabled ones and wrong passwords cost the same
    /// and answer the same.
    ///
    /// Errors: `WrongCredentials`, or `RateLimited` before anything is hashed.
    pub async fn sign_in(&self, command: SignIn, client: &ClientFacts) -> Result<SignedIn> {
        let system = Actor::system(SystemActor::Worker);
        let (w, user) = self.check_credentials(&system, &command, client).await?;
        let signed_in = self.open_session(w, user, client).await?;
        self.sign_in_limits().succeeded(&command.email, client.address);
        Ok(signed_in)
    }

    /// Whose address and password these are, and a change under way in which the password is still that one.
    ///
    /// Errors: as [`App::sign_in`].
    pub(super) async fn check_credentials<'a>(
        &'a self,
        system: &'a Actor,
        command: &SignIn,
        client: &ClientFacts,
    ) -> Result<(Write<'a>, User)> {
        self.sign_in_limits().take(&command.email, client.address, self.now())?;
        let credential = match Email::parse(&command.email) {
            Ok(email) => user::credential(self.store(), &email).await?,
            Err(_) => None,
        };
        let known = credential.as_ref().map(|credential| credential.user);
        let checked = credential.clone();
        let attempt = || Password::attempt(command.password.expose().to_owned());
        let verdict = self.hasher().verify(credential.map(|known| known.password_hash), attempt()).await?;
        let Some(id) = known.filter(|_| verdict.is_right) else {
            return Err(self.refuse_sign_in(known, client).await);
        };
        let rehashed = match attempt().filter(|_| verdict.is_outdated) {
            Some(password) => Some(self.hasher().hash(self.entropy(), password).await?),
            None => None,
        };
        let w = self.write(system).await?;
        let Some(user) = user::load_locked(&w.tx, id).await?.filter(User::is_active) else {
            drop(w);
            return Err(self.refuse_sign_in(known, client).await);
        };
        if user::credential(&w.tx, &user.email).await? != checked {
            // The password was changed while this one was being checked.
            drop(w);
            return Err(self.refuse_sign_in(known, client).await);
        }
        if let Some(hash) = rehashed {
            user::set_password_hash(&w.tx, id, &hash).await?;
        }
        Ok((w, user))
    }

    /// Opens a session within a change that is under way, and commits it.
    pub(super) async fn open_session(
        &self,
        mut w: Write<'_>,
        user: User,
        client: &ClientFacts,
    ) -> Result<SignedIn> {
        let token = secret::refresh_token(self);
        let begun = self.begin_session(&mut w, &user, client).await?;
        let first = self.new_token(&token, begun.id, None, w.now);
        session::insert_token(&w.tx, first).await?;
        let now = w.now;
        w.commit().await?;
        let Begun { id, expires_at, reused } = begun;
        self.directory().put_session(id, user.id, expires_at).await;
        let actor = actor_of(&user, Some(id));
        let reused = reused.map(|session| self.session_view(session, &actor, now));
        Ok(SignedIn { user: Arc::new(user), session: id, refresh_token: token, expires_at, reused })
    }

    /// Writes down a session that nothing holds yet.
    pub(super) async fn begin_session(
        &self,
        w: &mut Write<'_>,
        user: &User,
        client: &ClientFacts,
    ) -> Result<Begun> {
        let lifetime = self.lifetime();
        let id = SessionId::new(self.uuid());
        let expires_at = w.now + lifetime.absolute;
        session::end_expired_of(&w.tx, user.id, w.now, w.now - lifetime.idle).await?;
        let reused = session::reused_since_sign_in(&w.tx, user.id).await?;
        let new = NewSession {
            id,
            user: user.id,
            at: w.now,
            expires_at,
            address: client.address.map(|address| address.to_string()),
            user_agent: client.user_agent.as_deref().map(|text| text.chars().take(USER_AGENT_MAX).collect()),
        };
        session::insert(&w.tx, new).await?;
        let facts = json!({ "session": id.to_string(), "address": client.address });
        w.audit("session.signed_in", "user", user.id, &facts);
        w.event("identity", "identity.session_started", id.uuid(), &json!({ "user": user.id.to_string() }));
        Ok(Begun { id, expires_at, reused })
    }

    /// Writes down a sign-in that failed; the answer to it.
    async fn refuse_sign_in(&self, known: Option<UserId>, client: &ClientFacts) -> Error {
        let system = Actor::system(SystemActor::Worker);
        let subject = known.map_or_else(|| "unknown".to_owned(), |user| user.to_string());
        let written = async {
            let mut w = self.write(&system).await?;
            w.audit("session.sign_in_failed", "user", subject, &json!({ "address": client.address }));
            w.commit().await
        };
        written.await.err().unwrap_or(Error::WrongCredentials)
    }

    /// Exchanges a refresh token for another one. A used one that comes back ends the session,
    /// unless the answer to its exchange was lost (`domain::identity::session`).
    ///
    /// Errors: `Unauthenticated` for anything that is not the live token of a live session.
    pub async fn refresh(&self, token: &str) -> Result<SignedIn> {
        if !secret::is_refresh_token(token) {
            return Err(Error::Unauthenticated);
        }
        let system = Actor::system(SystemActor::Worker);
        let w = self.write(&system).await?;
        let found = session::lock_by_token(&w.tx, &secret::hash(token)).await?;
        let (session, token) = found.ok_or(Error::Unauthenticated)?;
        if is_over(self.lifetime(), session.last_used_at, session.expires_at, session.ended_at, w.now) {
            return Err(Error::Unauthenticated);
        }
        let user = self.directory().user(session.user).filter(|user| user.is_active());
        let user = user.ok_or(Error::Unauthenticated)?;
        let heir_of = if token.superseded_at.is_some() { token.parent } else { Some(token.id) };
        let heir = match heir_of.filter(|_| token.consumed_at.is_some() || token.superseded_at.is_some()) {
            Some(parent) => session::child(&w.tx, parent).await?,
            None => None,
        };
        let presented = PresentedToken {
            consumed_at: token.consumed_at,
            is_superseded: token.superseded_at.is_some(),
            is_heir_used: heir.as_ref().map(|heir| heir.consumed_at.is_some()),
        };
        let parent = match rotation(presented, w.now) {
            Rotation::Exchange => {
                session::consume(&w.tx, token.id, w.now).await?;
                Some(token.id)
            }
            Rotation::Reissue => {
                if let Some(heir) = heir {
                    session::supersede(&w.tx, heir.id, w.now).await?;
                }
                heir_of
            }
            Rotation::Reuse => return self.end_family(w, &session, &token).await,
        };
        let next = secret::refresh_token(self);
        session::insert_token(&w.tx, self.new_token(&next, session.id, parent, w.now)).await?;
        session::touch(&w.tx, session.id, w.now).await?;
        w.commit().await?;
        let expires_at = session.expires_at;
        Ok(SignedIn { user, session: session.id, refresh_token: next, expires_at, reused: None })
    }

    async fn end_family(&self, mut w: Write<'_>, session: &Session, token: &StoredToken) -> Result<SignedIn> {
        session::end(&w.tx, session.id, w.now, EndReason::TokenReused).await?;
        let facts = json!({ "user": session.user.to_string(), "token": token.id.to_string() });
        w.audit("session.token_reused", "session", session.id, &facts);
        let facts = json!({ "user": session.user.to_string(), "reason": EndReason::TokenReused.as_str() });
        w.event("identity", "identity.session_ended", session.id.uuid(), &facts);
        w.commit().await?;
        self.directory().remove_session(session.id).await;
        tracing::warn!(session.id = %session.id, user.id = %session.user, "used refresh token came back; session ended");
        Err(Error::Unauthenticated)
    }

    /// Signs out with a refresh token, used or not. What is not a token of a live session is
    /// accepted and changes nothing.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        if !secret::is_refresh_token(token) {
            return Ok(());
        }
        let system = Actor::system(SystemActor::Worker);
        let w = self.write(&system).await?;
        let Some((session, _)) = session::lock_by_token(&w.tx, &secret::hash(token)).await? else {
            return Ok(());
        };
        drop(w);
        self.end_session_of(session.user, session.id).await
    }

    /// Ends the session that an actor uses; the next request with it is refused.
    pub async fn end_session(&self, actor: &Actor) -> Result<()> {
        match (actor.principal.user(), actor.session) {
            (Some(user), Some(session)) => self.end_session_of(user, session).await,
            _ => Err(Error::Unauthenticated),
        }
    }

    pub(super) async fn end_session_of(&self, user: UserId, id: SessionId) -> Result<()> {
        let actor = Actor {
            principal: domain::identity::Principal::User(user),
            session: Some(id),
            roles: Vec::new(),
            teams: Vec::new(),
            customer: None,
        };
        let mut w = self.write(&actor).await?;
        if session::end(&w.tx, id, w.now, EndReason::SignedOut).await? {
            w.audit("session.signed_out", "user", user, &json!({ "session": id.to_string() }));
            let facts = json!({ "user": user.to_string(), "reason": EndReason::SignedOut.as_str() });
            w.event("identity", "identity.session_ended", id.uuid(), &facts);
        }
        w.commit().await?;
        self.directory().remove_session(id).await;
        Ok(())
    }

    /// Password hashes computed since the start, for whoever watches the limits.
    pub fn password_hashes(&self) -> u64 {
        self.hasher().computed()
    }

    fn new_token(&self, token: &Secret, session: SessionId, parent: Option<Uuid>, at: Instant) -> NewToken {
        NewToken { id: self.uuid(), session, parent, hash: secret::hash(token.expose()), at }
    }

    pub(super) fn lifetime(&self) -> Lifetime {
        let duration = |std| Duration::from_std(std).unwrap_or(Duration::MAX);
        Lifetime {
            idle: duration(self.settings().session_idle),
            absolute: duration(self.settings().session_absolute),
        }
    }
}
