//! The detail page's reading operations, mapped once to the structs of `view`. It must not know screens.

use super::told_api;
pub use super::view::{
    Affected, Change, Detail, Durations, Entries, Entry, Helps, Imported, ImportedAction, NamedInstant,
    Other, Relation, Responder, Seen, Step, Update, Window,
};
use crate::{
    incident::estimate,
    model::{
        ActionResult, Audience, DetectionSource, Finding, FindingLevel, ImpactLevel, IncidentLinkKind,
        IncidentStatus, InstantName, InstantSource, Precision, ProblemStatus, ResponderRole, Severity,
        TimelineEntryKind, TimelineOrder, WorkaroundEffect,
    },
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
    operations, promise,
    repair::beside::map_line,
    ui::time,
};

/// The operations. Their generated answers stay unused; see `tree`.
mod documents {
    use super::operations;
    use crate::model::{
        ActionResult, Audience, AuthorKind, DetectionSource, EstimateKind, FindingLevel, ImpactLevel,
        IncidentLinkKind, IncidentStatus, InstantName, InstantSource, Precision, ProblemStatus, PromiseKind,
        PromiseOutcome, RcaStage, RepairItemStatus, ResponderRole, Severity, TimelineEntryKind,
        TimelineOrder, UpdateDraftStatus, WorkaroundEffect,
    };

    operations! {
        IncidentDetail "src/incident/operations/incident_detail.graphql",
        TimelinePage "src/incident/operations/timeline_page.graphql",
        IncidentReference "src/incident/operations/incident_reference.graphql",
        FindIncident "src/incident/operations/find_incident.graphql",
        RenderMarkdown "src/incident/operations/render_markdown.graphql",
    }
}
use documents::{
    FindIncident, IncidentDetail, IncidentReference, RenderMarkdown, TimelinePage, find_incident,
    incident_detail, incident_reference, render_markdown, timeline_page,
};

/// Entries of the timeline asked for at once.
const PAGE: i64 = 50;

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
    let data = ask::<IncidentDetail>(variables).await?;
    read(&data, "incidentByReference", |node| (map_detail(node), map_entries(node.get("timeline"))))
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
    let data = ask::<TimelinePage>(variables).await?;
    read(&data, "incident", |node| map_entries(node.get("timeline")))
}

/// The `INC-n` of an id.
pub async fn reference_of(id: String) -> Result<String, ApiError> {
    let data = ask::<IncidentReference>(incident_reference::Variables { id }).await?;
    read(&data, "incident", |node| node.text("reference"))
}

/// The incident of an `INC-n`, if it is there and visible.
pub async fn by_reference(reference: String) -> Result<Other, ApiError> {
    let data = ask::<FindIncident>(find_incident::Variables { reference }).await?;
    read(&data, "incidentByReference", map_other)
}

/// Markdown as the server will show it, cleaned.
pub async fn render(body: String) -> Result<String, ApiError> {
    let data = ask::<RenderMarkdown>(render_markdown::Variables { body }).await?;
    Ok(data["renderMarkdown"].as_str().unwrap_or_default().to_owned())
}

fn map_detail(n: Node<'_>) -> Detail {
    let d = n.get("durations");
    let imported = n.get("importedFrom");
    Detail {
        id: n.text("id"),
        reference: n.text("reference"),
        title: n.text("title"),
        summary: n.text("summary"),
        summary_html: n.text("summaryHtml"),
        severity: n.word("severity", Severity::parse, Severity::Sev4),
        status: n.word("status", IncidentStatus::parse, IncidentStatus::Declared),
        version: n.number("version"),
        started_at: n.at("startedAt"),
        declared_at: n.at("declaredAt"),
        ended_at: n.maybe_at("endedAt"),
        is_private: n.flag("isPrivate"),
        is_public: n.flag("isPublic"),
        public_title: n.maybe_text("publicTitle"),
        detection_source: n.maybe_word("detectionSource", DetectionSource::parse),
        tags: n.list("tags", Node::own_text),
        instants: n.list("instants", |i| NamedInstant {
            name: i.word("name", InstantName::parse, InstantName::Declared),
            at: i.at("at"),
            source: i.word("source", InstantSource::parse, InstantSource::Human),
            precision: i.word("precision", Precision::parse, Precision::Minute),
        }),
        windows: n.list("impactWindows", |w| Window {
            id: w.text("id"),
            started_at: w.at("startedAt"),
            ended_at: w.maybe_at("endedAt"),
            level: w.word("level", ImpactLevel::parse, ImpactLevel::DegradedPerformance),
            services: w.list("services", Node::named),
        }),
        durations: Durations {
            detect: d.maybe_number("timeToDetectSeconds"),
            acknowledge: d.maybe_number("timeToAcknowledgeSeconds"),
            mitigate: d.maybe_number("timeToMitigateSeconds"),
            restore: d.maybe_number("timeToRestoreSeconds"),
            first_communication: d.maybe_number("timeToFirstCommunicationSeconds"),
        },
        services: n.list("services", map_service),
        responders: n.list("responders", map_responder),
        history: n.list("responderHistory", map_responder),
        members: n.list("members", Node::named),
        promises: n
            .list("promises", |p| (p.word("audience", Audience::parse, Audience::Internal), p.at("dueAt"))),
        relations: n.list("links", |l| Relation {
            id: l.text("id"),
            kind: l.word("kind", IncidentLinkKind::parse, IncidentLinkKind::SameProblem),
            is_outgoing: l.flag("isOutgoing"),
            other: map_other(l.get("incident")),
        }),
        imported_from: (!imported.is_null()).then(|| map_imported(imported)),
        problems: n.get("problems").list("nodes", map_seen),
        known_errors: n.list("knownErrors", map_seen),
        findings: n.list("findings", |f| Finding {
            rule: f.text("rule"),
            level: f.word("level", FindingLevel::parse, FindingLevel::Hint),
            message: f.text("message"),
        }),
        steps: n.get("steps").list("nodes", |s| Step {
            at: s.at("happenedAt"),
            to: s.maybe_word("toStatus", IncidentStatus::parse),
        }),
        changes: n.get("changes").list("nodes", |c| Change {
            id: c.text("id"),
            body_html: c.text("bodyHtml"),
            at: c.at("happenedAt"),
        }),
        updates: n.get("statusUpdates").list("nodes", |u| Update {
            id: u.text("id"),
            audience: u.word("audience", Audience::parse, Audience::Internal),
            body: u.text("body"),
            body_html: u.text("bodyHtml"),
            corrects: u.maybe_text("corrects"),
            corrected_at: u.maybe_at("correctedAt"),
            published_at: u.at("publishedAt"),
            next_update_at: u.maybe_at("nextUpdateAt"),
            eta: u.maybe_at("eta"),
            is_late: u.flag("isLate"),
            is_final: u.flag("isFinal"),
            author: u.get("author").text("name"),
        }),
        drafts: n.list("updateDrafts", told_api::map_draft),
        rca_promises: n.list("rcaPromises", promise::api::map_promise),
        estimates: n.list("impactEstimates", estimate::map_estimate),
    }
}

