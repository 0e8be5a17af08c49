//! Service operations and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, Finding, FindingLevel, Named, Page, ServiceTier},
    net::{ApiError, send},
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

impl From<service_list::ServiceRow> for Service {
    fn from(s: service_list::ServiceRow) -> Self {
        Self {
            id: s.id,
            name: s.name,
            description: s.description,
            tier: s.tier,
            owner_team: s.owner_team.map(|t| Named { id: t.id, name: t.name }),
            logs_url: s.logs_url,
            dashboard_url: s.dashboard_url,
            runbook_url: s.runbook_url,
            group: s.group,
            position: s.position,
            is_public: s.is_public,
            monitored_since: s.monitored_since,
            version: s.version,
            findings: s
                .findings
                .into_iter()
                .map(|f| Finding { rule: f.rule, level: f.level, message: f.message })
                .collect(),
        }
    }
}

/// One page of services by name; `text` filters.
pub async fn services(text: Option<String>, after: Option<String>) -> Result<Page<Service>, ApiError> {
    let data = send::<ServiceList>(service_list::Variables { first: Some(50), after, text }).await?.services;
    let next = data.page_info.has_next_page.then_some(data.page_info.end_cursor).flatten();
    Ok(Page { rows: data.nodes.into_iter().map(Service::from).collect(), next })
}

/// Services for a picker: the first hundred.
pub async fn service_options() -> Result<Vec<Named>, ApiError> {
    let data = send::<ServiceOptions>(service_options::Variables { first: Some(100) }).await?.services;
    Ok(data.nodes.into_iter().map(|s| Named { id: s.id, name: s.name }).collect())
}

pub async fn create(input: CreateServiceInput) -> Result<(), ApiError> {
    send::<CreateService>(create_service::Variables { input }).await.map(drop)
}

pub async fn update(input: UpdateServiceInput) -> Result<(), ApiError> {
    send::<UpdateService>(update_service::Variables { input }).await.map(drop)
}
