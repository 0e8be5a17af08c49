//! Writes of `identity`.

use std::sync::Arc;

use app::TokenIssuer;
use app::identity::{ClientFacts, Secret};
use async_graphql::{Context, Object, Result};

use super::RefreshCookie;
use super::input::{
    CreateApiKeyInput, CreateApiKeyPayload, CreateTeamInput, CreateTeamPayload, CreateUserInput,
    CreateUserPayload, RevokeApiKeyInput, RevokeApiKeyPayload, SignInInput, SignInPayload, UpdateUserInput,
    UpdateUserPayload,
};
use crate::context::{actor, app, request};
use crate::error::{IntoApi, convert};
use crate::id;

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
        let issuer = ctx
            .data::<Arc<dyn TokenIssuer>>()
            .map_err(|error| convert(ctx, app::Error::internal(error.message)))?;
        let request = request(ctx);
        let client = ClientFacts { address: request.client_ip, user_agent: request.user_agent.clone() };
        let app = app(ctx);
        let signed_in = app.sign_in(input.command(), &client).await.api(ctx)?;
        let viewer = app.viewer(&signed_in.actor()).api(ctx)?.into();
        let (access_token, expires_at) = issuer.issue(signed_in.user.id, signed_in.session, app.now());
        if let Some(cookie) = ctx.data_opt::<RefreshCookie>() {
            cookie.put(signed_in.refresh_token.into_exposed());
        }
        Ok(SignInPayload { access_token, expires_at, viewer })
    }

    /// Makes a person with a first password.
    async fn create_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: CreateUserInput,
    ) -> Result<CreateUserPayload> {
        let actor = actor(ctx)?;
        let created = app(ctx).create_user(actor, input.command().api(ctx)?).await.api(ctx)?;
        Ok(CreateUserPayload {
            user: created.user.into(),
            initial_password: created.initial_password.map(Secret::into_exposed),
            findings: Vec::new(),
        })
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
        let created = app(ctx).create_api_key(actor, input.command()).await.api(ctx)?;
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
