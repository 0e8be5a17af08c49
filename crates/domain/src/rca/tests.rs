//! Table tests of root cause analysis, and what they build an analysis with.

mod barriers;
mod bones;
mod causes;
mod graph;
mod outline;
mod review;
mod solutions;
mod steps;
mod talk;
mod whys;

use super::rules;
use super::*;
use crate::finding::FindingLevel;
use crate::id::{CauseGroupId, CauseId, EvidenceId, IncidentId, UserId};
use crate::incident::Severity;
use crate::problem::LinkedIncident;
use crate::text::{Body, ShortText};

pub(super) const AUTHOR: Principal = Principal::User(UserId::new(uuid::Uuid::from_u128(1)));
pub(super) const READER: Principal = Principal::User(UserId::new(uuid::Uuid::from_u128(2)));

pub(super) fn day(date: &str) -> Instant {
    format!("{date}T12:00:00Z").parse().unwrap()
}

fn uuid(n: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(n as u128)
}

pub(super) fn short(text: &str) -> ShortText {
    ShortText::parse(text).unwrap()
}

pub(super) fn markdown(text: &str) -> Markdown {
    Markdown::parse(text).unwrap()
}

pub(super) fn risk() -> RiskDecision {
    RiskDecision {
        rationale: Body::parse("The next release replaces it.").unwrap(),
        approver: UserId::new(uuid(9)),
        review_at: day("2027-03-01"),
        decided_at: day("2026-11-25"),
    }
}

/// An analysis with what its rules need beside it.
pub(super) struct Case {
    pub analysis: Analysis,
    pub incidents: Vec<LinkedIncident>,
    pub solutions: Vec<Solution>,
    pub names: Vec<String>,
    pub now: Instant,
}

impl Case {
    /// A whole problem statement, no causes and no incidents.
    pub fn new(method: RcaMethod) -> Self {
        let mut rca =
            Rca::start(RcaId::new(uuid(7)), ProblemId::new(uuid(8)), method, AUTHOR, day("2026-11-24"));
        rca.statement = ProblemStatement {
            what: markdown("Search and booking answer slowly or not at all"),
            place: markdown("The shop"),
            time: markdown("23 Nov 2026, 08:00 to 15:25"),
            extent: markdown("All customers of one region"),
            scope: markdown("Payment was not concerned"),
        };
        let analysis = Analysis {
            rca,
            graph: Graph::default(),
            evidence: Vec::new(),
            barriers: Vec::new(),
            differences: Vec::new(),
            answers: Vec::new(),
            dismissals: Vec::new(),
        };
        Self {
            analysis,
            incidents: Vec::new(),
            solutions: Vec::new(),
            names: Vec::new(),
            now: day("2026-11-28"),
        }
    }

    /// An incident of this severity, restored on a day.
    pub fn incident(&mut self, severity: Severity, restored: Option<&str>) {
        self.incidents.push(LinkedIncident {
            id: IncidentId::new(uuid(500 + self.incidents.len())),
            severity,
            is_private: false,
            started_at: day("2026-11-01"),
            restored_at: restored.map(day),
            is_recurrence: false,
        });
    }

    /// A cause that explains nothing yet.
    pub fn cause(&mut self, text: &str) -> CauseId {
        let id = CauseId::new(uuid(1_000 + self.analysis.graph.causes.len()));
        self.analysis.graph.causes.push(Cause {
            id,
            rca: self.analysis.rca.id,
            text: short(text),
            kind: CauseKind::Condition,
            lens: None,
            bone: None,
            verdict: CauseVerdict::Potential,
            verdict_reason: Markdown::default(),
            confirmed_at: None,
            path: None,
            occurred_at: None,
            is_hypothetical: false,
            stop_reason: None,
            risk: None,
            created_by: AUTHOR,
            created_at: day("2026-11-24"),
            updated_at: day("2026-11-24"),
            removed_at: None,
            version: 1,
        });
        id
    }

    /// A cause on a category.
    pub fn on_bone(&mut self, bone: &str, text: &str) -> CauseId {
        let id = self.cause(text);
        self.get(id).bone = Some(bone.to_owned());
        id
    }

    /// Joins causes to an effect.
    pub fn group(
        &mut self,
        effect: Option<CauseId>,
        operator: GroupOperator,
        causes: &[CauseId],
    ) -> CauseGroupId {
        let id = CauseGroupId::new(uuid(5_000 + self.analysis.graph.groups.len()));
        let link = |(at, cause): (usize, &CauseId)| CauseLink {
            cause: *cause,
            position: i32::try_from(at).unwrap(),
            created_by: AUTHOR,
            therefore: None,
        };
        self.analysis.graph.groups.push(CauseGroup {
            id,
            rca: self.analysis.rca.id,
            effect,
            question: None,
            operator,
            either_suffices: false,
            links: causes.iter().enumerate().map(link).collect(),
            created_at: day("2026-11-24"),
        });
        id
    }

