//! Identity operations and the view structs they are mapped to, once. It must not know screens. Changes answer little: the
//! screens read their list again, so that each noun is decoded by one query and the module stays small.

use crate::{
    model::{DateTime, Named, OneTimeLinkKind, Page, Permission, Role, SessionEndReason, UserStatus},
    net::{
        ApiError, ask, change,
        session::Viewer,
        tree::{Node, read},
    },
    operations,
};

operations! {
    SignIn "src/identity/operations/sign_in.graphql",
    CurrentViewer "src/identity/operations/viewer.graphql",
    UserList "src/identity/operations/users.graphql",
    InviteUser "src/identity/operations/invite_user.graphql",
    InviteCustomerUser "src/identity/operations/invite_customer_user.graphql",
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
    /// The one document it may run, with its SHA-256; any without.
    pub bound: Option<(String, String)>,
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

/// A person; without the teams of one who is outside.
pub fn map_person(n: Node<'_>) -> Person {
    Person {
        id: n.text("id"),
        name: n.text("name"),
        email: n.maybe_text("email"),
        roles: n.words("roles", Role::parse),
        teams: n.list("teams", Node::named),
        status: n.word("status", UserStatus::parse, UserStatus::Disabled),
        version: n.number("version"),
    }
}

fn map_session(n: Node<'_>) -> SignedIn {
    SignedIn {
        id: n.text("id"),
        created_at: n.at("createdAt"),
        last_used_at: n.at("lastUsedAt"),
        address: n.maybe_text("address"),
        user_agent: n.maybe_text("userAgent"),
        is_current: n.flag("isCurrent"),
        ended: n.maybe_at("endedAt").map(|at| (at, n.maybe_word("endReason", SessionEndReason::parse))),
    }
}

fn map_key(n: Node<'_>) -> Key {
    Key {
        id: n.text("id"),
        name: n.text("name"),
        role: n.word("role", Role::parse, Role::Viewer),
        created_at: n.at("createdAt"),
        expires_at: n.at("expiresAt"),
        last_used_at: n.maybe_at("lastUsedAt"),
        revoked_at: n.maybe_at("revokedAt"),
        bound: n.maybe_text("query").map(|query| (query, n.maybe_text("queryHash").unwrap_or_default())),
    }
}

/// A link of an answer; none in the answer to a repeated request.
fn map_link(n: Node<'_>) -> Option<OneTime> {
    let expires_at = n.at("expiresAt");
    n.maybe_text("link").map(|link| OneTime { link, expires_at })
}

/// Who is signed in.
pub async fn viewer() -> Result<Viewer, ApiError> {
    let data = ask::<CurrentViewer>(current_viewer::Variables {}).await?;
    read(&data, "viewer", |v| Viewer {
        id: v.text("id"),
        name: v.text("name"),
        email: v.maybe_text("email"),
        roles: v.words("roles", Role::parse),
        // A server that is newer may name some that this client does not know.
        permissions: v.words("permissions", Permission::parse),
        reused_at: None,
    })
}

/// Signs in: the access token, when it ends, and when a session of before was ended because its token was used twice. The
/// refresh cookie comes with the answer.
pub async fn sign_in(
    email: String,
    password: String,
) -> Result<(String, DateTime, Option<DateTime>), ApiError> {
    let input = sign_in::SignInInput { email, password };
    let data = ask::<SignIn>(sign_in::Variables { input }).await?;
    read(&data, "signIn", |made| {
        (made.text("accessToken"), made.at("expiresAt"), made.get("reusedSession").maybe_at("endedAt"))
    })
}

/// One page of people, by name; `text` filters by name or e-mail.
pub async fn people(text: Option<String>, after: Option<String>) -> Result<Page<Person>, ApiError> {
    let data = ask::<UserList>(user_list::Variables { first: Some(50), after, text }).await?;
    read(&data, "users", |all| Page { rows: all.list("nodes", map_person), next: all.next() })
}

/// People for a picker: the first hundred that are enabled, as value and word.
pub async fn people_options() -> Result<Vec<Named>, ApiError> {
    let data = ask::<UserList>(user_list::Variables { first: Some(100), after: None, text: None }).await?;
    let people = read(&data, "users", |all| all.list("nodes", map_person))?;
    let enabled = people.into_iter().filter(|u| u.status != UserStatus::Disabled);
    Ok(enabled.map(|u| Named { id: u.id, name: u.name }).collect())
}

/// Invites a person; answers the link to hand over, but only once for one key.
pub async fn invite_user(input: invite_user::InviteUserInput) -> Result<Option<OneTime>, ApiError> {
    read(&ask::<InviteUser>(invite_user::Variables { input }).await?, "inviteUser", map_link)
}

/// Invites a person of a customer; answers as [`invite_user`] does.
pub async fn invite_customer_user(
    input: invite_customer_user::InviteCustomerUserInput,
) -> Result<Option<OneTime>, ApiError> {
    let data = ask::<InviteCustomerUser>(invite_customer_user::Variables { input }).await?;
    read(&data, "inviteCustomerUser", map_link)
}

/// Replaces the link of somebody who has not come yet.
pub async fn renew_invitation(user_id: String) -> Result<OneTime, ApiError> {
    let input = renew_invitation::RenewInvitationInput { user_id };
    let data = ask::<RenewInvitation>(renew_invitation::Variables { input }).await?;
    read(&data, "renewInvitation", map_link)?.ok_or_else(|| ApiError::bad_answer(None))
}

/// Makes a link for somebody who has forgotten the password.
pub async fn start_password_reset(user_id: String) -> Result<OneTime, ApiError> {
    let input = start_password_reset::StartPasswordResetInput { user_id };
    let data = ask::<StartPasswordReset>(start_password_reset::Variables { input }).await?;
    read(&data, "startPasswordReset", map_link)?.ok_or_else(|| ApiError::bad_answer(None))
}

/// Whom the link of this token is for; nothing when it does not work any more, or never did.
pub async fn one_time_link(token: String) -> Result<Option<Invited>, ApiError> {
    let data = ask::<FindOneTimeLink>(find_one_time_link::Variables { token }).await?;
    if data["oneTimeLink"].is_null() {
        return Ok(None);
    }
    read(&data, "oneTimeLink", |link| {
        let kind = link.word("kind", OneTimeLinkKind::parse, OneTimeLinkKind::Invitation);
        Some(Invited { kind, name: link.text("name"), email: link.text("email") })
    })
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
    let data = ask::<SessionList>(session_list::Variables { user_id: None }).await?;
    let mut rows = read(&data, "sessions", |all| all.items(map_session))?;
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
    let data = ask::<TeamList>(team_list::Variables { first: Some(100), after: None }).await?;
    read(&data, "teams", |all| all.list("nodes", Node::named))
}

pub async fn create_team(name: String, idempotency_key: Option<String>) -> Result<(), ApiError> {
    let input = create_team::CreateTeamInput { idempotency_key, name };
    change::<CreateTeam>(create_team::Variables { input }).await
}

pub async fn keys(after: Option<String>) -> Result<Page<Key>, ApiError> {
    let data = ask::<ApiKeyList>(api_key_list::Variables { first: Some(50), after }).await?;
    read(&data, "apiKeys", |all| Page { rows: all.list("nodes", map_key), next: all.next() })
}

/// Creates a key; answers the secret that is shown once.
pub async fn create_key(input: create_api_key::CreateApiKeyInput) -> Result<Option<String>, ApiError> {
    let data = ask::<CreateApiKey>(create_api_key::Variables { input }).await?;
    read(&data, "createApiKey", |made| made.maybe_text("secret"))
}

pub async fn revoke_key(id: String) -> Result<(), ApiError> {
    let input = revoke_api_key::RevokeApiKeyInput { id };
    change::<RevokeApiKey>(revoke_api_key::Variables { input }).await
}
