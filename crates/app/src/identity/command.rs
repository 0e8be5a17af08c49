//! Inputs of the use cases about people. Secrets never show in `Debug`, which is also the
//! fingerprint of idempotent requests.

use std::net::IpAddr;

use domain::id::{CustomerId, ServiceId, TeamId, UserId};
use domain::identity::Role;
use domain::time::Instant;

use super::Secret;

/// What the transport knows about whoever signs in.
#[derive(Clone, Debug, Default)]
pub struct ClientFacts {
    /// The address of the peer.
    pub address: Option<IpAddr>,
    /// How the peer's program calls itself.
    pub user_agent: Option<String>,
}

/// Sign in with a password.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// E-mail address, as typed.
    pub email: String,
    /// Password, as typed.
    pub password: Secret,
}

/// Change one's own password.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The password so far, as typed.
    pub current: Secret,
    /// The password to be.
    pub new: Secret,
}

/// Set a password by a one-time link.
#[derive(Clone, Debug)]
pub struct RedeemLink {
    /// The token of the link, as it came in.
    pub token: Secret,
    /// The password to be.
    pub password: Secret,
}

/// Invite a person: an account without a password, and a link to set one.
#[derive(Clone, Debug)]
pub struct InviteUser {
    /// Sign-in name.
    pub email: String,
    /// How the person is shown.
    pub name: String,
    /// At least one inside role.
    pub roles: Vec<Role>,
    /// Teams to belong to.
    pub teams: Vec<TeamId>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Make a person with a password, as the command line and the demo do.
#[derive(Clone, Debug)]
pub struct CreateUser {
    /// Sign-in name.
    pub email: String,
    /// How the person is shown.
    pub name: String,
    /// At least one inside role; CUSTOMER alone for a customer's person.
    pub roles: Vec<Role>,
    /// Teams to belong to.
    pub teams: Vec<TeamId>,
    /// The organisation outside that the person belongs to.
    pub customer: Option<CustomerId>,
    /// A chosen password; `None` has one made.
    pub password: Option<Secret>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Change a person; what is `None` stays.
#[derive(Clone, Debug)]
pub struct UpdateUser {
    /// Whom.
    pub id: UserId,
    /// The version that the change is based on.
    pub version: i32,
    /// Another name.
    pub name: Option<String>,
    /// Other roles.
    pub roles: Option<Vec<Role>>,
    /// Other teams.
    pub teams: Option<Vec<TeamId>>,
    /// Whether the person may no longer sign in.
    pub is_disabled: Option<bool>,
}

/// Make a customer organisation.
#[derive(Clone, Debug)]
pub struct CreateCustomer {
    /// Unique name.
    pub name: String,
    /// The services it uses.
    pub services: Vec<ServiceId>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Change a customer organisation; what is `None` stays.
#[derive(Clone, Debug)]
pub struct UpdateCustomer {
    /// Which.
    pub id: CustomerId,
    /// The version that the change is based on.
    pub version: i32,
    /// Another name.
    pub name: Option<String>,
    /// Other services.
    pub services: Option<Vec<ServiceId>>,
}

/// Invite a person of a customer: an account without a password, and a link to set one.
#[derive(Clone, Debug)]
pub struct InviteCustomerUser {
    /// The organisation that the person belongs to.
    pub customer: CustomerId,
    /// Sign-in name.
    pub email: String,
    /// How the person is shown.
    pub name: String,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Make a team.
#[derive(Clone, Debug)]
pub struct CreateTeam {
    /// Unique name.
    pub name: String,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Make an API key.
#[derive(Clone, Debug)]
pub struct CreateApiKey {
    /// What the key is for.
    pub name: String,
    /// The role it acts as.
    pub role: Role,
    /// When it stops working.
    pub expires_at: Instant,
    /// The one document that it may run, or what the schema says against it; none for a key that may run any of its role.
    pub query: Option<Result<String, String>>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}
