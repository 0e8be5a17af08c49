//! Making and changing people and teams.

use std::sync::Arc;

use domain::id::{CustomerId, TeamId, UserId};
use domain::identity::actor::Relation;
use domain::identity::password::Password;
use domain::identity::{Actor, Permission, Role, Team, User, UserChange, user_roles};
use domain::text::{Email, Name};
use domain::time::Instant;
use serde_json::{Value, json};
use store::StoreError;
use store::identity::{EndReason, link, session, user};

use super::command::{CreateTeam, CreateUser, UpdateUser};
use super::password::check_password;
use super::secret::{self, Secret};
use crate::error::parse;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// A person who was made.
#[derive(Clone, Debug)]
pub struct CreatedUser {
    /// The person.
    pub user: Arc<User>,
    /// The password that was made, shown this once; `None` when it was chosen, or in a repeated answer.
    pub initial_password: Option<Secret>,
}

/// What every new account needs, checked.
pub(super) struct AccountFields {
    pub(super) email: Email,
    pub(super) name: Name,
    roles: Vec<Role>,
    teams: Vec<TeamId>,
    customer: Option<CustomerId>,
}

impl AccountFields {
    /// The account; it has a password from `joined_at` on.
    pub(super) fn account(self, id: UserId, joined_at: Option<Instant>, now: Instant) -> User {
        User {
            id,
            email: self.email,
            name: self.name,
            roles: self.roles,
            teams: self.teams,
            customer: self.customer,
            joined_at,
            disabled_at: None,
            permission_version: 1,
            created_at: now,
            version: 1,
        }
    }
}

/// Saves a new account; whether it is the first administrator's.
pub(super) async fn insert_account(w: &Write<'_>, user: &User, password_hash: &str) -> Result<bool> {
    user::insert(&w.tx, user, password_hash).await.map_err(|error| taken("email", error))?;
    Ok(user.roles.contains(&Role::Admin) && user::claim_first_admin(&w.tx, user.id).await?)
}

/// What the audit log keeps of a new account.
pub(super) fn account_facts(user: &User) -> Value {
    let roles: Vec<&str> = user.roles.iter().map(|role| role.as_str()).collect();
    let customer = user.customer.map(|customer| customer.to_string());
    json!({ "roles": roles, "teams": texts(&user.teams), "customer": customer })
}

impl App {
    /// Makes a person, with a chosen or a fresh password: for the command line and the demo. Everybody
    /// else invites, so that nobody knows the password of another.
    ///
    /// Errors: an address that is taken, a role that is not for users, an unknown team, a password
    /// that is too short, too long or easy to guess.
    pub async fn create_user(&self, actor: &Actor, command: CreateUser) -> Result<CreatedUser> {
        self.make_user(actor, command, false).await
    }

    /// Makes the first administrator. Of any number of attempts, at the same time or later, at most
    /// one succeeds.
    ///
    /// Errors: as [`App::create_user`], and [`Error::Rule`] when there is an administrator already.
    pub async fn create_first_admin(&self, actor: &Actor, mut command: CreateUser) -> Result<CreatedUser> {
        command.roles.push(Role::Admin);
        self.make_user(actor, command, true).await
    }

    async fn make_user(&self, actor: &Actor, command: CreateUser, is_first: bool) -> Result<CreatedUser> {
        authorize(actor, Permission::UserManage, Relation::default())?;
        let fields = self.account_fields(
            &command.email,
            &command.name,
            &command.roles,
            &command.teams,
            command.customer,
        )?;
        let chosen = command.password.as_ref();
        let chosen = chosen
            .map(|password| check_password("password", password, &fields.email, &fields.name))
            .transpose()?;
        let made = chosen.is_none().then(|| secret::password(self));
        let password = match (chosen, &made) {
            (Some(password), _) => password,
            (None, Some(made)) => parse("password", Password::new(made.expose().to_owned()))?,
            (None, None) => return Err(Error::internal("a password is neither chosen nor made")),
        };
        // Before the transaction: nobody waits for a lock while a password is being hashed.
        let hash = self.hasher().hash(self.entropy(), password).await?;

        let mut w = self.write(actor).await?;
        let id = UserId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = w.claim("createUser", key, &command, id.uuid()).await? {
            let user = self.directory().user(UserId::new(earlier)).ok_or(Error::NotFound)?;
            return Ok(CreatedUser { user, initial_password: None });
        }
        let user = fields.account(id, Some(w.now), w.now);
        if !insert_account(&w, &user, &hash).await? && is_first {
            return Err(Error::Rule {
                rule: "",
                field: None,
                message: "there is an administrator already, who can invite others".to_owned(),
            });
        }
        w.audit("user.created", "user", id, &account_facts(&user));
        w.event("identity", "identity.user_created", id.uuid(), &json!({ "id": id.to_string() }));
        w.commit().await?;
        self.directory().reload_people().await?;
        let user = self.directory().user(id).ok_or(Error::NotFound)?;
        Ok(CreatedUser { user, initial_password: made })
    }

