//! Reads of the portal.

use async_graphql::{Context, ID, Object, Result};

use super::enums::MaintenanceStatus;
use super::maintenance::{self, Maintenance, MaintenanceTotal};
use super::public::PublicStatus;
use super::settings::PortalSettings;
use crate::connection::{Connection, cost};
use crate::context::{actor, app};
use crate::error::{IntoApi, convert};
use crate::id;

/// Root fields.
#[derive(Default)]
pub struct PortalQuery;

#[Object]
impl PortalQuery {
    /// What the status portal shows; for everyone, without signing in. NOT_FOUND when there is no portal.
    async fn public_status(&self, ctx: &Context<'_>) -> Result<PublicStatus> {
        let state = app(ctx).portal().await.api(ctx)?;
        if !state.settings.is_enabled {
            return Err(convert(ctx, app::Error::NotFound));
        }
        Ok(PublicStatus(state))
    }

    /// Announced work, newest first by begin.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn maintenances(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last work that was read.")] after: Option<String>,
        #[graphql(desc = "Only work of these states.")] status: Option<Vec<MaintenanceStatus>>,
    ) -> Result<Connection<Maintenance, MaintenanceTotal>> {
        let status = status.into_iter().flatten().map(Into::into).collect();
        maintenance::list(ctx, first, after.as_deref(), status).await
    }

    /// One announced work; null with NOT_FOUND when there is none with this id.
    async fn maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Maintenance>> {
        let actor = actor(ctx)?;
        let id = id::parse("id", &id).api(ctx)?;
        Ok(Some(Maintenance::one(actor, app(ctx).maintenance(actor, id).await.api(ctx)?)))
    }

    /// How the status portal looks and counts.
    async fn portal_settings(&self, ctx: &Context<'_>) -> Result<PortalSettings> {
        Ok(app(ctx).portal_settings(actor(ctx)?).await.api(ctx)?.into())
    }
}
