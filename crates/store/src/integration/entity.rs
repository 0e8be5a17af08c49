//! Tables of endpoints, trackers and deliveries.

/// Rows of `webhook`.
pub mod webhook {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub url: String,
        pub topics: String,
        pub state: String,
        pub secret: Vec<u8>,
        pub previous_secret: Option<Vec<u8>>,
        pub rotates_until: Option<DateTimeUtc>,
        pub failing_since: Option<DateTimeUtc>,
        pub delivered_at: Option<DateTimeUtc>,
        pub created_by_kind: String,
        pub created_by_id: String,
        pub created_at: DateTimeUtc,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `tracker`.
pub mod tracker {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tracker")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub provider: String,
        pub base_url: String,
        pub api_url: String,
        pub secret: Vec<u8>,
        pub token: Option<Vec<u8>>,
        pub is_enabled: bool,
        pub heard_at: Option<DateTimeUtc>,
        pub created_by_kind: String,
        pub created_by_id: String,
        pub created_at: DateTimeUtc,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `delivery`.
pub mod delivery {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivery")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub id: Uuid,
        pub channel: String,
        pub target_id: Uuid,
        pub event: String,
        pub subject: String,
        pub facts: String,
        pub body: Option<String>,
        pub status: String,
        pub attempts: i32,
        pub next_attempt_at: Option<DateTimeUtc>,
        pub leased_until: Option<DateTimeUtc>,
        pub created_at: DateTimeUtc,
        pub ended_at: Option<DateTimeUtc>,
        pub notice_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `delivery_attempt`.
pub mod delivery_attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivery_attempt")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub delivery_id: Uuid,
        pub at: DateTimeUtc,
        pub millis: i32,
        pub status_code: Option<i32>,
        pub error: String,
        pub answer: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `inbound_call`.
pub mod inbound_call {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "inbound_call")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tracker_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub call_id: String,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `issue_heard`.
pub mod issue_heard {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "issue_heard")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tracker_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub issue_key: String,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
