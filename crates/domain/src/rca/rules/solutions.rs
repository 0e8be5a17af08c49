//! Steps 4 to 6, choose solutions, implement and measure them: `RCS-06`, `RCS-07`.
//!
//! Until there are repair items, the decision to live with a root cause is the only choice: then nothing is to be implemented or
//! measured.

use super::look::{Look, Report, quote};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::rca::Cause;

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    let roots: Vec<&Cause> = look.causes().iter().filter(|cause| cause.is_root_cause()).collect();
    if roots.is_empty() {
        let finding = Finding::error(
            "RCS-06",
            "No root cause is confirmed yet. Confirm a validated cause; there can be several.",
        );
        report.whole(RcaStep::Solutions, Place::Solutions, finding);
    }
    for root in &roots {
        if let Some(finding) = undecided(root).or_else(|| review_due(look, root)) {
            report.put(RcaStep::Solutions, Place::Solutions, root.id.to_string(), finding);
        }
    }
    if roots.is_empty() || roots.iter().any(|root| root.risk.is_none()) {
        let waits = "Waits for step 4: decide on every root cause first.";
        report.whole(RcaStep::Implement, Place::Solutions, Finding::hint("RCS-06", waits));
        report.whole(RcaStep::Measure, Place::Solutions, Finding::hint("RCS-07", waits));
    }
}

/// `RCS-06`: each root cause has a solution or a decision to live with it.
fn undecided(root: &Cause) -> Option<Finding> {
    root.risk.is_none().then(|| {
        Finding::error(
            "RCS-06",
            format!(
                "Nothing is decided about the root cause {}. Decide to live with it until a date.",
                quote(&root.text)
            ),
        )
    })
}

/// `RCS-06`: the date at which the decision is looked at again has come.
fn review_due(look: &Look<'_>, root: &Cause) -> Option<Finding> {
    let due = root.risk.as_ref()?.review_at;
    (due <= look.facts.now).then(|| {
        Finding::warning(
            "RCS-06",
            format!(
                "The decision to live with {} was to be looked at again on {}. Decide anew.",
                quote(&root.text),
                due.format("%-d %b %Y")
            ),
        )
    })
}
