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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
