//! The frame of every change of an analysis: open it under a lock, change it, close it with all that a change leaves behind.

use std::sync::Arc;

use domain::finding::Finding;
use domain::id::{CauseId, RcaId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::problem::{LinkedIncident, Problem, ProblemChange, RcaOutline};
use domain::rca::{Analysis, Cause, Facts, Rca, RcaChange, StepState, rules};
use domain::repair::RepairItem;
use domain::time::Instant;
use serde_json::{Value, json};
use store::problem::{links, repo as problems};
use store::rca::repo;
use store::repair::list;

use super::{CauseAnswer, RcaAnswer, RcaReport};
use crate::repair::solutions;
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// An analysis that is being changed.
pub(crate) struct OpenedRca<'a> {
    pub(super) app: &'a App,
    pub(super) actor: &'a Actor,
    pub(crate) write: Write<'a>,
    /// The problem, locked after its analysis.
    problem: Problem,
    before: Analysis,
    pub(crate) analysis: Analysis,
}

/// What a change was, for audit row and event.
pub(crate) struct Change {
    /// What was done, as the audit log names it.
    pub(crate) action: &'static str,
    /// What happened.
    pub(crate) kind: RcaChange,
    /// Changed facts; never texts that people wrote.
    pub(crate) facts: Value,
}

impl Change {
    /// A change of a cause.
    pub(super) fn of_cause(action: &'static str, kind: RcaChange, cause: CauseId) -> Self {
        Self { action, kind, facts: json!({ "causeId": cause.to_string() }) }
    }
}

impl App {
    /// What the rules say about an analysis.
    pub(crate) fn judge(
        &self,
        analysis: &Analysis,
        problem: &Problem,
        incidents: &[LinkedIncident],
        items: &[RepairItem],
        now: Instant,
    ) -> RcaReport {
        let names: Vec<String> =
            self.directory().users().iter().map(|user| user.name.as_str().to_owned()).collect();
        let solutions = solutions(items, analysis);
        let facts =
            Facts { title: problem.title.as_str(), incidents, solutions: &solutions, names: &names, now };
        RcaReport { steps: rules::steps(analysis, &facts), methods: rules::suggest_methods(analysis, &facts) }
    }

    /// Opens an analysis for a change that needs a permission.
    pub(super) async fn open_rca<'a>(
        &'a self,
        actor: &'a Actor,
        permission: Permission,
        id: RcaId,
    ) -> Result<OpenedRca<'a>> {
        authorize(actor, permission, Relation::default())?;
        let write = self.write(actor).await?;
        self.open_rca_in(actor, write, id).await
    }

    /// Opens an analysis within a change that began already.
    pub(crate) async fn open_rca_in<'a>(
        &'a self,
        actor: &'a Actor,
        write: Write<'a>,
        id: RcaId,
    ) -> Result<OpenedRca<'a>> {
        repo::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        let analysis = repo::load(&write.tx, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
        let problem = problems::lock(&write.tx, analysis.rca.problem).await?;
        let problem = problem.ok_or_else(|| Error::internal("the problem of an analysis is gone"))?;
        Ok(OpenedRca { app: self, actor, write, problem, before: analysis.clone(), analysis })
    }

    /// An analysis as a repeated request finds it.
    pub(super) async fn rca_again(&self, actor: &Actor, id: RcaId) -> Result<RcaAnswer> {
        let analysis = self.analyses(actor, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
        let reports = self.rca_reports(actor, std::slice::from_ref(&analysis)).await?;
        let report = reports.into_values().next().ok_or(Error::NotFound)?;
        Ok(RcaAnswer { findings: open_findings(&report.steps), analysis, report })
    }
}

