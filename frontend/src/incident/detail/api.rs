//! The detail page's reading operations, mapped once to the structs of `view`. It must not know screens.

pub use super::view::{
    Affected, Change, Detail, Durations, Entries, Entry, NamedInstant, Other, Relation, Responder, Step,
    Update, Window,
};
use crate::{
    model::{
        ActionResult, Audience, AuthorKind, DetectionSource, Finding, FindingLevel, ImpactLevel,
        IncidentLinkKind, IncidentStatus, InstantName, InstantSource, Named, Precision, ResponderRole,
        Severity, TimelineEntryKind, TimelineOrder,
    },
    net::{ApiError, send},
    operations,
    ui::time,
};

operations! {
    IncidentDetail "src/incident/operations/incident_detail.graphql",
    TimelinePage "src/incident/operations/timeline_page.graphql",
    IncidentReference "src/incident/operations/incident_reference.graphql",
    FindIncident "src/incident/operations/find_incident.graphql",
    RenderMarkdown "src/incident/operations/render_markdown.graphql",
}

/// Entries of the timeline asked for at once.
const PAGE: i64 = 50;

macro_rules! map_entry {
    ($($module:ident),+) => {$(
        impl From<$module::EntryRow> for Entry {
            fn from(e: $module::EntryRow) -> Self {
                Self {
                    id: e.id,
                    kind: e.kind,
                    body: e.body,
                    body_html: e.body_html,
                    happened_at: e.happened_at,
                    recorded_at: e.recorded_at,
                    precision: e.precision,
                    author: e.author.name,
                    author_role: e.author_role,
                    result: e.result,
                    asked_at: e.approval_asked_at,
                    given_at: e.approval_given_at,
                    waiting_seconds: e.waiting_seconds,
                    is_escalation: e.is_customer_escalation,
                    links: e.links.into_iter().map(|l| (l.label, l.url)).collect(),
                    corrects: e.corrects,
                    corrected_by: e.corrected_by,
                    is_pinned: e.is_pinned,
                    from_status: e.from_status,
                    to_status: e.to_status,
                    from_severity: e.from_severity,
                    to_severity: e.to_severity,
                    role: e.responder_role,
                    from_user: e.from_user.map(|u| u.name),
                    to_user: e.to_user.map(|u| u.name),
                    day: time::day(e.happened_at),
                }
            }
        }
    )+};
}
map_entry!(incident_detail, timeline_page);

impl From<incident_detail::ResponderRow> for Responder {
    fn from(r: incident_detail::ResponderRow) -> Self {
        Self {
            role: r.role,
            user: Named { id: r.user.id, name: r.user.name },
            since: r.since,
            until: r.until,
        }
    }
}

fn missing() -> ApiError {
    ApiError {
        code: "NOT_FOUND".into(),
        message: "There is no such incident, or it is not visible to you.".into(),
        ..ApiError::default()
    }
}

/// Which entries of the timeline, in which order.
#[derive(Clone, Copy, PartialEq)]
pub struct Selection {
    /// Empty for all.
    pub kinds: &'static [TimelineEntryKind],
    pub order: TimelineOrder,
}

impl Selection {
    fn kinds(self) -> Option<Vec<TimelineEntryKind>> {
        (!self.kinds.is_empty()).then(|| self.kinds.to_vec())
    }
}

/// One incident by its `INC-n`, with the first page of its timeline.
pub async fn detail(reference: String, selection: Selection) -> Result<(Detail, Entries), ApiError> {
    let variables = incident_detail::Variables {
        reference,
        first: Some(PAGE),
        order: selection.order,
        kinds: selection.kinds(),
    };
    let mut i = send::<IncidentDetail>(variables).await?.incident_by_reference.ok_or_else(missing)?;
    let next = i.timeline.page_info.has_next_page.then_some(i.timeline.page_info.end_cursor.take()).flatten();
    let rows = core::mem::take(&mut i.timeline.nodes).into_iter().map(Entry::from).collect();
    Ok((map_detail(i), Entries { rows, next }))
}