    /// Checks what every new account needs.
    pub(super) fn account_fields(
        &self,
        email: &str,
        name: &str,
        roles: &[Role],
        teams: &[TeamId],
        customer: Option<CustomerId>,
    ) -> Result<AccountFields> {
        if customer.is_some_and(|id| self.directory().customer(id).is_none()) {
            return Err(Error::invalid("customerId", "names a customer that does not exist"));
        }
        Ok(AccountFields {
            email: parse("email", Email::parse(email))?,
            name: parse("name", Name::parse(name))?,
            roles: user_roles(roles.to_vec(), customer)?,
            teams: self.known_teams(teams)?,
            customer,
        })
    }

    /// Changes name, roles, teams, or whether a person may sign in. Disabling ends every session
    /// and one-time link of the person at once.
    ///
    /// Errors: unknown, stale version, no role left, a role or a team that is not for this person, or the last
    /// administrator would go.
    pub async fn update_user(&self, actor: &Actor, command: UpdateUser) -> Result<Arc<User>> {
        authorize(actor, Permission::UserManage, Relation::default())?;
        let name = command.name.as_deref().map(|name| parse("name", Name::parse(name))).transpose()?;
        let teams = command.teams.as_deref().map(|teams| self.known_teams(teams)).transpose()?;
        let change = UserChange { name, roles: command.roles, teams, is_disabled: command.is_disabled };

        let mut w = self.write(actor).await?;
        let others = user::lock_other_admins(&w.tx, command.id).await?;
        let mut user = user::load_locked(&w.tx, command.id).await?.ok_or(Error::NotFound)?;
        if user.version != command.version {
            return Err(Error::stale(user.version));
        }
        let before = user.clone();
        let changed = user.apply(change, others, w.now)?;
        user::save(&w.tx, &user).await?;
        let ended = if changed.disabled {
            link::end_all_of(&w.tx, user.id, None, w.now).await?;
            session::end_all_of(&w.tx, user.id, None, w.now, EndReason::UserDisabled).await?
        } else {
            0
        };
        let roles = |user: &User| user.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>();
        let facts = json!({
            "nameChanged": before.name != user.name,
            "rolesBefore": roles(&before), "roles": roles(&user),
            "teamsBefore": texts(&before.teams), "teams": texts(&user.teams),
            "isDisabled": user.is_disabled(), "sessionsEnded": ended,
        });
        w.audit("user.updated", "user", user.id, &facts);
        let facts = json!({ "permissionVersion": user.permission_version, "isDisabled": user.is_disabled() });
        w.event("identity", "identity.user_updated", user.id.uuid(), &facts);
        w.commit().await?;
        self.directory().reload_people().await?;
        if changed.disabled {
            self.directory().reload_sessions().await?;
        }
        self.directory().user(user.id).ok_or(Error::NotFound)
    }

    /// Makes a team.
    ///
    /// Errors: a name that is taken.
    pub async fn create_team(&self, actor: &Actor, command: CreateTeam) -> Result<Arc<Team>> {
        authorize(actor, Permission::TeamManage, Relation::default())?;
        let name = parse("name", Name::parse(&command.name))?;
        let mut w = self.write(actor).await?;
        let id = TeamId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = w.claim("createTeam", key, &command, id.uuid()).await? {
            return self.directory().team(TeamId::new(earlier)).ok_or(Error::NotFound);
        }
        let team = Team { id, name, created_at: w.now, version: 1 };
        user::insert_team(&w.tx, &team).await.map_err(|error| taken("name", error))?;
        w.audit("team.created", "team", id, &json!({ "name": team.name.as_str() }));
        w.event("identity", "identity.team_created", id.uuid(), &json!({ "id": id.to_string() }));
        w.commit().await?;
        self.directory().reload_people().await?;
        self.directory().team(id).ok_or(Error::NotFound)
    }

    /// Sorted teams without repeats, all of them known.
    fn known_teams(&self, teams: &[TeamId]) -> Result<Vec<TeamId>> {
        let mut teams = teams.to_vec();
        teams.sort_unstable();
        teams.dedup();
        if teams.iter().all(|team| self.directory().team(*team).is_some()) {
            Ok(teams)
        } else {
            Err(Error::invalid("teamIds", "names a team that does not exist"))
        }
    }
}

/// A unique value that exists already is the caller's to mend.
pub(crate) fn taken(field: &str, error: StoreError) -> Error {
    match error {
        StoreError::Duplicate(_) => Error::invalid(field, "is taken"),
        other => other.into(),
    }
}

fn texts(teams: &[TeamId]) -> Vec<String> {
    teams.iter().map(ToString::to_string).collect()
}
