//! What is done about a cause, as the rules of steps 4 to 6 need it.
//!
//! It must not know more of repair items than that: `repair` makes these.

use crate::finding::Finding;
use crate::id::CauseId;
use crate::vocabulary;

vocabulary! {
    /// How far a solution is.
    SolutionState {
        /// An idea; nobody committed to it.
        Idea = "IDEA",
        /// Somebody committed to it.
        Chosen = "CHOSEN",
        /// Done, and not shown to work.
        Done = "DONE",
        /// Done, and better than before.
        Partial = "PARTIAL",
        /// Done, and shown to work.
        Effective = "EFFECTIVE",
        /// Decided against; no solution any more.
        Declined = "DECLINED",
    }
}

/// What is done about causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// `REP-n`.
    pub reference: String,
    /// The causes that it acts on.
    pub causes: Vec<CauseId>,
    /// How far it is.
    pub state: SolutionState,
    /// Whether it is a weak action (`ACT-07`, `ACT-08`); false where nobody said.
    pub is_weak: bool,
    /// Parts of its effectiveness plan that are missing, as people call them (`RCS-07`).
    pub missing: Vec<&'static str>,
    /// Errors of its own rules (`ACT-01`, `ACT-02`), for step 5.
    pub errors: Vec<Finding>,
}

impl Solution {
    /// Whether somebody committed to it and it stands.
    pub const fn counts(&self) -> bool {
        !matches!(self.state, SolutionState::Idea | SolutionState::Declined)
    }
}
