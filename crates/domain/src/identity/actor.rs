//! The one who acts in a use case, and what the policy table answers for them.
//!
//! It must not know tokens or requests: the server turns those into an [`Actor`].

use super::policy::{Condition, Permission, Role, Subject, rule};
use crate::id::{ApiKeyId, CustomerId, SessionId, TeamId, UserId};
use crate::vocabulary;

vocabulary! {
    /// The program acting on its own behalf.
    SystemActor {
        /// Bringing history in.
        Import = "import",
        /// Background work.
        Worker = "worker",
        /// The command line.
        Cli = "cli",
        /// A tracker of issues that called.
        Tracker = "tracker",
        /// The demo story.
        Demo = "demo",
    }
}

vocabulary! {
    /// What kind of author a record has.
    AuthorKind {
        /// A person.
        User = "USER",
        /// Another program.
        ApiKey = "API_KEY",
        /// Coalmine itself.
        System = "SYSTEM",
    }
}

/// Who an actor is, as audit rows and records keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// A person.
    User(UserId),
    /// Another program.
    ApiKey(ApiKeyId),
    /// Coalmine itself.
    System(SystemActor),
}

impl Principal {
    /// The kind, without the identity.
    pub const fn kind(self) -> AuthorKind {
        match self {
            Self::User(_) => AuthorKind::User,
            Self::ApiKey(_) => AuthorKind::ApiKey,
            Self::System(_) => AuthorKind::System,
        }
    }

    /// The person, if it is one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(id) => Some(id),
            Self::ApiKey(_) | Self::System(_) => None,
        }
    }
}

/// The one who acts: identity, roles and teams at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who it is.
    pub principal: Principal,
    /// The sign-in that is used, for people.
    pub session: Option<SessionId>,
    /// Roles at this moment; empty for the program itself.
    pub roles: Vec<Role>,
    /// Teams at this moment.
    pub teams: Vec<TeamId>,
    /// The organisation outside that a customer's person belongs to; `None` for everybody else.
    pub customer: Option<CustomerId>,
}

impl Actor {
    /// The program itself.
    pub fn system(kind: SystemActor) -> Self {
        Self {
            principal: Principal::System(kind),
            session: None,
            roles: Vec::new(),
            teams: Vec::new(),
            customer: None,
        }
    }

    /// What each role of this actor, or the program itself, is allowed.
    /// A key never manages keys, whatever its role, nor touches passwords: a leaked one must not
    /// turn into others.
    fn conditions(&self, permission: Permission) -> Vec<Condition> {
        match (self.principal, permission) {
            (Principal::ApiKey(_), Permission::ApiKeyManage | Permission::UserResetPassword) => Vec::new(),
            (Principal::System(kind), _) => vec![rule(Subject::System(kind), permission)],
            (Principal::User(_) | Principal::ApiKey(_), _) => {
                self.roles.iter().map(|role| rule(Subject::Role(*role), permission)).collect()
            }
        }
    }

    /// The weakest condition under which this actor may do `permission`, over all its roles.
    pub fn condition(&self, permission: Permission) -> Condition {
        self.conditions(permission).into_iter().max().unwrap_or(Condition::Never)
    }

    /// Whether the actor may do this on at least some record.
    pub fn may_ever(&self, permission: Permission) -> bool {
        self.condition(permission) != Condition::Never
    }

    /// Whether the actor may do this on a record that relates to it as `relation` says.
    pub fn may(&self, permission: Permission, relation: Relation) -> bool {
        // Any one role is enough: a weaker condition of another role takes nothing away.
        self.conditions(permission).into_iter().any(|condition| match condition {
            Condition::Always => true,
            Condition::Member => relation.is_member,
            Condition::OwnerOrTeam => {
                (relation.about.is_some() && relation.about == self.principal.user())
                    || relation.owner_team.is_some_and(|team| self.teams.contains(&team))
            }
            Condition::SameTeam => relation.owner_team.is_some_and(|team| self.teams.contains(&team)),
            Condition::Oneself => relation.about.is_some() && relation.about == self.principal.user(),
            Condition::Never => false,
        })
    }

    /// Whether an incident exists for this actor: public ones for every reader, private ones for
    /// their members and for incident managers.
    pub fn can_see_incident(&self, is_private: bool, is_member: bool) -> bool {
        self.may_ever(Permission::IncidentRead)
            && (!is_private || is_member || self.may(Permission::IncidentReadPrivate, Relation::default()))
    }
}

/// How a record relates to the actor; what the conditions of the policy table ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// The actor holds a role in the incident or was invited to it.
    pub is_member: bool,
    /// The team that owns the record.
    pub owner_team: Option<TeamId>,
    /// The person that the change is about.
    pub about: Option<UserId>,
}

impl Relation {
    /// A record that a person and a team answer for.
    pub const fn owned(owner: Option<UserId>, team: Option<TeamId>) -> Self {
        Self { is_member: false, owner_team: team, about: owner }
    }

    /// A record of an incident.
    pub fn member(is_member: bool) -> Self {
        Self { is_member, ..Self::default() }
    }
}
