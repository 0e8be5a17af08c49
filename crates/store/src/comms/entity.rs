//! Tables of communication.

/// Rows of `status_update`.
pub mod status_update {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "status_update")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub incident_id: Uuid,
        pub audience: String,
        pub body: String,
        pub published_at: DateTimeUtc,
        pub next_update_at: Option<DateTimeUtc>,
        pub eta: Option<DateTimeUtc>,
        pub is_final: bool,
        pub author_kind: String,
        pub author_id: String,
        pub corrects: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `promise`.
pub mod promise {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "promise")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub incident_id: Uuid,
        pub kind: String,
        pub audience: String,
        pub stage: Option<String>,
        pub due_at: DateTimeUtc,
        pub made_at: DateTimeUtc,
        pub made_by_kind: String,
        pub made_by_id: String,
        pub kept_at: Option<DateTimeUtc>,
        pub outcome: String,
        pub escalate_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `promise_escalation`.
pub mod promise_escalation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "promise_escalation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub promise_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub stage: String,
        pub decided_at: DateTimeUtc,
        pub is_told: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `impact_estimate`.
pub mod impact_estimate {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "impact_estimate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub incident_id: Uuid,
        pub kind: String,
        pub value: f64,
        pub currency: Option<String>,
        pub source: String,
        pub note: String,
        pub estimated_at: DateTimeUtc,
        pub recorded_at: DateTimeUtc,
        pub author_kind: String,
        pub author_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `update_draft`.
pub mod update_draft {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "update_draft")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub incident_id: Uuid,
        pub audience: String,
        pub body: String,
        pub next_update_at: Option<DateTimeUtc>,
        pub eta: Option<DateTimeUtc>,
        pub status: String,
        pub created_by_kind: String,
        pub created_by_id: String,
        pub changed_by_kind: String,
        pub changed_by_id: String,
        pub approved_by_kind: Option<String>,
        pub approved_by_id: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `update_template`.
pub mod update_template {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "update_template")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub severity: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub audience: String,
        pub body: String,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
