//! The list's operations and the view structs they are mapped to, once. It must not know screens. The detail page has its own.

use core::{future::Future, pin::Pin};

use crate::{
    model::{
        Audience, DateTime, Finding, FindingLevel, IncidentChangeKind, IncidentStatus, Named, Page,
        ResponderRole, Severity, TimelineEntryKind,
    },
    net::{ApiError, send},
    operations,
    ui::{group::Record, palette::Found},
};

operations! {
    IncidentList "src/incident/operations/incident_list.graphql",
    IncidentChanged "src/incident/operations/incident_changed.graphql",
    IncidentPreview "src/incident/operations/incident_preview.graphql",
}

pub use incident_list::{IncidentFilter, ResponderFilter};

/// The next update promised to one audience.
#[derive(Clone, PartialEq)]
pub struct Promise {
    pub audience: Audience,
    pub due_at: DateTime,
}

/// One line of the list.
#[derive(Clone, PartialEq)]
pub struct Row {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub severity: Severity,
    pub status: IncidentStatus,
    pub version: i64,
    pub started_at: DateTime,
    pub ended_at: Option<DateTime>,
    pub is_private: bool,
    pub lead: Option<Named>,
    pub services: Vec<Named>,
    /// The promises still running, the earliest first.
    pub promises: Vec<Promise>,
    /// How much an import found odd about it; 0 for what was declared here.
    pub import_findings: i64,
}

impl Record for Row {
    fn id(&self) -> &str {
        &self.id
    }

    fn version(&self) -> i64 {
        self.version
    }
}

macro_rules! map_row {
    ($($module:ident),+) => {$(
        impl From<$module::IncidentRow> for Row {
            fn from(i: $module::IncidentRow) -> Self {
                let promises = i.promises.into_iter().map(|p| Promise { audience: p.audience, due_at: p.due_at });
                Self {
                    id: i.id,
                    reference: i.reference,
                    title: i.title,
                    severity: i.severity,
                    status: i.status,
                    version: i.version,
                    started_at: i.started_at,
                    ended_at: i.ended_at,
                    is_private: i.is_private,
                    lead: i.lead.map(|l| Named { id: l.id, name: l.name }),
                    services: i.services.into_iter().map(|s| Named { id: s.id, name: s.name }).collect(),
                    promises: earliest_first(promises.collect()),
                    import_findings: i.imported_from.map_or(0, |from| from.finding_count),
                }
            }
        }
    )+};
}
map_row!(incident_list, incident_changed);

/// One page of incidents, newest first.
pub async fn list(filter: IncidentFilter, first: i64, after: Option<String>) -> Result<Page<Row>, ApiError> {
    let variables = incident_list::Variables { first: Some(first), after, filter: Some(filter) };
    let data = send::<IncidentList>(variables).await?.incidents;
    let next = data.page_info.has_next_page.then_some(data.page_info.end_cursor).flatten();
    Ok(Page { rows: data.nodes.into_iter().map(Row::from).collect(), next })
}

/// A filter that lets everything through.
pub fn no_filter() -> IncidentFilter {
    IncidentFilter {
        status: None,
        severity: None,
        is_open: None,
        service_ids: None,
        lead_ids: None,
        responder: None,
        started_from: None,
        started_to: None,
        text: None,
        is_late: None,
        tag: None,
        has_import_findings: None,
        imported_format: None,
    }
}

/// The palette's search: the ten newest incidents whose text matches.
pub fn find(text: String) -> Pin<Box<dyn Future<Output = Vec<Found>>>> {
    Box::pin(async move {
        let filter = IncidentFilter { text: Some(text), ..no_filter() };
        // A failed search leaves the palette with its actions; the next letter tries again.
        let rows = list(filter, 10, None).await.map(|page| page.rows).unwrap_or_default();
        rows.into_iter()
            .map(|row| Found {
                label: row.title,
                note: format!("{} · {} · {}", row.reference, row.severity.label(), row.status.label()),
                path: format!("/incidents/{}", row.reference),
            })
            .collect()
    })
}

/// What the preview beside the list shows beyond the row.
#[derive(Clone, PartialEq)]
pub struct Preview {
    pub row: Row,
    pub summary_html: String,
    /// Role and name.
    pub people: Vec<(ResponderRole, String)>,
    pub findings: Vec<Finding>,
    pub entries: Vec<PreviewEntry>,
}

#[derive(Clone, PartialEq)]
pub struct PreviewEntry {
    pub kind: TimelineEntryKind,
    pub body_html: String,
    pub happened_at: DateTime,
}

pub async fn preview(id: String) -> Result<Preview, ApiError> {
    let incident = send::<IncidentPreview>(incident_preview::Variables { id }).await?.incident;
    let incident = incident.ok_or_else(|| ApiError {
        code: "NOT_FOUND".into(),
        message: "This incident is not visible any more.".into(),
        ..ApiError::default()
    })?;
    let people = incident.responders.into_iter().map(|r| (r.role, r.user.name)).collect();
    let findings = incident
        .findings
        .into_iter()
        .map(|f| Finding { rule: f.rule, level: f.level, message: f.message })
        .collect();
    let entries = incident
        .timeline
        .nodes
        .into_iter()
        .map(|e| PreviewEntry { kind: e.kind, body_html: e.body_html, happened_at: e.happened_at })
        .collect();
    let promises = incident.promises.into_iter().map(|p| Promise { audience: p.audience, due_at: p.due_at });
    let row = Row {
        id: incident.id,
        reference: incident.reference,
        title: incident.title,
        severity: incident.severity,
        status: incident.status,
        version: incident.version,
        started_at: incident.started_at,
        ended_at: incident.ended_at,
        is_private: incident.is_private,
        lead: incident.lead.map(|l| Named { id: l.id, name: l.name }),
        services: incident.services.into_iter().map(|s| Named { id: s.id, name: s.name }).collect(),
        promises: earliest_first(promises.collect()),
        // The pane names the findings themselves.
        import_findings: 0,
    };
    Ok(Preview { row, summary_html: incident.summary_html, people, findings, entries })
}

fn earliest_first(mut promises: Vec<Promise>) -> Vec<Promise> {
    // There are two audiences at most.
    if let [first, second] = promises.as_mut_slice()
        && second.due_at < first.due_at
    {
        core::mem::swap(first, second);
    }
    promises
}
