//! Step 2, identify potential causes: `RCS-03`, `RCS-04`, `RCS-09`, and `RCS-11` as far as the graph shows it.

use super::look::{Look, Report, quote, stands};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::rca::{AnswerKey, CauseKind, Lens};

const STEP: RcaStep = RcaStep::PotentialCauses;

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    if let Some(finding) = too_few(look) {
        report.whole(STEP, Place::Causes, finding);
    }
    if look.causes().is_empty() {
        return;
    }
    if let Some(finding) = technical_only(look) {
        report.whole(STEP, Place::Causes, finding);
    }
    if let Some(finding) = open_lenses(look) {
        report.whole(STEP, Place::Answers, finding);
    }
    nothing_beneath(look, report);
}

/// `RCS-03`: at least two candidates, three for SEV1 and SEV2; none at all leaves nothing to validate.
fn too_few(look: &Look<'_>) -> Option<Finding> {
    let (count, wanted) = (look.causes().len(), if look.is_severe() { 3 } else { 2 });
    match count {
        0 => Some(Finding::error(
            "RCS-03",
            "There is no potential cause yet. Add what could explain the problem.",
        )),
        _ if count < wanted => Some(Finding::warning(
            "RCS-03",
            format!(
                "Only {count} of at least {wanted} potential causes. What else could explain the problem?"
            ),
        )),
        _ => None,
    }
}

/// `RCS-04`: candidates lie outside technology, too.
fn technical_only(look: &Look<'_>) -> Option<Finding> {
    let outside = |lens| matches!(lens, Some(Lens::Process | Lens::Organizational));
    (!look.causes().iter().any(|cause| outside(look.lens(cause)))).then(|| {
        Finding::hint(
            "RCS-04",
            "Every potential cause is technical. What in a process or in the organization let it happen?",
        )
    })
}

/// The three lenses: the answer that says there is no such cause, and the question to ask.
const LENSES: [(Lens, AnswerKey, &str); 3] = [
    (Lens::Technical, AnswerKey::NoTechnicalCause, "What is the technical cause?"),
    (Lens::Process, AnswerKey::NoProcessCause, "What process gaps led to the failure?"),
    (
        Lens::Organizational,
        AnswerKey::NoOrganizationalCause,
        "What management system should have prevented it?",
    ),
];

/// `RCS-09`: each of the three lenses has a cause, or a reason why there is none.
fn open_lenses(look: &Look<'_>) -> Option<Finding> {
    let open: Vec<&str> = LENSES
        .into_iter()
        .filter(|(lens, answer, _)| {
            !look.has_answer(*answer) && !look.standing().any(|cause| look.lens(cause) == Some(*lens))
        })
        .map(|(_, _, question)| question)
        .collect();
    (!open.is_empty()).then(|| {
        Finding::warning(
            "RCS-09",
            format!("{} Name a cause for each lens, or say why there is none.", open.join(" ")),
        )
    })
}

/// `RCS-11`: an action of a person, or a deviation from a procedure, has a cause of its own.
fn nothing_beneath(look: &Look<'_>, report: &mut Report) {
    for cause in look.causes().iter().filter(|cause| stands(cause) && !look.has_beneath(cause)) {
        let question = match cause.kind {
            CauseKind::HumanAction => "What made it seem right at the time",
            CauseKind::ProcedureDeviation => "What made the procedure hard to follow",
            CauseKind::Condition | CauseKind::Action => continue,
        };
        let finding = Finding::error(
            "RCS-11",
            format!("Nothing explains {} yet. {question}? Add that as its cause.", quote(&cause.text)),
        );
        report.cause(STEP, cause, finding);
    }
}
