//! Reads of `catalog`, answered from the directory.

use async_graphql::{Context, ID, Object, Result};

use super::types::Service;
use crate::connection::{Connection, ListTotal, by_name, cost, name_connection};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;

/// Root fields.
#[derive(Default)]
pub struct CatalogQuery;

#[Object]
impl CatalogQuery {
    /// A service; null with NOT_FOUND when there is none with this id.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Service>> {
        let actor = actor(ctx)?;
        let id = id::parse("id", &id).api(ctx)?;
        Ok(Some(app(ctx).service(actor, id).api(ctx)?.into()))
    }

    /// Services, by name.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last service that was read.")] after: Option<String>,
        #[graphql(desc = "Only services whose name holds this text.")] text: Option<String>,
    ) -> Result<Connection<Service, ListTotal>> {
        let actor = actor(ctx)?;
        let wanted = by_name(first, after.as_deref(), text.as_deref()).api(ctx)?;
        let page = app(ctx).services(actor, &wanted).api(ctx)?;
        Ok(name_connection(
            page,
            &wanted,
            |service| (service.name.to_string(), service.id.uuid()),
            Service::from,
        ))
    }
}
