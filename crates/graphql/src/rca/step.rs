//! The six steps with what is still missing, and which methods fit.

use async_graphql::{ID, SimpleObject};
use domain::rca as d;

use super::enums::{RcaMethod, RcaPlace, RcaStep};
use super::parts::Dismissal;
use crate::finding::FindingLevel;

/// One of the six steps, with what is still missing.
#[derive(SimpleObject)]
pub struct RcaStepState {
    /// Which.
    step: RcaStep,
    /// Whether no error of its own is open. Says nothing of the steps before it.
    passed: bool,
    /// What the rules say, strongest first, those set aside last.
    findings: Vec<RcaFinding>,
}

impl From<&d::StepState> for RcaStepState {
    fn from(state: &d::StepState) -> Self {
        Self {
            step: state.step.into(),
            passed: state.passed,
            findings: state.findings.iter().map(RcaFinding::from).collect(),
        }
    }
}

/// One statement of one rule about an analysis, with where to mend it.
#[derive(SimpleObject)]
pub struct RcaFinding {
    /// The id of the rule, such as `RCS-05`.
    rule: String,
    /// How strong it is: errors block the step, warnings and hints can be set aside.
    level: FindingLevel,
    /// What is the matter, in plain words.
    message: String,
    /// Where to mend it.
    place: RcaPlace,
    /// The cause or group that it is about; null for the analysis as a whole.
    subject_id: Option<ID>,
    /// That somebody set it aside; null while it stands.
    dismissal: Option<Dismissal>,
}

impl From<&d::RcaFinding> for RcaFinding {
    fn from(finding: &d::RcaFinding) -> Self {
        Self {
            rule: finding.finding.rule.to_string(),
            level: finding.finding.level.into(),
            message: finding.finding.message.clone(),
            place: finding.place.into(),
            subject_id: Some(finding.subject.as_str()).filter(|id| !id.is_empty()).map(ID::from),
            dismissal: finding.dismissed.as_ref().map(Dismissal::from),
        }
    }
}

/// A method that fits, with the reason; a suggestion, never more.
#[derive(SimpleObject)]
pub struct MethodSuggestion {
    /// The method.
    method: RcaMethod,
    /// Why it fits.
    reason: String,
}

impl MethodSuggestion {
    /// Of a method with the reason.
    pub(super) fn of((method, reason): &(d::RcaMethod, String)) -> Self {
        Self { method: (*method).into(), reason: reason.clone() }
    }
}