fn map_detail(i: incident_detail::IncidentDetailIncidentByReference) -> Detail {
    let named = |id: String, name: String| Named { id, name };
    Detail {
        id: i.id,
        reference: i.reference,
        title: i.title,
        summary: i.summary,
        summary_html: i.summary_html,
        severity: i.severity,
        status: i.status,
        version: i.version,
        started_at: i.started_at,
        declared_at: i.declared_at,
        ended_at: i.ended_at,
        is_private: i.is_private,
        detection_source: i.detection_source,
        tags: i.tags,
        instants: i
            .instants
            .into_iter()
            .map(|n| NamedInstant { name: n.name, at: n.at, source: n.source, precision: n.precision })
            .collect(),
        windows: i
            .impact_windows
            .into_iter()
            .map(|w| Window {
                id: w.id,
                started_at: w.started_at,
                ended_at: w.ended_at,
                level: w.level,
                services: w.services.into_iter().map(|s| named(s.id, s.name)).collect(),
            })
            .collect(),
        durations: Durations {
            detect: i.durations.time_to_detect_seconds,
            acknowledge: i.durations.time_to_acknowledge_seconds,
            mitigate: i.durations.time_to_mitigate_seconds,
            restore: i.durations.time_to_restore_seconds,
            first_communication: i.durations.time_to_first_communication_seconds,
        },
        services: i
            .services
            .into_iter()
            .map(|s| {
                let ways = [("logs", s.logs_url), ("dashboard", s.dashboard_url), ("runbook", s.runbook_url)];
                let ways = ways.into_iter().filter_map(|(word, url)| Some((word, url?))).collect();
                Affected { id: s.id, name: s.name, ways }
            })
            .collect(),
        responders: i.responders.into_iter().map(Responder::from).collect(),
        history: i.responder_history.into_iter().map(Responder::from).collect(),
        members: i.members.into_iter().map(|m| named(m.id, m.name)).collect(),
        promises: i.promises.into_iter().map(|p| (p.audience, p.due_at)).collect(),
        relations: i.links.into_iter().map(map_relation).collect(),
        imported_from: i
            .imported_from
            .map(|s| format!("Imported from {} ({}) {}", s.file, s.format, time::moment(s.imported_at))),
        findings: i
            .findings
            .into_iter()
            .map(|f| Finding { rule: f.rule, level: f.level, message: f.message })
            .collect(),
        steps: i.steps.nodes.into_iter().map(|s| Step { at: s.happened_at, to: s.to_status }).collect(),
        changes: i
            .changes
            .nodes
            .into_iter()
            .map(|c| Change { id: c.id, body_html: c.body_html, at: c.happened_at })
            .collect(),
        updates: i.status_updates.nodes.into_iter().map(map_update).collect(),
    }
}

fn map_relation(l: incident_detail::IncidentDetailIncidentByReferenceLinks) -> Relation {
    let other = Other {
        id: l.incident.id,
        reference: l.incident.reference,
        title: l.incident.title,
        severity: l.incident.severity,
        status: l.incident.status,
    };
    Relation { id: l.id, kind: l.kind, is_outgoing: l.is_outgoing, other }
}

fn map_update(u: incident_detail::IncidentDetailIncidentByReferenceStatusUpdatesNodes) -> Update {
    Update {
        id: u.id,
        audience: u.audience,
        body_html: u.body_html,
        published_at: u.published_at,
        next_update_at: u.next_update_at,
        eta: u.eta,
        is_late: u.is_late,
        is_final: u.is_final,
        author: u.author.name,
    }
}

/// A page of the timeline, from the start without `after`.
pub async fn timeline(id: String, selection: Selection, after: Option<String>) -> Result<Entries, ApiError> {
    let variables = timeline_page::Variables {
        id,
        first: Some(PAGE),
        after,
        order: selection.order,
        kinds: selection.kinds(),
    };
    let page = send::<TimelinePage>(variables).await?.incident.ok_or_else(missing)?.timeline;
    let next = page.page_info.has_next_page.then_some(page.page_info.end_cursor).flatten();
    Ok(Entries { rows: page.nodes.into_iter().map(Entry::from).collect(), next })
}

/// The `INC-n` of an id.
pub async fn reference_of(id: String) -> Result<String, ApiError> {
    let incident = send::<IncidentReference>(incident_reference::Variables { id }).await?.incident;
    Ok(incident.ok_or_else(missing)?.reference)
}

/// The incident of an `INC-n`, if it is there and visible.
pub async fn by_reference(reference: String) -> Result<Option<Other>, ApiError> {
    let found = send::<FindIncident>(find_incident::Variables { reference }).await?.incident_by_reference;
    Ok(found.map(|i| Other {
        id: i.id,
        reference: i.reference,
        title: i.title,
        severity: i.severity,
        status: i.status,
    }))
}

/// Markdown as the server will show it, cleaned.
pub async fn render(body: String) -> Result<String, ApiError> {
    Ok(send::<RenderMarkdown>(render_markdown::Variables { body }).await?.render_markdown)
}
