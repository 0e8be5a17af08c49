//! Changes of what people say of an item, and notes.

use domain::id::RepairNoteId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::repair::{EffectivenessPlan, RepairChange, RepairItem, RepairNote, RepairNoteKind};
use domain::text::{Body, Markdown, Title};
use serde_json::json;
use store::repair::{notes, repo};

use super::open::{Change, check_may_work, record};
use super::propose::short;
use super::{AddRepairNote, PlanPatch, RepairAnswer, RepairNoteAnswer, UpdateRepairItem};
use crate::error::parse;
use crate::incident::instant;
use crate::rca::Patch;
use crate::{App, Error, Result, authorize};

impl App {
    /// Changes what people say of an item: an idea for who may propose, otherwise for who may work on it.
    ///
    /// Errors: stale version, a text that does not hold, an unknown person or team, a cause of another analysis, a horizon that
    /// its kind does not have, something that the commitment needed would go (`ACT-01`, `ACT-02`, `ACT-04`).
    pub async fn update_repair_item(&self, actor: &Actor, command: UpdateRepairItem) -> Result<RepairAnswer> {
        if !actor.may_ever(Permission::RepairWork) {
            authorize(actor, Permission::RepairPropose, Relation::default())?;
        }
        let title = command.title.map(|text| parse("title", Title::parse(&text))).transpose()?;
        let markdown = |field: &str, text: Option<String>| {
            text.map(|text| parse(field, Markdown::parse(&text))).transpose()
        };
        let description = markdown("description", command.description)?;
        let done_condition = markdown("doneCondition", command.done_condition)?;
        if let Patch::Set(owner) = command.owner_id {
            self.check_person("ownerId", owner)?;
        }
        if let Patch::Set(team) = command.team_id {
            self.check_team("teamId", team)?;
        }
        let write = self.write(actor).await?;
        let mut opened =
            self.open_item_with(actor, write, command.id, RepairItem::permission_to_change).await?;
        opened.at_version(command.version)?;
        let mut fields = opened.item.fields();
        fields.title = title.unwrap_or(fields.title);
        fields.description = description.unwrap_or(fields.description);
        fields.kind = command.kind.unwrap_or(fields.kind);
        fields.lens = command.lens.unwrap_or(fields.lens);
        fields.horizon = command.horizon.or(fields.horizon);
        fields.target = command.target.on(fields.target);
        fields.strength = command.strength.on(fields.strength);
        fields.purpose = command.purpose.on(fields.purpose);
        fields.owner = command.owner_id.on(fields.owner);
        fields.team = command.team_id.on(fields.team);
        fields.done_condition = done_condition.unwrap_or(fields.done_condition);
        fields.plan = changed_plan(command.plan, fields.plan)?;
        if let Some(causes) = command.cause_ids {
            opened.place.checked(&causes)?;
            fields.causes = causes;
        }
        let causes = opened.place.linked(&fields.causes);
        let changed = opened.item.apply(fields, &causes, &opened.policy)?;
        if opened.item.due_at != opened.before.due_at {
            opened.note(RepairNoteKind::Due, Markdown::default());
        }
        let facts = json!({ "changed": changed });
        opened.close(Change { action: "repair.updated", kind: RepairChange::Updated, facts }).await
    }

    /// Adds a note.
    ///
    /// Errors: nothing is said.
    pub async fn add_repair_note(&self, actor: &Actor, command: AddRepairNote) -> Result<RepairNoteAnswer> {
        check_may_work(actor)?;
        let body = parse("body", Body::parse(&command.body))?;
        let body = parse("body", Markdown::parse(body.as_str()))?;
        let id = RepairNoteId::new(self.uuid());
        let mut write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("addRepairNote", key, &command, id.uuid()).await? {
            drop(write);
            return self.note_again(actor, RepairNoteId::new(earlier)).await;
        }
        let item = repo::lock(&write.tx, command.item_id).await?.ok_or(Error::NotFound)?;
        authorize(actor, Permission::RepairWork, Relation::owned(item.owner, item.team))?;
        let note = RepairNote { id, ..self.note_on(&write, actor, &item, RepairNoteKind::Note, body) };
        notes::append_later(&mut write.later, [&note]);
        repo::touch(&write.tx, item.id, write.now).await?;
        let facts = json!({ "noteId": id.to_string() });
        record(&mut write, &item, &Change { action: "repair.noted", kind: RepairChange::Noted, facts });
        write.commit().await?;
        let findings = self.item_again(actor, item.id).await?.findings;
        Ok(RepairNoteAnswer { note, findings })
    }

    /// A note as a repeated request finds it.
    async fn note_again(&self, actor: &Actor, id: RepairNoteId) -> Result<RepairNoteAnswer> {
        let note = notes::note(self.store(), id).await?.ok_or(Error::NotFound)?;
        let findings = self.item_again(actor, note.item).await?.findings;
        Ok(RepairNoteAnswer { note, findings })
    }
}

fn changed_plan(patch: PlanPatch, plan: EffectivenessPlan) -> Result<EffectivenessPlan> {
    let text = |field: &str, patch: Patch<String>, before| {
        Ok::<_, Error>(match patch {
            Patch::Set(text) => short(field, Some(&text))?,
            Patch::Remove => None,
            Patch::Keep => before,
        })
    };
    let check_at = match patch.check_at {
        Patch::Set(at) => Patch::Set(instant("plan.checkAt", at)?),
        other => other,
    };
    Ok(EffectivenessPlan {
        metric: text("plan.metric", patch.metric, plan.metric)?,
        baseline: text("plan.baseline", patch.baseline, plan.baseline)?,
        target: text("plan.target", patch.target, plan.target)?,
        check_at: check_at.on(plan.check_at),
    })
}
