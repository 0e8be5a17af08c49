//! Reading people, teams and keys: from the directory alone, without a statement.

use std::sync::Arc;

use domain::id::{ApiKeyId, TeamId, UserId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, ApiKey, Customer, Permission, Principal, Role, Team, User};

use crate::directory::sort_key;
use crate::page::{ByName, NamePage};
use crate::{App, Error, Result, authorize};

/// Whoever asks, as it sees itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who it is.
    pub principal: Principal,
    /// How it is shown.
    pub name: String,
    /// Sign-in name, for people.
    pub email: Option<String>,
    /// Roles at this moment.
    pub roles: Vec<Role>,
    /// What it may do on at least some record.
    pub permissions: Vec<Permission>,
    /// The organisation outside that it belongs to.
    pub customer: Option<Arc<Customer>>,
}

/// Whether an actor may see a person's e-mail address: its own, or with the right to manage people.
pub fn may_see_email(actor: &Actor, user: &User) -> bool {
    actor.principal.user() == Some(user.id) || actor.may(Permission::UserManage, Relation::default())
}

impl App {
    /// Whoever asks.
    pub fn viewer(&self, actor: &Actor) -> Result<Viewer> {
        let (name, email) = match actor.principal {
            Principal::User(id) => {
                let user = self.directory().user(id).ok_or(Error::Unauthenticated)?;
                (user.name.to_string(), Some(user.email.to_string()))
            }
            Principal::ApiKey(id) => {
                let key = self.directory().key(id).ok_or(Error::Unauthenticated)?;
                (key.name.to_string(), None)
            }
            Principal::System(kind) => (kind.to_string(), None),
        };
        let permissions =
            Permission::ALL.iter().copied().filter(|permission| actor.may_ever(*permission)).collect();
        let customer = self.own_customer(actor);
        let (principal, roles) = (actor.principal, actor.roles.clone());
        Ok(Viewer { principal, name, email, roles, permissions, customer })
    }

    /// A person: a customer's people as well, for whoever reads people by a record that names them.
    pub fn user(&self, actor: &Actor, id: UserId) -> Result<Arc<User>> {
        authorize(actor, Permission::UserRead, Relation::default())?;
        self.directory().user(id).ok_or(Error::NotFound)
    }

    /// People inside by name; those of a customer stand with it. `text` looks in names, and in e-mail addresses where they may be seen.
    pub fn users(&self, actor: &Actor, wanted: &ByName) -> Result<NamePage<Arc<User>>> {
        authorize(actor, Permission::UserRead, Relation::default())?;
        wanted.cut(
            &self.directory().users(),
            |user| (sort_key(user.name.as_str()), user.id.uuid()),
            |user| {
                if may_see_email(actor, user) {
                    format!("{}\n{}", user.name, user.email)
                } else {
                    user.name.to_string()
                }
            },
        )
    }

    /// A team.
    pub fn team(&self, actor: &Actor, id: TeamId) -> Result<Arc<Team>> {
        authorize(actor, Permission::TeamRead, Relation::default())?;
        self.directory().team(id).ok_or(Error::NotFound)
    }

    /// Teams by name.
    pub fn teams(&self, actor: &Actor, wanted: &ByName) -> Result<NamePage<Arc<Team>>> {
        authorize(actor, Permission::TeamRead, Relation::default())?;
        let key = |team: &Arc<Team>| (sort_key(team.name.as_str()), team.id.uuid());
        wanted.cut(&self.directory().teams(), key, |team| team.name.to_string())
    }

    /// An API key.
    pub fn api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<Arc<ApiKey>> {
        authorize(actor, Permission::ApiKeyRead, Relation::default())?;
        self.directory().key(id).ok_or(Error::NotFound)
    }

    /// API keys by name, in force or not.
    pub fn api_keys(&self, actor: &Actor, wanted: &ByName) -> Result<NamePage<Arc<ApiKey>>> {
        authorize(actor, Permission::ApiKeyRead, Relation::default())?;
        let key = |key: &Arc<ApiKey>| (sort_key(key.name.as_str()), key.id.uuid());
        wanted.cut(&self.directory().keys(), key, |key| key.name.to_string())
    }
}
