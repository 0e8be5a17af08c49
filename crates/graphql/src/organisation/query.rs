//! Reads of the organisation's settings, answered from the directory.

use async_graphql::{Context, Object, Result};

use super::types::Settings;
use crate::context::{actor, app};
use crate::error::IntoApi;

/// Root fields.
#[derive(Default)]
pub struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// What the organisation settled for itself: name, time zone, severities, thresholds.
    async fn settings(&self, ctx: &Context<'_>) -> Result<Settings> {
        Ok(app(ctx).organisation(actor(ctx)?).api(ctx)?.into())
    }
}
