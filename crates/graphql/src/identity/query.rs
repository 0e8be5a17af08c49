//! Reads of `identity`, answered from the directory.

use app::identity::Secret;
use app::page::ByName;
use async_graphql::{Context, ID, Object, Result};

use super::client_facts;
use super::types::{ApiKey, OneTimeLink, Session, Team, User, Viewer};
use crate::connection::{Connection, ListTotal, by_name, cost, name_connection};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;

/// Root fields.
#[derive(Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    /// Whoever asks, with what it may do.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        let actor = actor(ctx)?;
        Ok(app(ctx).viewer(actor).api(ctx)?.into())
    }

    /// A person; null with NOT_FOUND when there is none with this id.
    async fn user(&self, ctx: &Context<'_>, #[graphql(desc = "Global id.")] id: ID) -> Result<Option<User>> {
        let actor = actor(ctx)?;
        let id = id::parse("id", &id).api(ctx)?;
        Ok(Some(app(ctx).user(actor, id).api(ctx)?.into()))
    }

    /// People, by name.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last person that was read.")] after: Option<String>,
        #[graphql(desc = "Only people whose name holds this text.")] text: Option<String>,
    ) -> Result<Connection<User, ListTotal>> {
        let actor = actor(ctx)?;
        let wanted = by_name(first, after.as_deref(), text.as_deref()).api(ctx)?;
        let page = app(ctx).users(actor, &wanted).api(ctx)?;
        Ok(name_connection(page, &wanted, |user| (user.name.to_string(), user.id.uuid()), User::from))
    }

    /// Teams, by name.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last team that was read.")] after: Option<String>,
    ) -> Result<Connection<Team, ListTotal>> {
        let actor = actor(ctx)?;
        let wanted: ByName = by_name(first, after.as_deref(), None).api(ctx)?;
        let page = app(ctx).teams(actor, &wanted).api(ctx)?;
        Ok(name_connection(page, &wanted, |team| (team.name.to_string(), team.id.uuid()), Team::from))
    }

    /// API keys, by name, in force or not.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last key that was read.")] after: Option<String>,
    ) -> Result<Connection<ApiKey, ListTotal>> {
        let actor = actor(ctx)?;
        let wanted: ByName = by_name(first, after.as_deref(), None).api(ctx)?;
        let page = app(ctx).api_keys(actor, &wanted).api(ctx)?;
        Ok(name_connection(page, &wanted, |key| (key.name.to_string(), key.id.uuid()), ApiKey::from))
    }

    /// Sessions of a person: those in force, last used first, then the ten that ended last. At most
    /// 110. Another person's are for ADMIN.
    #[graphql(complexity = "10 * child_complexity")]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose; null for your own.")] user_id: Option<ID>,
    ) -> Result<Vec<Session>> {
        let actor = actor(ctx)?;
        let user = id::parse_opt("userId", user_id.as_ref()).api(ctx)?;
        let sessions = app(ctx).sessions(actor, user).await.api(ctx)?;
        Ok(sessions.into_iter().map(Session::from).collect())
    }

    /// What a one-time link is for, for whoever holds it; null when it is not valid, whatever the
    /// reason. Must be the only field of its operation.
    async fn one_time_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What stands behind the `#` of the link.", secret)] token: String,
    ) -> Result<Option<OneTimeLink>> {
        let link = app(ctx).one_time_link(&Secret::new(token), &client_facts(ctx)).await.api(ctx)?;
        Ok(link.map(OneTimeLink::from))
    }
}
