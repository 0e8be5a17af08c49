//! Enhanced analysis, beside the cause map: `ER-01`, `ER-02`.

use super::look::{Look, Report, quote};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::rca::{AnswerKey, Barrier, BarrierState, CausePath};
use crate::text::listed;

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    if let Some(finding) = missing_rows(&look.analysis.barriers) {
        report.whole(RcaStep::PotentialCauses, Place::Barriers, finding);
    }
    if let Some(finding) = missing_paths(look) {
        report.whole(RcaStep::PotentialCauses, Place::Answers, finding);
    }
    if let Some(finding) = unproven_rows(&look.analysis.barriers) {
        report.whole(RcaStep::Validate, Place::Barriers, finding);
    }
}

/// `ER-01`: the barrier analysis has rows, and among them what worked.
fn missing_rows(barriers: &[Barrier]) -> Option<Finding> {
    let message = if barriers.is_empty() {
        "The barrier analysis is empty. List the defences, with those that worked."
    } else if barriers.iter().all(|barrier| barrier.state != BarrierState::Worked) {
        "No defence is listed that worked. What went well, and kept it from being worse?"
    } else {
        return None;
    };
    Some(Finding::error("ER-01", message))
}

/// `ER-01`: each row says what shows it.
fn unproven_rows(barriers: &[Barrier]) -> Option<Finding> {
    let unproven: Vec<String> = barriers
        .iter()
        .filter(|barrier| barrier.evidence.as_str().trim().is_empty())
        .map(|barrier| quote(&barrier.defence))
        .collect();
    let shown = &unproven[..unproven.len().min(3)];
    (!unproven.is_empty()).then(|| {
        let more = match unproven.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Finding::error("ER-01", format!("What shows the state of {}{more}? Add the evidence.", listed(shown)))
    })
}

/// The two questions: the answer that says there is no such cause, and the question.
const PATHS: [(CausePath, AnswerKey, &str); 2] = [
    (CausePath::Occurrence, AnswerKey::NoOccurrenceCause, "Why did it occur?"),
    (CausePath::Escape, AnswerKey::NoEscapeCause, "Why did it escape detection?"),
];

/// `ER-02`: a cause of occurrence and a cause of escape, or a reason why there is none.
fn missing_paths(look: &Look<'_>) -> Option<Finding> {
    let open: Vec<&str> = PATHS
        .into_iter()
        .filter(|(path, answer, _)| {
            !look.has_answer(*answer) && !look.standing().any(|cause| cause.path == Some(*path))
        })
        .map(|(_, _, question)| question)
        .collect();
    (!open.is_empty()).then(|| {
        Finding::error(
            "ER-02",
            format!("{} Mark a cause that answers it, or say why there is none.", open.join(" ")),
        )
    })
}
