//! Tells how a problem is analysed, through the use cases, with a clock that stands at the minute being told.
//!
//! It must not write to the store, and it holds no content: that is each problem's own file.

use app::incident::TimelineQuery;
use app::problem::{ChangeProblemStatus, OpenProblem, SetWorkaround};
use app::rca::{
    AddCause, AddEvidence, BoneText, GoalText, LinkCause, Patch, SaveBarrier, SaveDifference, SetRcaAnswer,
    StartRca, Target, UpdateCause, UpdateCauseGroup, UpdateRca, ValidateCause,
};
use app::{App, Result};
use chrono::Duration;
use domain::id::{CauseGroupId, CauseId, IncidentId, ProblemId, RcaId};
use domain::identity::Actor;
use domain::problem::{ProblemStatus, WorkaroundEffect};
use domain::rca::{
    AnswerKey, BarrierState, CauseKind, CausePath, CauseVerdict, EvidenceKind, EvidenceSubject, GoalKind,
    GroupOperator, Lens, RcaMethod, StopReason,
};
use domain::time::Instant;

use super::workshop::Workshop;
use crate::system::SteppingClock;

/// One problem being analysed.
pub struct Inquiry<'a> {
    app: &'a App,
    clock: &'a SteppingClock,
    actor: Actor,
    incident: IncidentId,
    problem: ProblemId,
    rca: RcaId,
}

/// A cause, as the story writes it.
#[derive(Clone, Copy)]
pub struct Told {
    /// What it says.
    pub text: &'static str,
    /// What kind it is.
    pub kind: CauseKind,
    /// Through which lens it is seen.
    pub lens: Lens,
    /// The category it sits on; none for a sub-cause.
    pub bone: Option<&'static str>,
}

/// A condition seen through a lens.
pub const fn condition(text: &'static str, lens: Lens) -> Told {
    Told { text, kind: CauseKind::Condition, lens, bone: None }
}

/// Something that happened, seen through a lens.
pub const fn action(text: &'static str, lens: Lens) -> Told {
    Told { text, kind: CauseKind::Action, lens, bone: None }
}

impl Told {
    /// It sits on a category of the fishbone.
    pub const fn on(mut self, bone: &'static str) -> Self {
        self.bone = Some(bone);
        self
    }
}

/// The problem statement.
pub struct Statement {
    /// What is wrong, as users see it.
    pub what: &'static str,
    /// Where.
    pub place: &'static str,
    /// From when to when.
    pub time: &'static str,
    /// How much.
    pub extent: &'static str,
    /// What belongs to it and what does not.
    pub scope: &'static str,
}

impl<'a> Inquiry<'a> {
    /// Opens a problem of an incident and starts its analysis at an instant.
    pub async fn open(
        app: &'a App,
        clock: &'a SteppingClock,
        (at, actor): (Instant, &Actor),
        incident: IncidentId,
        problem: OpenProblem,
        method: RcaMethod,
    ) -> Result<Self> {
        clock.set(at);
        let problem = app.open_problem(actor, problem).await?.problem.id;
        let started = app.start_rca(actor, StartRca { problem_id: problem, method }).await?;
        let rca = started.analysis.rca.id;
        Ok(Self { app, clock, actor: actor.clone(), incident, problem, rca })
    }

    /// The problem that is analysed.
    pub const fn problem(&self) -> ProblemId {
        self.problem
    }

