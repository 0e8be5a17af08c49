//! Identity operations and the view structs they are mapped to, once. It must not know screens. Changes answer little: the
//! screens read their list again, so that each noun is decoded by one query and the module stays small.

use crate::{
    model::{DateTime, Named, Page, Permission, Role},
    net::{ApiError, send, session::Viewer},
    operations,
};

operations! {
    SignIn "src/identity/operations/sign_in.graphql",
    CurrentViewer "src/identity/operations/viewer.graphql",
    UserList "src/identity/operations/users.graphql",
    CreateUser "src/identity/operations/create_user.graphql",
    UpdateUser "src/identity/operations/update_user.graphql",
    TeamList "src/identity/operations/teams.graphql",
    CreateTeam "src/identity/operations/create_team.graphql",
    ApiKeyList "src/identity/operations/api_keys.graphql",
    CreateApiKey "src/identity/operations/create_api_key.graphql",
    RevokeApiKey "src/identity/operations/revoke_api_key.graphql",
}

#[derive(Clone, PartialEq)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    pub roles: Vec<Role>,
    pub teams: Vec<Named>,
    pub is_disabled: bool,
    pub version: i64,
}

#[derive(Clone, PartialEq)]
pub struct Key {
    pub id: String,
    pub name: String,
    pub role: Role,
    pub created_at: DateTime,
    pub expires_at: DateTime,
    pub last_used_at: Option<DateTime>,
    pub revoked_at: Option<DateTime>,
}

impl From<current_viewer::Viewer> for Viewer {
    fn from(v: current_viewer::Viewer) -> Self {
        Self { id: v.id, name: v.name, email: v.email, roles: v.roles, permissions: v.permissions }
    }
}

impl From<user_list::UserRow> for Person {
    fn from(u: user_list::UserRow) -> Self {
        Self {
            id: u.id,
            name: u.name,
            email: u.email,
            roles: u.roles,
            teams: u.teams.into_iter().map(|t| Named { id: t.id, name: t.name }).collect(),
            is_disabled: u.is_disabled,
            version: u.version,
        }
    }
}

impl From<api_key_list::ApiKeyRow> for Key {
    fn from(k: api_key_list::ApiKeyRow) -> Self {
        Self {
            id: k.id,
            name: k.name,
            role: k.role,
            created_at: k.created_at,
            expires_at: k.expires_at,
            last_used_at: k.last_used_at,
            revoked_at: k.revoked_at,
        }
    }
}

/// Who is signed in.
pub async fn viewer() -> Result<Viewer, ApiError> {
    let data = send::<CurrentViewer>(current_viewer::Variables {}).await?;
    Ok(data.viewer.into())
}

/// Signs in: the access token and when it ends. The refresh cookie comes with the answer.
pub async fn sign_in(email: String, password: String) -> Result<(String, DateTime), ApiError> {
    let input = sign_in::SignInInput { email, password };
    let answer = send::<SignIn>(sign_in::Variables { input }).await?.sign_in;
    Ok((answer.access_token, answer.expires_at))
}

/// One page of people, by name; `text` filters by name or e-mail.
pub async fn people(text: Option<String>, after: Option<String>) -> Result<Page<Person>, ApiError> {
    let data = send::<UserList>(user_list::Variables { first: Some(50), after, text }).await?.users;
    let next = data.page_info.has_next_page.then_some(data.page_info.end_cursor).flatten();
    Ok(Page { rows: data.nodes.into_iter().map(Person::from).collect(), next })
}

/// People for a picker: the first hundred that are enabled, as value and word.
pub async fn people_options() -> Result<Vec<Named>, ApiError> {
    let data =
        send::<UserList>(user_list::Variables { first: Some(100), after: None, text: None }).await?.users;
    Ok(data.nodes.into_iter().filter(|u| !u.is_disabled).map(|u| Named { id: u.id, name: u.name }).collect())
}

/// Creates a person; answers the password that is shown once.
pub async fn create_user(input: create_user::CreateUserInput) -> Result<Option<String>, ApiError> {
    Ok(send::<CreateUser>(create_user::Variables { input }).await?.create_user.initial_password)
}

pub async fn update_user(input: update_user::UpdateUserInput) -> Result<(), ApiError> {
    send::<UpdateUser>(update_user::Variables { input }).await.map(drop)
}

/// All teams, the first hundred.
pub async fn teams() -> Result<Vec<Named>, ApiError> {
    let data = send::<TeamList>(team_list::Variables { first: Some(100), after: None }).await?.teams;
    Ok(data.nodes.into_iter().map(|t| Named { id: t.id, name: t.name }).collect())
}

pub async fn create_team(name: String, idempotency_key: Option<String>) -> Result<(), ApiError> {
    let input = create_team::CreateTeamInput { idempotency_key, name };
    send::<CreateTeam>(create_team::Variables { input }).await.map(drop)
}

pub async fn keys(after: Option<String>) -> Result<Page<Key>, ApiError> {
    let data = send::<ApiKeyList>(api_key_list::Variables { first: Some(50), after }).await?.api_keys;
    let next = data.page_info.has_next_page.then_some(data.page_info.end_cursor).flatten();
    Ok(Page { rows: data.nodes.into_iter().map(Key::from).collect(), next })
}

/// Creates a key; answers the secret that is shown once.
pub async fn create_key(input: create_api_key::CreateApiKeyInput) -> Result<Option<String>, ApiError> {
    Ok(send::<CreateApiKey>(create_api_key::Variables { input }).await?.create_api_key.secret)
}

pub async fn revoke_key(id: String) -> Result<(), ApiError> {
    let input = revoke_api_key::RevokeApiKeyInput { id };
    send::<RevokeApiKey>(revoke_api_key::Variables { input }).await.map(drop)
}
