//! What is asked of the use cases of problems. Texts arrive raw and are parsed by the use case.

use domain::id::{IncidentId, ProblemId, ServiceId, UserId};
use domain::incident::Severity;
use domain::problem::{ProblemStatus, WorkaroundEffect};
use domain::time::Instant;

/// Opens a problem.
#[derive(Clone, Debug)]
pub struct OpenProblem {
    /// One line.
    pub title: String,
    /// What is known, in Markdown.
    pub description: Option<String>,
    /// Incidents that it explains; may be none (`VOC-03`).
    pub incident_ids: Vec<IncidentId>,
    /// Services that it concerns; those of the incidents if none are named.
    pub service_ids: Vec<ServiceId>,
    /// Who sees to it that it moves.
    pub owner_id: Option<UserId>,
    /// Who is told when a repair item is long overdue (`ACT-12`).
    pub sponsor_id: Option<UserId>,
    /// Free words.
    pub tags: Vec<String>,
    /// Makes a repeat harmless.
    pub idempotency_key: Option<String>,
}

/// Changes a problem's own fields; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct UpdateProblem {
    /// The problem.
    pub id: ProblemId,
    /// The version that the change is based on.
    pub version: i32,
    /// New title.
    pub title: Option<String>,
    /// New description.
    pub description: Option<String>,
    /// New owner.
    pub owner_id: Option<UserId>,
    /// Takes the owner away.
    pub remove_owner: bool,
    /// New sponsor.
    pub sponsor_id: Option<UserId>,
    /// Takes the sponsor away.
    pub remove_sponsor: bool,
    /// New services.
    pub service_ids: Option<Vec<ServiceId>>,
    /// New tags.
    pub tags: Option<Vec<String>>,
}

/// Moves a problem through its life.
#[derive(Clone, Debug)]
pub struct ChangeProblemStatus {
    /// The problem.
    pub id: ProblemId,
    /// The version that the change is based on.
    pub version: i32,
    /// Where it goes.
    pub status: ProblemStatus,
    /// Why; needed to open it again.
    pub reason: Option<String>,
}

/// Decides to live with a problem.
#[derive(Clone, Debug)]
pub struct AcceptProblemRisk {
    /// The problem.
    pub id: ProblemId,
    /// The version that the change is based on.
    pub version: i32,
    /// Why, in Markdown.
    pub rationale: String,
    /// Who approved it.
    pub approver_id: UserId,
    /// When it is looked at again.
    pub review_at: Instant,
}

/// Records the workaround of a problem.
#[derive(Clone, Debug)]
pub struct SetWorkaround {
    /// The problem.
    pub id: ProblemId,
    /// The version that the change is based on.
    pub version: i32,
    /// What to do, in Markdown.
    pub steps: String,
    /// What it does to the impact.
    pub effect: WorkaroundEffect,
    /// Where it ends, in Markdown.
    pub limits: String,
    /// When somebody last saw it work.
    pub last_tested_at: Instant,
}

/// Which problems to list; an empty list or `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProblemFilter {
    /// In one of these states.
    pub status: Vec<ProblemStatus>,
    /// Whether somebody still works on it.
    pub is_open: Option<bool>,
    /// Concerning one of these services.
    pub service_ids: Vec<ServiceId>,
    /// Owned by one of these people.
    pub owner_ids: Vec<UserId>,
    /// Whose worst incident is of one of these severities.
    pub severity: Vec<Severity>,
    /// Carries this tag.
    pub tag: Option<String>,
    /// Words of title or description, each from its beginning, or a reference.
    pub text: Option<String>,
    /// Whether there is a workaround.
    pub has_workaround: Option<bool>,
}

/// What a new record says, to look for earlier ones that are alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LookAlike {
    /// One line.
    pub title: String,
    /// What is known, in Markdown.
    pub text: Option<String>,
    /// Services.
    pub service_ids: Vec<ServiceId>,
    /// Tags.
    pub tags: Vec<String>,
}
