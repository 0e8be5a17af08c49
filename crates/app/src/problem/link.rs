//! Which incidents a problem explains, and what it follows of them.

use domain::id::{IncidentId, ProblemId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::problem::{ProblemChange, ProblemError};
use serde_json::json;
use store::StoreError;
use store::incident::repo as incidents;
use store::problem::{links, repo};

use super::ProblemAnswer;
use super::open::{Change, OpenedProblem, take_counts, tell_incident};
use crate::repair::{Place, lock_place};
use crate::write::Write;
use crate::{App, Error, Result, authorize};

impl App {
    /// Links an incident that the actor sees to a problem.
    ///
    /// Errors: it is linked already.
    pub async fn link_problem_incident(
        &self,
        actor: &Actor,
        problem: ProblemId,
        incident: IncidentId,
    ) -> Result<ProblemAnswer> {
        let opened = self.open_both(actor, problem, incident).await?;
        let now = opened.write.now;
        let added = links::add(&opened.write.tx, problem, &[incident], actor.principal, now).await;
        match added {
            Err(StoreError::Duplicate(_)) => return Err(ProblemError::AlreadyLinked.into()),
            other => other?,
        }
        close(opened, "problem.incident_linked", incident).await
    }

    /// Ends the link between an incident that the actor sees and a problem.
    ///
    /// Errors: it is not linked.
    pub async fn unlink_problem_incident(
        &self,
        actor: &Actor,
        problem: ProblemId,
        incident: IncidentId,
    ) -> Result<ProblemAnswer> {
        let opened = self.open_both(actor, problem, incident).await?;
        if !links::remove(&opened.write.tx, problem, incident, opened.write.now).await? {
            return Err(ProblemError::NotLinked.into());
        }
        close(opened, "problem.incident_unlinked", incident).await
    }

    /// Opens a problem under the lock of an incident: incidents are locked before problems.
    async fn open_both<'a>(
        &'a self,
        actor: &'a Actor,
        problem: ProblemId,
        incident: IncidentId,
    ) -> Result<OpenedProblem<'a>> {
        authorize(actor, Permission::ProblemLink, Relation::default())?;
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        incidents::lock(&write.tx, &scope, incident).await?.ok_or(Error::NotFound)?;
        self.open_with(write, problem).await
    }
}

async fn close(
    mut opened: OpenedProblem<'_>,
    action: &'static str,
    incident: IncidentId,
) -> Result<ProblemAnswer> {
    let counts = links::recount(&opened.write.tx, opened.problem.id).await?;
    take_counts(&mut opened.problem, counts);
    let problem = opened.problem.id;
    tell_incident(&mut opened.write, incident, problem);
    // The event does not name the incident, which its readers may not see.
    let audited = json!({ "incidentId": incident.to_string() });
    let change = Change { action, kind: ProblemChange::IncidentsChanged, facts: json!({}) };
    opened.close_same_version(audited, change).await
}

/// Severity, privacy or a relation of an incident changed: what problems count of it follows. The incident is locked.
pub(crate) async fn follow_incident(write: &mut Write<'_>, incident: IncidentId) -> Result<()> {
    for problem in links::recount_of(&write.tx, incident).await? {
        write.event("problem", ProblemChange::IncidentsChanged.as_str(), problem.uuid(), &json!({}));
    }
    Ok(())
}

/// An incident came back: problems of the earlier one are opened again if they had ended, with their finished repair items, and
/// explain the new one too. Both incidents are locked.
pub(crate) async fn follow_recurrence(
    app: &App,
    actor: &Actor,
    write: &mut Write<'_>,
    again: IncidentId,
    earlier: IncidentId,
) -> Result<()> {
    let mut problems = links::problems_of(&write.tx, earlier).await?;
    problems.sort_unstable();
    let linked_already = links::problems_of(&write.tx, again).await?;
    let now = write.now;
    for id in problems {
        let Place { analysis, problem: before } = lock_place(write, id).await?;
        let mut after = before.clone();
        let from = before.status;
        let is_reopened = after.recurred(earlier, again, now);
        after.updated_at = now;
        after.version += i32::from(is_reopened);
        repo::save(&write.tx, &before, &after).await?;
        if !linked_already.contains(&id) {
            links::add(&write.tx, id, &[again], actor.principal, now).await?;
            let facts = json!({ "incidentId": again.to_string(), "recurrenceOf": earlier.to_string() });
            write.audit("problem.incident_linked", "problem", id, &facts);
            tell_incident(write, again, id);
        }
        if is_reopened {
            let facts = json!({ "from": from.as_str(), "to": after.status.as_str(), "reason": "RECURRENCE" });
            write.audit("problem.reopened", "problem", id, &facts);
            write.event("problem", ProblemChange::Reopened.as_str(), id.uuid(), &facts);
            app.reopen_items(actor, write, &Place { analysis, problem: after }).await?;
        }
    }
    // By now all of them explain the new one, as problems do that it had before.
    follow_incident(write, again).await
}
