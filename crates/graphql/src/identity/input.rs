//! Inputs and payloads of `identity`.

use app::identity::{CreateApiKey, CreateTeam, CreateUser, Secret, SignIn, UpdateUser};
use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};

use super::enums::Role;
use super::types::{ApiKey, Team, User, Viewer};
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
}

/// Make a person.
#[derive(InputObject)]
pub struct CreateUserInput {
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

impl CreateUserInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<CreateUser> {
        Ok(CreateUser {
            email: self.email,
            name: self.name,
            roles: self.roles.into_iter().map(Into::into).collect(),
            teams: id::parse_all("teamIds", self.team_ids.as_deref().unwrap_or_default())?,
            password: None,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// A person who was made.
#[derive(SimpleObject)]
pub struct CreateUserPayload {
    /// The person.
    pub user: User,
    /// The first password, shown this once; null in the answer to a repeated request.
    pub initial_password: Option<String>,
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
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl CreateApiKeyInput {
    /// The command of the use case.
    pub fn command(self) -> CreateApiKey {
        CreateApiKey {
            name: self.name,
            role: self.role.into(),
            expires_at: self.expires_at,
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
