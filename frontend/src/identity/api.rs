//! Identity operations and the view structs they are mapped to, once. It must not know screens. Changes answer little: the
//! screens read their list again, so that each noun is decoded by one query and the module stays small.

use crate::{
    model::{DateTime, Named, OneTimeLinkKind, Page, Permission, Role, SessionEndReason, UserStatus},
    net::{ApiError, change, send, session::Viewer},
    operations,
};

operations! {
    SignIn "src/identity/operations/sign_in.graphql",
    CurrentViewer "src/identity/operations/viewer.graphql",
    UserList "src/identity/operations/users.graphql",
    InviteUser "src/identity/operations/invite_user.graphql",
    RenewInvitation "src/identity/operations/renew_invitation.graphql",
    StartPasswordReset "src/identity/operations/start_password_reset.graphql",
    FindOneTimeLink "src/identity/operations/one_time_link.graphql",
    RedeemOneTimeLink "src/identity/operations/redeem_one_time_link.graphql",
    ChangePassword "src/identity/operations/change_password.graphql",
    SessionList "src/identity/operations/sessions.graphql",
    EndSession "src/identity/operations/end_session.graphql",
    EndSessions "src/identity/operations/end_sessions.graphql",
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
    pub status: UserStatus,
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

/// A link that lets somebody choose a password, shown once.
#[derive(Clone, PartialEq)]
pub struct OneTime {
    pub link: String,
    pub expires_at: DateTime,
}

/// Whom a link that still works is for.
#[derive(Clone, PartialEq)]
pub struct Invited {
    pub kind: OneTimeLinkKind,
    pub name: String,
    pub email: String,
}

/// A session of somebody: going on, or ended recently.
#[derive(Clone, PartialEq)]
pub struct SignedIn {
    pub id: String,
    pub created_at: DateTime,
    pub last_used_at: DateTime,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    pub is_current: bool,
    pub ended: Option<(DateTime, Option<SessionEndReason>)>,
}

impl From<current_viewer::Viewer> for Viewer {
    fn from(v: current_viewer::Viewer) -> Self {
        Self {
            id: v.id,
            name: v.name,
            email: v.email,
            roles: v.roles,
            permissions: v.permissions,
            reused_at: None,
        }
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
            status: u.status,
            version: u.version,
        }
    }
}

impl From<session_list::SessionRow> for SignedIn {
    fn from(s: session_list::SessionRow) -> Self {
        Self {
            id: s.id,
            created_at: s.created_at,
            last_used_at: s.last_used_at,
            address: s.address,
            user_agent: s.user_agent,
            is_current: s.is_current,
            ended: s.ended_at.map(|at| (at, s.end_reason)),
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

/// Signs in: the access token, when it ends, and when a session of before was ended because its token was used twice. The
/// refresh cookie comes with the answer.
pub async fn sign_in(
    email: String,
    password: String,
) -> Result<(String, DateTime, Option<DateTime>), ApiError> {
    let input = sign_in::SignInInput { email, password };
    let answer = send::<SignIn>(sign_in::Variables { input }).await?.sign_in;
    Ok((answer.access_token, answer.expires_at, answer.reused_session.and_then(|s| s.ended_at)))
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
    Ok(data
        .nodes
        .into_iter()
        .filter(|u| u.status != UserStatus::Disabled)
        .map(|u| Named { id: u.id, name: u.name })
        .collect())
}

/// Invites a person; answers the link to hand over, but only once for one key.
pub async fn invite_user(input: invite_user::InviteUserInput) -> Result<Option<OneTime>, ApiError> {
    let made = send::<InviteUser>(invite_user::Variables { input }).await?.invite_user;
    Ok(made.link.map(|link| OneTime { link, expires_at: made.expires_at }))
}

/// Replaces the link of somebody who has not come yet.
pub async fn renew_invitation(user_id: String) -> Result<OneTime, ApiError> {
    let input = renew_invitation::RenewInvitationInput { user_id };
    let made = send::<RenewInvitation>(renew_invitation::Variables { input }).await?.renew_invitation;
    Ok(OneTime { link: made.link, expires_at: made.expires_at })
}

/// Makes a link for somebody who has forgotten the password.
pub async fn start_password_reset(user_id: String) -> Result<OneTime, ApiError> {
    let input = start_password_reset::StartPasswordResetInput { user_id };
    let made = send::<StartPasswordReset>(start_password_reset::Variables { input }).await?;
    let made = made.start_password_reset;
    Ok(OneTime { link: made.link, expires_at: made.expires_at })
}

/// Whom the link of this token is for; nothing when it does not work any more, or never did.
pub async fn one_time_link(token: String) -> Result<Option<Invited>, ApiError> {
    let found = send::<FindOneTimeLink>(find_one_time_link::Variables { token }).await?.one_time_link;
    Ok(found.map(|link| Invited { kind: link.kind, name: link.name, email: link.email }))
}

/// Uses a link: sets the password and signs in. The refresh cookie comes with the answer.
pub async fn redeem(token: String, password: String) -> Result<(), ApiError> {
    let input = redeem_one_time_link::RedeemOneTimeLinkInput { password, token };
    change::<RedeemOneTimeLink>(redeem_one_time_link::Variables { input }).await
}

pub async fn change_password(current_password: String, new_password: String) -> Result<(), ApiError> {
    let input = change_password::ChangePasswordInput { current_password, new_password };
    change::<ChangePassword>(change_password::Variables { input }).await
}

/// The viewer's sessions: this one first, then as last used, then those that ended recently.
pub async fn sessions() -> Result<Vec<SignedIn>, ApiError> {
    let rows = send::<SessionList>(session_list::Variables { user_id: None }).await?.sessions;
    let mut rows: Vec<SignedIn> = rows.into_iter().map(SignedIn::from).collect();
    rows.sort_by_key(|s| (s.ended.is_some(), !s.is_current, -s.last_used_at.0));
    Ok(rows)
}

pub async fn end_session(id: String) -> Result<(), ApiError> {
    let input = end_session::EndSessionInput { id };
    change::<EndSession>(end_session::Variables { input }).await
}

/// Ends all sessions of somebody; of the viewer, this one too, when nobody is named.
pub async fn end_sessions(user_id: Option<String>) -> Result<(), ApiError> {
    let input = end_sessions::EndSessionsInput { user_id };
    change::<EndSessions>(end_sessions::Variables { input }).await
}

pub async fn update_user(input: update_user::UpdateUserInput) -> Result<(), ApiError> {
    change::<UpdateUser>(update_user::Variables { input }).await
}

/// All teams, the first hundred.
pub async fn teams() -> Result<Vec<Named>, ApiError> {
    let data = send::<TeamList>(team_list::Variables { first: Some(100), after: None }).await?.teams;
    Ok(data.nodes.into_iter().map(|t| Named { id: t.id, name: t.name }).collect())
}

pub async fn create_team(name: String, idempotency_key: Option<String>) -> Result<(), ApiError> {
    let input = create_team::CreateTeamInput { idempotency_key, name };
    change::<CreateTeam>(create_team::Variables { input }).await
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
    change::<RevokeApiKey>(revoke_api_key::Variables { input }).await
}
