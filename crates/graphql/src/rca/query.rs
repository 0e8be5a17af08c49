//! Reads of analyses.

use async_graphql::{Context, ID, Object, Result};

use super::{Batch, Rca};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;

/// Reads of analyses.
#[derive(Default)]
pub struct RcaQuery;

#[Object]
impl RcaQuery {
    /// One root cause analysis; null with NOT_FOUND when it does not exist.
    async fn rca(&self, ctx: &Context<'_>, #[graphql(desc = "Global id.")] id: ID) -> Result<Option<Rca>> {
        let id = id::parse("id", &id).api(ctx)?;
        let rca = app(ctx).rca(actor(ctx)?, id).await.api(ctx)?;
        Ok(Some(Batch::one(actor(ctx)?, rca)))
    }

    /// One root cause analysis by what people say; null with NOT_FOUND when it does not exist.
    async fn rca_by_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `RCA-42`.")] reference: String,
    ) -> Result<Option<Rca>> {
        let rca = app(ctx).rca_by_reference(actor(ctx)?, &reference).await.api(ctx)?;
        Ok(Some(Batch::one(actor(ctx)?, rca)))
    }
}
