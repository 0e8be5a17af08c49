//! Writes of `catalog`.

use async_graphql::{Context, Object, Result};

use super::input::{CreateServiceInput, ServicePayload, UpdateServiceInput};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::findings;

/// Root fields.
#[derive(Default)]
pub struct CatalogMutation;

#[Object]
impl CatalogMutation {
    /// Makes a service.
    async fn create_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service.")] input: CreateServiceInput,
    ) -> Result<ServicePayload> {
        let actor = actor(ctx)?;
        let service = app(ctx).create_service(actor, input.command().api(ctx)?).await.api(ctx)?;
        Ok(ServicePayload { findings: findings(service.findings()), service: service.into() })
    }

    /// Changes a service.
    async fn update_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateServiceInput,
    ) -> Result<ServicePayload> {
        let actor = actor(ctx)?;
        let service = app(ctx).update_service(actor, input.command().api(ctx)?).await.api(ctx)?;
        Ok(ServicePayload { findings: findings(service.findings()), service: service.into() })
    }
}
