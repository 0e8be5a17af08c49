//! The table of services.

use sea_orm::entity::prelude::*;

/// A row of `service`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub tier: String,
    pub owner_team_id: Option<Uuid>,
    pub logs_url: Option<String>,
    pub dashboard_url: Option<String>,
    pub runbook_url: Option<String>,
    pub portal_group: Option<String>,
    pub position: i32,
    pub is_public: bool,
    pub monitored_since: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub version: i32,
}

/// Relations are loaded by id.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
