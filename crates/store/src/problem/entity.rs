//! Tables of problems and what they explain.

/// Rows of `problem`.
pub mod problem {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "problem")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: i64,
        pub title: String,
        pub description: String,
        pub status: String,
        pub owner_id: Option<Uuid>,
        pub workaround_steps: Option<String>,
        pub workaround_effect: Option<String>,
        pub workaround_limits: Option<String>,
        pub workaround_tested_at: Option<DateTimeUtc>,
        pub risk_rationale: Option<String>,
        pub risk_approver_id: Option<Uuid>,
        pub risk_review_at: Option<DateTimeUtc>,
        pub risk_decided_at: Option<DateTimeUtc>,
        pub reopened_at: Option<DateTimeUtc>,
        pub reopen_reason: Option<String>,
        pub reopen_note: Option<String>,
        pub reopen_earlier_id: Option<Uuid>,
        pub reopen_again_id: Option<Uuid>,
        pub rca_id: Option<Uuid>,
        pub rca_number: Option<i64>,
        pub rca_status: Option<String>,
        pub steps_passed: i32,
        pub root_cause_count: i32,
        pub incident_count: i32,
        pub recurrence_count: i32,
        pub worst_severity: Option<String>,
        pub opened_by_kind: String,
        pub opened_by_id: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub closed_at: Option<DateTimeUtc>,
        pub version: i32,
        pub sponsor_id: Option<Uuid>,
        pub open_repair_count: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `problem_service`.
pub mod problem_service {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "problem_service")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub problem_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub service_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `problem_tag`.
pub mod problem_tag {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "problem_tag")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub problem_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tag: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `problem_incident`.
pub mod problem_incident {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "problem_incident")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub problem_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub incident_id: Uuid,
        pub linked_at: DateTimeUtc,
        pub linked_by_kind: String,
        pub linked_by_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
