//! Who acts: users, teams, API keys, the program itself; and what each may do.
//!
//! It must not know passwords' hashes, tokens or sessions' storage.

pub mod actor;
pub mod customer;
pub mod device;
pub mod link;
pub mod password;
pub mod policy;
pub mod session;

pub use actor::{Actor, AuthorKind, Principal, SystemActor};
pub use customer::{Customer, CustomerChange};
pub use link::{LinkKind, OneTimeLink};
pub use policy::{Condition, Permission, Role};

use crate::id::{ApiKeyId, CustomerId, TeamId, UserId};
use crate::text::{Email, Name};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// How far a person's account has come.
    UserStatus {
        /// Has an invitation and no password yet.
        Invited = "INVITED",
        /// Can sign in.
        Active = "ACTIVE",
        /// May no longer sign in.
        Disabled = "DISABLED",
    }
}

/// A person who can sign in, or was invited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// Sign-in name; unique.
    pub email: Email,
    /// How the person is shown.
    pub name: Name,
    /// What the person may do; never empty.
    pub roles: Vec<Role>,
    /// Teams the person belongs to; none for a customer's people.
    pub teams: Vec<TeamId>,
    /// The organisation outside that the person belongs to; `None` for people inside. It never changes.
    pub customer: Option<CustomerId>,
    /// When the person first had a password; `None` while an invitation is all there is.
    pub joined_at: Option<Instant>,
    /// Set when the person may no longer sign in.
    pub disabled_at: Option<Instant>,
    /// Grows with every change of roles, teams or disabling, so that old answers can be told.
    pub permission_version: i32,
    /// When the record was made.
    pub created_at: Instant,
    /// Version of the record's own fields.
    pub version: i32,
}

/// A change of a person; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChange {
    /// Another name.
    pub name: Option<Name>,
    /// Other roles.
    pub roles: Option<Vec<Role>>,
    /// Other teams.
    pub teams: Option<Vec<TeamId>>,
    /// Whether the person may no longer sign in.
    pub is_disabled: Option<bool>,
}

/// What a change of a person did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserChanged {
    /// Roles, teams or disabling changed.
    pub permissions: bool,
    /// The person may no longer sign in: sessions and one-time links end.
    pub disabled: bool,
}

impl User {
    /// How far the account has come. Disabling outweighs an open invitation.
    pub fn status(&self) -> UserStatus {
        match (self.disabled_at, self.joined_at) {
            (Some(_), _) => UserStatus::Disabled,
            (None, None) => UserStatus::Invited,
            (None, Some(_)) => UserStatus::Active,
        }
    }

    /// Whether the person may sign in: has joined and is not disabled.
    pub fn is_active(&self) -> bool {
        self.status() == UserStatus::Active
    }

    /// Whether the person belongs to this installation and not to a customer.
    pub fn is_inside(&self) -> bool {
        self.customer.is_none()
    }

    /// Whether the person may no longer sign in.
    pub fn is_disabled(&self) -> bool {
        self.disabled_at.is_some()
    }

    /// Whether a link of this kind may be made for the person, or still be redeemed: an invitation
    /// for whoever has not joined, a reset for whoever has, nothing for the disabled.
    pub fn check_link(&self, kind: LinkKind) -> Result<(), IdentityError> {
        match (self.status(), kind) {
            (UserStatus::Disabled, _) => Err(IdentityError::IsDisabled),
            (UserStatus::Invited, LinkKind::PasswordReset) => Err(IdentityError::HasNotJoined),
            (UserStatus::Active, LinkKind::Invitation) => Err(IdentityError::HasJoined),
            (UserStatus::Invited, LinkKind::Invitation) | (UserStatus::Active, LinkKind::PasswordReset) => {
                Ok(())
            }
        }
    }

    /// Notes that the person has a password from `now` on; the first time counts.
    pub fn join(&mut self, now: Instant) {
        self.joined_at = self.joined_at.or(Some(now));
    }

    fn is_active_admin(&self) -> bool {
        self.is_active() && self.roles.contains(&Role::Admin)
    }

