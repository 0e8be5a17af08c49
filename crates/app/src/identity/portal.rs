//! Signing in at the status portal, and who a visitor is: for people of customers alone.
//!
//! It must not know cookies or pages.

use chrono::Duration;
use domain::id::SessionId;
use domain::identity::session::is_over;
use domain::identity::{Actor, SystemActor};
use domain::time::Instant;
use store::identity::{portal_token, session};

use super::command::{ClientFacts, SignIn};
use super::secret::{self, Secret};
use crate::{App, Error, Result};

/// The use of a session is noted at most this often.
const USE_STEP: Duration = Duration::minutes(5);

/// A customer's person who signed in at the portal.
#[derive(Clone, Debug)]
pub struct PortalSignedIn {
    /// What the browser keeps: shown this once, and kept as a hash.
    pub token: Secret,
    /// When the session ends in any case.
    pub expires_at: Instant,
}

/// A customer's person at the portal.
#[derive(Clone, Debug)]
pub struct PortalVisit {
    /// Who it is: always with an organisation.
    pub actor: Actor,
    /// How the person is shown.
    pub name: String,
}

impl App {
    /// Signs a customer's person in at the portal. Unknown accounts, disabled ones and wrong passwords cost the same and
    /// answer the same; it is the sign-in of the API with the same limits.
    ///
    /// Errors: as [`App::sign_in`]; `Forbidden` for people inside, once their password was right: their sessions do not
    /// belong into a page that everybody outside uses.
    pub async fn sign_in_at_portal(&self, command: SignIn, client: &ClientFacts) -> Result<PortalSignedIn> {
        let system = Actor::system(SystemActor::Worker);
        let (mut w, user) = self.check_credentials(&system, &command, client).await?;
        if user.is_inside() {
            w.audit(
                "session.portal_refused",
                "user",
                user.id,
                &serde_json::json!({ "address": client.address }),
            );
            w.commit().await?;
            self.sign_in_limits().succeeded(&command.email, client.address);
            return Err(Error::Forbidden { permission: domain::identity::Permission::SharedRcaRead });
        }
        let token = secret::refresh_token(self);
        let begun = self.begin_session(&mut w, &user, client).await?;
        portal_token::insert(&w.tx, &secret::hash(token.expose()), begun.id, w.now).await?;
        w.commit().await?;
        self.directory().put_session(begun.id, user.id, begun.expires_at).await;
        self.sign_in_limits().succeeded(&command.email, client.address);
        Ok(PortalSignedIn { token, expires_at: begun.expires_at })
    }

    /// Whom a token of the portal stands for at this moment; `None` for anything that is not the token of a session in
    /// force of a customer's person. One statement, and once in a while a note that the session is used.
    pub async fn portal_visit(&self, token: &str) -> Result<Option<PortalVisit>> {
        if !secret::is_refresh_token(token) {
            return Ok(None);
        }
        let found = portal_token::session_by_hash(self.store(), &secret::hash(token)).await?;
        let (Some(session), now) = (found, self.now()) else { return Ok(None) };
        if is_over(self.lifetime(), session.last_used_at, session.expires_at, session.ended_at, now) {
            return Ok(None);
        }
        // A session that another process opened a moment ago is not held yet; the row above says that it is in force.
        let user = self.directory().named_user(session.user).await?.filter(|user| user.is_active());
        let Some(user) = user.filter(|user| !user.is_inside()) else { return Ok(None) };
        if now - session.last_used_at >= USE_STEP {
            self.note_session_use(session.id, now).await?;
        }
        let actor = crate::directory::actor_of(&user, Some(session.id));
        Ok(Some(PortalVisit { actor, name: user.name.to_string() }))
    }

    /// Signs out of the portal. What is not the token of a session in force is accepted and changes nothing.
    pub async fn sign_out_at_portal(&self, token: &str) -> Result<()> {
        if !secret::is_refresh_token(token) {
            return Ok(());
        }
        match portal_token::session_by_hash(self.store(), &secret::hash(token)).await? {
            Some(session) => self.end_session_of(session.user, session.id).await,
            None => Ok(()),
        }
    }

    async fn note_session_use(&self, id: SessionId, now: Instant) -> Result<()> {
        let tx = self.store().begin().await?;
        session::touch(&tx, id, now).await?;
        tx.commit().await?;
        Ok(())
    }
}