    /// Asks why, and answers.
    pub fn why(&mut self, effect: Option<CauseId>, question: &str, answer: &str) -> CauseId {
        let cause = self.cause(answer);
        self.group(effect, GroupOperator::And, &[cause]);
        self.last_group().question = Some(short(question));
        cause
    }

    pub fn last_group(&mut self) -> &mut CauseGroup {
        self.analysis.graph.groups.last_mut().unwrap()
    }

    pub fn get(&mut self, id: CauseId) -> &mut Cause {
        self.analysis.graph.causes.iter_mut().find(|cause| cause.id == id).unwrap()
    }

    pub fn show(&mut self, cause: CauseId, kind: EvidenceKind) {
        self.analysis.evidence.push(Evidence {
            id: EvidenceId::new(uuid(9_000 + self.analysis.evidence.len())),
            rca: self.analysis.rca.id,
            subject: EvidenceSubject::Cause(cause),
            kind,
            title: short("DTU 100 %, 08:42 to 10:50"),
            url: None,
            summary: Markdown::default(),
            refuted_by: Markdown::default(),
            timeline_entry: None,
            captured_at: day("2026-11-24"),
            captured_by: AUTHOR,
            created_at: day("2026-11-24"),
        });
    }

    /// Attaches a metric and decides.
    pub fn decide(&mut self, cause: CauseId, verdict: CauseVerdict) {
        if verdict.needs_evidence() {
            self.show(cause, EvidenceKind::Metric);
        }
        self.get(cause).decide(verdict, markdown("The graph shows it."), 1).unwrap();
    }

    pub fn answer(&mut self, key: AnswerKey) {
        let reason = Body::parse("We looked and found none.").unwrap();
        self.analysis.answers.push(Answer { key, reason, by: AUTHOR, at: self.now });
    }

    /// Something that is done about causes; its plan is whole.
    pub fn solution(&mut self, state: SolutionState, causes: &[CauseId]) -> &mut Solution {
        self.solutions.push(Solution {
            reference: format!("REP-{}", self.solutions.len() + 1),
            causes: causes.to_vec(),
            state,
            is_weak: false,
            missing: Vec::new(),
            errors: Vec::new(),
        });
        self.solutions.last_mut().unwrap()
    }

    /// A validated cause that is confirmed as a root cause.
    pub fn root(&mut self, text: &str) -> CauseId {
        let id = self.cause(text);
        self.decide(id, CauseVerdict::Validated);
        self.get(id).confirm(day("2026-11-26")).unwrap();
        id
    }

    /// What a step says, in the words that people read.
    pub fn messages(&self, step: RcaStep) -> Vec<String> {
        let found = self.steps().into_iter().find(|state| state.step == step);
        found.unwrap().findings.into_iter().map(|found| found.finding.message).collect()
    }

    pub fn facts(&self) -> Facts<'_> {
        Facts {
            title: "Shop is down during the sale",
            incidents: &self.incidents,
            solutions: &self.solutions,
            names: &self.names,
            now: self.now,
        }
    }

    pub fn steps(&self) -> Vec<StepState> {
        rules::steps(&self.analysis, &self.facts())
    }

    /// The findings of a rule: level, and the subject's id.
    pub fn says(&self, rule: &str) -> Vec<(FindingLevel, String)> {
        self.steps()
            .into_iter()
            .flat_map(|step| step.findings)
            .filter(|found| found.finding.rule.as_str() == rule)
            .map(|found| (found.finding.level, found.subject))
            .collect()
    }

    /// Whether a rule speaks of the analysis as a whole, and how strongly.
    pub fn level(&self, rule: &str) -> Option<FindingLevel> {
        let said = self.says(rule);
        assert!(said.len() < 2, "{rule}: {said:?}");
        said.first().map(|(level, _)| *level)
    }

    /// Of which causes or groups a rule speaks.
    pub fn subjects(&self, rule: &str) -> Vec<String> {
        self.says(rule).into_iter().map(|(_, subject)| subject).collect()
    }

    /// The step that a rule speaks in.
    pub fn step_of(&self, rule: &str) -> Option<RcaStep> {
        self.steps()
            .into_iter()
            .find(|step| step.findings.iter().any(|found| found.finding.rule.as_str() == rule))
            .map(|step| step.step)
    }
}
