//! What the rules say about an analysis: the six steps, each with what is still missing (`RCS-01` to `RCS-11`).
//!
//! Findings are derived when somebody asks, never stored. Errors block the step and the gates that build on it; warnings and
//! hints can be set aside with a reason that is kept. This module must not change anything.

mod barriers;
mod bones;
mod candidates;
mod causes;
mod define;
mod look;
mod solutions;
mod suggest;
mod validate;
mod whys;

pub use suggest::suggest_methods;
pub use whys::check_question;

use std::collections::HashMap;

use super::{Analysis, Dismissal, RcaError, RcaMethod};
use crate::finding::{Finding, FindingLevel};
use crate::problem::{LinkedIncident, Outcome};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// The six steps of a root cause analysis, in the talk's order.
    RcaStep {
        /// Define the problem.
        Define = "DEFINE",
        /// Identify potential causes.
        PotentialCauses = "POTENTIAL_CAUSES",
        /// Determine the causes by validating each.
        Validate = "VALIDATE",
        /// Choose solutions.
        Solutions = "SOLUTIONS",
        /// Implement them.
        Implement = "IMPLEMENT",
        /// Measure that they work.
        Measure = "MEASURE",
    }
}

vocabulary! {
    /// Where in an analysis a finding can be mended.
    Place {
        /// The problem statement.
        Statement = "STATEMENT",
        /// The list of causes as a whole.
        Causes = "CAUSES",
        /// One cause; the finding names it.
        Cause = "CAUSE",
        /// One group of causes; the finding names it.
        Group = "GROUP",
        /// The chain of whys.
        Whys = "WHYS",
        /// The fishbone's categories.
        Fishbone = "FISHBONE",
        /// The goals of the map.
        Goals = "GOALS",
        /// The barrier analysis.
        Barriers = "BARRIERS",
        /// The change analysis.
        Differences = "DIFFERENCES",
        /// The reasoned answers, such as a lens without a cause.
        Answers = "ANSWERS",
        /// Decisions on root causes.
        Solutions = "SOLUTIONS",
        /// The problem's own screen.
        Problem = "PROBLEM",
    }
}

/// A finding about an analysis, with where to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RcaFinding {
    /// What the rule says.
    pub finding: Finding,
    /// Where to mend it.
    pub place: Place,
    /// The id of the cause or group that it is about; empty for the analysis as a whole.
    pub subject: String,
    /// That somebody set it aside; errors never are.
    pub dismissed: Option<Dismissal>,
}

/// One step with what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepState {
    /// Which.
    pub step: RcaStep,
    /// Whether no error of its own is open. Says nothing of the steps before it, but that what nobody chose cannot be
    /// implemented and measured: the last two pass with the choice of solutions at the earliest.
    pub passed: bool,
    /// What the rules say, strongest first, those set aside last.
    pub findings: Vec<RcaFinding>,
}

/// What an analysis does not hold and its rules need.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The title of the problem; the first why may restate it (`W5-01`).
    pub title: &'a str,
    /// The incidents of the problem that the rules may count; private ones are left out.
    pub incidents: &'a [LinkedIncident],
    /// What is done about causes.
    pub solutions: &'a [super::Solution],
    /// Names of people, for the rules of wording.
    pub names: &'a [String],
    /// Now.
    pub now: Instant,
}

/// The six steps, in their order.
pub fn steps(analysis: &Analysis, facts: &Facts<'_>) -> Vec<StepState> {
    let present = analysis.graph.present();
    let look = look::Look::new(analysis, &present, facts);
    let mut report = look::Report::default();
    define::judge(&look, &mut report);
    candidates::judge(&look, &mut report);
    validate::judge(&look, &mut report);
    solutions::judge(&look, &mut report);
    match analysis.rca.method {
        RcaMethod::FiveWhys => whys::judge(&look, &mut report),
        RcaMethod::Fishbone => bones::judge(&look, &mut report),
        RcaMethod::CauseMap => causes::judge(&look, &mut report),
        RcaMethod::Enhanced => {
            causes::judge(&look, &mut report);
            barriers::judge(&look, &mut report);
        }
    }
    states(report, &analysis.dismissals)
}

/// The findings of each step in their order, with what was set aside.
fn states(report: look::Report, dismissals: &[Dismissal]) -> Vec<StepState> {
    let aside: HashMap<(&str, &str), &Dismissal> = dismissals
        .iter()
        .map(|dismissal| ((dismissal.rule.as_str(), dismissal.subject.as_str()), dismissal))
        .collect();
    let mut states: Vec<StepState> = Vec::new();
    for (step, mut findings) in RcaStep::ALL.iter().copied().zip(report.into_steps()) {
        for found in &mut findings {
            let key = (found.finding.rule.as_str(), found.subject.as_str());
            if found.finding.level != FindingLevel::Error {
                found.dismissed = aside.get(&key).map(|dismissal| (*dismissal).clone());
            }
        }
        findings.sort_by_key(|found| (found.dismissed.is_some(), found.finding.level));
        let is_free = findings.iter().all(|found| found.finding.level != FindingLevel::Error);
        let is_chosen = step <= RcaStep::Solutions || states.last().is_some_and(|before| before.passed);
        states.push(StepState { step, passed: is_free && is_chosen, findings });
    }
    states
}

/// How many steps are passed without a gap from the first on, 0 to 6.
pub fn steps_passed(steps: &[StepState]) -> u8 {
    u8::try_from(steps.iter().take_while(|state| state.passed).count()).unwrap_or(u8::MAX)
}

/// What the analysis has come to, for the life of its problem.
pub fn outcome(analysis: &Analysis, steps: &[StepState]) -> Outcome {
    let mut open: Vec<Finding> = steps
        .iter()
        .flat_map(|state| &state.findings)
        .filter(|found| found.dismissed.is_none())
        .map(|found| found.finding.clone())
        .collect();
    open.sort_by_key(|finding| finding.level);
    let is_root = |cause: &&super::Cause| cause.removed_at.is_none() && cause.is_root_cause();
    Outcome {
        exists: true,
        root_causes: analysis.graph.causes.iter().filter(is_root).count(),
        steps_passed: steps_passed(steps),
        open,
    }
}

/// Checks that a finding may be set aside: it must be among those of the steps, and no error.
pub fn check_dismissal(steps: &[StepState], rule: &str, subject: &str) -> Result<(), RcaError> {
    let speaks = steps.iter().flat_map(|state| &state.findings).any(|found| {
        found.finding.rule.as_str() == rule
            && found.subject == subject
            && found.finding.level != FindingLevel::Error
    });
    if speaks { Ok(()) } else { Err(RcaError::NotDismissible) }
}
