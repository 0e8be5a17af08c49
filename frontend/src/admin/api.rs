//! The administrators' operations and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, Page, Severity},
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
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
    let data = ask::<AuditLog>(variables).await?;
    read(&data, "auditLog", |all| Page { rows: all.list("nodes", map_entry), next: all.next() })
}

fn map_entry(n: Node<'_>) -> Entry {
    let actor = n.get("actor");
    Entry {
        at: n.at("at"),
        actor: (actor.maybe_text("id"), actor.text("name")),
        action: n.text("action"),
        subject_kind: n.text("subjectKind"),
        subject_id: n.text("subjectId"),
        subject_name: n.maybe_text("subjectName"),
        facts: facts(&n.text("facts")),
        request_id: n.maybe_text("requestId"),
        is_sealed: n.flag("isSealed"),
    }
}

pub async fn audit_chain() -> Result<Chain, ApiError> {
    let data = ask::<AuditChain>(audit_chain::Variables {}).await?;
    read(&data, "auditChain", |chain| Chain {
        sealed: chain.number("sealedThrough"),
        sealed_at: chain.maybe_at("sealedAt"),
        pending: chain.number("pendingCount"),
        head: chain.maybe_text("head"),
    })
}

/// The global id of what people call `INC-42`.
pub async fn subject_of(reference: String) -> Result<Option<String>, ApiError> {
    let data = ask::<SubjectOfReference>(subject_of_reference::Variables { reference }).await?;
    Ok(data["incidentByReference"]["id"].as_str().map(str::to_owned))
}

fn map_severity(n: Node<'_>) -> SeveritySetting {
    SeveritySetting {
        severity: n.word("severity", Severity::parse, Severity::Sev4),
        label: n.text("label"),
        criteria: n.text("criteria"),
        minutes: [
            "rolesWithinMinutes",
            "firstUpdateMinutes",
            "internalUpdateMinutes",
            "externalUpdateMinutes",
        ]
        .map(|field| n.maybe_number(field)),
    }
}

pub async fn settings() -> Result<Settings, ApiError> {
    let data = ask::<CurrentSettings>(current_settings::Variables {}).await?;
    read(&data, "settings", |n| Settings {
        name: n.text("organisationName"),
        zone: n.text("timeZone"),
        severities: n.list("severities", map_severity),
        approves: n.flag("approveExternalUpdates"),
        rca_days: ["rcaPreliminaryDays", "rcaFinalDays"].map(|field| n.number(field)),
        late_grace: n.get("thresholds").number("lateGraceMinutes"),
        version: n.number("version"),
    })
}

/// Saves all of it; answers the version it has now.
pub async fn update_settings(input: UpdateSettingsInput) -> Result<i64, ApiError> {
    let data = ask::<UpdateSettings>(update_settings::Variables { input }).await?;
    read(&data["updateSettings"], "settings", |settings| settings.number("version"))
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
