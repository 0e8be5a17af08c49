//! Loads and saves people and teams.

use std::collections::HashMap;

use domain::id::{CustomerId, TeamId, UserId};
use domain::identity::{Role, Team, User};
use domain::text::{Email, Name};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{app_user, first_admin, team, team_member, user_role};
use crate::error::{text, word};
use crate::{Bulk, Connection, StoreError, Tx};

/// What signing in needs to know about an account.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The account.
    pub user: UserId,
    /// The password's hash, with its parameters.
    pub password_hash: String,
}

/// Every person, by name, with roles and teams: three statements.
pub async fn all(connection: &impl Connection) -> Result<Vec<User>, StoreError> {
    let rows = app_user::Entity::find()
        .order_by_asc(app_user::Column::Name)
        .order_by_asc(app_user::Column::Id)
        .all(connection.inner())
        .await?;
    let roles = user_role::Entity::find().all(connection.inner()).await?;
    let members = team_member::Entity::find().all(connection.inner()).await?;
    assemble(rows, roles, members)
}

/// One person.
pub async fn load(connection: &impl Connection, id: UserId) -> Result<Option<User>, StoreError> {
    let Some(row) = app_user::Entity::find_by_id(id.uuid()).one(connection.inner()).await? else {
        return Ok(None);
    };
    let roles = user_role::Entity::find()
        .filter(user_role::Column::UserId.eq(id.uuid()))
        .all(connection.inner())
        .await?;
    let members = team_member::Entity::find()
        .filter(team_member::Column::UserId.eq(id.uuid()))
        .all(connection.inner())
        .await?;
    Ok(assemble(vec![row], roles, members)?.pop())
}

/// One person, whose row is held until the end of the transaction.
pub async fn load_locked(tx: &Tx, id: UserId) -> Result<Option<User>, StoreError> {
    app_user::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.inner()).await?;
    load(tx, id).await
}

/// The account of an e-mail address that has a password; whoever was only invited has none.
pub async fn credential(
    connection: &impl Connection,
    email: &Email,
) -> Result<Option<Credential>, StoreError> {
    let row = app_user::Entity::find()
        .filter(app_user::Column::Email.eq(email.as_str()))
        .filter(app_user::Column::JoinedAt.is_not_null())
        .one(connection.inner())
        .await?;
    Ok(row.map(|row| Credential { user: UserId::new(row.id), password_hash: row.password_hash }))
}

/// Holds the rows of all administrators until the end of the transaction, so that two of them
/// cannot be taken away at the same time, and counts the active ones other than `except`.
pub async fn lock_other_admins(tx: &Tx, except: UserId) -> Result<u64, StoreError> {
    let admins: Vec<Uuid> = user_role::Entity::find()
        .filter(user_role::Column::Role.eq(Role::Admin.as_str()))
        .all(tx.inner())
        .await?
        .into_iter()
        .map(|row| row.user_id)
        .collect();
    app_user::Entity::find()
        .filter(app_user::Column::Id.is_in(admins.clone()))
        .order_by_asc(app_user::Column::Id)
        .lock_exclusive()
        .all(tx.inner())
        .await?;
    // Read again: whoever held the lock before may have changed a role.
    let active = app_user::Entity::find()
        .inner_join_roles()
        .filter(user_role::Column::Role.eq(Role::Admin.as_str()))
        .filter(app_user::Column::DisabledAt.is_null())
        .filter(app_user::Column::JoinedAt.is_not_null())
        .filter(app_user::Column::Id.ne(except.uuid()))
        .all(tx.inner())
        .await?;
    Ok(active.len() as u64)
}

trait JoinRoles {
    fn inner_join_roles(self) -> Self;
}

impl JoinRoles for sea_orm::Select<app_user::Entity> {
    fn inner_join_roles(self) -> Self {
        let relation = app_user::Entity::belongs_to(user_role::Entity)
            .from(app_user::Column::Id)
            .to(user_role::Column::UserId)
            .into();
        self.join(sea_orm::JoinType::InnerJoin, relation)
    }
}

