//! Evidence: added and withdrawn.

use domain::id::{EvidenceId, RcaId, TimelineEntryId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::rca::place::within;
use domain::rca::{Evidence, EvidenceKind, EvidenceSubject, RcaChange, RcaError, limits};
use domain::text::{Markdown, ShortText, WebUrl};
use serde_json::{Value, json};
use store::incident::timeline;
use store::problem::links;
use store::rca::list;

use super::open::{Change, OpenedRca};
use super::{AddEvidence, EvidenceAnswer, RcaAnswer};
use crate::error::parse;
use crate::incident::instant_opt;
use crate::{App, Error, Result, authorize};

impl App {
    /// Adds a piece of evidence to a cause or a group.
    ///
    /// Errors: a text or address that does not hold, the cause was removed, a timeline entry of no incident of the problem,
    /// an instant in the future, more than a cause holds.
    pub async fn add_evidence(&self, actor: &Actor, command: AddEvidence) -> Result<EvidenceAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let mut evidence = self.evidence(actor, &command)?;
        let rca = self.rca_of(command.subject).await?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        let id = evidence.id;
        if let Some(earlier) = write.claim("addEvidence", key, &command, id.uuid()).await? {
            drop(write);
            return self.evidence_again(actor, EvidenceId::new(earlier)).await;
        }
        let mut opened = self.open_rca_in(actor, write, rca).await?;
        let now = opened.write.now;
        evidence.rca = rca;
        evidence.created_at = now;
        evidence.captured_at = command.captured_at.map_or(now, |_| evidence.captured_at);
        if evidence.captured_at > now {
            return Err(RcaError::InFuture { field: "capturedAt" }.into());
        }
        if let EvidenceSubject::Cause(cause) = evidence.subject {
            opened.cause(cause)?.check_present()?;
        }
        let count = opened.analysis.evidence.iter().filter(|one| one.subject == evidence.subject).count();
        within("pieces of evidence on one cause", count + 1, limits::EVIDENCE)?;
        if let Some(entry) = evidence.timeline_entry {
            self.check_entry(&opened, entry).await?;
        }
        opened.analysis.evidence.push(evidence.clone());
        let change = change("rca.evidence_added", &evidence);
        Ok(EvidenceAnswer { rca: opened.close(change).await?, evidence })
    }

    fn evidence(&self, actor: &Actor, command: &AddEvidence) -> Result<Evidence> {
        let is_entry = command.kind == EvidenceKind::TimelineEntry;
        match command.timeline_entry_id {
            None if is_entry => return Err(Error::invalid("timelineEntryId", "is needed for this kind")),
            Some(_) if !is_entry => {
                return Err(Error::invalid("timelineEntryId", "belongs to evidence of kind TIMELINE_ENTRY"));
            }
            _ => {}
        }
        let markdown =
            |field: &str, text: Option<&str>| parse(field, Markdown::parse(text.unwrap_or_default()));
        let now = self.now();
        Ok(Evidence {
            id: EvidenceId::new(self.uuid()),
            rca: RcaId::new(uuid::Uuid::nil()),
            subject: command.subject,
            kind: command.kind,
            title: parse("title", ShortText::parse(&command.title))?,
            url: command.url.as_deref().map(|url| parse("url", WebUrl::parse(url))).transpose()?,
            summary: markdown("summary", command.summary.as_deref())?,
            refuted_by: markdown("refutedBy", command.refuted_by.as_deref())?,
            timeline_entry: command.timeline_entry_id,
            captured_at: instant_opt("capturedAt", command.captured_at)?.unwrap_or(now),
            captured_by: actor.principal,
            created_at: now,
        })
    }

    async fn rca_of(&self, subject: EvidenceSubject) -> Result<RcaId> {
        let found = match subject {
            EvidenceSubject::Cause(cause) => list::of_cause(self.store(), cause).await?,
            EvidenceSubject::Group(group) => list::of_group(self.store(), group).await?,
        };
        found.ok_or(Error::NotFound)
    }

    /// Evidence as a repeated request finds it.
    async fn evidence_again(&self, actor: &Actor, id: EvidenceId) -> Result<EvidenceAnswer> {
        let mut found = self.evidence_by_ids(actor, &[id]).await?;
        let evidence = found.remove(&id).ok_or(Error::NotFound)?;
        Ok(EvidenceAnswer { rca: self.rca_again(actor, evidence.rca).await?, evidence })
    }

    /// Checks that an entry that the actor sees belongs to an incident of the problem.
    async fn check_entry(&self, opened: &OpenedRca<'_>, id: TimelineEntryId) -> Result<()> {
        let scope = self.incident_scope(opened.actor)?;
        let entry = timeline::entry(&opened.write.tx, &scope, id).await?.ok_or(RcaError::ForeignEntry)?;
        let incidents = links::of(&opened.write.tx, opened.analysis.rca.problem).await?;
        if incidents.contains(&entry.incident) { Ok(()) } else { Err(RcaError::ForeignEntry.into()) }
    }

    /// Withdraws a piece of evidence.
    ///
    /// Errors: a verdict stands on it alone (`RCS-05`).
    pub async fn remove_evidence(&self, actor: &Actor, id: EvidenceId) -> Result<RcaAnswer> {
        authorize(actor, Permission::RcaDraft, Relation::default())?;
        let rca = list::of_evidence(self.store(), id).await?.ok_or(Error::NotFound)?;
        let mut opened = self.open_rca(actor, Permission::RcaDraft, rca).await?;
        let evidence = &mut opened.analysis.evidence;
        let place = evidence.iter().position(|one| one.id == id).ok_or(Error::NotFound)?;
        let removed = evidence.remove(place);
        if let EvidenceSubject::Cause(cause) = removed.subject {
            let left = evidence.iter().filter(|one| one.subject == removed.subject).count();
            opened.cause(cause)?.check_withdrawal(left)?;
        }
        opened.close(change("rca.evidence_removed", &removed)).await
    }
}

fn change(action: &'static str, evidence: &Evidence) -> Change {
    let mut facts: Value = json!({ "evidenceId": evidence.id.to_string(), "kind": evidence.kind.as_str() });
    match evidence.subject {
        EvidenceSubject::Cause(cause) => facts["causeId"] = cause.to_string().into(),
        EvidenceSubject::Group(group) => facts["groupId"] = group.to_string().into(),
    }
    Change { action, kind: RcaChange::EvidenceChanged, facts }
}
