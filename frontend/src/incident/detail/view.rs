//! What the page shows of an incident, free of transport. It must not know operations or screens.

use super::told_api::Draft;
use crate::{
    incident::estimate::Estimate,
    model::{
        ActionResult, Audience, DateTime, DetectionSource, Finding, ImpactLevel, IncidentLinkKind,
        IncidentStatus, InstantName, InstantSource, Named, Precision, ProblemStatus, ResponderRole, Severity,
        TimelineEntryKind, WorkaroundEffect,
    },
    promise::api::Promise,
    repair::beside::Line,
};

/// A window of impact (`CLK-04`).
#[derive(Clone, PartialEq)]
pub struct Window {
    pub id: String,
    pub started_at: DateTime,
    pub ended_at: Option<DateTime>,
    pub level: ImpactLevel,
    pub services: Vec<Named>,
}

#[derive(Clone, PartialEq)]
pub struct NamedInstant {
    pub name: InstantName,
    pub at: DateTime,
    pub source: InstantSource,
    pub precision: Precision,
}

#[derive(Clone, PartialEq)]
pub struct Responder {
    pub role: ResponderRole,
    pub user: Named,
    pub since: DateTime,
    pub until: Option<DateTime>,
}

/// A related incident, seen from this one.
#[derive(Clone, PartialEq)]
pub struct Relation {
    pub id: String,
    pub kind: IncidentLinkKind,
    pub is_outgoing: bool,
    pub other: Other,
}

/// What is shown of another incident.
#[derive(Clone, PartialEq)]
pub struct Other {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub severity: Severity,
    pub status: IncidentStatus,
}

/// A service with its ways out.
#[derive(Clone, PartialEq)]
pub struct Affected {
    pub id: String,
    pub name: String,
    /// Word and address of logs, dashboard and runbook, as far as known.
    pub ways: Vec<(&'static str, String)>,
}

/// A message that went out.
#[derive(Clone, PartialEq)]
pub struct Update {
    pub id: String,
    pub audience: Audience,
    pub body: String,
    pub body_html: String,
    /// The earlier update that it corrects.
    pub corrects: Option<String>,
    pub corrected_at: Option<DateTime>,
    pub published_at: DateTime,
    pub next_update_at: Option<DateTime>,
    pub eta: Option<DateTime>,
    pub is_late: bool,
    pub is_final: bool,
    pub author: String,
}

/// A step of the lifecycle, as the timeline tells it.
#[derive(Clone, PartialEq)]
pub struct Step {
    pub at: DateTime,
    pub to: Option<IncidentStatus>,
}

#[derive(Clone, PartialEq)]
pub struct Change {
    pub id: String,
    pub body_html: String,
    pub at: DateTime,
}

/// One entry of the timeline.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub id: String,
    pub kind: TimelineEntryKind,
    pub body: String,
    pub body_html: String,
    pub happened_at: DateTime,
    pub recorded_at: DateTime,
    pub precision: Precision,
    pub author: String,
    pub author_role: Option<ResponderRole>,
    pub result: Option<ActionResult>,
    pub asked_at: Option<DateTime>,
    pub given_at: Option<DateTime>,
    pub waiting_seconds: Option<i64>,
    pub is_escalation: bool,
    /// Evidence: label and address.
    pub links: Vec<(String, String)>,
    pub corrects: Option<String>,
    pub corrected_by: Option<String>,
    pub is_pinned: bool,
    pub from_status: Option<IncidentStatus>,
    pub to_status: Option<IncidentStatus>,
    pub from_severity: Option<Severity>,
    pub to_severity: Option<Severity>,
    /// The role that changed hands, from whom, to whom.
    pub role: Option<ResponderRole>,
    pub from_user: Option<String>,
    pub to_user: Option<String>,
    /// The day in the reader's zone, in words; formatted once, for grouping.
    pub day: String,
}

/// A page of the timeline.
#[derive(Clone, PartialEq, Default)]
pub struct Entries {
    pub rows: Vec<Entry>,
    pub next: Option<String>,
}

/// How far it took to each point, seconds.
#[derive(Clone, PartialEq)]
pub struct Durations {
    pub detect: Option<i64>,
    pub acknowledge: Option<i64>,
    pub mitigate: Option<i64>,
    pub restore: Option<i64>,
    pub first_communication: Option<i64>,
}

/// The whole incident as the page shows it, without the timeline.
#[derive(Clone, PartialEq)]
pub struct Detail {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub summary: String,
    pub summary_html: String,
    pub severity: Severity,
    pub status: IncidentStatus,
    pub version: i64,
    pub started_at: DateTime,
    pub declared_at: DateTime,
    pub ended_at: Option<DateTime>,
    pub is_private: bool,
    pub is_public: bool,
    /// What customers read instead of the title.
    pub public_title: Option<String>,
    pub detection_source: Option<DetectionSource>,
    pub tags: Vec<String>,
    pub instants: Vec<NamedInstant>,
    pub windows: Vec<Window>,
    pub durations: Durations,
    pub services: Vec<Affected>,
    pub responders: Vec<Responder>,
    pub history: Vec<Responder>,
    pub members: Vec<Named>,
    pub promises: Vec<(Audience, DateTime)>,
    pub relations: Vec<Relation>,
    /// Where an imported incident came from.
    pub imported_from: Option<Imported>,
    /// The problems it is linked to.
    pub problems: Vec<Seen>,
    /// What is known on the same services.
    pub known_errors: Vec<Seen>,
    pub findings: Vec<Finding>,
    pub steps: Vec<Step>,
    pub changes: Vec<Change>,
    pub updates: Vec<Update>,
    pub drafts: Vec<Draft>,
    pub rca_promises: Vec<Promise>,
    pub estimates: Vec<Estimate>,
}

/// A problem, as an incident shows it.
#[derive(Clone, PartialEq)]
pub struct Seen {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub status: ProblemStatus,
    /// Of the six steps of its analysis.
    pub steps: i64,
    pub workaround: Option<Helps>,
    /// Its repair items that somebody still has to do something about.
    pub open_repairs: i64,
    /// The first few of its repair items.
    pub repairs: Vec<Line>,
}

/// What helps until a problem is resolved.
#[derive(Clone, PartialEq)]
pub struct Helps {
    pub effect: WorkaroundEffect,
    pub steps_html: String,
    pub last_tested_at: DateTime,
}

/// What an import brought, as its source says it.
#[derive(Clone, PartialEq)]
pub struct Imported {
    pub format: String,
    pub file: String,
    pub at: DateTime,
    /// Heading and text of each section that has no other place here.
    pub sections: Vec<(Option<String>, String)>,
    /// Role and who.
    pub participants: Vec<(String, String)>,
    pub actions: Vec<ImportedAction>,
}

/// Something that was to be done afterwards.
#[derive(Clone, PartialEq)]
pub struct ImportedAction {
    pub group: Option<String>,
    pub is_done: Option<bool>,
    pub text_html: String,
}