    /// The repair items of the problem, told from an instant on.
    pub fn workshop(&self, moment: (Instant, &Actor)) -> Workshop<'a> {
        Workshop::new(self.app, self.clock, moment, self.problem)
    }

    /// Moves on to an instant; `actor` tells from here.
    pub fn moment(&mut self, at: Instant, actor: &Actor) {
        self.clock.set(at);
        self.actor = actor.clone();
    }

    /// Writes the problem statement and the goals that were not met.
    pub async fn define(&self, statement: &Statement, goals: &[(GoalKind, &str)]) -> Result<()> {
        let version = self.rca_version().await?;
        let goals = goals.iter().map(|(kind, text)| GoalText { kind: *kind, text: (*text).to_owned() });
        let command = UpdateRca {
            id: self.rca,
            version,
            method: None,
            what: Some(statement.what.to_owned()),
            place: Some(statement.place.to_owned()),
            time: Some(statement.time.to_owned()),
            extent: Some(statement.extent.to_owned()),
            scope: Some(statement.scope.to_owned()),
            goals: Some(goals.collect()),
            bones: None::<Vec<BoneText>>,
        };
        self.app.update_rca(&self.actor, command).await?;
        Ok(())
    }

    async fn rca_version(&self) -> Result<i32> {
        let analyses = self.app.analyses(&self.actor, &[self.rca]).await?;
        let analysis = analyses.get(&self.rca).ok_or(app::Error::NotFound)?;
        Ok(analysis.rca.version)
    }

    /// Adds a cause of an effect, of the problem itself if there is none, as the answer to a question.
    pub async fn cause(&self, effect: Option<CauseId>, question: &str, told: Told) -> Result<CauseId> {
        self.add(effect, Some(question.to_owned()), false, told).await
    }

    /// Adds a candidate that explains no other cause.
    pub async fn candidate(&self, told: Told) -> Result<CauseId> {
        self.add(None, None, true, told).await
    }

    async fn add(
        &self,
        effect_id: Option<CauseId>,
        question: Option<String>,
        is_unlinked: bool,
        told: Told,
    ) -> Result<CauseId> {
        // Causes and questions are shown in the order in which they came up.
        self.clock.set(self.app.now() + Duration::seconds(1));
        let command = AddCause {
            rca_id: self.rca,
            text: told.text.to_owned(),
            kind: told.kind,
            lens: Some(told.lens),
            bone: told.bone.map(str::to_owned),
            effect_id,
            group_id: None,
            question,
            is_unlinked,
            idempotency_key: None,
        };
        Ok(self.app.add_cause(&self.actor, command).await?.cause.id)
    }

    /// Says that a cause explains a further effect, as the answer to a question.
    pub async fn also_explains(&self, cause_id: CauseId, effect: CauseId, question: &str) -> Result<()> {
        let target = Target::Effect(Some(effect));
        let link = LinkCause { rca_id: self.rca, cause_id, target, position: None };
        let linked = self.app.link_cause(&self.actor, link).await?;
        let group = linked.analysis.graph.groups_of(Some(effect)).find(|group| group.question.is_none());
        if let Some(group) = group {
            let question = Some(question.to_owned());
            let command = UpdateCauseGroup { id: group.id, operator: None, question, either_suffices: None };
            self.app.update_cause_group(&self.actor, command).await?;
        }
        Ok(())
    }

    /// The group in which a cause stands.
    async fn group_of(&self, cause: CauseId) -> Result<CauseGroupId> {
        let analyses = self.app.analyses(&self.actor, &[self.rca]).await?;
        let analysis = analyses.get(&self.rca).ok_or(app::Error::NotFound)?;
        let holds = |link: &domain::rca::CauseLink| link.cause == cause;
        let group = analysis.graph.groups.iter().find(|group| group.links.iter().any(holds));
        group.map(|group| group.id).ok_or(app::Error::NotFound)
    }

    /// The cause that stands beside another one in its group.
    pub async fn beside(&self, cause: CauseId) -> Result<CauseId> {
        let analyses = self.app.analyses(&self.actor, &[self.rca]).await?;
        let analysis = analyses.get(&self.rca).ok_or(app::Error::NotFound)?;
        let group =
            analysis.graph.groups.iter().find(|group| group.links.iter().any(|link| link.cause == cause));
        let other = group.and_then(|group| group.links.iter().find(|link| link.cause != cause));
        other.map(|link| link.cause).ok_or(app::Error::NotFound)
    }

    /// Says that each cause of the group would have sufficed.
    pub async fn either(&self, cause: CauseId) -> Result<()> {
        let command = UpdateCauseGroup {
            id: self.group_of(cause).await?,
            operator: Some(GroupOperator::Or),
            question: None,
            either_suffices: None,
        };
        self.app.update_cause_group(&self.actor, command).await?;
        Ok(())
    }

    /// Reads every link from a cause to its effect upward and finds that it holds.
    pub async fn therefore(&self) -> Result<()> {
        let analyses = self.app.analyses(&self.actor, &[self.rca]).await?;
        let groups =
            analyses.get(&self.rca).map(|analysis| analysis.graph.groups.clone()).unwrap_or_default();
        for group in groups {
            for link in &group.links {
                self.app.confirm_therefore(&self.actor, group.id, link.cause).await?;
            }
        }
        Ok(())
    }

    /// Attaches evidence to a cause.
    pub async fn evidence(
        &self,
        cause: CauseId,
        kind: EvidenceKind,
        title: &str,
        url: Option<&str>,
        shows: &str,
    ) -> Result<()> {
        let command = AddEvidence {
            subject: EvidenceSubject::Cause(cause),
            kind,
            title: title.to_owned(),
            url: url.map(str::to_owned),
            summary: Some(shows.to_owned()),
            refuted_by: None,
            timeline_entry_id: None,
            captured_at: None,
            idempotency_key: None,
        };
        self.app.add_evidence(&self.actor, command).await?;
        Ok(())
    }

    /// Attaches the entry of the incident's timeline that begins with these words.
    pub async fn entry(&self, cause: CauseId, words: &str) -> Result<()> {
        let query = TimelineQuery { newest_first: false, kinds: Vec::new(), after: None, size: 100 };
        let pages = self.app.timelines(&self.actor, &[self.incident], &query).await?;
        let entries = pages.into_values().flat_map(|page| page.items);
        let entry = entries.into_iter().find(|entry| entry.body.as_str().starts_with(words));
        let entry = entry.ok_or_else(|| app::Error::internal("the story has no such entry"))?;
        let command = AddEvidence {
            subject: EvidenceSubject::Cause(cause),
            kind: EvidenceKind::TimelineEntry,
            title: words.to_owned(),
            url: None,
            summary: None,
            refuted_by: None,
            timeline_entry_id: Some(entry.id),
            captured_at: None,
            idempotency_key: None,
        };
        self.app.add_evidence(&self.actor, command).await?;
        Ok(())
    }

    async fn cause_version(&self, cause: CauseId) -> Result<i32> {
        let analyses = self.app.analyses(&self.actor, &[self.rca]).await?;
        let cause = analyses.get(&self.rca).and_then(|analysis| analysis.graph.cause(cause));
        cause.map(|cause| cause.version).ok_or(app::Error::NotFound)
    }

    /// Records a verdict.
    pub async fn verdict(&self, cause: CauseId, verdict: CauseVerdict, reason: &str) -> Result<()> {
        let version = self.cause_version(cause).await?;
        let command = ValidateCause { id: cause, version, verdict, reason: reason.to_owned() };
        self.app.validate_cause(&self.actor, command).await?;
        Ok(())
    }

    /// Confirms a root cause.
    pub async fn confirm(&self, cause: CauseId) -> Result<()> {
        let version = self.cause_version(cause).await?;
        self.app.confirm_root_cause(&self.actor, cause, version).await?;
        Ok(())
    }

    /// Says why the map goes no further, and which question of an enhanced analysis a cause answers.
    pub async fn stop(
        &self,
        cause: CauseId,
        reason: Option<StopReason>,
        path: Option<CausePath>,
    ) -> Result<()> {
        let command = UpdateCause {
            id: cause,
            version: self.cause_version(cause).await?,
            text: None,
            kind: None,
            lens: Patch::Keep,
            bone: Patch::Keep,
            path: Patch::of(path, false),
            occurred_at: Patch::Keep,
            is_hypothetical: None,
            stop_reason: Patch::of(reason, false),
        };
        self.app.update_cause(&self.actor, command).await?;
        Ok(())
    }

    /// Gives a reasoned answer.
    pub async fn answer(&self, key: AnswerKey, reason: &str) -> Result<()> {
        let command = SetRcaAnswer { rca_id: self.rca, key, reason: Some(reason.to_owned()) };
        self.app.set_rca_answer(&self.actor, command).await?;
        Ok(())
    }

    /// Adds a row of the barrier analysis.
    pub async fn barrier(
        &self,
        defence: &str,
        expected_effect: &str,
        state: BarrierState,
        evidence: &str,
    ) -> Result<()> {
        let command = SaveBarrier {
            rca_id: self.rca,
            row: None,
            defence: defence.to_owned(),
            expected_effect: expected_effect.to_owned(),
            state,
            evidence: Some(evidence.to_owned()),
            idempotency_key: None,
        };
        self.app.save_barrier(&self.actor, command).await?;
        Ok(())
    }

    /// Adds a row of the change analysis.
    pub async fn difference(&self, aspect: &str, before: &str, after: &str, relevance: &str) -> Result<()> {
        let command = SaveDifference {
            rca_id: self.rca,
            row: None,
            aspect: aspect.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
            relevance: Some(relevance.to_owned()),
            idempotency_key: None,
        };
        self.app.save_difference(&self.actor, command).await?;
        Ok(())
    }

    /// Records what helps until the problem is resolved.
    pub async fn workaround(
        &self,
        steps: &str,
        effect: WorkaroundEffect,
        limits: &str,
        tested: Instant,
    ) -> Result<()> {
        let command = SetWorkaround {
            id: self.problem,
            version: self.app.problem(&self.actor, self.problem).await?.version,
            steps: steps.to_owned(),
            effect,
            limits: limits.to_owned(),
            last_tested_at: tested,
        };
        self.app.set_workaround(&self.actor, command).await?;
        Ok(())
    }

    /// Takes a step in the life of the problem.
    pub async fn status(&self, status: ProblemStatus) -> Result<()> {
        let version = self.app.problem(&self.actor, self.problem).await?.version;
        let command = ChangeProblemStatus { id: self.problem, version, status, reason: None };
        self.app.change_problem_status(&self.actor, command).await?;
        Ok(())
    }
}
