//! What the rules say about a problem, and about incidents that have none (`VOC-05`).
//!
//! Findings are derived when somebody asks. It must not know the analysis beyond its outline.

use super::{LinkedIncident, Problem, ProblemError, ProblemStatus, Workaround};
use crate::finding::Finding;
use crate::incident::{Incident, IncidentStatus};
use crate::time::{Instant, working_days};

/// `VOC-05`: days after restoration by which an incident has a problem.
pub const PROBLEM_WITHIN_DAYS: i64 = 3;
/// `VOC-05`: the mildest severity that asks for a problem, as rank.
pub const PROBLEM_FROM_RANK: u8 = 2;
/// `RCS-08`: working days after restoration by which an analysis begins.
pub const ANALYSIS_WITHIN_WORKING_DAYS: i64 = 5;
/// `VOC-04`: days after which a workaround wants to be tested again.
pub const WORKAROUND_TESTED_WITHIN_DAYS: i64 = 90;
/// The tag that imports give to planned maintenance (`IMP-14`).
const MAINTENANCE: &str = "maintenance";

/// Every finding of the rules about a problem at `now`, strongest first: a risk whose review is due, an analysis that has not
/// begun, a known error without a workaround, a workaround that was not tested for long. That an analysis began late is told
/// by its own first step.
pub fn findings(problem: &Problem, incidents: &[LinkedIncident], now: Instant) -> Vec<Finding> {
    let mut findings: Vec<Finding> = [
        review_due(problem, now),
        no_analysis(problem, incidents, now),
        untested_workaround(problem, now),
        no_workaround(problem),
    ]
    .into_iter()
    .flatten()
    .collect();
    findings.sort_by_key(|finding| finding.level);
    findings
}

/// `RCS-06`: the date at which an accepted risk is looked at again has come.
fn review_due(problem: &Problem, now: Instant) -> Option<Finding> {
    let decision =
        problem.accepted_risk.as_ref().filter(|_| problem.status == ProblemStatus::AcceptedRisk)?;
    (decision.review_at <= now).then(|| {
        Finding::warning(
            "RCS-06",
            format!(
                "The accepted risk was to be looked at again on {}. Decide anew, or open the problem again.",
                decision.review_at.format("%-d %b %Y")
            ),
        )
    })
}

/// `RCS-08`: service was restored and nobody has begun to look for causes.
fn no_analysis(problem: &Problem, incidents: &[LinkedIncident], now: Instant) -> Option<Finding> {
    if problem.rca.is_some() || !problem.status.is_open() {
        return None;
    }
    let days = working_days(first_restored(incidents)?, now);
    (days > ANALYSIS_WITHIN_WORKING_DAYS).then(|| {
        Finding::warning(
            "RCS-08",
            format!(
                "Service was restored {days} working days ago. Start the analysis while memories are fresh."
            ),
        )
    })
}

/// When service was restored in the first of the incidents that everybody inside may see.
pub(crate) fn first_restored(incidents: &[LinkedIncident]) -> Option<Instant> {
    incidents.iter().filter(|incident| !incident.is_private).filter_map(|incident| incident.restored_at).min()
}

/// `VOC-04`: a workaround is trusted as long as its last test is not old.
fn untested_workaround(problem: &Problem, now: Instant) -> Option<Finding> {
    let workaround = problem.workaround.as_ref().filter(|_| problem.status != ProblemStatus::Closed)?;
    let days = (now - workaround.last_tested_at).num_days();
    (days > WORKAROUND_TESTED_WITHIN_DAYS).then(|| {
        Finding::warning(
            "VOC-04",
            format!("The workaround was last tested {days} days ago. Try it, and record when."),
        )
    })
}

/// `VOC-04`: a known error helps responders through its workaround.
fn no_workaround(problem: &Problem) -> Option<Finding> {
    (problem.status == ProblemStatus::KnownError && problem.workaround.is_none()).then(|| {
        Finding::hint(
            "VOC-04",
            "A known error without a workaround. Is there anything that reduces the impact?",
        )
    })
}

/// `VOC-05`: a bad incident is over, and no problem asks why it happened. Planned maintenance is left alone.
pub fn missing_problem(incident: &Incident, now: Instant) -> Option<Finding> {
    let is_over = matches!(incident.status, IncidentStatus::Resolved | IncidentStatus::Closed);
    if !is_over || incident.problem_count > 0 || incident.severity.rank() > PROBLEM_FROM_RANK {
        return None;
    }
    if incident.tags.iter().any(|tag| tag.as_str() == MAINTENANCE) {
        return None;
    }
    let over_since = incident.ended_at().unwrap_or_else(|| incident.started_at());
    let days = (now - over_since).num_days();
    (days >= PROBLEM_WITHIN_DAYS).then(|| {
        Finding::warning(
            "VOC-05",
            format!(
                "{} was restored {days} days ago and no problem is linked. Open one, or link the one that explains it.",
                incident.severity
            ),
        )
    })
}

/// Checks a workaround at `now`. Errors: tested in the future.
pub fn check_workaround(workaround: &Workaround, now: Instant) -> Result<(), ProblemError> {
    if workaround.last_tested_at > now {
        Err(ProblemError::InFuture { field: "lastTestedAt" })
    } else {
        Ok(())
    }
}
