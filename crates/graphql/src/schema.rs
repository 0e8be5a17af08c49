//! The schema: merged roots, one line per capability, and the limits that every document obeys.

use app::App;
use async_graphql::{MergedObject, MergedSubscription};

use crate::codes::Codes;
use crate::error::ErrorCode;
use crate::guard::{Guard, Limits};

/// Root of all reads.
#[derive(MergedObject, Default)]
pub struct Query(
    crate::identity::query::IdentityQuery,
    crate::catalog::query::CatalogQuery,
    crate::incident::query::IncidentQuery,
    crate::node::NodeQuery,
);

/// Root of all writes.
#[derive(MergedObject, Default)]
pub struct Mutation(
    crate::identity::mutation::IdentityMutation,
    crate::catalog::mutation::CatalogMutation,
    crate::incident::mutation::IncidentMutation,
);

/// Root of all streams.
#[derive(MergedSubscription, Default)]
pub struct Subscription(crate::incident::subscription::IncidentSubscription);

/// The schema with its roots.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// How the schema is served.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// What a document may ask for at once.
    pub limits: Limits,
}

/// The schema over an application.
pub fn schema(app: App, options: Options) -> Schema {
    builder(options.limits).data(app).finish()
}

/// The schema as SDL, without an application behind it.
pub fn sdl() -> String {
    let export =
        async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items().sorted_arguments();
    builder(Limits::default()).finish().sdl_with_options(export)
}

fn builder(limits: Limits) -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    let complexity = limits.complexity;
    async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<ErrorCode>()
        .disable_suggestions()
        .limit_complexity(complexity)
        .extension(Codes)
        .extension(Guard::new(limits))
}
