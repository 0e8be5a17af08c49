//! Inputs and payloads of the portal.

use app::portal::{ScheduleMaintenance, UpdateMaintenance, UpdatePortalSettings};
use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};

use super::enums::{MaintenanceStatus, PartialImpactPolicy};
use super::maintenance::Maintenance;
use super::settings::PortalSettings;
use crate::finding::Finding;
use crate::id;

/// Announces work. It is public at once.
#[derive(InputObject)]
pub struct ScheduleMaintenanceInput {
    /// One line; at most 200 characters.
    pub title: String,
    /// What is done and what customers notice, in Markdown.
    pub body: String,
    /// The services that it touches, at least one.
    pub service_ids: Vec<ID>,
    /// When it is to begin.
    pub starts_at: DateTime<Utc>,
    /// When it is to end.
    pub ends_at: DateTime<Utc>,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

impl ScheduleMaintenanceInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<ScheduleMaintenance> {
        Ok(ScheduleMaintenance {
            title: self.title,
            body: self.body,
            service_ids: id::parse_all("serviceIds", &self.service_ids)?,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// Changes announced work; what is left out stays.
#[derive(InputObject)]
pub struct UpdateMaintenanceInput {
    /// Which.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Another title; at most 200 characters.
    pub title: Option<String>,
    /// Other services, at least one.
    pub service_ids: Option<Vec<ID>>,
    /// Another begin.
    pub starts_at: Option<DateTime<Utc>>,
    /// Another end.
    pub ends_at: Option<DateTime<Utc>>,
}

impl UpdateMaintenanceInput {
    /// The command of the use case.
    pub fn command(self) -> app::Result<UpdateMaintenance> {
        Ok(UpdateMaintenance {
            id: id::parse("id", &self.id)?,
            version: self.version,
            title: self.title,
            service_ids: self.service_ids.map(|ids| id::parse_all("serviceIds", &ids)).transpose()?,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        })
    }
}

/// Moves announced work on, and says so.
#[derive(InputObject)]
pub struct ChangeMaintenanceStatusInput {
    /// Which.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: MaintenanceStatus,
    /// What customers read, in Markdown.
    pub body: String,
}

/// Says something about announced work.
#[derive(InputObject)]
pub struct AddMaintenanceUpdateInput {
    /// Which.
    pub maintenance_id: ID,
    /// What customers read, in Markdown.
    pub body: String,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

/// Announced work after a change.
#[derive(SimpleObject)]
pub struct MaintenancePayload {
    /// The work.
    pub maintenance: Maintenance,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
}

/// Changes how the status portal looks and counts; what is left out stays, an empty text clears.
#[derive(InputObject)]
pub struct UpdatePortalSettingsInput {
    /// The version that the change is based on.
    pub version: i32,
    /// Whether there is a portal.
    pub is_enabled: Option<bool>,
    /// The organisation's mark: an https address.
    pub logo_url: Option<String>,
    /// The organisation's colour as `#rrggbb`.
    pub accent_color: Option<String>,
    /// Where customers find help: an http or https address.
    pub support_url: Option<String>,
    /// What impact counts that is less than a major outage (`AVL-04`).
    pub partial_impact: Option<PartialImpactPolicy>,
    /// Whether announced work is left out of uptime (`AVL-05`).
    pub excludes_maintenance: Option<bool>,
}

impl UpdatePortalSettingsInput {
    /// The command of the use case.
    pub fn command(self) -> UpdatePortalSettings {
        UpdatePortalSettings {
            version: self.version,
            is_enabled: self.is_enabled,
            logo_url: self.logo_url,
            accent_color: self.accent_color,
            support_url: self.support_url,
            partial_impact: self.partial_impact.map(Into::into),
            excludes_maintenance: self.excludes_maintenance,
        }
    }
}

/// The portal's settings after a change.
#[derive(SimpleObject)]
pub struct PortalSettingsPayload {
    /// The settings.
    pub portal: PortalSettings,
    /// What the rules say about them.
    pub findings: Vec<Finding>,
}
