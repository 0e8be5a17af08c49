//! Late promises (`COM-02`): who is told is decided once for each promise and stage, in the transaction that tells.
//!
//! It must not know by which means people are told.

use domain::comms::promise::{Promise, recipients};
use domain::identity::{Actor, Permission, SystemActor};
use domain::incident::{Incident, reference};
use domain::notification::NotificationKind;
use domain::time::Instant;
use serde_json::json;
use store::comms::promise as promises;
use store::incident::{Scope, repo};

use crate::notification::{About, tell_about};
use crate::write::Write;
use crate::{App, Result};

/// Promises of one transaction.
const BATCH: u64 = 20;

impl App {
    /// Tells people of the promises that have become late at `now`, of some; how many these were. None are left when it is zero.
    /// Of two stages that were reached at once both are decided and the last one is told.
    pub async fn decide_escalations(&self, now: Instant) -> Result<usize> {
        // Looking takes no lock; most looks find nothing.
        if !promises::has_due(&self.store().background(), now).await? {
            return Ok(0);
        }
        let worker = Actor::system(SystemActor::Worker);
        let mut write = self.write_unseen(&worker).await?;
        let late = promises::lock_due(&write.tx, now, BATCH).await?;
        for promise in &late {
            self.escalate(&mut write, promise, now).await?;
        }
        write.commit().await?;
        Ok(late.len())
    }

    async fn escalate(&self, write: &mut Write<'_>, promise: &Promise, now: Instant) -> Result<()> {
        let found = repo::load(&write.tx, &Scope::everything(), promise.incident).await?;
        let Some((_, incident)) = found else {
            return Ok(promises::set_next(&write.tx, promise.id, None).await?);
        };
        let thresholds = self.thresholds();
        let reached = promise.stages_reached(incident.severity, now, &thresholds);
        let last = reached.last().copied();
        for stage in reached {
            let is_told = Some(stage) == last;
            let is_fresh = promises::decide(&write.tx, promise.id, stage, is_told, now).await?;
            if is_told && is_fresh {
                let managers = self.people_who_may(Permission::StatusUpdateApprove);
                let people = recipients(stage, &incident, &managers);
                let told: Vec<String> = people.iter().map(ToString::to_string).collect();
                tell_about(write, &about(promise, &incident), &people);
                let facts = json!({
                    "promiseId": promise.id.to_string(), "kind": promise.kind.as_str(), "stage": stage.as_str(),
                    "audience": promise.audience.as_str(), "dueAt": promise.due_at, "userIds": told,
                });
                write.audit("promise.escalated", "incident", incident.id, &facts);
            }
        }
        let next = promise.next_stage_at(incident.severity, now, &thresholds);
        Ok(promises::set_next(&write.tx, promise.id, next).await?)
    }
}

fn about(promise: &Promise, incident: &Incident) -> About {
    About {
        kind: NotificationKind::PromiseLate,
        subject: incident.id.to_string(),
        reference: reference(incident.number),
        title: incident.title.as_str().to_owned(),
        stage: None,
        due_at: Some(promise.due_at),
    }
}