impl OpenedRca<'_> {
    /// A cause, to be changed.
    pub(super) fn cause(&mut self, id: CauseId) -> Result<&mut Cause> {
        self.analysis.graph.causes.iter_mut().find(|cause| cause.id == id).ok_or(Error::NotFound)
    }

    /// A cause, to be changed, if the change is based on its version. The version goes up by one.
    pub(super) fn cause_at(&mut self, id: CauseId, version: i32) -> Result<&mut Cause> {
        let now = self.write.now;
        let cause = self.cause(id)?;
        if cause.version != version {
            return Err(Error::stale(cause.version));
        }
        cause.version += 1;
        cause.updated_at = now;
        Ok(cause)
    }

    /// Refuses a change that is based on another version of the analysis's own fields.
    pub(crate) fn check_version(&self, version: i32) -> Result<()> {
        if self.before.rca.version == version { Ok(()) } else { Err(Error::stale(self.before.rca.version)) }
    }

    /// As [`Self::check_version`]; the version goes up by one.
    pub(super) fn at_version(&mut self, version: i32) -> Result<()> {
        self.check_version(version)?;
        self.analysis.rca.version = version + 1;
        Ok(())
    }

    /// What the rules say about the analysis as it is now.
    pub(super) async fn report(&self) -> Result<RcaReport> {
        let id = self.problem.id;
        let linked = links::linked(&self.write.tx, &[id]).await?.remove(&id).unwrap_or_default();
        let items = list::solutions(&self.write.tx, &[id]).await?.remove(&id).unwrap_or_default();
        Ok(self.app.judge(&self.analysis, &self.problem, &linked, &items, self.write.now))
    }

    /// Saves the change, lets repair items and the problem follow, and makes all of it durable. Boxed once here, so that the
    /// future of each use case stays small.
    pub(crate) async fn close(self, change: Change) -> Result<RcaAnswer> {
        Box::pin(self.close_here(change)).await
    }

    async fn close_here(mut self, change: Change) -> Result<RcaAnswer> {
        self.analysis.rca.updated_at = self.write.now;
        repo::save(&self.write.tx, &self.before, &self.analysis).await?;
        self.follow_causes().await?;
        let report = self.report().await?;
        let id = self.analysis.rca.id;
        self.write.audit(change.action, "rca", id, &change.facts);
        self.write.event("rca", change.kind.as_str(), id.uuid(), &change.facts);
        follow(&mut self.write, &self.problem, &self.analysis, &report).await?;
        self.write.commit().await?;
        Ok(RcaAnswer { findings: open_findings(&report.steps), analysis: Arc::new(self.analysis), report })
    }

    /// Clocks of repair items that count from a root cause follow its verdict.
    async fn follow_causes(&mut self) -> Result<()> {
        let (before, after, id) = (&self.before.graph, &self.analysis.graph, self.problem.id);
        if self.app.follow_causes(self.actor, &mut self.write, before, after, id).await? {
            let facts = json!({ "openRepairItemCount": self.problem.open_repair_count });
            self.write.event("problem", ProblemChange::RepairsChanged.as_str(), id.uuid(), &facts);
        }
        Ok(())
    }

    /// As [`Self::close`], for a change of one cause.
    pub(super) async fn close_cause(self, id: CauseId, change: Change) -> Result<CauseAnswer> {
        let rca = self.close(change).await?;
        let cause = rca.analysis.graph.cause(id).cloned().ok_or(Error::NotFound)?;
        Ok(CauseAnswer { cause, rca })
    }
}

/// The outline of an analysis that begins.
pub(super) const fn outline(rca: &Rca) -> RcaOutline {
    RcaOutline { id: rca.id, number: rca.number, status: rca.status, steps_passed: 0, root_cause_count: 0 }
}

/// The problem, locked, follows its analysis: outline, and its life where that moves of itself.
pub(crate) async fn follow(
    write: &mut Write<'_>,
    before: &Problem,
    analysis: &Analysis,
    report: &RcaReport,
) -> Result<()> {
    let mut after = before.clone();
    after.rca =
        Some(RcaOutline { status: analysis.rca.status, ..before.rca.unwrap_or(outline(&analysis.rca)) });
    let has_moved = after.follow(&rules::outcome(analysis, &report.steps));
    after.updated_at = write.now;
    after.version += i32::from(has_moved);
    problems::save(&write.tx, before, &after).await?;
    let id = after.id.uuid();
    if after.rca != before.rca {
        let facts = json!({ "rcaId": analysis.rca.id.to_string() });
        write.event("problem", ProblemChange::RcaChanged.as_str(), id, &facts);
    }
    if has_moved {
        let facts = json!({ "from": before.status.as_str(), "to": after.status.as_str() });
        write.audit("problem.status_changed", "problem", after.id, &facts);
        write.event("problem", ProblemChange::StatusChanged.as_str(), id, &facts);
    }
    Ok(())
}

/// What the rules say in all steps, each once, without what was set aside.
pub(super) fn open_findings(steps: &[StepState]) -> Vec<Finding> {
    let open = steps.iter().flat_map(|step| &step.findings).filter(|finding| finding.dismissed.is_none());
    let mut findings: Vec<Finding> = Vec::new();
    for one in open {
        if !findings.contains(&one.finding) {
            findings.push(one.finding.clone());
        }
    }
    findings.sort_by_key(|finding| finding.level);
    findings
}
