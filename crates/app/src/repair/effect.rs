//! Measuring whether a done item works.

use domain::identity::Actor;
use domain::rca::RcaChange;
use domain::repair::effect::Measurement;
use domain::repair::{RepairChange, RepairItem, RepairNoteKind};
use domain::text::Markdown;
use serde_json::json;
use store::rca::repo as analyses;

use super::open::{Change, OpenedItem, check_may_work, said};
use super::propose::short;
use super::{RecordEffectiveness, RepairAnswer};
use crate::error::parse;
use crate::incident::instant_opt;
use crate::{App, Result};

impl App {
    /// Records what a measurement showed (`ACT-10`). EFFECTIVE ends the item; INEFFECTIVE opens it again, and the root causes that
    /// it acts on, and the problem follows.
    ///
    /// Errors: stale version, it is not done, a measurement that lacks a part, or was made before it was done.
    pub async fn record_effectiveness(
        &self,
        actor: &Actor,
        command: RecordEffectiveness,
    ) -> Result<RepairAnswer> {
        check_may_work(actor)?;
        let note = parse("note", Markdown::parse(command.note.as_deref().unwrap_or_default()))?;
        let measurement = Measurement {
            result: command.result,
            metric: short("metric", command.metric.as_deref())?,
            baseline: short("baseline", command.baseline.as_deref())?,
            target: short("target", command.target.as_deref())?,
            observed: short("observed", command.observed.as_deref())?,
            measured_at: instant_opt("measuredAt", command.measured_at)?,
            note: note.clone(),
        };
        let mut opened = self.open_item(actor, command.id).await?;
        opened.at_version(command.version)?;
        let now = opened.write.now;
        opened.item.measure(measurement, &opened.policy, actor.principal, now)?;
        opened.note(RepairNoteKind::Effect, note);
        if opened.item.reopening != opened.before.reopening {
            opened.reopen_causes().await?;
        }
        let item = &opened.item;
        let facts = json!({
            "result": command.result.as_str(), "from": opened.before.status.as_str(), "to": item.status.as_str(),
            "dueAt": said(item.due_at),
        });
        opened.close(Change { action: "repair.measured", kind: RepairChange::Measured, facts }).await
    }
}

impl OpenedItem<'_> {
    /// What was done showed no effect: the root causes that it acts on are open again, in the locked analysis.
    async fn reopen_causes(&mut self) -> Result<()> {
        let facts = json!({ "from": self.before.status.as_str(), "to": self.item.status.as_str(), "reason": "INEFFECTIVE" });
        self.write.audit("repair.reopened", "repair_item", self.item.id, &facts);
        self.write.event("repair", RepairChange::Reopened.as_str(), self.item.id.uuid(), &facts);
        let Some(before) = self.place.analysis.clone() else { return Ok(()) };
        let Some(analysis) = &mut self.place.analysis else { return Ok(()) };
        let now = self.write.now;
        let reason = reason(&self.item)?;
        let mut reopened = Vec::new();
        for cause in &mut analysis.graph.causes {
            if self.item.causes.contains(&cause.id) && cause.reopen(reason.clone(), now) {
                reopened.push(cause.id);
            }
        }
        if reopened.is_empty() {
            return Ok(());
        }
        analysis.rca.updated_at = now;
        analyses::save(&self.write.tx, &before, analysis).await?;
        for cause in reopened {
            let facts = json!({ "causeId": cause.to_string(), "repairItemId": self.item.id.to_string() });
            self.write.audit("rca.cause_reopened", "rca", analysis.rca.id, &facts);
            self.write.event("rca", RcaChange::CauseReopened.as_str(), analysis.rca.id.uuid(), &facts);
        }
        Ok(())
    }
}

/// Why its causes are candidates again: what is known by now.
fn reason(item: &RepairItem) -> Result<Markdown> {
    let shown = item.effectiveness.as_ref().map(|check| {
        let observed = check.observed.as_ref().map_or("not said", |observed| observed.as_str());
        format!(" {}: {observed}; the target was {}.", check.metric.as_str(), check.target.as_str())
    });
    let reference = item.reference();
    let text = format!("{reference} was done and showed no effect.{}", shown.unwrap_or_default());
    parse("note", Markdown::parse(&text))
}
