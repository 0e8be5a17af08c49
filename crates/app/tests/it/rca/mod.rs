//! Root cause analyses: drafted, validated, confirmed, reviewed.

mod causes;
mod edits;
mod graph;
pub mod steps;

use app::rca::{AddCause, AddEvidence, CauseAnswer, RcaAnswer, StartRca, UpdateCause, ValidateCause};
use domain::id::{CauseId, RcaId};
use domain::problem::Problem;
use domain::rca::{Analysis, Cause, CauseKind, CauseVerdict, EvidenceKind, EvidenceSubject, Lens, RcaMethod};

use crate::problem::{Workshop, workshop};

/// An analysis that was just started, with its problem.
pub struct Bench {
    pub shop: Workshop,
    pub problem: Problem,
    pub rca: RcaId,
}

pub async fn bench(method: RcaMethod) -> Bench {
    let shop = workshop().await;
    let problem = shop.open("Slow search", &[]).await;
    let command = StartRca { problem_id: problem.id, method };
    let rca = shop.app().start_rca(&shop.stage.oliver, command).await.unwrap().analysis.rca.id;
    Bench { shop, problem, rca }
}

impl Bench {
    pub fn app(&self) -> &app::App {
        self.shop.app()
    }

    pub fn cause(&self, text: &str) -> AddCause {
        AddCause {
            rca_id: self.rca,
            text: text.to_owned(),
            kind: CauseKind::Condition,
            lens: Some(Lens::Technical),
            bone: None,
            effect_id: None,
            group_id: None,
            question: None,
            is_unlinked: false,
            idempotency_key: None,
        }
    }

    /// Adds a cause as Oliver, a second after the one before: causes of one instant would stand in the order of ids.
    pub async fn add(&self, command: AddCause) -> Cause {
        self.shop.stage.world.clock.advance(1);
        self.app().add_cause(&self.shop.stage.oliver, command).await.unwrap().cause
    }

    /// A cause that explains the problem itself.
    pub async fn top(&self, text: &str) -> Cause {
        self.add(self.cause(text)).await
    }

    /// A cause that explains another one.
    pub async fn beneath(&self, effect: &Cause, text: &str) -> Cause {
        self.add(AddCause { effect_id: Some(effect.id), ..self.cause(text) }).await
    }

    pub fn evidence(cause: CauseId) -> AddEvidence {
        AddEvidence {
            subject: EvidenceSubject::Cause(cause),
            kind: EvidenceKind::Metric,
            title: "Latency of the index".to_owned(),
            url: Some("https://metrics.trips.example/d/1".to_owned()),
            summary: None,
            refuted_by: None,
            timeline_entry_id: None,
            captured_at: None,
            idempotency_key: None,
        }
    }

    pub async fn decide(&self, cause: &Cause, verdict: CauseVerdict) -> app::Result<CauseAnswer> {
        let version = self.now().await.graph.cause(cause.id).unwrap().version;
        let command =
            ValidateCause { id: cause.id, version, verdict, reason: "Seen in the graph.".to_owned() };
        self.app().validate_cause(&self.shop.stage.oliver, command).await
    }

    /// Adds evidence, validates and confirms.
    pub async fn confirm(&self, cause: &Cause) -> CauseAnswer {
        self.app().add_evidence(&self.shop.stage.oliver, Bench::evidence(cause.id)).await.unwrap();
        let version = self.decide(cause, CauseVerdict::Validated).await.unwrap().cause.version;
        self.app().confirm_root_cause(&self.shop.petra, cause.id, version).await.unwrap()
    }

    /// The analysis as it is kept.
    pub async fn now(&self) -> Analysis {
        let found = self.app().analyses(&self.shop.petra, &[self.rca]).await.unwrap();
        Analysis::clone(&found[&self.rca])
    }

    /// The problem as it is kept.
    pub async fn problem(&self) -> Problem {
        self.shop.problem(&self.problem).await
    }

    /// An answer says what is kept.
    pub async fn is_kept(&self, answer: &RcaAnswer) {
        let kept = self.now().await;
        assert_eq!(*answer.analysis, kept);
        let reports =
            self.app().rca_reports(&self.shop.petra, std::slice::from_ref(&answer.analysis)).await.unwrap();
        assert_eq!(reports[&self.rca].steps, answer.report.steps);
        let passed = domain::rca::rules::steps_passed(&answer.report.steps);
        assert_eq!(self.problem().await.rca.map(|rca| rca.steps_passed), Some(passed));
    }
}

pub fn change(cause: &Cause) -> UpdateCause {
    UpdateCause {
        id: cause.id,
        version: cause.version,
        text: None,
        kind: None,
        lens: app::rca::Patch::Keep,
        bone: app::rca::Patch::Keep,
        path: app::rca::Patch::Keep,
        occurred_at: app::rca::Patch::Keep,
        is_hypothetical: None,
        stop_reason: app::rca::Patch::Keep,
    }
}
