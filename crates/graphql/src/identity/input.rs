//! Inputs and payloads of `identity`.

use app::identity::{
    ChangePassword, CreateApiKey, CreateTeam, InviteUser, RedeemLink, Secret, SignIn, UpdateUser,
};
use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};

use super::enums::Role;
use super::types::{ApiKey, Session, Team, User, Viewer};
use crate::finding::Finding;
use crate::id;

/// Sign in with a password.
#[derive(InputObject)]
pub struct SignInInput {
    /// E-mail address.
    pub email: String,
    /// Password.
    #[graphql(secret)]
    pub password: String,
}

impl SignInInput {
    /// The command of the use case.
    pub fn command(self) -> SignIn {
        SignIn { email: self.email, password: Secret::new(self.password) }
    }
}

/// An answer to a sign-in.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// Goes into the `Authorization` header as a bearer token. Keep it in memory only.
    pub access_token: String,
    /// When the token ends; ask for another one before.
    pub expires_at: DateTime<Utc>,
    /// Who signed in.
    pub viewer: Viewer,
    /// A session of yours that ended since your last sign-in because its token was used twice, so
    /// somebody else may have held it; null when there is none.
    pub reused_session: Option<Session>,
}

/// Invite a person.
#[derive(InputObject)]
pub struct InviteUserInput {
    /// Sign-in name; unique.
    pub email: String,
    /// How the person is shown; at most 100 characters.
    pub name: String,
    /// At least one role other than CUSTOMER.
    pub roles: Vec<Role>,
    /// Teams to belong to.
    pub team_ids: Option<Vec<ID>>,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl InviteUserInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<InviteUser> {
        Ok(InviteUser {
            email: self.email,
            name: self.name,
            roles: self.roles.into_iter().map(Into::into).collect(),
            teams: id::parse_all("teamIds", self.team_ids.as_deref().unwrap_or_default())?,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// A person who was invited.
#[derive(SimpleObject)]
pub struct InviteUserPayload {
    /// The person.
    pub user: User,
    /// What to hand over: where the person sets a password. Works once. Shown this once; null in the
    /// answer to a repeated request, after which `renewInvitation` makes another.
    pub link: Option<String>,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Make another invitation.
#[derive(InputObject)]
pub struct RenewInvitationInput {
    /// Somebody who has not joined yet.
    pub user_id: ID,
}

/// An invitation that took the place of the earlier one.
#[derive(SimpleObject)]
pub struct RenewInvitationPayload {
    /// The person.
    pub user: User,
    /// What to hand over: where the person sets a password. Works once. Shown this once.
    pub link: String,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Start a password reset.
#[derive(InputObject)]
pub struct StartPasswordResetInput {
    /// Somebody who has joined.
    pub user_id: ID,
}

/// A password reset that was started.
#[derive(SimpleObject)]
pub struct StartPasswordResetPayload {
    /// The person.
    pub user: User,
    /// What to hand over: where the person sets another password. Works once. Shown this once.
    pub link: String,
    /// When the link stops working.
    pub expires_at: DateTime<Utc>,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Set a password by a one-time link.
#[derive(InputObject)]
pub struct RedeemOneTimeLinkInput {
    /// What stands behind the `#` of the link.
    #[graphql(secret)]
    pub token: String,
    /// The password to be: 12 to 128 characters, hard to guess.
    #[graphql(secret)]
    pub password: String,
}

impl RedeemOneTimeLinkInput {
    /// The command of the use case.
    pub fn command(self) -> RedeemLink {
        RedeemLink { token: Secret::new(self.token), password: Secret::new(self.password) }
    }
}

/// Change your own password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password so far.
    #[graphql(secret)]
    pub current_password: String,
    /// The password to be: 12 to 128 characters, hard to guess.
    #[graphql(secret)]
    pub new_password: String,
}

impl ChangePasswordInput {
    /// The command of the use case.
    pub fn command(self) -> ChangePassword {
        ChangePassword { current: Secret::new(self.current_password), new: Secret::new(self.new_password) }
    }
}

/// A password that was changed.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// Whose password it is.
    pub viewer: Viewer,
    /// Other sessions that ended with it.
    pub ended_session_count: i64,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// End a session.
#[derive(InputObject)]
pub struct EndSessionInput {
    /// Which.
    pub id: ID,
}

/// A session that was ended.
#[derive(SimpleObject)]
pub struct EndSessionPayload {
    /// The session.
    pub session: Session,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// End every session of a person.
#[derive(InputObject)]
pub struct EndSessionsInput {
    /// Whose; null for your own, with the one that asks.
    pub user_id: Option<ID>,
}

/// Sessions that were ended.
#[derive(SimpleObject)]
pub struct EndSessionsPayload {
    /// How many were in force.
    pub ended_session_count: i64,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Change a person; what is left out stays.
#[derive(InputObject)]
pub struct UpdateUserInput {
    /// Whom.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Another name; at most 100 characters.
    pub name: Option<String>,
    /// Other roles, in place of the present ones.
    pub roles: Option<Vec<Role>>,
    /// Other teams, in place of the present ones.
    pub team_ids: Option<Vec<ID>>,
    /// Whether the person may no longer sign in; ends every session at once.
    pub is_disabled: Option<bool>,
}

impl UpdateUserInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<UpdateUser> {
        Ok(UpdateUser {
            id: id::parse("id", &self.id)?,
            version: self.version,
            name: self.name,
            roles: self.roles.map(|roles| roles.into_iter().map(Into::into).collect()),
            teams: self.team_ids.map(|ids| id::parse_all("teamIds", &ids)).transpose()?,
            is_disabled: self.is_disabled,
        })
    }
}

/// A person who was changed.
#[derive(SimpleObject)]
pub struct UpdateUserPayload {
    /// The person.
    pub user: User,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Make a team.
#[derive(InputObject)]
pub struct CreateTeamInput {
    /// Unique name; at most 100 characters.
    pub name: String,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl CreateTeamInput {
    /// The command of the use case.
    pub fn command(self) -> CreateTeam {
        CreateTeam { name: self.name, idempotency_key: self.idempotency_key }
    }
}

/// A team that was made.
#[derive(SimpleObject)]
pub struct CreateTeamPayload {
    /// The team.
    pub team: Team,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Make an API key.
#[derive(InputObject)]
pub struct CreateApiKeyInput {
    /// What the key is for; at most 100 characters.
    pub name: String,
    /// The role it acts as; not CUSTOMER.
    pub role: Role,
    /// When it stops working: ahead, at most 366 days.
    pub expires_at: DateTime<Utc>,
    /// The only document that the key may run, with any variables: one query or subscription, at most 16 KiB. Null for
    /// a key that may run all that its role may.
    pub query: Option<String>,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl CreateApiKeyInput {
    /// The command of the use case, with what the schema says about the document.
    pub fn command(self, query: Option<Result<String, String>>) -> CreateApiKey {
        CreateApiKey {
            name: self.name,
            role: self.role.into(),
            expires_at: self.expires_at,
            query,
            idempotency_key: self.idempotency_key,
        }
    }
}

/// An API key that was made.
#[derive(SimpleObject)]
pub struct CreateApiKeyPayload {
    /// The key.
    pub api_key: ApiKey,
    /// Goes into the `Authorization` header as a bearer token. Shown this once; null in the answer
    /// to a repeated request.
    pub secret: Option<String>,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// End an API key.
#[derive(InputObject)]
pub struct RevokeApiKeyInput {
    /// Which.
    pub id: ID,
}

/// An API key that was ended.
#[derive(SimpleObject)]
pub struct RevokeApiKeyPayload {
    /// The key.
    pub api_key: ApiKey,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}