/// Takes the one place of the first administrator; `false` when somebody has it, or there is an
/// administrator already. Two at the same time wait for each other.
pub async fn claim_first_admin(tx: &Tx, user: UserId) -> Result<bool, StoreError> {
    let row = first_admin::ActiveModel { place: Set(1), user_id: Set(user.uuid()) };
    let claimed = first_admin::Entity::insert(row)
        .on_conflict(OnConflict::column(first_admin::Column::Place).do_nothing().to_owned())
        .exec_without_returning(tx.inner())
        .await;
    let is_free = match claimed {
        Ok(rows) => rows == 1,
        Err(sea_orm::DbErr::RecordNotInserted) => false,
        Err(error) => return Err(error.into()),
    };
    let admin = user_role::Entity::find()
        .filter(user_role::Column::Role.eq(Role::Admin.as_str()))
        .filter(user_role::Column::UserId.ne(user.uuid()))
        .one(tx.inner())
        .await?;
    Ok(is_free && admin.is_none())
}

/// Adds a person; the hash of a password is empty for whoever has none yet. An e-mail address that
/// is taken is [`StoreError::Duplicate`], a team that does not exist [`StoreError::MissingReference`].
pub async fn insert(tx: &Tx, user: &User, password_hash: &str) -> Result<(), StoreError> {
    app_user::Entity::insert(user_row(user, password_hash)).exec_without_returning(tx.inner()).await?;
    insert_belongings(tx, user).await
}

/// Adds teams and people along with a bulk; everyone has the password of this hash.
pub async fn add_all(
    bulk: &mut Bulk,
    teams: &[Team],
    people: &[User],
    password_hash: &str,
) -> Result<(), StoreError> {
    bulk.add(teams.iter().map(team_row).collect()).await?;
    bulk.add(people.iter().map(|user| user_row(user, password_hash)).collect()).await?;
    bulk.add(people.iter().flat_map(role_rows).collect()).await?;
    bulk.add(people.iter().flat_map(member_rows).collect()).await
}

fn user_row(user: &User, password_hash: &str) -> app_user::ActiveModel {
    app_user::ActiveModel {
        id: Set(user.id.uuid()),
        email: Set(user.email.as_str().to_owned()),
        name: Set(user.name.as_str().to_owned()),
        password_hash: Set(password_hash.to_owned()),
        disabled_at: Set(user.disabled_at),
        permission_version: Set(user.permission_version),
        created_at: Set(user.created_at),
        version: Set(user.version),
        joined_at: Set(user.joined_at),
        customer_id: Set(user.customer.map(CustomerId::uuid)),
    }
}

fn role_rows(user: &User) -> impl Iterator<Item = user_role::ActiveModel> {
    user.roles.iter().map(|role| user_role::ActiveModel {
        user_id: Set(user.id.uuid()),
        role: Set(role.as_str().to_owned()),
    })
}

fn member_rows(user: &User) -> impl Iterator<Item = team_member::ActiveModel> {
    user.teams
        .iter()
        .map(|team| team_member::ActiveModel { user_id: Set(user.id.uuid()), team_id: Set(team.uuid()) })
}

/// Saves a changed person under the version it was loaded with; the stored one becomes `version + 1`.
pub async fn save(tx: &Tx, user: &User) -> Result<(), StoreError> {
    let changed = app_user::Entity::update_many()
        .col_expr(app_user::Column::Name, Expr::value(user.name.as_str()))
        .col_expr(app_user::Column::DisabledAt, Expr::value(user.disabled_at))
        .col_expr(app_user::Column::PermissionVersion, Expr::value(user.permission_version))
        .col_expr(app_user::Column::Version, Expr::value(user.version + 1))
        .filter(app_user::Column::Id.eq(user.id.uuid()))
        .filter(app_user::Column::Version.eq(user.version))
        .exec(tx.inner())
        .await?;
    if changed.rows_affected != 1 {
        let stored = app_user::Entity::find_by_id(user.id.uuid()).one(tx.inner()).await?;
        return Err(StoreError::Conflict { current: stored.map_or(0, |row| row.version) });
    }
    user_role::Entity::delete_many()
        .filter(user_role::Column::UserId.eq(user.id.uuid()))
        .exec(tx.inner())
        .await?;
    team_member::Entity::delete_many()
        .filter(team_member::Column::UserId.eq(user.id.uuid()))
        .exec(tx.inner())
        .await?;
    insert_belongings(tx, user).await
}

