//! An analysis's own fields, its review, reasoned answers, and findings that are set aside.

use std::sync::Arc;

use domain::finding::RuleId;
use domain::id::RcaId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::problem::{ProblemChange, ProblemError};
use domain::rca::place::within;
use domain::rca::{Analysis, Answer, Bone, Dismissal, Goal, Graph, Rca, RcaChange, RcaStatus, limits, rules};
use domain::text::{Body, Markdown, Name, ShortText};
use serde_json::json;
use store::problem::{links, repo as problems};
use store::rca::repo;
use store::repair::list;

use super::command::{BoneText, GoalText};
use super::open::{Change, follow, open_findings, outline};
use super::{ChangeRcaStatus, FindingName, RcaAnswer, SetRcaAnswer, StartRca, UpdateRca};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

/// The longest key of a category, in characters.
const MAX_KEY: usize = 40;

impl App {
    /// Starts the analysis of a problem, which follows into IN_ANALYSIS.
    ///
    /// Errors: the problem has one already.
    pub async fn start_rca(&self, actor: &Actor, command: StartRca) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let mut write = self.write(actor).await?;
        let now = write.now;
        let mut before = problems::lock(&write.tx, command.problem_id).await?.ok_or(Error::NotFound)?;
        if before.rca.is_some() {
            return Err(ProblemError::HasRca.into());
        }
        let id = RcaId::new(self.uuid());
        let mut rca = Rca::start(id, command.problem_id, command.method, actor.principal, now);
        repo::insert(&write.tx, &mut rca).await?;
        let facts = json!({
            "number": rca.number,
            "problemId": command.problem_id.to_string(),
            "method": command.method.as_str(),
        });
        write.audit("rca.started", "rca", id, &facts);
        write.event("rca", RcaChange::Started.as_str(), id.uuid(), &facts);
        let analysis = begun(rca);
        let linked = links::linked(&write.tx, &[before.id]).await?.remove(&before.id).unwrap_or_default();
        let items = list::solutions(&write.tx, &[before.id]).await?.remove(&before.id).unwrap_or_default();
        let report = self.judge(&analysis, &before, &linked, &items, now);
        // The outline comes first, so that the problem has something to follow.
        let mut with_outline = before.clone();
        with_outline.rca = Some(outline(&analysis.rca));
        problems::save(&write.tx, &before, &with_outline).await?;
        before = with_outline;
        let facts = json!({ "rcaId": id.to_string() });
        write.event("problem", ProblemChange::RcaChanged.as_str(), before.id.uuid(), &facts);
        follow(&mut write, &before, &analysis, &report).await?;
        write.commit().await?;
        Ok(RcaAnswer { findings: open_findings(&report.steps), analysis: Arc::new(analysis), report })
    }

    /// Changes method, statement, goals or categories.
    ///
    /// Errors: stale version, a text that does not hold, a category that causes sit on would go.
    pub async fn update_rca(&self, actor: &Actor, command: UpdateRca) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let markdown = |field: &str, text: Option<String>| {
            text.map(|text| parse(field, Markdown::parse(&text))).transpose()
        };
        let what = markdown("what", command.what)?;
        let place = markdown("where", command.place)?;
        let time = markdown("when", command.time)?;
        let extent = markdown("howMuch", command.extent)?;
        let scope = markdown("scope", command.scope)?;
        let goals = command.goals.map(|texts| goals(&texts)).transpose()?;
        let bones = command.bones.map(|texts| bones(&texts)).transpose()?;
        let mut opened = self.open_rca(actor, Permission::RcaDraft, command.id).await?;
        opened.at_version(command.version)?;
        if let Some(bones) = &bones {
            opened.analysis.check_bones(bones)?;
        }
        let rca = &mut opened.analysis.rca;
        let mut changed: Vec<&'static str> = Vec::new();
        replace(&mut rca.method, command.method, "method", &mut changed);
        replace(&mut rca.statement.what, what, "what", &mut changed);
        replace(&mut rca.statement.place, place, "where", &mut changed);
        replace(&mut rca.statement.time, time, "when", &mut changed);
        replace(&mut rca.statement.extent, extent, "howMuch", &mut changed);
        replace(&mut rca.statement.scope, scope, "scope", &mut changed);
        replace(&mut rca.goals, goals, "goals", &mut changed);
        replace(&mut rca.bones, bones, "bones", &mut changed);
        let facts = json!({ "changed": changed });
        opened.close(Change { action: "rca.updated", kind: RcaChange::Updated, facts }).await
    }

    /// Takes a step in the review.
    ///
    /// Errors: stale version, no such step, a gate that is not met, one's own review.
    pub async fn change_rca_status(&self, actor: &Actor, command: ChangeRcaStatus) -> Result<RcaAnswer> {
        let permission = match command.status {
            RcaStatus::Reviewed | RcaStatus::Published => Permission::RcaReview,
            RcaStatus::Draft | RcaStatus::InReview => Permission::RcaDraft,
        };
        let mut opened = self.open_rca(actor, permission, command.id).await?;
        opened.at_version(command.version)?;
        let report = opened.report().await?;
        let from = opened.analysis.rca.status;
        opened.analysis.rca.change_status(command.status, &report.steps, actor.principal)?;
        let facts = json!({ "from": from.as_str(), "to": command.status.as_str() });
        opened.close(Change { action: "rca.status_changed", kind: RcaChange::StatusChanged, facts }).await
    }

    /// Gives a reasoned answer, or withdraws it.
    pub async fn set_rca_answer(&self, actor: &Actor, command: SetRcaAnswer) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let reason = command.reason.map(|text| parse("reason", Body::parse(&text))).transpose()?;
        let mut opened = self.open_rca(actor, Permission::RcaDraft, command.rca_id).await?;
        let now = opened.write.now;
        let answers = &mut opened.analysis.answers;
        answers.retain(|answer| answer.key != command.key);
        let is_given = reason.is_some();
        answers.extend(reason.map(|reason| Answer {
            key: command.key,
            reason,
            by: actor.principal,
            at: now,
        }));
        let facts = json!({ "key": command.key.as_str(), "isGiven": is_given });
        opened.close(Change { action: "rca.answered", kind: RcaChange::Updated, facts }).await
    }

    /// Sets a warning or hint aside, with a reason that is kept.
    ///
    /// Errors: no such finding, or it is an error.
    pub async fn dismiss_finding(
        &self,
        actor: &Actor,
        command: FindingName,
        reason: &str,
    ) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let reason = parse("reason", ShortText::parse(reason))?;
        let mut opened = self.open_rca(actor, Permission::RcaDraft, command.rca_id).await?;
        let report = opened.report().await?;
        rules::check_dismissal(&report.steps, &command.rule, &command.subject)?;
        let now = opened.write.now;
        let facts = json!({ "rule": command.rule, "subject": command.subject, "isDismissed": true });
        let dismissals = &mut opened.analysis.dismissals;
        dismissals.retain(|one| !is_named(one, &command));
        dismissals.push(Dismissal {
            rule: RuleId::stored(command.rule),
            subject: command.subject,
            reason,
            by: actor.principal,
            at: now,
        });
        let change = Change { action: "rca.finding_dismissed", kind: RcaChange::FindingDismissed, facts };
        opened.close(change).await
    }

    /// Shows a finding again that was set aside.
    ///
    /// Errors: it was not set aside.
    pub async fn restore_finding(&self, actor: &Actor, command: FindingName) -> Result<RcaAnswer> {
        let mut opened = self.open_rca(actor, Permission::RcaDraft, command.rca_id).await?;
        let dismissals = &mut opened.analysis.dismissals;
        let count = dismissals.len();
        dismissals.retain(|one| !is_named(one, &command));
        if dismissals.len() == count {
            return Err(Error::invalid("rule", "names a finding that was not set aside"));
        }
        let facts = json!({ "rule": command.rule, "subject": command.subject, "isDismissed": false });
        let change = Change { action: "rca.finding_restored", kind: RcaChange::FindingDismissed, facts };
        opened.close(change).await
    }
}

