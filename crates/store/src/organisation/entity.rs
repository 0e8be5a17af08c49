//! Tables of the settings.

/// The one row of `organisation`.
pub mod organisation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub name: String,
        pub time_zone: String,
        pub late_grace_minutes: i32,
        pub version: i32,
        pub approve_external_updates: bool,
        pub rca_preliminary_days: i32,
        pub rca_final_days: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `organisation_severity`.
pub mod severity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation_severity")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub severity: String,
        pub label: String,
        pub criteria: String,
        pub roles_within_minutes: Option<i32>,
        pub first_update_minutes: Option<i32>,
        pub internal_cadence_minutes: Option<i32>,
        pub external_cadence_minutes: Option<i32>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
