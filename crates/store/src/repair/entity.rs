//! Tables of repair items. The column `due_key` is made by the database and never written.

/// Rows of `repair_item`.
pub mod repair_item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "repair_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: i64,
        pub problem_id: Uuid,
        pub title: String,
        pub description: String,
        pub kind: String,
        pub lens: String,
        pub horizon: String,
        pub target: Option<String>,
        pub strength: Option<String>,
        pub purpose: Option<String>,
        pub owner_id: Option<Uuid>,
        pub team_id: Option<Uuid>,
        pub done_condition: String,
        pub status: String,
        pub policy_version: i32,
        pub counted_from: Option<DateTimeUtc>,
        pub clock_basis: Option<String>,
        pub clock_days: Option<i32>,
        pub due_at: Option<DateTimeUtc>,
        pub due_reason: Option<String>,
        pub due_approver_id: Option<Uuid>,
        pub due_decided_at: Option<DateTimeUtc>,
        pub committed_at: Option<DateTimeUtc>,
        pub done_at: Option<DateTimeUtc>,
        pub not_doing_reason: Option<String>,
        pub not_doing_approver_id: Option<Uuid>,
        pub not_doing_decided_at: Option<DateTimeUtc>,
        pub reopened_at: Option<DateTimeUtc>,
        pub reopen_reason: Option<String>,
        pub plan_metric: Option<String>,
        pub plan_baseline: Option<String>,
        pub plan_target: Option<String>,
        pub check_at: Option<DateTimeUtc>,
        pub result: Option<String>,
        pub measured_metric: Option<String>,
        pub measured_baseline: Option<String>,
        pub measured_target: Option<String>,
        pub measured_observed: Option<String>,
        pub measured_at: Option<DateTimeUtc>,
        pub measured_note: Option<String>,
        pub measured_by_kind: Option<String>,
        pub measured_by_id: Option<String>,
        pub tracker_id: Option<Uuid>,
        pub issue_provider: Option<String>,
        pub issue_key: Option<String>,
        pub issue_url: Option<String>,
        pub issue_title: Option<String>,
        pub issue_state: Option<String>,
        pub issue_synced_at: Option<DateTimeUtc>,
        pub next_reminder_at: Option<DateTimeUtc>,
        pub created_by_kind: String,
        pub created_by_id: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `repair_item_cause`.
pub mod repair_item_cause {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "repair_item_cause")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cause_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `repair_note`.
pub mod repair_note {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "repair_note")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub item_id: Uuid,
        pub kind: String,
        pub body: String,
        pub status: Option<String>,
        pub due_at: Option<DateTimeUtc>,
        pub author_kind: String,
        pub author_id: String,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `repair_policy`.
pub mod repair_policy {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "repair_policy")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i32,
        pub short_days: i32,
        pub medium_days: i32,
        pub long_days: i32,
        pub corrective_check_days: i32,
        pub preventive_check_days: i32,
        pub note: String,
        pub created_by_kind: String,
        pub created_by_id: String,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `repair_reminder`.
pub mod repair_reminder {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "repair_reminder")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub due_at: DateTimeUtc,
        #[sea_orm(primary_key, auto_increment = false)]
        pub stage: String,
        pub decided_at: DateTimeUtc,
        pub is_told: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
