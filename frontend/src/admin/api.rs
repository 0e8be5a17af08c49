//! The administrators' operations and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, Page, Severity},
    net::{ApiError, ask, send},
    operations,
};

operations! {
    AuditLog "src/admin/operations/audit_log.graphql",
    AuditChain "src/admin/operations/audit_chain.graphql",
    SubjectOfReference "src/admin/operations/subject_of_reference.graphql",
    CurrentSettings "src/admin/operations/settings.graphql",
    SeverityWords "src/admin/operations/severity_words.graphql",
}

/// The one operation that says null on purpose: a threshold that is null switches its rule off. So nothing is left out of it.
#[derive(graphql_client::GraphQLQuery)]
#[graphql(
    schema_path = "../schema.graphql",
    query_path = "src/admin/operations/update_settings.graphql",
    response_derives = "Clone,PartialEq",
    variables_derives = "Clone,PartialEq",
    custom_scalars_module = "crate::model",
    extern_enums("Severity")
)]
pub struct UpdateSettings;

pub use audit_log::AuditLogFilter;
pub use update_settings::{SeveritySettingsInput, ThresholdSettingsInput, UpdateSettingsInput};

/// A row of the audit log.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub at: DateTime,
    /// Id, when it is a person or a key, and name.
    pub actor: (Option<String>, String),
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub subject_name: Option<String>,
    /// Names and values of what changed.
    pub facts: Vec<(String, String)>,
    pub request_id: Option<String>,
    pub is_sealed: bool,
}

/// How far the rows are sealed.
#[derive(Clone, PartialEq)]
pub struct Chain {
    pub sealed: i64,
    pub sealed_at: Option<DateTime>,
    pub pending: i64,
    pub head: Option<String>,
}

/// What the organisation settled.
#[derive(Clone, PartialEq)]
pub struct Settings {
    pub name: String,
    pub zone: String,
    pub severities: Vec<SeveritySetting>,
    pub late_grace: i64,
    /// Whether somebody else approves an external update before it goes out.
    pub approves: bool,
    /// Days until a promised preliminary analysis, and a final one.
    pub rca_days: [i64; 2],
    pub version: i64,
}

#[derive(Clone, PartialEq)]
pub struct SeveritySetting {
    pub severity: Severity,
    pub label: String,
    pub criteria: String,
    /// Minutes, in the order of `text::THRESHOLDS`; none where the rule does not apply.
    pub minutes: [Option<i64>; 4],
}

/// The facts of a row as names and values; a text that is no object is one fact.
fn facts(text: &str) -> Vec<(String, String)> {
    let value = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(map)) => map.iter().map(|(name, v)| (name.clone(), value(v))).collect(),
        _ => vec![("facts".to_owned(), text.to_owned())],
    }
}

/// One page of the audit log, newest first.
pub async fn audit_log(filter: AuditLogFilter, after: Option<String>) -> Result<Page<Entry>, ApiError> {
    let variables = audit_log::Variables { filter: Some(filter), first: Some(50), after };
    let data = send::<AuditLog>(variables).await?.audit_log;
    let next = data.page_info.has_next_page.then_some(data.page_info.end_cursor).flatten();
    let rows = data.nodes.into_iter().map(|row| Entry {
        at: row.at,
        actor: (row.actor.id, row.actor.name),
        action: row.action,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        subject_name: row.subject_name,
        facts: facts(&row.facts),
        request_id: row.request_id,
        is_sealed: row.is_sealed,
    });
    Ok(Page { rows: rows.collect(), next })
}

pub async fn audit_chain() -> Result<Chain, ApiError> {
    let chain = send::<AuditChain>(audit_chain::Variables {}).await?.audit_chain;
    Ok(Chain {
        sealed: chain.sealed_through,
        sealed_at: chain.sealed_at,
        pending: chain.pending_count,
        head: chain.head,
    })
}

/// The global id of what people call `INC-42`.
pub async fn subject_of(reference: String) -> Result<Option<String>, ApiError> {
    let data = send::<SubjectOfReference>(subject_of_reference::Variables { reference }).await?;
    Ok(data.incident_by_reference.map(|incident| incident.id))
}

pub async fn settings() -> Result<Settings, ApiError> {
    let found = send::<CurrentSettings>(current_settings::Variables {}).await?.settings;
    let severity = |s: current_settings::CurrentSettingsSettingsSeverities| SeveritySetting {
        severity: s.severity,
        label: s.label,
        criteria: s.criteria,
        minutes: [
            s.roles_within_minutes,
            s.first_update_minutes,
            s.internal_update_minutes,
            s.external_update_minutes,
        ],
    };
    Ok(Settings {
        name: found.organisation_name,
        zone: found.time_zone,
        severities: found.severities.into_iter().map(severity).collect(),
        approves: found.approve_external_updates,
        rca_days: [found.rca_preliminary_days, found.rca_final_days],
        late_grace: found.thresholds.late_grace_minutes,
        version: found.version,
    })
}

/// Saves all of it; answers the version it has now.
pub async fn update_settings(input: UpdateSettingsInput) -> Result<i64, ApiError> {
    let made = send::<UpdateSettings>(update_settings::Variables { input }).await?.update_settings;
    Ok(made.settings.version)
}

/// Severity, label and criteria of each. Read by hand: it is part of the first load, where a typed decoder would weigh more.
pub async fn severity_words() -> Result<Vec<(Severity, String, String)>, ApiError> {
    let data = ask::<SeverityWords>(severity_words::Variables {}).await?;
    let found = data["settings"]["severities"].as_array().map(Vec::as_slice).unwrap_or_default();
    let words = found.iter().filter_map(|one| {
        let text = |field: &str| one[field].as_str();
        Some((Severity::parse(text("severity")?)?, text("label")?.to_owned(), text("criteria")?.to_owned()))
    });
    Ok(words.collect())
}
