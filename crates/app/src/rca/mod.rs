//! Use cases of root cause analyses: start, draft, validate, confirm, review, read.
//!
//! Every change of an analysis locks its row and reads it whole: authorize → lock and load → the domain decides → save → the
//! six steps are judged anew → the problem follows → audit row and events → commit. It must not decide what an analysis may
//! hold: the domain does.

mod causes;
pub mod command;
mod edit;
mod evidence;
mod graph;
mod open;
mod read;
mod tables;
mod verdict;

pub use command::{
    AcceptRootCauseRisk, AddCause, AddEvidence, BoneText, ChangeRcaStatus, FindingName, GoalText, LinkCause,
    MoveCause, Patch, SaveBarrier, SaveDifference, SetRcaAnswer, StartRca, Target, UpdateCause,
    UpdateCauseGroup, UpdateRca, ValidateCause,
};
pub use read::RcaReport;

pub(crate) use open::{Change, OpenedRca, follow};

use std::sync::Arc;

use domain::finding::Finding;
use domain::rca::{Analysis, Cause, Evidence};

/// An analysis after a change of it.
#[derive(Clone, Debug)]
pub struct RcaAnswer {
    /// The analysis with everything in it; its own fields are `analysis.rca`.
    pub analysis: Arc<Analysis>,
    /// What its steps are by now.
    pub report: RcaReport,
    /// What the rules say about it now, without what was set aside.
    pub findings: Vec<Finding>,
}

/// A cause after a change of it.
#[derive(Clone, Debug)]
pub struct CauseAnswer {
    /// The cause.
    pub cause: Cause,
    /// Its analysis, and what the rules say.
    pub rca: RcaAnswer,
}

/// A piece of evidence after it was added.
#[derive(Clone, Debug)]
pub struct EvidenceAnswer {
    /// The evidence.
    pub evidence: Evidence,
    /// Its analysis, and what the rules say.
    pub rca: RcaAnswer,
}
