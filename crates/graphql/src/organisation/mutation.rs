//! Writes of the organisation's settings.

use async_graphql::{Context, Object, Result};

use super::input::{SettingsPayload, UpdateSettingsInput};
use crate::context::{actor, app};
use crate::error::IntoApi;

/// Root fields.
#[derive(Default)]
pub struct OrganisationMutation;

#[Object]
impl OrganisationMutation {
    /// Changes the organisation's settings.
    async fn update_settings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateSettingsInput,
    ) -> Result<SettingsPayload> {
        let settings = app(ctx).update_settings(actor(ctx)?, input.command()).await.api(ctx)?;
        Ok(SettingsPayload { settings: settings.into() })
    }
}
