//! What the workspace shows of an analysis, free of transport: the sheet of all that lies beside the graph of causes, and with it
//! the graph itself. It must not know operations, screens or drawings.

use std::sync::Arc;

pub use super::graph::{BoneView, CauseView, GoalView, GraphView, GroupView, LinkView, Mark, Risk};
use crate::incident::estimate::Estimate;
use crate::model::{
    AnswerKey, BarrierState, DateTime, EvidenceKind, FindingLevel, Named, ProblemStatus, RcaMethod, RcaPlace,
    RcaStatus, RcaStep, Severity,
};

/// The problem the analysis belongs to.
#[derive(Clone, PartialEq)]
pub struct ProblemView {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub status: ProblemStatus,
    pub version: i64,
}

/// Where the problem showed itself.
#[derive(Clone, PartialEq)]
pub struct IncidentView {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub severity: Severity,
    /// What it cost, as people estimated it.
    pub estimates: Vec<Estimate>,
}

/// Step 1 in its five parts.
#[derive(Clone, PartialEq, Default)]
pub struct Statement {
    pub what: String,
    pub place: String,
    pub time: String,
    pub extent: String,
    pub scope: String,
}

#[derive(Clone, PartialEq)]
pub struct BarrierView {
    pub id: String,
    pub defence: String,
    pub expected_effect: String,
    pub state: BarrierState,
    pub evidence: String,
    pub evidence_html: String,
    pub version: i64,
}

#[derive(Clone, PartialEq)]
pub struct DifferenceView {
    pub id: String,
    pub aspect: String,
    pub before: String,
    pub after: String,
    pub relevance: String,
    pub relevance_html: String,
    pub version: i64,
}

#[derive(Clone, PartialEq)]
pub struct AnswerView {
    pub key: AnswerKey,
    pub reason: String,
    pub reason_html: String,
    pub by: String,
    pub at: DateTime,
}

/// What a rule has to say, and whether somebody set it aside.
#[derive(Clone, PartialEq)]
pub struct FindingView {
    pub rule: String,
    pub level: FindingLevel,
    pub message: String,
    pub place: RcaPlace,
    /// A cause or a group.
    pub subject: Option<String>,
    pub dismissal: Option<DismissalView>,
}

#[derive(Clone, PartialEq)]
pub struct DismissalView {
    pub reason: String,
    pub by: String,
    pub at: DateTime,
}

/// One of the six steps.
#[derive(Clone, PartialEq)]
pub struct StepView {
    pub step: RcaStep,
    pub passed: bool,
    pub findings: Vec<FindingView>,
}

/// Everything of an analysis that is no cause.
#[derive(Clone, PartialEq)]
pub struct Sheet {
    pub id: String,
    pub reference: String,
    pub method: RcaMethod,
    pub status: RcaStatus,
    pub version: i64,
    pub problem: ProblemView,
    pub statement: Statement,
    pub goals: Vec<GoalView>,
    pub bones: Vec<BoneView>,
    pub groups: Vec<GroupView>,
    pub barriers: Vec<BarrierView>,
    pub differences: Vec<DifferenceView>,
    pub answers: Vec<AnswerView>,
    pub steps: Vec<StepView>,
    /// Method and why it fits.
    pub suggested: Vec<(RcaMethod, String)>,
    /// Id and name of who asked for the review.
    pub submitted_by: Option<Named>,
    pub started_by: Named,
}

impl Sheet {
    /// What the head of the drawings says.
    pub fn head(&self) -> String {
        let what = self.statement.what.trim();
        if what.is_empty() { self.problem.title.clone() } else { what.to_owned() }
    }

    /// The graph of this sheet with these causes.
    pub fn graph(&self, causes: Vec<Arc<CauseView>>) -> GraphView {
        GraphView::new(self.head(), causes, self.groups.clone(), self.bones.clone(), self.goals.clone())
    }
}

/// A piece of evidence.
#[derive(Clone, PartialEq)]
pub struct EvidenceView {
    pub id: String,
    pub kind: EvidenceKind,
    pub title: String,
    pub url: Option<String>,
    pub summary_html: String,
    pub refuted_by_html: String,
    pub captured_at: DateTime,
    pub captured_by: String,
    /// Text and time of the timeline entry it is.
    pub entry: Option<(String, DateTime)>,
}
