//! Service operations and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, Finding, FindingLevel, Named, Page, ServiceTier},
    net::{
        ApiError, ask, change,
        tree::{Node, read},
    },
    operations,
};

operations! {
    ServiceList "src/catalog/operations/services.graphql",
    ServiceOptions "src/catalog/operations/service_options.graphql",
    CreateService "src/catalog/operations/create_service.graphql",
    UpdateService "src/catalog/operations/update_service.graphql",
}

pub use create_service::CreateServiceInput;
pub use update_service::UpdateServiceInput;

#[derive(Clone, PartialEq)]
pub struct Service {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub tier: ServiceTier,
    pub owner_team: Option<Named>,
    pub logs_url: Option<String>,
    pub dashboard_url: Option<String>,
    pub runbook_url: Option<String>,
    /// The heading on the status portal.
    pub group: Option<String>,
    pub position: i64,
    pub is_public: bool,
    pub monitored_since: Option<DateTime>,
    pub version: i64,
    pub findings: Vec<Finding>,
}

fn map_service(n: Node<'_>) -> Service {
    let team = n.get("ownerTeam");
    Service {
        id: n.text("id"),
        name: n.text("name"),
        description: n.maybe_text("description"),
        tier: n.word("tier", ServiceTier::parse, ServiceTier::Tier3),
        owner_team: (!team.is_null()).then(|| team.named()),
        logs_url: n.maybe_text("logsUrl"),
        dashboard_url: n.maybe_text("dashboardUrl"),
        runbook_url: n.maybe_text("runbookUrl"),
        group: n.maybe_text("group"),
        position: n.number("position"),
        is_public: n.flag("isPublic"),
        monitored_since: n.maybe_at("monitoredSince"),
        version: n.number("version"),
        findings: n.list("findings", |f| Finding {
            rule: f.text("rule"),
            level: f.word("level", FindingLevel::parse, FindingLevel::Hint),
            message: f.text("message"),
        }),
    }
}

/// One page of services by name; `text` filters.
pub async fn services(text: Option<String>, after: Option<String>) -> Result<Page<Service>, ApiError> {
    let data = ask::<ServiceList>(service_list::Variables { first: Some(50), after, text }).await?;
    read(&data, "services", |all| Page { rows: all.list("nodes", map_service), next: all.next() })
}

/// Services for a picker: the first hundred.
pub async fn service_options() -> Result<Vec<Named>, ApiError> {
    let data = ask::<ServiceOptions>(service_options::Variables { first: Some(100) }).await?;
    read(&data, "services", |all| all.list("nodes", Node::named))
}

pub async fn create(input: CreateServiceInput) -> Result<(), ApiError> {
    change::<CreateService>(create_service::Variables { input }).await
}

pub async fn update(input: UpdateServiceInput) -> Result<(), ApiError> {
    change::<UpdateService>(update_service::Variables { input }).await
}
