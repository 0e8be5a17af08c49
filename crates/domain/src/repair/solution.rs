//! A repair item as the analysis sees it: what is done about causes.

use super::{Effectiveness, LinkedCause, RepairItem, RepairItemStatus, RepairStrength, rules};
use crate::rca::{Solution, SolutionState};

impl RepairItem {
    /// What it does about its causes. A check date is missed after it is done only: the policy sets it then.
    pub fn as_solution(&self, causes: &[LinkedCause]) -> Solution {
        let missing = self.plan.missing();
        let is_done = self.status.is_done();
        Solution {
            reference: self.reference(),
            causes: self.causes.clone(),
            state: self.solution_state(),
            is_weak: self.strength == Some(RepairStrength::Weak),
            missing: missing.into_iter().filter(|part| is_done || *part != "check date").collect(),
            errors: rules::cause_findings(self, causes),
        }
    }

    fn solution_state(&self) -> SolutionState {
        let is_better =
            self.effectiveness.as_ref().is_some_and(|check| check.result == Effectiveness::Partial);
        match self.status {
            RepairItemStatus::Proposed => SolutionState::Idea,
            RepairItemStatus::Committed | RepairItemStatus::InProgress | RepairItemStatus::Reopened => {
                SolutionState::Chosen
            }
            RepairItemStatus::Done if is_better => SolutionState::Partial,
            RepairItemStatus::Done => SolutionState::Done,
            RepairItemStatus::Effective => SolutionState::Effective,
            RepairItemStatus::NotDoing => SolutionState::Declined,
        }
    }
}