fn map_seen(p: Node<'_>) -> Seen {
    let w = p.get("workaround");
    let workaround = (!w.is_null()).then(|| Helps {
        effect: w.word("effect", WorkaroundEffect::parse, WorkaroundEffect::Reduces),
        steps_html: w.text("stepsHtml"),
        last_tested_at: w.at("lastTestedAt"),
    });
    Seen {
        id: p.text("id"),
        reference: p.text("reference"),
        title: p.text("title"),
        status: p.word("status", ProblemStatus::parse, ProblemStatus::Identified),
        steps: p.number("stepsPassed"),
        workaround,
        open_repairs: p.maybe_number("openRepairItemCount").unwrap_or_default(),
        repairs: if p.get("repairItems").is_null() {
            Vec::new()
        } else {
            p.get("repairItems").list("nodes", map_line)
        },
    }
}

fn map_imported(i: Node<'_>) -> Imported {
    Imported {
        format: i.text("format"),
        file: i.text("file"),
        at: i.at("importedAt"),
        sections: i.list("sections", |s| (s.maybe_text("heading"), s.text("bodyHtml"))),
        participants: i.list("participants", |p| (p.text("role"), p.text("text"))),
        actions: i.list("actions", |a| ImportedAction {
            group: a.maybe_text("group"),
            is_done: a.maybe_flag("isDone"),
            text_html: a.text("textHtml"),
        }),
    }
}

fn map_service(s: Node<'_>) -> Affected {
    let ways = [("logs", "logsUrl"), ("dashboard", "dashboardUrl"), ("runbook", "runbookUrl")];
    let ways = ways.into_iter().filter_map(|(word, field)| Some((word, s.maybe_text(field)?))).collect();
    Affected { id: s.text("id"), name: s.text("name"), ways }
}

fn map_responder(r: Node<'_>) -> Responder {
    Responder {
        role: r.word("role", ResponderRole::parse, ResponderRole::Scribe),
        user: r.get("user").named(),
        since: r.at("since"),
        until: r.maybe_at("until"),
    }
}

fn map_other(i: Node<'_>) -> Other {
    Other {
        id: i.text("id"),
        reference: i.text("reference"),
        title: i.text("title"),
        severity: i.word("severity", Severity::parse, Severity::Sev4),
        status: i.word("status", IncidentStatus::parse, IncidentStatus::Declared),
    }
}

fn map_entries(t: Node<'_>) -> Entries {
    let page = t.get("pageInfo");
    let next = page.flag("hasNextPage").then(|| page.maybe_text("endCursor")).flatten();
    Entries { rows: t.list("nodes", map_entry), next }
}

fn map_entry(e: Node<'_>) -> Entry {
    let happened_at = e.at("happenedAt");
    Entry {
        id: e.text("id"),
        kind: e.word("kind", TimelineEntryKind::parse, TimelineEntryKind::Note),
        body: e.text("body"),
        body_html: e.text("bodyHtml"),
        happened_at,
        recorded_at: e.at("recordedAt"),
        precision: e.word("precision", Precision::parse, Precision::Minute),
        author: e.get("author").text("name"),
        author_role: e.maybe_word("authorRole", ResponderRole::parse),
        result: e.maybe_word("result", ActionResult::parse),
        asked_at: e.maybe_at("approvalAskedAt"),
        given_at: e.maybe_at("approvalGivenAt"),
        waiting_seconds: e.maybe_number("waitingSeconds"),
        is_escalation: e.flag("isCustomerEscalation"),
        links: e.list("links", |l| (l.text("label"), l.text("url"))),
        corrects: e.maybe_text("corrects"),
        corrected_by: e.maybe_text("correctedBy"),
        is_pinned: e.flag("isPinned"),
        from_status: e.maybe_word("fromStatus", IncidentStatus::parse),
        to_status: e.maybe_word("toStatus", IncidentStatus::parse),
        from_severity: e.maybe_word("fromSeverity", Severity::parse),
        to_severity: e.maybe_word("toSeverity", Severity::parse),
        role: e.maybe_word("responderRole", ResponderRole::parse),
        from_user: e.get("fromUser").maybe_text("name"),
        to_user: e.get("toUser").maybe_text("name"),
        day: time::day(happened_at),
    }
}