/// Replaces the hash of a password.
pub async fn set_password_hash(tx: &Tx, user: UserId, password_hash: &str) -> Result<(), StoreError> {
    app_user::Entity::update_many()
        .col_expr(app_user::Column::PasswordHash, Expr::value(password_hash))
        .filter(app_user::Column::Id.eq(user.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Notes since when a person has a password. The version stays: nobody edited the record.
pub async fn set_joined(tx: &Tx, user: &User) -> Result<(), StoreError> {
    app_user::Entity::update_many()
        .col_expr(app_user::Column::JoinedAt, Expr::value(user.joined_at))
        .filter(app_user::Column::Id.eq(user.id.uuid()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

async fn insert_belongings(tx: &Tx, user: &User) -> Result<(), StoreError> {
    let roles: Vec<_> = role_rows(user).collect();
    if !roles.is_empty() {
        user_role::Entity::insert_many(roles).exec_without_returning(tx.inner()).await?;
    }
    let teams: Vec<_> = member_rows(user).collect();
    if !teams.is_empty() {
        team_member::Entity::insert_many(teams).exec_without_returning(tx.inner()).await?;
    }
    Ok(())
}

/// Every team, by name.
pub async fn teams(connection: &impl Connection) -> Result<Vec<Team>, StoreError> {
    let rows = team::Entity::find()
        .order_by_asc(team::Column::Name)
        .order_by_asc(team::Column::Id)
        .all(connection.inner())
        .await?;
    rows.iter().map(team_of).collect()
}

/// Adds a team. A name that is taken, upper or lower case, is [`StoreError::Duplicate`].
pub async fn insert_team(tx: &Tx, team: &Team) -> Result<(), StoreError> {
    team::Entity::insert(team_row(team)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

fn team_row(team: &Team) -> team::ActiveModel {
    team::ActiveModel {
        id: Set(team.id.uuid()),
        name: Set(team.name.as_str().to_owned()),
        created_at: Set(team.created_at),
        version: Set(team.version),
    }
}

fn team_of(row: &team::Model) -> Result<Team, StoreError> {
    let id = TeamId::new(row.id);
    Ok(Team {
        id,
        name: text(Name::parse(&row.name), "team", "name", id)?,
        created_at: row.created_at,
        version: row.version,
    })
}

fn assemble(
    rows: Vec<app_user::Model>,
    roles: Vec<user_role::Model>,
    members: Vec<team_member::Model>,
) -> Result<Vec<User>, StoreError> {
    let mut roles_of: HashMap<Uuid, Vec<Role>> = HashMap::new();
    for row in roles {
        let role = word(Role::parse(&row.role), "user_role", "role", UserId::new(row.user_id), &row.role)?;
        roles_of.entry(row.user_id).or_default().push(role);
    }
    let mut teams_of: HashMap<Uuid, Vec<TeamId>> = HashMap::new();
    for row in members {
        teams_of.entry(row.user_id).or_default().push(TeamId::new(row.team_id));
    }
    rows.into_iter()
        .map(|row| {
            let id = UserId::new(row.id);
            let mut roles = roles_of.remove(&row.id).unwrap_or_default();
            roles.sort_unstable();
            let mut teams = teams_of.remove(&row.id).unwrap_or_default();
            teams.sort_unstable();
            Ok(User {
                id,
                email: text(Email::parse(&row.email), "app_user", "email", id)?,
                name: text(Name::parse(&row.name), "app_user", "name", id)?,
                roles,
                teams,
                customer: row.customer_id.map(CustomerId::new),
                joined_at: row.joined_at,
                disabled_at: row.disabled_at,
                permission_version: row.permission_version,
                created_at: row.created_at,
                version: row.version,
            })
        })
        .collect()
}
