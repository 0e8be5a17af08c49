//! Steps in the life of a problem.

use domain::id::ProblemId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::problem::{Outcome, ProblemChange, ProblemStatus, StatusChange};
use domain::rca::{RiskDecision, rules};
use domain::text::{Body, Markdown};
use serde_json::json;
use store::problem::list;
use store::rca::repo as analyses;

use super::open::{Change, OpenedProblem};
use super::{AcceptProblemRisk, ChangeProblemStatus, ProblemAnswer};
use crate::error::parse;
use crate::incident::instant;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

impl App {
    /// Moves a problem through its life, or opens it again.
    ///
    /// Errors: stale version, no such step, a gate that is not met (`VOC-04`, `RCS-05` to `RCS-07`), no reason.
    pub async fn change_problem_status(
        &self,
        actor: &Actor,
        command: ChangeProblemStatus,
    ) -> Result<ProblemAnswer> {
        let permission = match command.status {
            ProblemStatus::Closed => Permission::ProblemClose,
            _ => Permission::ProblemChangeStatus,
        };
        authorize(actor, permission, Relation::default())?;
        let reason = command.reason.as_deref().unwrap_or_default();
        let reason = parse("reason", Markdown::parse(reason))?;
        let (mut opened, outcome) = self.open_judged(actor, command.id).await?;
        opened.at_version(command.version)?;
        let (from, now) = (opened.before.status, opened.write.now);
        let is_reopening = !from.is_open() && command.status == ProblemStatus::InAnalysis;
        let (change, kind) = if is_reopening {
            (StatusChange::Reopen(reason), ProblemChange::Reopened)
        } else {
            (StatusChange::To(command.status), ProblemChange::StatusChanged)
        };
        opened.problem.change_status(change, &outcome, now)?;
        let facts = json!({ "from": from.as_str(), "to": opened.problem.status.as_str() });
        let action = if is_reopening { "problem.reopened" } else { "problem.status_changed" };
        opened.close(Change { action, kind, facts }).await
    }

    /// Decides to live with a problem until a date.
    ///
    /// Errors: stale version, no such step, an unknown person, a review date that lies behind.
    pub async fn accept_problem_risk(
        &self,
        actor: &Actor,
        command: AcceptProblemRisk,
    ) -> Result<ProblemAnswer> {
        authorize(actor, Permission::ProblemAcceptRisk, Relation::default())?;
        self.check_person("approverId", command.approver_id)?;
        let rationale = parse("rationale", Body::parse(&command.rationale))?;
        let review_at = instant("reviewAt", command.review_at)?;
        let (mut opened, outcome) = self.open_judged(actor, command.id).await?;
        opened.at_version(command.version)?;
        let (from, now) = (opened.before.status, opened.write.now);
        let decision = RiskDecision { rationale, approver: command.approver_id, review_at, decided_at: now };
        opened.problem.change_status(StatusChange::AcceptRisk(decision), &outcome, now)?;
        let facts = json!({
            "from": from.as_str(),
            "to": opened.problem.status.as_str(),
            "approverId": command.approver_id.to_string(),
        });
        let change = Change { action: "problem.risk_accepted", kind: ProblemChange::StatusChanged, facts };
        opened.close(change).await
    }

    /// Opens a problem with what its analysis has come to. The analysis is locked before the problem, as every writer of an
    /// analysis does.
    async fn open_judged<'a>(
        &'a self,
        actor: &'a Actor,
        id: ProblemId,
    ) -> Result<(OpenedProblem<'a>, Outcome)> {
        let write = self.write(actor).await?;
        let seen = list::by_ids(&write.tx, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
        if let Some(rca) = seen.rca {
            analyses::lock(&write.tx, rca.id).await?;
        }
        let opened = self.open_with(write, id).await?;
        let outcome = self.outcome_of(&opened.write, &opened.problem).await?;
        Ok((opened, outcome))
    }

    async fn outcome_of(&self, write: &Write<'_>, problem: &domain::problem::Problem) -> Result<Outcome> {
        let Some(rca) = problem.rca else { return Ok(Outcome::default()) };
        let Some(analysis) = analyses::load(&write.tx, &[rca.id]).await?.remove(&rca.id) else {
            return Ok(Outcome::default());
        };
        let linked = store::problem::links::linked(&write.tx, &[problem.id]).await?.remove(&problem.id);
        let items = store::repair::list::solutions(&write.tx, &[problem.id]).await?.remove(&problem.id);
        let (linked, items) = (linked.unwrap_or_default(), items.unwrap_or_default());
        let report = self.judge(&analysis, problem, &linked, &items, write.now);
        Ok(rules::outcome(&analysis, &report.steps))
    }
}
