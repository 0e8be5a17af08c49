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
    crate::identity::customer::CustomerQuery,
    crate::catalog::query::CatalogQuery,
    crate::incident::query::IncidentQuery,
    crate::incident::change::ChangeQuery,
    crate::organisation::query::OrganisationQuery,
    crate::problem::query::ProblemQuery,
    crate::rca::query::RcaQuery,
    crate::repair::query::RepairQuery,
    crate::integration::query::IntegrationQuery,
    crate::comms::query::CommsQuery,
    crate::portal::query::PortalQuery,
    crate::publication::query::PublicationQuery,
    crate::subscriber::query::SubscriberQuery,
    crate::wording::query::WordingQuery,
    crate::node::NodeQuery,
);

/// Root of all writes.
#[derive(MergedObject, Default)]
pub struct Mutation(
    crate::identity::mutation::IdentityMutation,
    crate::identity::customer_mutation::CustomerMutation,
    crate::catalog::mutation::CatalogMutation,
    crate::incident::mutation::IncidentMutation,
    crate::organisation::mutation::OrganisationMutation,
    crate::comms::mutation::CommsMutation,
    crate::comms::draft_mutation::DraftMutation,
    crate::problem::mutation::ProblemMutation,
    crate::rca::mutation::RcaMutation,
    crate::rca::graph_mutation::GraphMutation,
    crate::repair::mutation::RepairMutation,
    crate::notification::mutation::NotificationMutation,
    crate::calendar::mutation::CalendarMutation,
    crate::integration::mutation::IntegrationMutation,
    crate::portal::mutation::PortalMutation,
    crate::publication::mutation::PublicationMutation,
    crate::subscriber::mutation::SubscriberMutation,
    crate::publication::shared::SharedMutation,
);

/// Root of all streams.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    crate::incident::subscription::IncidentSubscription,
    crate::problem::subscription::ProblemSubscription,
    crate::rca::subscription::RcaSubscription,
    crate::repair::subscription::RepairSubscription,
);

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

    /// A15: nothing is uploaded, so nothing that was can be served as a page.
    #[test]
    fn no_input_takes_a_file() {
        assert!(!sdl().contains("scalar Upload"));
    }

    #[test]
    fn every_code_stands_in_the_enum_of_the_schema() {
        let codes: Vec<&str> = crate::ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        let document = sdl();
        for code in codes {
            assert!(document.contains(&format!("\t{code}\n")), "{code} is not in the enum ErrorCode");
        }
    }

    /// The words of an enum, sorted.
    fn words(sdl: &str, name: &str) -> Vec<String> {
        let document = parse_schema(sdl).unwrap();
        let mut words: Vec<String> = document
            .definitions
            .iter()
            .filter_map(|definition| match definition {
                TypeSystemDefinition::Type(t) if t.node.name.node == name => Some(&t.node.kind),
                _ => None,
            })
            .filter_map(|kind| if let TypeKind::Enum(words) = kind { Some(words) } else { None })
            .flat_map(|words| words.values.iter().map(|value| value.node.value.node.to_string()))
            .collect();
        words.sort();
        words
    }

    /// Each enum of the API has the words of its vocabulary in `domain`.
    macro_rules! same {
        ($sdl:ident, $($name:literal: $kind:ty),+ $(,)?) => { $(
            let mut expected: Vec<String> = <$kind>::ALL.iter().map(|word| word.as_str().to_uppercase()).collect();
            expected.sort_unstable();
            assert_eq!(words(&$sdl, $name), expected, $name);
        )+ };
    }

    #[test]
    fn the_words_of_repair_and_connections_are_those_of_the_domain() {
        use domain::{integration, notification, repair};
        let sdl = sdl();
        same! { sdl,
            "RepairKind": repair::RepairKind, "RepairHorizon": repair::RepairHorizon,
            "RepairTarget": repair::RepairTarget, "RepairStrength": repair::RepairStrength,
            "RepairPurpose": repair::RepairPurpose, "RepairItemStatus": repair::RepairItemStatus,
            "RepairReopenReason": repair::RepairReopenReason, "ClockBasis": repair::ClockBasis,
            "Effectiveness": repair::Effectiveness, "RepairNoteKind": repair::RepairNoteKind,
            "RepairReportGroup": repair::report::RepairReportGroup, "ReminderStage": repair::ReminderStage,
            "TrackerProvider": repair::TrackerProvider, "TrackerState": repair::TrackerState,
            "NotificationKind": notification::NotificationKind, "WebhookTopic": integration::WebhookTopic,
            "WebhookState": integration::WebhookState, "DeliveryStatus": integration::DeliveryStatus,
        }
    }

    #[test]
    fn the_words_of_communication_are_those_of_the_domain() {
        use domain::comms::promise;
        let sdl = sdl();
        same! { sdl,
            "Audience": domain::comms::Audience, "PromiseKind": promise::PromiseKind,
            "PromiseOutcome": promise::PromiseOutcome, "RcaStage": promise::RcaStage,
            "PublicationAudience": domain::publication::PublicationAudience,
            "UpdateDraftStatus": domain::comms::draft::UpdateDraftStatus,
            "EstimateKind": domain::comms::estimate::EstimateKind,
        }
    }

    #[test]
    fn the_words_of_the_portal_are_those_of_the_domain() {
        use domain::portal;
        let sdl = sdl();
        same! { sdl,
            "MaintenanceStatus": portal::MaintenanceStatus, "PublicIncidentStatus": portal::IncidentWord,
            "PublicImpact": portal::Impact, "PublicServiceStatus": portal::ComponentStatus,
            "PartialImpactPolicy": portal::PartialImpactPolicy,
        }
    }

    #[test]
    fn the_words_of_analysis_are_those_of_the_domain() {
        use domain::{problem, rca, repair};
        let sdl = sdl();
        same! { sdl,
            "ProblemStatus": problem::ProblemStatus, "WorkaroundEffect": problem::WorkaroundEffect,
            "ReopenReason": problem::ReopenReason, "RcaMethod": rca::RcaMethod, "RcaStatus": rca::RcaStatus,
            "RcaStep": rca::RcaStep, "RcaPlace": rca::Place, "CauseKind": rca::CauseKind, "Lens": rca::Lens,
            "CauseVerdict": rca::CauseVerdict, "CausePath": rca::CausePath, "StopReason": rca::StopReason,
            "GroupOperator": rca::GroupOperator, "EvidenceKind": rca::EvidenceKind, "GoalKind": rca::GoalKind,
            "BarrierState": rca::BarrierState, "AnswerKey": rca::AnswerKey, "Permission": domain::identity::Permission,
        }
        for (name, capability, kinds) in [
            (
                "ProblemChangeKind",
                "problem.",
                problem::ProblemChange::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>(),
            ),
            ("RepairChangeKind", "repair.", repair::RepairChange::ALL.iter().map(|k| k.as_str()).collect()),
            ("RcaChangeKind", "rca.", rca::RcaChange::ALL.iter().map(|k| k.as_str()).collect()),
        ] {
            let mut expected: Vec<String> =
                kinds.iter().map(|kind| kind.replace(capability, "").to_uppercase()).collect();
            expected.push("RESYNC".to_owned());
            expected.sort();
            assert_eq!(words(&sdl, name), expected, "{name}");
        }
    }
}
