//! What happened to a problem, and the problem that an event is about.

use std::sync::Arc;

use domain::id::{EventId, ProblemId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission, Principal};
use domain::problem::{Problem, ProblemChange, ProblemStatus};
use domain::time::Instant;
use serde_json::Value;
use store::problem::{StoredProblemEvent, history, list};

use crate::events::Happening;
use crate::page::Page;
use crate::{App, Result, authorize};

/// One thing that happened to a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemEvent {
    /// The event.
    pub id: EventId,
    /// Its position in the outbox, which is the key of a page.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// What.
    pub change: ProblemChange,
    /// Who did it.
    pub by: Principal,
    /// The state before a step in its life.
    pub from_status: Option<ProblemStatus>,
    /// The state after it.
    pub to_status: Option<ProblemStatus>,
}

impl ProblemEvent {
    fn of(stored: &StoredProblemEvent) -> Self {
        let facts: Value = serde_json::from_str(&stored.facts).unwrap_or_default();
        let status = |name: &str| facts[name].as_str().and_then(ProblemStatus::parse);
        Self {
            id: stored.id,
            seq: stored.seq,
            at: stored.at,
            change: stored.change,
            by: stored.by,
            from_status: status("from"),
            to_status: status("to"),
        }
    }
}

impl App {
    /// A page of what happened to a problem, newest first, after the event of this position.
    pub async fn problem_history(
        &self,
        actor: &Actor,
        id: ProblemId,
        after: Option<i64>,
        size: u64,
    ) -> Result<Page<ProblemEvent>> {
        authorize(actor, Permission::ProblemRead, Relation::default())?;
        let found = history::of(self.store(), id, after, size + 1).await?;
        Ok(Page::of(found, size).map(|stored| ProblemEvent::of(&stored)))
    }

    /// The problem that an event of the capability `problem` is about; `None` when it is gone. Read once for everyone who is
    /// told of the event.
    pub async fn problem_of_event(
        &self,
        actor: &Actor,
        happening: &Happening,
    ) -> Result<Option<Arc<Problem>>> {
        authorize(actor, Permission::ProblemRead, Relation::default())?;
        let id = ProblemId::new(happening.event.subject);
        let read = async || {
            let mut found = list::by_ids(self.store(), &[id]).await?;
            Ok::<_, crate::Error>(found.remove(&id).map(Arc::new))
        };
        Ok(happening.problem.get_or_try_init(read).await?.clone())
    }
}

#[cfg(test)]
mod tests {
    use domain::identity::SystemActor;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn facts_name_the_states_of_a_step() {
        let of = |facts: &str| {
            let event = ProblemEvent::of(&StoredProblemEvent {
                seq: 1,
                id: EventId::new(Uuid::nil()),
                at: Instant::default(),
                change: ProblemChange::StatusChanged,
                by: Principal::System(SystemActor::Cli),
                facts: facts.to_owned(),
            });
            (event.from_status, event.to_status)
        };
        assert_eq!(
            of(r#"{"from":"MEASURING","to":"CLOSED"}"#),
            (Some(ProblemStatus::Measuring), Some(ProblemStatus::Closed))
        );
        for noise in ["", "[]", "{\"to\":7}", "{\"to\":\"NOWHERE\"}"] {
            assert_eq!(of(noise), (None, None), "{noise}");
        }
    }
}
