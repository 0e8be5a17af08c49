//! Writes of `identity`.

use std::sync::Arc;

use app::TokenIssuer;
use app::identity::{Secret, SignedIn};
use async_graphql::{Context, Object, Result};
use domain::identity::Permission;
use domain::identity::actor::Relation;

use super::input::{
    ChangePasswordInput, ChangePasswordPayload, CreateApiKeyInput, CreateApiKeyPayload, CreateTeamInput,
    CreateTeamPayload, EndSessionInput, EndSessionPayload, EndSessionsInput, EndSessionsPayload,
    InviteUserInput, InviteUserPayload, RedeemOneTimeLinkInput, RenewInvitationInput, RenewInvitationPayload,
    RevokeApiKeyInput, RevokeApiKeyPayload, SignInInput, SignInPayload, StartPasswordResetInput,
    StartPasswordResetPayload, UpdateUserInput, UpdateUserPayload,
};
use super::{RefreshCookie, client_facts};
use crate::bound::Judge;
use crate::context::{actor, app};
use crate::error::{IntoApi, convert};
use crate::id;

/// Hands out what somebody who just showed a credential goes on with.
fn open_door(ctx: &Context<'_>, signed_in: SignedIn) -> Result<SignInPayload> {
    let issuer = ctx
        .data::<Arc<dyn TokenIssuer>>()
        .map_err(|error| convert(ctx, app::Error::internal(error.message)))?;
    let app = app(ctx);
    let viewer = app.viewer(&signed_in.actor()).api(ctx)?.into();
    let (access_token, expires_at) = issuer.issue(signed_in.user.id, signed_in.session, app.now());
    if let Some(cookie) = ctx.data_opt::<RefreshCookie>() {
        cookie.put(signed_in.refresh_token.into_exposed());
    }
    let reused_session = signed_in.reused.map(Into::into);
    Ok(SignInPayload { access_token, expires_at, viewer, reused_session })
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Root fields.
#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Signs in with a password. A browser also gets a cookie for `POST /auth/refresh`. Must be
    /// the only field of its operation.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "E-mail address and password.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let signed_in = app(ctx).sign_in(input.command(), &client_facts(ctx)).await.api(ctx)?;
        open_door(ctx, signed_in)
    }

    /// Sets the password of whom a one-time link is for, and signs in as `signIn` does. A reset ends
    /// every earlier session. A link that was used, is over or never existed is refused on `token`, all
    /// alike. Must be the only field of its operation.
    async fn redeem_one_time_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token and the password to be.")] input: RedeemOneTimeLinkInput,
    ) -> Result<SignInPayload> {
        let signed_in = app(ctx).redeem_link(input.command(), &client_facts(ctx)).await.api(ctx)?;
        open_door(ctx, signed_in)
    }

    /// Changes your own password, which ends every other session of yours. Must be the only field of
    /// its operation.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The passwords.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let actor = actor(ctx)?;
        let app = app(ctx);
        let ended = app.change_password(actor, input.command(), &client_facts(ctx)).await.api(ctx)?;
        let viewer = app.viewer(actor).api(ctx)?.into();
        Ok(ChangePasswordPayload { viewer, ended_session_count: count(ended), findings: Vec::new() })
    }

    /// Invites a person: an account without a password, and a link to set one within seven days.
    async fn invite_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: InviteUserInput,
    ) -> Result<InviteUserPayload> {
        let actor = actor(ctx)?;
        let invited = app(ctx).invite_user(actor, input.command().api(ctx)?).await.api(ctx)?;
        Ok(InviteUserPayload {
            user: invited.user.into(),
            link: invited.link.map(Secret::into_exposed),
            expires_at: invited.expires_at,
            findings: Vec::new(),
        })
    }

    /// Makes another invitation for somebody who has not joined; the earlier one stops working.
    async fn renew_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: RenewInvitationInput,
    ) -> Result<RenewInvitationPayload> {
        let actor = actor(ctx)?;
        let user = id::parse("userId", &input.user_id).api(ctx)?;
        let made = app(ctx).renew_invitation(actor, user).await.api(ctx)?;
        Ok(RenewInvitationPayload {
            user: made.user.into(),
            link: made.link.into_exposed(),
            expires_at: made.expires_at,
            findings: Vec::new(),
        })
    }

    /// Makes a link with which a person sets another password within half an hour. The present one
    /// works until then. Not for API keys.
    async fn start_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: StartPasswordResetInput,
    ) -> Result<StartPasswordResetPayload> {
        let actor = actor(ctx)?;
        let user = id::parse("userId", &input.user_id).api(ctx)?;
        let made = app(ctx).start_password_reset(actor, user).await.api(ctx)?;
        Ok(StartPasswordResetPayload {
            user: made.user.into(),
            link: made.link.into_exposed(),
            expires_at: made.expires_at,
            findings: Vec::new(),
        })
    }

    /// Ends a session at once: one of yours, or anybody's for ADMIN. Ending it again changes nothing.
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session.")] input: EndSessionInput,
    ) -> Result<EndSessionPayload> {
        let actor = actor(ctx)?;
        let id = id::parse("id", &input.id).api(ctx)?;
        let session = app(ctx).end_one_session(actor, id).await.api(ctx)?;
        Ok(EndSessionPayload { session: session.into(), findings: Vec::new() })
    }

    /// Signs out everywhere: ends every session of yours with the one that asks, or of a person for
    /// ADMIN.
    async fn end_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose sessions.")] input: EndSessionsInput,
    ) -> Result<EndSessionsPayload> {
        let actor = actor(ctx)?;
        let user = id::parse_opt("userId", input.user_id.as_ref()).api(ctx)?;
        let ended = app(ctx).end_all_sessions(actor, user).await.api(ctx)?;
        Ok(EndSessionsPayload { ended_session_count: count(ended), findings: Vec::new() })
    }

    /// Changes name, roles, teams, or whether a person may sign in.
    async fn update_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateUserInput,
    ) -> Result<UpdateUserPayload> {
        let actor = actor(ctx)?;
        let user = app(ctx).update_user(actor, input.command().api(ctx)?).await.api(ctx)?;
        Ok(UpdateUserPayload { user: user.into(), findings: Vec::new() })
    }

    /// Makes a team.
    async fn create_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] input: CreateTeamInput,
    ) -> Result<CreateTeamPayload> {
        let actor = actor(ctx)?;
        let team = app(ctx).create_team(actor, input.command()).await.api(ctx)?;
        Ok(CreateTeamPayload { team: team.into(), findings: Vec::new() })
    }

    /// Makes an API key.
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: CreateApiKeyInput,
    ) -> Result<CreateApiKeyPayload> {
        let actor = actor(ctx)?;
        // A document is read for those alone who may use it for something.
        app::authorize(actor, Permission::ApiKeyManage, Relation::default()).api(ctx)?;
        let judged = match &input.query {
            Some(text) => Some(ctx.data_unchecked::<Judge>().check(text).await.map(|()| text.clone())),
            None => None,
        };
        let created = app(ctx).create_api_key(actor, input.command(judged)).await.api(ctx)?;
        Ok(CreateApiKeyPayload {
            api_key: created.key.into(),
            secret: created.secret.map(Secret::into_exposed),
            findings: Vec::new(),
        })
    }

    /// Ends an API key at once. Ending it again changes nothing.
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: RevokeApiKeyInput,
    ) -> Result<RevokeApiKeyPayload> {
        let actor = actor(ctx)?;
        let id = id::parse("id", &input.id).api(ctx)?;
        let key = app(ctx).revoke_api_key(actor, id).await.api(ctx)?;
        Ok(RevokeApiKeyPayload { api_key: key.into(), findings: Vec::new() })
    }
}
