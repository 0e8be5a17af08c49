//! Verdicts on causes, root causes, and risks that are lived with.

use domain::id::CauseId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::rca::{EvidenceSubject, RcaChange, RiskDecision};
use domain::text::{Body, Markdown};
use serde_json::json;

use super::open::Change;
use super::{AcceptRootCauseRisk, CauseAnswer, ValidateCause};
use crate::error::parse;
use crate::incident::instant;
use crate::{App, Result, authorize};

impl App {
    /// Records a verdict.
    ///
    /// Errors: stale version, it was removed, a verdict without evidence (`RCS-05`), a confirmed root cause that is not for the
    /// actor to withdraw.
    pub async fn validate_cause(&self, actor: &Actor, command: ValidateCause) -> Result<CauseAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let reason = parse("reason", Markdown::parse(&command.reason))?;
        let mut opened = self.open_rca_of_cause(actor, Permission::RcaDraft, command.id).await?;
        let subject = EvidenceSubject::Cause(command.id);
        let evidence = opened.analysis.evidence.iter().filter(|one| one.subject == subject).count();
        let cause = opened.cause_at(command.id, command.version)?;
        authorize(actor, cause.permission_to_decide(command.verdict), Relation::default())?;
        let from = cause.verdict;
        cause.decide(command.verdict, reason, evidence)?;
        let facts = json!({
            "causeId": command.id.to_string(), "from": from.as_str(), "to": command.verdict.as_str(),
        });
        let change = Change { action: "rca.cause_validated", kind: RcaChange::CauseValidated, facts };
        opened.close_cause(command.id, change).await
    }

    /// Confirms a root cause; the problem follows with the first one.
    ///
    /// Errors: stale version, it is not validated (`RCS-05`), or can be none (`RCS-10`, `RCS-11`, `CM-07`).
    pub async fn confirm_root_cause(&self, actor: &Actor, id: CauseId, version: i32) -> Result<CauseAnswer> {
        let mut opened = self.open_rca_of_cause(actor, Permission::RootCauseConfirm, id).await?;
        let now = opened.write.now;
        opened.cause_at(id, version)?.confirm(now)?;
        let change = Change::of_cause("rca.root_cause_confirmed", RcaChange::RootCauseConfirmed, id);
        opened.close_cause(id, change).await
    }

    /// Decides to live with a root cause instead of a solution (`RCS-06`).
    ///
    /// Errors: stale version, it is no root cause, an unknown person, a review date that lies behind.
    pub async fn accept_root_cause_risk(
        &self,
        actor: &Actor,
        command: AcceptRootCauseRisk,
    ) -> Result<CauseAnswer> {
        authorize(actor, Permission::ProblemAcceptRisk, Relation::default())?;
        self.check_person("approverId", command.approver_id)?;
        let rationale = parse("rationale", Body::parse(&command.rationale))?;
        let review_at = instant("reviewAt", command.review_at)?;
        let mut opened = self.open_rca_of_cause(actor, Permission::ProblemAcceptRisk, command.id).await?;
        let now = opened.write.now;
        let decision = RiskDecision { rationale, approver: command.approver_id, review_at, decided_at: now };
        opened.cause_at(command.id, command.version)?.accept_risk(decision, now)?;
        let change = Change::of_cause("rca.risk_accepted", RcaChange::RiskAccepted, command.id);
        opened.close_cause(command.id, change).await
    }
}