fn is_named(dismissal: &Dismissal, name: &FindingName) -> bool {
    dismissal.rule.as_str() == name.rule && dismissal.subject == name.subject
}

/// An analysis that has just begun.
fn begun(rca: Rca) -> Analysis {
    Analysis {
        rca,
        graph: Graph::default(),
        evidence: Vec::new(),
        barriers: Vec::new(),
        differences: Vec::new(),
        answers: Vec::new(),
        dismissals: Vec::new(),
    }
}

/// Takes over a new value, and notes that it is another one.
fn replace<T: PartialEq>(value: &mut T, new: Option<T>, name: &'static str, changed: &mut Vec<&'static str>) {
    let Some(new) = new.filter(|new| new != value) else { return };
    *value = new;
    changed.push(name);
}

fn goals(texts: &[GoalText]) -> Result<Vec<Goal>> {
    within("goals", texts.len(), limits::GOALS)?;
    texts
        .iter()
        .map(|goal| Ok(Goal { kind: goal.kind, text: parse("goals", ShortText::parse(&goal.text))? }))
        .collect()
}

fn bones(texts: &[BoneText]) -> Result<Vec<Bone>> {
    let mut bones: Vec<Bone> = Vec::with_capacity(texts.len());
    for text in texts {
        if !is_key(&text.key) || bones.iter().any(|bone| bone.key == text.key) {
            let message = "need keys of lower-case letters, digits and hyphens, each once";
            return Err(Error::invalid("bones", message));
        }
        let name = parse("bones", Name::parse(&text.name))?;
        bones.push(Bone { key: text.key.clone(), name, lens: text.lens });
    }
    Ok(bones)
}

fn is_key(key: &str) -> bool {
    (1..=MAX_KEY).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
