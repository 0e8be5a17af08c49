//! Tables of publications.

/// Rows of `rca_publication`.
pub mod rca_publication {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca_publication")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub rca_id: Uuid,
        pub rca_number: i64,
        pub problem_id: Uuid,
        pub problem_number: i64,
        pub number: i32,
        pub stage: String,
        pub audience: String,
        pub title: String,
        pub what_happened: String,
        pub why: String,
        pub what_we_did: String,
        pub what_we_will_do: String,
        pub story: String,
        pub changes: String,
        pub published_at: DateTimeUtc,
        pub published_by_kind: String,
        pub published_by_id: String,
        pub withdrawn_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `rca_publication_customer`.
pub mod rca_publication_customer {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca_publication_customer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub publication_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `rca_publication_incident`.
pub mod rca_publication_incident {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca_publication_incident")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub publication_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub incident_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `rca_publication_item`.
pub mod rca_publication_item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca_publication_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub publication_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: Uuid,
        pub position: i32,
        pub title: String,
        pub kind: String,
        pub due_at: Option<DateTimeUtc>,
        pub status: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `rca_acknowledgement`.
pub mod rca_acknowledgement {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca_acknowledgement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub publication_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: Uuid,
        pub user_id: Uuid,
        pub acknowledged_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `rca_question`.
pub mod rca_question {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rca_question")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub publication_id: Uuid,
        pub customer_id: Uuid,
        pub asked_by: Uuid,
        pub body: String,
        pub asked_at: DateTimeUtc,
        pub answer: Option<String>,
        pub answered_at: Option<DateTimeUtc>,
        pub answered_by_kind: Option<String>,
        pub answered_by_id: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
