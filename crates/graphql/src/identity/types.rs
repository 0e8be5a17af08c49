//! People, teams and keys as the API shows them.

use std::sync::Arc;

use app::identity::may_see_email;
use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::identity::Principal;

use super::customer::{Customer, ViewerCustomer};
use super::enums::{OneTimeLinkKind, Permission, Role, SessionEndReason, UserStatus};
use crate::context;

/// Whoever asks, as it sees itself.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Viewer {
    /// Global id of the user or the API key.
    pub id: ID,
    /// How it is shown.
    pub name: String,
    /// Sign-in name; null for API keys.
    pub email: Option<String>,
    /// Roles at this moment.
    pub roles: Vec<Role>,
    /// What it may do on at least some record. The server decides again at each request.
    pub permissions: Vec<Permission>,
    /// The organisation that a customer's person belongs to; null for everybody inside and for API keys.
    pub customer: Option<ViewerCustomer>,
}

impl From<app::identity::Viewer> for Viewer {
    fn from(viewer: app::identity::Viewer) -> Self {
        let id = match viewer.principal {
            Principal::User(id) => id.to_string(),
            Principal::ApiKey(id) => id.to_string(),
            Principal::System(kind) => kind.to_string(),
        };
        Self {
            id: id.into(),
            name: viewer.name,
            email: viewer.email,
            roles: viewer.roles.into_iter().map(Role::from).collect(),
            permissions: viewer.permissions.into_iter().map(Permission::from).collect(),
            customer: viewer.customer.as_deref().map(ViewerCustomer::from),
        }
    }
}

/// A person who can sign in, or was invited to.
#[derive(Clone, Debug)]
pub struct User(Arc<domain::identity::User>);

impl From<Arc<domain::identity::User>> for User {
    fn from(user: Arc<domain::identity::User>) -> Self {
        Self(user)
    }
}

/// A person who can sign in, or was invited to.
#[Object]
impl User {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How the person is shown.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Sign-in name; null unless it is your own or you manage people.
    async fn email(&self, ctx: &Context<'_>) -> Option<&str> {
        let actor = context::request(ctx).actor.as_ref()?;
        may_see_email(actor, &self.0).then(|| self.0.email.as_str())
    }

    /// What the person may do.
    async fn roles(&self) -> Vec<Role> {
        self.0.roles.iter().copied().map(Role::from).collect()
    }

    /// Teams the person belongs to, by name.
    async fn teams(&self, ctx: &Context<'_>) -> Vec<Team> {
        let directory = context::app(ctx).directory();
        let mut teams: Vec<_> = self.0.teams.iter().filter_map(|id| directory.team(*id)).collect();
        teams.sort_by(|a, b| a.name.cmp(&b.name));
        teams.into_iter().map(Team::from).collect()
    }

    /// The organisation outside that the person belongs to; null for people inside.
    async fn customer(&self, ctx: &Context<'_>) -> Option<Customer> {
        context::app(ctx).directory().customer(self.0.customer?).map(Customer::from)
    }

    /// Whether the person may no longer sign in.
    async fn is_disabled(&self) -> bool {
        self.0.is_disabled()
    }

    /// How far the account has come.
    async fn status(&self) -> UserStatus {
        self.0.status().into()
    }

    /// Version of the record's own fields.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// A team: owner of services.
#[derive(Clone, Debug)]
pub struct Team(Arc<domain::identity::Team>);

impl From<Arc<domain::identity::Team>> for Team {
    fn from(team: Arc<domain::identity::Team>) -> Self {
        Self(team)
    }
}

/// A team: owner of services.
#[Object]
impl Team {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Unique name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Version of the record's own fields.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// A key with which another program calls the API. Its secret is shown once, when it is made.
#[derive(Clone, Debug)]
pub struct ApiKey(Arc<domain::identity::ApiKey>);

impl From<Arc<domain::identity::ApiKey>> for ApiKey {
    fn from(key: Arc<domain::identity::ApiKey>) -> Self {
        Self(key)
    }
}

/// A key with which another program calls the API. Its secret is shown once, when it is made.
#[Object]
impl ApiKey {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the key is for.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The role it acts as.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// When the key was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When the key stops working.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }

    /// Last use, exact to a minute; null when it was never used.
    async fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_used_at
    }

    /// When the key was ended early; null when it was not.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.revoked_at
    }

    /// The only document that the key may run; null when it may run any that its role may.
    async fn query(&self) -> Option<&str> {
        self.0.query.as_ref().map(|query| query.text.as_str())
    }

    /// SHA-256 of that document, in lower-case hexadecimal.
    async fn query_hash(&self) -> Option<String> {
        self.0.query.as_ref().map(|query| hex::encode(query.hash))
    }
}

/// A sign-in of a person on one device.
#[derive(Clone, Debug, SimpleObject)]
pub struct Session {
    /// Global id.
    pub id: ID,
    /// When the person signed in.
    pub created_at: DateTime<Utc>,
    /// Last use, exact to the five minutes of an access token.
    pub last_used_at: DateTime<Utc>,
    /// When it ends in any case.
    pub expires_at: DateTime<Utc>,
    /// The address that the sign-in came from.
    pub address: Option<String>,
    /// How the program that signed in calls itself; not to be trusted.
    pub user_agent: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// When it ended; null while it is in force.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it ended; null while it is in force.
    pub end_reason: Option<SessionEndReason>,
}

impl From<app::identity::SessionView> for Session {
    fn from(session: app::identity::SessionView) -> Self {
        Self {
            id: session.id.to_string().into(),
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            address: session.address,
            user_agent: session.user_agent,
            is_current: session.is_current,
            ended_at: session.ended_at,
            end_reason: session.end_reason.map(Into::into),
        }
    }
}

/// What a one-time link is for, shown to whoever holds it.
#[derive(Clone, Debug, SimpleObject)]
pub struct OneTimeLink {
    /// What it is for.
    pub kind: OneTimeLinkKind,
    /// How the person is shown.
    pub name: String,
    /// Sign-in name.
    pub email: String,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

impl From<app::identity::LinkTarget> for OneTimeLink {
    fn from(link: app::identity::LinkTarget) -> Self {
        Self { kind: link.kind.into(), name: link.name, email: link.email, expires_at: link.expires_at }
    }
}
