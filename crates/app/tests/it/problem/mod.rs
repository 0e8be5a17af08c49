//! Problems and the incidents that they explain.

mod life;
mod links;
mod reads;

use app::problem::{ChangeProblemStatus, OpenProblem, UpdateProblem};
use domain::id::IncidentId;
use domain::identity::{Actor, Role};
use domain::problem::{Problem, ProblemStatus};

use crate::incident::{Stage, actor, stage};

/// The cast of incidents, and who leads problem management.
pub struct Workshop {
    pub stage: Stage,
    /// A problem manager.
    pub petra: Actor,
    /// A customer.
    pub carl: Actor,
}

pub async fn workshop() -> Workshop {
    let stage = stage().await;
    let petra = actor(&stage.world, "petra@trips.example", Role::ProblemManager).await;
    let carl = Actor { roles: vec![Role::Customer], ..stage.victor.clone() };
    Workshop { stage, petra, carl }
}

pub fn opening(title: &str, incidents: &[IncidentId]) -> OpenProblem {
    OpenProblem {
        title: title.to_owned(),
        description: None,
        incident_ids: incidents.to_vec(),
        service_ids: Vec::new(),
        owner_id: None,
        sponsor_id: None,
        tags: Vec::new(),
        idempotency_key: None,
    }
}

pub fn edit(problem: &Problem) -> UpdateProblem {
    UpdateProblem {
        id: problem.id,
        version: problem.version,
        title: None,
        description: None,
        owner_id: None,
        remove_owner: false,
        sponsor_id: None,
        remove_sponsor: false,
        service_ids: None,
        tags: None,
    }
}

pub fn step(problem: &Problem, status: ProblemStatus) -> ChangeProblemStatus {
    ChangeProblemStatus { id: problem.id, version: problem.version, status, reason: None }
}

/// The rule that refused, empty when the life itself did.
pub fn rule<T>(result: &app::Result<T>) -> Option<&'static str> {
    match result {
        Err(app::Error::Rule { rule, .. }) => Some(rule),
        _ => None,
    }
}

impl Workshop {
    pub fn app(&self) -> &app::App {
        &self.stage.world.app
    }

    /// Opens a problem as Petra.
    pub async fn open(&self, title: &str, incidents: &[IncidentId]) -> Problem {
        self.app().open_problem(&self.petra, opening(title, incidents)).await.unwrap().problem
    }

    /// A problem as it is now.
    pub async fn problem(&self, problem: &Problem) -> Problem {
        self.app().problem(&self.petra, problem.id).await.unwrap()
    }

    /// How often an action stands in the audit log, and a kind in the outbox.
    pub async fn traces(&self, action: &str, kind: &str) -> (usize, usize) {
        let audit = self.stage.world.audit().await;
        let events = self.stage.world.events().await;
        (audit.iter().filter(|one| *one == action).count(), events.iter().filter(|one| *one == kind).count())
    }
}
