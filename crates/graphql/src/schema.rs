//! The schema: merged roots, one line per capability, and the limits that every document obeys.

use app::App;
use async_graphql::{MergedObject, MergedSubscription};

use crate::engine::Schema;
use crate::error::ErrorCode;
use crate::guard::Limits;

/// Root of all reads.
#[derive(MergedObject, Default)]
pub struct Query(
    crate::audit::query::AuditQuery,
    crate::identity::query::IdentityQuery,
    crate::catalog::query::CatalogQuery,
    crate::incident::query::IncidentQuery,
    crate::incident::change::ChangeQuery,
    crate::organisation::query::OrganisationQuery,
    crate::wording::query::WordingQuery,
    crate::node::NodeQuery,
);

/// Root of all writes.
#[derive(MergedObject, Default)]
pub struct Mutation(
    crate::identity::mutation::IdentityMutation,
    crate::catalog::mutation::CatalogMutation,
    crate::incident::mutation::IncidentMutation,
    crate::organisation::mutation::OrganisationMutation,
);

/// Root of all streams.
#[derive(MergedSubscription, Default)]
pub struct Subscription(crate::incident::subscription::IncidentSubscription);

/// The library's schema with our roots.
pub(crate) type Roots = async_graphql::Schema<Query, Mutation, Subscription>;

/// How the schema is served.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// What a document may ask for at once.
    pub limits: Limits,
}

/// The schema over an application.
pub fn schema(app: &App, options: Options) -> Schema {
    Schema::new(app, options.limits)
}

/// The schema as SDL, without an application behind it.
pub fn sdl() -> String {
    let export =
        async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items().sorted_arguments();
    builder(Limits::default()).finish().sdl_with_options(export)
}

pub(crate) fn builder(limits: Limits) -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    let complexity = limits.complexity;
    async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<ErrorCode>()
        .disable_suggestions()
        .limit_complexity(complexity)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

    use super::sdl;

    /// Names in the schema that nobody explains; arguments called `input` explain themselves by their type.
    fn undescribed(sdl: &str) -> Vec<String> {
        let mut missing = Vec::new();
        let document = parse_schema(sdl).unwrap();
        let types = document.definitions.iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(t) => Some(&t.node),
            _ => None,
        });
        for definition in types {
            let name = &definition.name.node;
            let mut note = |what: String, is_described: bool| {
                if !is_described {
                    missing.push(what);
                }
            };
            note(name.to_string(), definition.description.is_some());
            match &definition.kind {
                TypeKind::Object(object) => {
                    for field in &object.fields {
                        note(format!("{name}.{}", field.node.name), field.node.description.is_some());
                        for argument in field.node.arguments.iter().filter(|a| a.node.name.node != "input") {
                            let what = format!("{name}.{}({})", field.node.name, argument.node.name);
                            note(what, argument.node.description.is_some());
                        }
                    }
                }
                TypeKind::InputObject(input) => {
                    for field in &input.fields {
                        note(format!("{name}.{}", field.node.name), field.node.description.is_some());
                    }
                }
                TypeKind::Enum(words) => {
                    for value in &words.values {
                        note(format!("{name}.{}", value.node.value), value.node.description.is_some());
                    }
                }
                _ => {}
            }
        }
        missing
    }

    #[test]
    fn every_type_field_argument_and_value_is_described() {
        assert_eq!(undescribed(&sdl()), Vec::<String>::new());
        assert_eq!(undescribed("type A { b: Int }"), ["A", "A.b"], "the check can fail");
    }

    #[test]
    fn every_code_stands_in_the_enum_of_the_schema() {
        let codes: Vec<&str> = crate::ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        let document = sdl();
        for code in codes {
            assert!(document.contains(&format!("\t{code}\n")), "{code} is not in the enum ErrorCode");
        }
    }
}