    /// Applies a change. `other_admins` counts the active administrators besides this person.
    ///
    /// Errors: no role left, a role that is not for this person, a team for a customer's person, or the last
    /// administrator would go.
    pub fn apply(
        &mut self,
        change: UserChange,
        other_admins: u64,
        now: Instant,
    ) -> Result<UserChanged, IdentityError> {
        let mut next = self.clone();
        if let Some(name) = change.name {
            next.name = name;
        }
        if let Some(roles) = change.roles {
            next.roles = user_roles(roles, next.customer)?;
        }
        if let Some(mut teams) = change.teams {
            teams.sort_unstable();
            teams.dedup();
            if next.customer.is_some() && !teams.is_empty() {
                return Err(IdentityError::CustomerInTeam);
            }
            next.teams = teams;
        }
        match change.is_disabled {
            Some(true) => next.disabled_at = next.disabled_at.or(Some(now)),
            Some(false) => next.disabled_at = None,
            None => {}
        }
        if self.is_active_admin() && !next.is_active_admin() && other_admins == 0 {
            return Err(IdentityError::LastAdmin);
        }
        let changed = UserChanged {
            permissions: (&next.roles, &next.teams, next.is_disabled())
                != (&self.roles, &self.teams, self.is_disabled()),
            disabled: !self.is_disabled() && next.is_disabled(),
        };
        next.permission_version += i32::from(changed.permissions);
        *self = next;
        Ok(changed)
    }
}

/// A team: owner of services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Identifier.
    pub id: TeamId,
    /// Unique name.
    pub name: Name,
    /// When the record was made.
    pub created_at: Instant,
    /// Version of the record's own fields.
    pub version: i32,
}

/// A key with which another program calls the API. The secret itself is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Identifier.
    pub id: ApiKeyId,
    /// What the key is for.
    pub name: Name,
    /// The role it acts as.
    pub role: Role,
    /// When the key was made.
    pub created_at: Instant,
    /// When the key stops working; at most [`ApiKey::MAX_DAYS`] after it was made.
    pub expires_at: Instant,
    /// Last use, exact to a minute.
    pub last_used_at: Option<Instant>,
    /// Set when the key was ended early.
    pub revoked_at: Option<Instant>,
    /// The one document that the key may run; any document of its role when there is none.
    pub query: Option<BoundQuery>,
}

/// A document that a key is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundQuery {
    /// The document, exactly as it was given.
    pub text: String,
    /// SHA-256 of the text.
    pub hash: [u8; 32],
}

impl ApiKey {
    /// The longest life of a key, in days.
    pub const MAX_DAYS: i64 = 366;

    /// Whether the key still works at `now`.
    pub fn is_active(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Checks the role and the end of a key to be made.
    pub fn check(role: Role, expires_at: Instant, now: Instant) -> Result<(), IdentityError> {
        if role == Role::Customer {
            return Err(IdentityError::RoleNotForKeys);
        }
        if expires_at <= now || expires_at > now + chrono::Duration::days(Self::MAX_DAYS) {
            return Err(IdentityError::KeyLifetime { max_days: Self::MAX_DAYS });
        }
        Ok(())
    }
}

/// Why a change of users or keys was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// A user needs at least one role.
    #[error("at least one role is needed")]
    NoRole,
    /// Customers belong to a customer organisation and cannot be made here.
    #[error("the role CUSTOMER is for customers of the portal")]
    RoleNotForUsers,
    /// People of a customer organisation have no role inside.
    #[error("people of a customer have the role CUSTOMER and no other")]
    RoleNotForCustomers,
    /// Teams are made of people inside.
    #[error("people of a customer are in no team")]
    CustomerInTeam,
    /// Keys act as one of the inside roles.
    #[error("the role CUSTOMER is not for API keys")]
    RoleNotForKeys,
    /// The end lies in the past or too far ahead.
    #[error("the end must lie ahead, at most {max_days} days")]
    KeyLifetime {
        /// Longest life in days.
        max_days: i64,
    },
    /// The last administrator cannot be taken away.
    #[error("at least one active administrator must remain")]
    LastAdmin,
    /// An invitation is for whoever has no password yet.
    #[error("this person has joined already; start a password reset instead")]
    HasJoined,
    /// A reset is for whoever had a password.
    #[error("this person has not joined yet; renew the invitation instead")]
    HasNotJoined,
    /// Nobody gets a link to an account that is closed.
    #[error("this person is disabled; enable the account first")]
    IsDisabled,
}

/// Checks the roles of a user: at least one, sorted and without repeats. People of a customer have the role
/// CUSTOMER and no other, people inside never have it.
pub fn user_roles(mut roles: Vec<Role>, customer: Option<CustomerId>) -> Result<Vec<Role>, IdentityError> {
    roles.sort_unstable();
    roles.dedup();
    if roles.is_empty() {
        return Err(IdentityError::NoRole);
    }
    match customer {
        Some(_) if roles != [Role::Customer] => Err(IdentityError::RoleNotForCustomers),
        None if roles.contains(&Role::Customer) => Err(IdentityError::RoleNotForUsers),
        _ => Ok(roles),
    }
}

#[cfg(test)]
mod tests;
