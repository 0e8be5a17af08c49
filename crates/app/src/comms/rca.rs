//! Promised analyses (`COM-05`): made by hand, kept by a publication.

use std::collections::HashMap;

use chrono::Duration;
use domain::comms::Audience;
use domain::comms::promise::{Promise, PromiseKind, RcaStage};
use domain::id::{IncidentId, ProblemId, PromiseId};
use domain::identity::{Actor, Permission};
use domain::incident::IncidentChange;
use serde_json::json;
use store::comms::promise as promises;
use store::incident::Scope;
use store::problem::pairs;

use super::command::PromiseRca;
use crate::incident::instant_opt;
use crate::incident::open::{Change, authorize_ever};
use crate::write::Write;
use crate::{App, Error, Result, portal};

/// More incidents than any problem has.
const MOST: u64 = 10_000;

/// The publication of a stage of a problem's analysis keeps what was promised of the linked incidents: this stage and the ones
/// before it, to this audience; what customers can read, people of the house can read too. It is part of the change that publishes.
pub async fn rca_published(
    write: &mut Write<'_>,
    problem: ProblemId,
    stage: RcaStage,
    audience: Audience,
) -> Result<()> {
    let thresholds = write.app().thresholds();
    let everything = Scope::everything();
    let linked = pairs::incidents_of(&write.tx, &everything, &[problem], None, MOST).await?;
    let incidents = linked.get(&problem).cloned().unwrap_or_default();
    for mut promise in promises::open_of(&write.tx, &incidents, PromiseKind::Rca).await? {
        if promise.is_kept_by(stage, audience) && promise.keep(write.now, &thresholds) {
            promises::save(&write.tx, &promise).await?;
            if promise.audience == Audience::External {
                portal::owe(write, promise.incident, None).await?;
            }
        }
    }
    Ok(())
}

impl App {
    /// Promises an analysis of an incident to an audience, by itself in as many days as the settings say. A later date takes the
    /// place of an open promise of the same stage, which counts as broken.
    ///
    /// Errors: a date in the past; one that is no later than what is promised already (`COM-05`).
    pub async fn promise_rca(&self, actor: &Actor, command: PromiseRca) -> Result<Promise> {
        let permission = Permission::RcaPromise;
        authorize_ever(actor, permission)?;
        let due_at = instant_opt("dueAt", command.due_at)?;
        let id = PromiseId::new(self.uuid());
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("promiseRca", key, &command, id.uuid()).await? {
            drop(write);
            let earlier = promises::by_id(self.store(), &scope, PromiseId::new(earlier)).await?;
            return earlier.ok_or(Error::NotFound);
        }
        let mut opened = self.open_in(actor, write, &scope, permission, command.incident_id).await?;
        let now = opened.write.now;
        let days = self.directory().organisation().rca_days(command.stage);
        let due_at = due_at.unwrap_or_else(|| now + Duration::days(i64::from(days)));
        let promise = Promise::of_rca(
            id,
            command.incident_id,
            (command.stage, command.audience),
            due_at,
            (actor.principal, now),
            &self.thresholds(),
        )?;
        let open = promises::open_of(&opened.write.tx, &[command.incident_id], PromiseKind::Rca).await?;
        for mut earlier in open {
            if earlier.give_way_to(&promise)? {
                promises::save(&opened.write.tx, &earlier).await?;
            }
        }
        if promise.audience == Audience::External {
            portal::owe(&mut opened.write, command.incident_id, Some(&promise)).await?;
        }
        promises::add(&mut opened.write.later, std::slice::from_ref(&promise));
        let facts = json!({
            "promiseId": promise.id.to_string(), "stage": command.stage.as_str(),
            "audience": command.audience.as_str(), "dueAt": promise.due_at,
        });
        let change = Change { action: "rca.promised", kind: IncidentChange::Updated, facts };
        opened.close_same_version(Vec::new(), change).await?;
        Ok(promise)
    }

    /// Analyses that were promised of each of many incidents, due first first.
    pub async fn rca_promises(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<HashMap<IncidentId, Vec<Promise>>> {
        let scope = self.incident_scope(actor)?;
        Ok(promises::of_incidents(self.store(), &scope, ids, PromiseKind::Rca).await?)
    }
}
