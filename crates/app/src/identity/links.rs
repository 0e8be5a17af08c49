//! Invitations and password resets by one-time link: making, looking at, redeeming.
//!
//! A link is made by whoever manages people and handed over by them; whoever redeems it chooses the
//! password. Unknown, used, ended, late and malformed tokens have one answer.

use std::sync::Arc;

use domain::id::UserId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, LinkKind, OneTimeLink, Permission, User};
use domain::time::Instant;
use serde_json::json;
use store::identity::{EndReason, link, session, user};

use super::command::{ClientFacts, InviteUser, RedeemLink};
use super::password::check_password;
use super::people::{AccountFields, account_facts, insert_account};
use super::secret::{LinkToken, Secret};
use super::sign_in::SignedIn;
use crate::directory::actor_of;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// A link that was made.
#[derive(Clone, Debug)]
pub struct MadeLink {
    /// Whom it is for.
    pub user: Arc<User>,
    /// The link, shown this once.
    pub link: Secret,
    /// When it stops working.
    pub expires_at: Instant,
}

/// Somebody who was invited.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The person.
    pub user: Arc<User>,
    /// The link, shown this once; `None` in a repeated answer.
    pub link: Option<Secret>,
    /// When the link stops working.
    pub expires_at: Instant,
}

/// What a link is for, shown to whoever holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTarget {
    /// What it is for.
    pub kind: LinkKind,
    /// How the person is shown.
    pub name: String,
    /// Sign-in name.
    pub email: String,
    /// When it stops working.
    pub expires_at: Instant,
}

/// An account to be made, and the request that asks for it.
pub(super) struct Invitation {
    /// The mutation, for whoever repeats it.
    pub(super) scope: &'static str,
    /// Makes the request repeatable.
    pub(super) key: Option<String>,
    /// What was asked for, checked.
    pub(super) fields: AccountFields,
}

/// The one answer to every token that does not hold.
fn refused() -> Error {
    Error::invalid("token", "is not valid: the link was used, is over or never existed; ask for another one")
}

impl App {
    /// Invites a person: an account without a password, and a link to set one. Nobody can sign in to
    /// it before.
    ///
    /// Errors: an address that is taken, a role that is not for users, an unknown team.
    pub async fn invite_user(&self, actor: &Actor, command: InviteUser) -> Result<Invited> {
        authorize(actor, Permission::UserManage, Relation::default())?;
        let fields =
            self.account_fields(&command.email, &command.name, &command.roles, &command.teams, None)?;
        let key = command.idempotency_key.clone();
        self.invite(actor, &command, Invitation { scope: "inviteUser", key, fields }).await
    }

    /// Makes an account without a password, and the link to set one. `command` is what a repeated request is
    /// compared by.
    pub(super) async fn invite(
        &self,
        actor: &Actor,
        command: &(impl std::fmt::Debug + Sync),
        invitation: Invitation,
    ) -> Result<Invited> {
        let Invitation { scope, key, fields } = invitation;
        let mut w = self.write(actor).await?;
        let id = UserId::new(self.uuid());
        if let Some(earlier) = w.claim(scope, key.as_deref(), command, id.uuid()).await? {
            let user = self.directory().named_user(UserId::new(earlier)).await?.ok_or(Error::NotFound)?;
            let expires_at = user.created_at + LinkKind::Invitation.lifetime();
            return Ok(Invited { user, link: None, expires_at });
        }
        self.sign_in_limits().take_link_for(id, w.now)?;
        let user = fields.account(id, None, w.now);
        insert_account(&w, &user, "").await?;
        let (link, expires_at) = self.make_link(&w, actor, &user, LinkKind::Invitation).await?;
        w.audit("user.invited", "user", id, &account_facts(&user));
        w.event("identity", "identity.user_invited", id.uuid(), &json!({ "id": id.to_string() }));
        w.commit().await?;
        self.directory().reload_people().await?;
        let user = self.directory().user(id).ok_or(Error::NotFound)?;
        Ok(Invited { user, link: Some(link), expires_at })
    }

    /// Makes another invitation for somebody who has not joined; the earlier one stops working.
    ///
    /// Errors: unknown, joined already, disabled; too many within an hour.
    pub async fn renew_invitation(&self, actor: &Actor, id: UserId) -> Result<MadeLink> {
        authorize(actor, Permission::UserManage, Relation::default())?;
        self.another_link(actor, id, LinkKind::Invitation, "invitation.renewed").await
    }

