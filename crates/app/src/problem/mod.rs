//! Use cases of problems: open, change, link to incidents, read.
//!
//! It must not decide what a problem may do: the domain does.

pub mod command;
mod history;
mod life;
mod link;
mod open;
mod read;
mod similar;

pub use command::{
    AcceptProblemRisk, ChangeProblemStatus, LookAlike, OpenProblem, ProblemFilter, SetWorkaround,
    UpdateProblem,
};
pub use history::ProblemEvent;
pub use read::ProblemOrder;
pub use similar::{IncidentSuggestion, ProblemSuggestion, Suggestions};

pub(crate) use link::{follow_incident, follow_recurrence};

use domain::finding::Finding;
use domain::problem::Problem;

/// A problem after a change of it.
#[derive(Clone, Debug)]
pub struct ProblemAnswer {
    /// The problem.
    pub problem: Problem,
    /// What the rules say about it now.
    pub findings: Vec<Finding>,
}
