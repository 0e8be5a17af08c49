//! Writes of the portal.

use async_graphql::{Context, Object, Result};

use super::input::{
    AddMaintenanceUpdateInput, ChangeMaintenanceStatusInput, MaintenancePayload, PortalSettingsPayload,
    ScheduleMaintenanceInput, UpdateMaintenanceInput, UpdatePortalSettingsInput,
};
use super::maintenance::Maintenance;
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;

/// Root fields.
#[derive(Default)]
pub struct PortalMutation;

#[Object]
impl PortalMutation {
    /// Announces work on services. It is public at once.
    async fn schedule_maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The work.")] input: ScheduleMaintenanceInput,
    ) -> Result<MaintenancePayload> {
        let command = input.command().api(ctx)?;
        payload(ctx, app(ctx).schedule_maintenance(actor(ctx)?, command).await)
    }

    /// Changes title, services or time of announced work.
    async fn update_maintenance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateMaintenanceInput,
    ) -> Result<MaintenancePayload> {
        let command = input.command().api(ctx)?;
        payload(ctx, app(ctx).update_maintenance(actor(ctx)?, command).await)
    }

    /// Moves announced work on, and says so.
    async fn change_maintenance_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step.")] input: ChangeMaintenanceStatusInput,
    ) -> Result<MaintenancePayload> {
        let id = id::parse("id", &input.id).api(ctx)?;
        let (status, body) = (input.status.into(), input.body.as_str());
        let changed = app(ctx).change_maintenance_status(actor(ctx)?, id, input.version, status, body).await;
        payload(ctx, changed)
    }

    /// Says something about announced work.
    async fn add_maintenance_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: AddMaintenanceUpdateInput,
    ) -> Result<MaintenancePayload> {
        let id = id::parse("maintenanceId", &input.maintenance_id).api(ctx)?;
        let key = input.idempotency_key.as_deref();
        payload(ctx, app(ctx).add_maintenance_update(actor(ctx)?, id, &input.body, key).await)
    }

    /// Changes how the status portal looks and counts.
    async fn update_portal_settings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdatePortalSettingsInput,
    ) -> Result<PortalSettingsPayload> {
        let portal = app(ctx).update_portal_settings(actor(ctx)?, input.command()).await.api(ctx)?;
        Ok(PortalSettingsPayload { portal: portal.into(), findings: Vec::new() })
    }
}

fn payload(ctx: &Context<'_>, work: app::Result<domain::portal::Maintenance>) -> Result<MaintenancePayload> {
    let maintenance = Maintenance::one(actor(ctx)?, work.api(ctx)?);
    Ok(MaintenancePayload { maintenance, findings: Vec::new() })
}