    /// Makes a link with which a person sets another password. The present one works until then.
    ///
    /// Errors: unknown, not joined, disabled; too many within an hour.
    pub async fn start_password_reset(&self, actor: &Actor, id: UserId) -> Result<MadeLink> {
        authorize(actor, Permission::UserResetPassword, Relation::default())?;
        self.another_link(actor, id, LinkKind::PasswordReset, "password_reset.started").await
    }

    async fn another_link(
        &self,
        actor: &Actor,
        id: UserId,
        kind: LinkKind,
        action: &'static str,
    ) -> Result<MadeLink> {
        let mut w = self.write(actor).await?;
        let user = user::load_locked(&w.tx, id).await?.ok_or(Error::NotFound)?;
        user.check_link(kind)?;
        self.sign_in_limits().take_link_for(id, w.now)?;
        let (link, expires_at) = self.make_link(&w, actor, &user, kind).await?;
        w.audit(action, "user", id, &json!({ "expiresAt": expires_at }));
        w.commit().await?;
        Ok(MadeLink { user: Arc::new(user), link, expires_at })
    }

    async fn make_link(
        &self,
        w: &Write<'_>,
        actor: &Actor,
        user: &User,
        kind: LinkKind,
    ) -> Result<(Secret, Instant)> {
        user.check_link(kind)?;
        let token = LinkToken::fresh(self);
        let made = OneTimeLink::new(self.uuid(), user.id, kind, actor.principal, w.now);
        link::insert(&w.tx, &made, &token.hash()).await?;
        Ok((token.link(&self.settings().public_url), made.expires_at))
    }

    /// What a link is for; `None` for any token that does not hold.
    ///
    /// Errors: too many wrong ones from one address.
    pub async fn one_time_link(&self, token: &Secret, client: &ClientFacts) -> Result<Option<LinkTarget>> {
        let Some((link, user)) = self.open_link(token, client).await? else { return Ok(None) };
        Ok(Some(LinkTarget {
            kind: link.kind,
            name: user.name.to_string(),
            email: user.email.to_string(),
            expires_at: link.expires_at,
        }))
    }

    /// Sets the password of whom a link is for, and signs in. Of any number of tries with one link one
    /// succeeds. A reset ends every session of the person.
    ///
    /// Errors: one answer for every token that does not hold, whatever the password; a new password
    /// that is refused leaves the link open.
    pub async fn redeem_link(&self, command: RedeemLink, client: &ClientFacts) -> Result<SignedIn> {
        let Some((link, known)) = self.open_link(&command.token, client).await? else {
            return Err(refused());
        };
        let password = check_password("password", &command.password, &known.email, &known.name)?;
        let hash = self.hasher().hash(self.entropy(), password).await?;

        let actor = actor_of(&known, None);
        let mut w = self.write(&actor).await?;
        let mut user = user::load_locked(&w.tx, link.user).await?.ok_or_else(refused)?;
        if user.check_link(link.kind).is_err() || !link::claim(&w.tx, &link, w.now).await? {
            return Err(refused());
        }
        user.join(w.now);
        user::set_joined(&w.tx, &user).await?;
        user::set_password_hash(&w.tx, user.id, &hash).await?;
        link::end_all_of(&w.tx, user.id, None, w.now).await?;
        let ended = session::end_all_of(&w.tx, user.id, None, w.now, EndReason::PasswordReset).await?;
        let (action, kind) = match link.kind {
            LinkKind::Invitation => ("invitation.redeemed", "identity.user_joined"),
            LinkKind::PasswordReset => ("password_reset.redeemed", "identity.password_reset"),
        };
        let facts = json!({ "address": client.address, "sessionsEnded": ended });
        w.audit(action, "user", user.id, &facts);
        w.event("identity", kind, user.id.uuid(), &json!({ "id": user.id.to_string() }));
        let signed_in = self.open_session(w, user, client).await?;
        self.directory().reload_people().await?;
        self.directory().reload_sessions().await?;
        Ok(signed_in)
    }

    /// The open link of a token with its person; `None` when there is none. A wrong token counts
    /// against the address that it came from.
    async fn open_link(
        &self,
        token: &Secret,
        client: &ClientFacts,
    ) -> Result<Option<(OneTimeLink, Arc<User>)>> {
        let now = self.now();
        self.sign_in_limits().take_token(client.address, now)?;
        let Some(token) = LinkToken::parse(token) else { return Ok(None) };
        let found = link::by_hash(self.store(), &token.hash()).await?;
        let Some(link) = found.filter(|link| link.is_open(now)) else { return Ok(None) };
        let user = self.directory().named_user(link.user).await?;
        let user = user.filter(|user| user.check_link(link.kind).is_ok());
        if user.is_some() {
            self.sign_in_limits().token_was_right(client.address);
        }
        Ok(user.map(|user| (link, user)))
    }
}
