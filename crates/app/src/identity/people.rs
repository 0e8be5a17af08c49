//! Making and changing people and teams.

use std::sync::Arc;

use domain::id::{TeamId, UserId};
use domain::identity::actor::Relation;
use domain::identity::password::{Password, PasswordError};
use domain::identity::{Actor, Permission, Team, User, UserChange, user_roles};
use domain::text::{Email, Name};
use serde_json::json;
use store::StoreError;
use store::identity::{EndReason, session, user};

use super::command::{CreateTeam, CreateUser, UpdateUser};
use super::secret::{self, Secret};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

/// Words that guessers of this product's passwords try first.
const PRODUCT_WORDS: &[&str] = &[
    "coalmine",
    "coal",
    "mine",
    "canary",
    "incident",
    "problem",
    "outage",
    "postmortem",
    "responder",
    "oncall",
];
/// The fewest characters of a known word that counts for nothing in a password.
const KNOWN_WORD_MIN: usize = 4;
/// The lowest guessability score of a chosen password, 0 to 4.
const LOWEST_SCORE: u8 = 3;

/// A person who was made.
#[derive(Clone, Debug)]
pub struct CreatedUser {
    /// The person.
    pub user: Arc<User>,
    /// The password that was made, shown this once; `None` when it was chosen, or in a repeated answer.
    pub initial_password: Option<Secret>,
}

impl App {
    /// Makes a person, with a chosen or a fresh password. The only way to a first administrator is
    /// this use case by the command line.
    ///
    /// Errors: an address that is taken, a role that is not for users, an unknown team, a password
    /// that is too short, too long or easy to guess.
    pub async fn create_user(&self, actor: &Actor, command: CreateUser) -> Result<CreatedUser> {
        authorize(actor, Permission::UserManage, Relation::default())?;
        let email = parse("email", Email::parse(&command.email))?;
        let name = parse("name", Name::parse(&command.name))?;
        let roles = user_roles(command.roles.clone())?;
        let teams = self.known_teams(&command.teams)?;
        let chosen =
            command.password.as_ref().map(|password| check_password(password, &email, &name)).transpose()?;
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
        let now = w.now;
        let user = User {
            id,
            email,
            name,
            roles,
            teams,
            disabled_at: None,
            permission_version: 1,
            created_at: now,
            version: 1,
        };
        user::insert(&w.tx, &user, &hash).await.map_err(|error| taken("email", error))?;
        let roles: Vec<&str> = user.roles.iter().map(|role| role.as_str()).collect();
        w.audit("user.created", "user", id, &json!({ "roles": roles, "teams": texts(&user.teams) }));
        w.event("identity", "identity.user_created", id.uuid(), &json!({ "id": id.to_string() }));
        w.commit().await?;
        self.directory().reload_people().await?;
        let user = self.directory().user(id).ok_or(Error::NotFound)?;
        Ok(CreatedUser { user, initial_password: made })
    }

    /// Changes name, roles, teams, or whether a person may sign in. Disabling ends every session
    /// of the person at once.
    ///
    /// Errors: unknown, stale version, no role left, or the last administrator would go.
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
            session::end_all_of(&w.tx, user.id, w.now, EndReason::UserDisabled).await?
        } else {
            0
        };
        let roles = |user: &User| user.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>();
        let facts = json!({
            "nameChanged": before.name != user.name,
            "rolesBefore": roles(&before), "roles": roles(&user),
            "teamsBefore": texts(&before.teams), "teams": texts(&user.teams),
            "isDisabled": !user.is_active(), "sessionsEnded": ended,
        });
        w.audit("user.updated", "user", user.id, &facts);
        let facts = json!({ "permissionVersion": user.permission_version, "isDisabled": !user.is_active() });
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

/// Checks a chosen password: length, then how hard it is to guess for somebody who knows the
/// person and the product.
fn check_password(password: &Secret, email: &Email, name: &Name) -> Result<Password> {
    let checked = parse("password", Password::new(password.expose().to_owned()))?;
    let mut known: Vec<&str> = PRODUCT_WORDS.to_vec();
    known.push(email.as_str());
    known.extend(email.as_str().split(['@', '.', '-', '_', '+']));
    known.push(name.as_str());
    known.extend(name.as_str().split_whitespace());
    // What is left without the words that everybody knows must be hard to guess by itself.
    let mut rest = checked.expose().to_lowercase();
    for word in known.iter().filter(|word| word.chars().count() >= KNOWN_WORD_MIN) {
        rest = rest.replace(&word.to_lowercase(), "");
    }
    let is_strong = |text: &str| u8::from(zxcvbn::zxcvbn(text, &known).score()) >= LOWEST_SCORE;
    if !is_strong(checked.expose()) || !is_strong(&rest) {
        return parse("password", Err(PasswordError::Guessable));
    }
    Ok(checked)
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
