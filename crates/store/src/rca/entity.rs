//! Tables of root cause analyses.

/// Rows of `rca`.
pub mod rca {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: i64,
        pub problem_id: Uuid,
        pub method: String,
        pub status: String,
        pub statement_what: String,
        pub statement_place: String,
        pub statement_time: String,
        pub statement_extent: String,
        pub statement_scope: String,
        pub goals: String,
        pub bones: String,
        pub submitted_by_kind: Option<String>,
        pub submitted_by_id: Option<String>,
        pub started_by_kind: String,
        pub started_by_id: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `cause`.
pub mod cause {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cause")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub rca_id: Uuid,
        pub text: String,
        pub kind: String,
        pub lens: Option<String>,
        pub bone: Option<String>,
        pub verdict: String,
        pub verdict_reason: String,
        pub confirmed_at: Option<DateTimeUtc>,
        pub path: Option<String>,
        pub occurred_at: Option<DateTimeUtc>,
        pub is_hypothetical: bool,
        pub stop_reason: Option<String>,
        pub risk_rationale: Option<String>,
        pub risk_approver_id: Option<Uuid>,
        pub risk_review_at: Option<DateTimeUtc>,
        pub risk_decided_at: Option<DateTimeUtc>,
        pub created_by_kind: String,
        pub created_by_id: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub removed_at: Option<DateTimeUtc>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `cause_group`.
pub mod cause_group {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cause_group")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub rca_id: Uuid,
        pub effect_id: Option<Uuid>,
        pub question: Option<String>,
        pub operator: String,
        pub either_suffices: bool,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `cause_link`.
pub mod cause_link {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cause_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub group_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cause_id: Uuid,
        pub position: i32,
        pub created_by_kind: String,
        pub created_by_id: String,
        pub therefore_by_kind: Option<String>,
        pub therefore_by_id: Option<String>,
        pub therefore_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `evidence`.
pub mod evidence {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "evidence")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub rca_id: Uuid,
        pub cause_id: Option<Uuid>,
        pub group_id: Option<Uuid>,
        pub kind: String,
        pub title: String,
        pub url: Option<String>,
        pub summary: String,
        pub refuted_by: String,
        pub timeline_entry_id: Option<Uuid>,
        pub captured_at: DateTimeUtc,
        pub captured_by_kind: String,
        pub captured_by_id: String,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `barrier`.
pub mod barrier {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "barrier")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub rca_id: Uuid,
        pub defence: String,
        pub expected_effect: String,
        pub state: String,
        pub evidence: String,
        pub created_at: DateTimeUtc,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `difference`.
pub mod difference {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "difference")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub rca_id: Uuid,
        pub aspect: String,
        pub before: String,
        pub after: String,
        pub relevance: String,
        pub created_at: DateTimeUtc,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `rca_answer`.
pub mod rca_answer {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca_answer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub rca_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub reason: String,
        pub answered_by_kind: String,
        pub answered_by_id: String,
        pub answered_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `rca_dismissal`.
pub mod rca_dismissal {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca_dismissal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub rca_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub rule: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: String,
        pub reason: String,
        pub dismissed_by_kind: String,
        pub dismissed_by_id: String,
        pub dismissed_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
