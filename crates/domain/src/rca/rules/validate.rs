//! Step 3, determine the causes by validating each: `RCS-05`, `RCS-10`, `EVD-01`, `CM-07` for root causes.

use super::look::{Look, Report, quote};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::rca::{Cause, CauseVerdict, EvidenceKind, Lens};

const STEP: RcaStep = RcaStep::Validate;

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    if look.causes().is_empty() {
        let finding =
            Finding::error("RCS-05", "There is nothing to validate yet. Add potential causes first.");
        report.whole(STEP, Place::Causes, finding);
    }
    for cause in look.causes() {
        let findings = [undecided(look, cause), no_root(cause), hearsay(look, cause)];
        for finding in findings.into_iter().flatten() {
            report.cause(STEP, cause, finding);
        }
    }
}

/// `RCS-05`: every candidate has a verdict, and what is validated or refuted has evidence.
fn undecided(look: &Look<'_>, cause: &Cause) -> Option<Finding> {
    let text = quote(&cause.text);
    match cause.verdict {
        CauseVerdict::Potential => Some(Finding::error(
            "RCS-05",
            format!(
                "{text} has no verdict. Attach evidence and validate it, refute it, or leave it unresolved."
            ),
        )),
        verdict if verdict.needs_evidence() && look.evidence(cause).is_empty() => Some(Finding::error(
            "RCS-05",
            format!("{text} is {verdict} without evidence. Attach what shows it."),
        )),
        _ if cause.is_root_cause() && cause.verdict != CauseVerdict::Validated => {
            Some(Finding::error("RCS-05", format!("{text} is marked as a root cause and not validated.")))
        }
        _ => None,
    }
}

/// `RCS-10`, `CM-07`: what somebody did, or what did not happen, is no root cause. Refused when it is confirmed; told here of
/// what was stored otherwise.
fn no_root(cause: &Cause) -> Option<Finding> {
    let refused = cause.check_root().err()?;
    let rule = refused.rule().unwrap_or("RCS-10");
    Some(Finding::error(rule, format!("{} is marked as a root cause: {refused}.", quote(&cause.text))))
}

/// `EVD-01`: an interview as the only evidence of a technical cause.
fn hearsay(look: &Look<'_>, cause: &Cause) -> Option<Finding> {
    let evidence = look.evidence(cause);
    let is_told = !evidence.is_empty() && evidence.iter().all(|piece| piece.kind == EvidenceKind::Interview);
    (is_told && look.lens(cause) == Some(Lens::Technical)).then(|| {
        Finding::warning(
            "EVD-01",
            format!(
                "{} rests on interviews alone. Add a metric, a log or another record.",
                quote(&cause.text)
            ),
        )
    })
}
