//! Inputs of problem mutations. They carry typed values on to commands and check nothing else.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};

use super::enums::{ProblemStatus, WorkaroundEffect};
use crate::incident::enums::Severity;

/// Which problems a list holds; conditions are joined by "and", the values of one list by "or".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct ProblemFilter {
    /// In one of these states.
    pub status: Option<Vec<ProblemStatus>>,
    /// Still worked on, or closed or lived with.
    pub is_open: Option<bool>,
    /// Concerning one of these services.
    pub service_ids: Option<Vec<ID>>,
    /// Owned by one of these people.
    pub owner_ids: Option<Vec<ID>>,
    /// Whose worst incident is of one of these severities.
    pub severity: Option<Vec<Severity>>,
    /// With this tag.
    pub tag: Option<String>,
    /// Words of title or description.
    pub text: Option<String>,
    /// With a workaround on record, or without one.
    pub has_workaround: Option<bool>,
}

/// Opens a problem, of incidents or before the first one (`VOC-03`).
#[derive(Clone, Debug, InputObject)]
pub struct OpenProblemInput {
    /// One line, at most 200 characters.
    pub title: String,
    /// What is known, in Markdown.
    pub description: Option<String>,
    /// Incidents that it explains; you must see them.
    pub incident_ids: Option<Vec<ID>>,
    /// Services that it concerns; those of the incidents when absent.
    pub service_ids: Option<Vec<ID>>,
    /// Who sees to it that it moves.
    pub owner_id: Option<ID>,
    /// Who is told when a repair item of it is long overdue (`ACT-12`).
    pub sponsor_id: Option<ID>,
    /// Free words.
    pub tags: Option<Vec<String>>,
    /// Makes the request safe to send twice: same key and same input give the same answer.
    pub idempotency_key: Option<String>,
}

/// Changes a problem's own fields; absent fields stay as they are.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateProblemInput {
    /// The problem.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// New title.
    pub title: Option<String>,
    /// New description, in Markdown.
    pub description: Option<String>,
    /// New owner.
    pub owner_id: Option<ID>,
    /// Whether it has no owner from now on.
    #[graphql(default)]
    pub remove_owner: bool,
    /// New sponsor: who is told when a repair item of it is long overdue (`ACT-12`).
    pub sponsor_id: Option<ID>,
    /// Whether it has no sponsor from now on.
    #[graphql(default)]
    pub remove_sponsor: bool,
    /// New services.
    pub service_ids: Option<Vec<ID>>,
    /// New tags.
    pub tags: Option<Vec<String>>,
}

/// Moves a problem through its life. ACCEPTED_RISK has a mutation of its own.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeProblemStatusInput {
    /// The problem.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: ProblemStatus,
    /// Why; needed to open it again.
    pub reason: Option<String>,
}

/// Decides to live with a problem.
#[derive(Clone, Debug, InputObject)]
pub struct AcceptProblemRiskInput {
    /// The problem.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// Why, in Markdown.
    pub rationale: String,
    /// Who approved it.
    pub approver_id: ID,
    /// When it is looked at again.
    pub review_at: DateTime<Utc>,
}

/// Records what helps until the problem is resolved, or changes it.
#[derive(Clone, Debug, InputObject)]
pub struct SetWorkaroundInput {
    /// The problem.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
    /// What to do, in Markdown.
    pub steps: String,
    /// What it does to the impact.
    pub effect: WorkaroundEffect,
    /// Where it ends: load, time, side effects; in Markdown.
    pub limits: String,
    /// When somebody last saw it work.
    pub last_tested_at: DateTime<Utc>,
}

/// Withdraws a workaround.
#[derive(Clone, Debug, InputObject)]
pub struct RemoveWorkaroundInput {
    /// The problem.
    pub id: ID,
    /// The version that the change is based on.
    pub version: i32,
}

/// Links an incident to a problem.
#[derive(Clone, Debug, InputObject)]
pub struct LinkProblemIncidentInput {
    /// The problem.
    pub problem_id: ID,
    /// The incident; you must see it.
    pub incident_id: ID,
}

/// Ends the link of an incident to a problem.
#[derive(Clone, Debug, InputObject)]
pub struct UnlinkProblemIncidentInput {
    /// The problem.
    pub problem_id: ID,
    /// The incident; you must see it.
    pub incident_id: ID,
}
