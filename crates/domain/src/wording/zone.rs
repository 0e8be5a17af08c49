//! Where a text stands, and which rules run there.

use super::advice::Rule;
use crate::vocabulary;

vocabulary! {
    /// Where a text stands; other rules hold in an analysis than in a list of actions.
    TextZone {
        /// What is known to have gone wrong: where, when, how much. All rules.
        Statement = "STATEMENT",
        /// The analysis of an incident or a problem. All rules.
        Analysis = "ANALYSIS",
        /// A candidate, a factor or a cause. All rules.
        Cause = "CAUSE",
        /// A bone for staffing and knowledge: conditions, never persons. All rules; `A1` and `N1` are errors
        /// whoever is meant (`FB-05`).
        Condition = "CONDITION",
        /// An answer of the Five Whys. All rules.
        Why = "WHY",
        /// What customers lost. All rules.
        Impact = "IMPACT",
        /// A summary. All rules.
        Summary = "SUMMARY",
        /// A repair item or a recommendation: "should" is normal here. `A1`, `V1` and `P1` run.
        Action = "ACTION",
        /// An entry of the timeline, written in a hurry. `A1`, `H1`, `H2`, `N1` and `N2` run.
        Timeline = "TIMELINE",
        /// A status update that goes out: an apology may wish the past were otherwise, a promise may not be
        /// impossible. All but `C1`, `B1`, `R1` and `S1`.
        Update = "UPDATE",
    }
}

impl TextZone {
    /// Whether a rule runs in texts of this zone.
    pub(super) fn has(self, rule: Rule) -> bool {
        match self {
            Self::Action => matches!(rule, Rule::A1 | Rule::V1 | Rule::P1),
            Self::Timeline => matches!(rule, Rule::A1 | Rule::H1 | Rule::H2 | Rule::N1 | Rule::N2),
            Self::Update => !matches!(rule, Rule::C1 | Rule::B1 | Rule::R1 | Rule::S1),
            Self::Statement
            | Self::Analysis
            | Self::Cause
            | Self::Condition
            | Self::Why
            | Self::Impact
            | Self::Summary => true,
        }
    }
}
