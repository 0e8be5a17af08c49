//! What the rules say about repair items (`ACT-01` to `ACT-12`).
//!
//! Findings are derived when somebody asks. It must not know how a gate is refused: `status` does that with the same findings.

use super::{LinkedCause, RepairItem, RepairItemStatus, RepairKind, RepairPurpose, wording};
use crate::finding::Finding;
use crate::incident::Severity;
use crate::text::listed;
use crate::time::{Instant, words};

/// `ACT-11`: more items than this from one problem want to be fewer.
pub const MANY_ITEMS: usize = 10;

/// Every finding about one item at `now`, strongest first: `ACT-01` to `ACT-04` (errors), `ACT-05`, `ACT-06` (wording), over policy
/// and overdue (`ACT-03`, `ACT-12`), a check that is due or whose plan is incomplete (`ACT-10`). What is proven or decided against
/// is left alone, but for a plan that the analysis still needs.
pub fn findings(item: &RepairItem, causes: &[LinkedCause], now: Instant) -> Vec<Finding> {
    let mut findings = Vec::new();
    if item.status.is_open() {
        findings.extend(gate(item, causes));
    }
    if item.status == RepairItemStatus::Proposed || item.status.has_running_clock() {
        findings.extend(wording::judge(item.title.as_str(), item.done_condition.as_str()));
        findings.extend(overdue(item, now));
        findings.extend(over_policy(item));
    }
    findings.extend(check_due(item, now));
    findings.extend(plan_gaps(item));
    findings.sort_by_key(|finding| finding.level);
    findings
}

/// What a commitment needs: `ACT-01`, `ACT-02` and `ACT-04`.
pub(super) fn gate(item: &RepairItem, causes: &[LinkedCause]) -> Vec<Finding> {
    let mut findings = cause_findings(item, causes);
    findings.extend(nobody_answers(item));
    findings
}

/// `ACT-01`, `ACT-02`: what an item acts on.
pub(super) fn cause_findings(item: &RepairItem, causes: &[LinkedCause]) -> Vec<Finding> {
    let standing = || causes.iter().filter(|cause| !cause.is_gone);
    let mut findings = Vec::new();
    match item.kind {
        RepairKind::Corrective if standing().next().is_none() => findings.push(Finding::error(
            "ACT-01",
            "A corrective item mends a root cause. Link the confirmed root cause that it acts on.",
        )),
        RepairKind::Corrective if standing().all(|cause| cause.confirmed_at.is_none()) => {
            findings.push(Finding::error(
                "ACT-01",
                "No linked cause is a confirmed root cause. Confirm one in the analysis, link another one, or make the item preventive.",
            ));
        }
        RepairKind::Corrective => {}
        RepairKind::Preventive => {
            if standing().next().is_none() {
                findings.push(Finding::error(
                    "ACT-02",
                    "A preventive item acts on a root cause or a contributing factor. Link one.",
                ));
            }
            if item.target.is_none() {
                findings
                    .push(Finding::error("ACT-02", "Say what it changes: a system, a process or a design."));
            }
        }
    }
    findings
}

/// `ACT-04`: one who answers for it, a team, and by what one can tell that it is done. The due date comes with the commitment.
fn nobody_answers(item: &RepairItem) -> Option<Finding> {
    let missing: Vec<&str> = [
        ("owner", item.owner.is_none()),
        ("team", item.team.is_none()),
        ("done condition", item.done_condition.as_str().trim().is_empty()),
    ]
    .into_iter()
    .filter_map(|(name, is_missing)| is_missing.then_some(name))
    .collect();
    (!missing.is_empty()).then(|| Finding::error("ACT-04", format!("It still needs {}.", listed(&missing))))
}

/// `ACT-12`: it is due and not done.
fn overdue(item: &RepairItem, now: Instant) -> Option<Finding> {
    let due = item.due_at.filter(|_| item.is_overdue(now))?;
    Some(Finding::warning(
        "ACT-12",
        format!(
            "It was due on {}, {} ago. Finish it, postpone it with a reason, or decide not to do it.",
            due.format("%-d %b %Y"),
            words((now - due).num_milliseconds())
        ),
    ))
}

/// `ACT-03`: an exception stays visible.
fn over_policy(item: &RepairItem) -> Option<Finding> {
    let (clock, due) = (item.clock?, item.due_at?);
    item.is_over_policy().then(|| {
        Finding::hint(
            "ACT-03",
            format!(
                "Over policy: due on {}, and the policy gives until {}.",
                due.format("%-d %b %Y"),
                clock.policy_due_at().format("%-d %b %Y")
            ),
        )
    })
}

/// `ACT-10`: the day has come to tell whether it works.
fn check_due(item: &RepairItem, now: Instant) -> Option<Finding> {
    let at = item.plan.check_at.filter(|_| item.is_check_due(now))?;
    Some(Finding::warning(
        "ACT-10",
        format!(
            "Its effect was to be checked on {}. Measure it and record what it shows.",
            at.format("%-d %b %Y")
        ),
    ))
}

/// `ACT-10`: by what one will tell that it works. The check date comes with the policy.
fn plan_gaps(item: &RepairItem) -> Option<Finding> {
    let status = item.status;
    let mut missing = item.plan.missing();
    if !status.is_done() {
        missing.retain(|part| *part != "check date");
    }
    if missing.is_empty() || !(status.is_done() || status.has_running_clock()) {
        return None;
    }
    let message = format!("To tell whether it works, its plan still needs {}.", listed(&missing));
    Some(if status.is_done() {
        Finding::warning("ACT-10", message)
    } else {
        Finding::hint("ACT-10", message)
    })
}

/// What the rules say about all items of a problem together: `ACT-08` is told by the analysis; `ACT-09` (nothing detects or
/// mitigates, for a SEV1) and `ACT-11` (more than ten). What is decided against does not count, and no items at all are legal.
pub fn set_findings(items: &[RepairItem], worst: Option<Severity>) -> Vec<Finding> {
    let standing: Vec<&RepairItem> =
        items.iter().filter(|item| item.status != RepairItemStatus::NotDoing).collect();
    let helps =
        |item: &&RepairItem| matches!(item.purpose, Some(RepairPurpose::Detect | RepairPurpose::Mitigate));
    let mut findings = Vec::new();
    if worst == Some(Severity::Sev1) && !standing.is_empty() && !standing.iter().any(helps) {
        findings.push(Finding::warning(
            "ACT-09",
            "After a SEV1, nothing here shows the next one earlier or makes it smaller. Add an item that detects or mitigates.",
        ));
    }
    if standing.len() > MANY_ITEMS {
        findings.push(Finding::hint(
            "ACT-11",
            format!(
                "{} items are many for one problem. Keep what must be done, and record the decision not to do the rest.",
                standing.len()
            ),
        ));
    }
    findings
}
