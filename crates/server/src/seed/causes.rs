//! What causes say in made-up analyses, and how they hang together.
//!
//! It must not know when anything is found out.

use domain::rca::{CauseVerdict, Lens};

use super::draw::Draw;

/// A cause of the pattern that every made-up analysis follows.
pub(super) struct Shape {
    /// The place of the cause that it explains; none for the problem itself.
    pub(super) effect: Option<usize>,
    /// Through which lens it is seen.
    pub(super) lens: Lens,
    /// The category of a top-level cause.
    pub(super) bone: Option<&'static str>,
    /// What validation comes to.
    pub(super) verdict: CauseVerdict,
    /// Whether it is confirmed as a root cause.
    pub(super) is_root: bool,
}

const fn shape(
    effect: Option<usize>,
    lens: Lens,
    bone: Option<&'static str>,
    verdict: CauseVerdict,
    is_root: bool,
) -> Shape {
    Shape { effect, lens, bone, verdict, is_root }
}

/// Eight causes in three levels.
pub(super) const SHAPES: [Shape; 8] = [
    shape(None, Lens::Technical, Some("code"), CauseVerdict::Validated, true),
    shape(None, Lens::Process, Some("process"), CauseVerdict::Validated, false),
    shape(None, Lens::Technical, Some("observability"), CauseVerdict::Refuted, false),
    shape(Some(0), Lens::Technical, None, CauseVerdict::Validated, false),
    shape(Some(1), Lens::Process, None, CauseVerdict::Validated, true),
    shape(Some(1), Lens::Organizational, None, CauseVerdict::Validated, true),
    shape(None, Lens::Technical, Some("load"), CauseVerdict::Refuted, false),
    shape(Some(3), Lens::Process, None, CauseVerdict::Unresolved, false),
];

const TECHNICAL: &[&str] = &[
    "The statement reads the whole table on each request",
    "The pool of connections is smaller than the number of workers",
    "The limit of memory lies below what a warm cache takes",
    "Retries multiply the load on a service that is slow already",
    "The queue has one consumer for all customers",
    "The timeout of the client is longer than that of the balancer",
    "The certificate is loaded at start and never again",
    "The replica applies changes on a single thread",
    "Old entries of the cache are never thrown away",
    "The job and the backup use the same disk",
    "The health check answers before the index is loaded",
    "Both zones share one gateway",
];
const PROCESS: &[&str] = &[
    "The load test runs on a tenth of the data",
    "The review has no step for limits and quotas",
    "The runbook has no section on the way back",
    "Releases go to all regions at once",
    "The expiry of certificates is kept in a list by hand",
    "Alerts on the backlog are not part of the checklist for new queues",
    "Capacity is looked at once a year",
    "The hand-over between shifts has no written form",
];
const ORGANIZATIONAL: &[&str] = &[
    "No team owns the shared gateway",
    "The budget for test environments ends with each project",
    "Goals of the quarter count features and no reliability work",
    "The contract with the provider has no promised time to restore",
    "On-call training is planned for new teams only",
];

/// What a cause of a lens says.
pub(super) fn text(draw: &mut Draw, lens: Lens) -> &'static str {
    let texts: &[&'static str] = match lens {
        Lens::Technical => TECHNICAL,
        Lens::Process => PROCESS,
        Lens::Organizational => ORGANIZATIONAL,
    };
    draw.one::<&str>(texts)
}

/// Titles of evidence.
pub(super) const EVIDENCE: &[&str] = &[
    "Latency by percentile",
    "Lines of the slow log",
    "Plan of the statement",
    "Graph of the backlog",
    "Trial on a copy",
];
/// What a workaround says.
pub(super) const WORKAROUNDS: &[&str] = &[
    "Restart the workers one after the other.",
    "Send reads to the second replica until the backlog is gone.",
    "Switch the feature off for the region.",
    "Raise the limit by half and watch memory.",
];
/// What a problem statement says: what, where, when, how much, scope.
pub(super) const STATEMENT: [&[&str]; 5] = [
    &["Pages answer after several seconds.", "Orders are confirmed hours late.", "Sign-in is refused."],
    &["In one region, in all browsers.", "In the apps and on the website.", "For partners of the interface."],
    &["Every morning from eight to ten.", "Three times in the last month.", "Within an hour of a failover."],
    &["One request in five.", "About 4,000 customers a day.", "All orders of one warehouse."],
    &["The other regions are not part of it.", "Payments are not part of it.", "Reports are not part of it."],
];
