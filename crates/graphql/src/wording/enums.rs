//! Vocabularies of the wording check, as the API shows them.

use async_graphql::Enum;

/// Where a text stands; other rules hold in an analysis than in a list of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::wording::TextZone")]
pub enum TextZone {
    /// What is known to have gone wrong: where, when, how much. All rules.
    Statement,
    /// The analysis of an incident or a problem. All rules.
    Analysis,
    /// A candidate, a factor or a cause. All rules.
    Cause,
    /// A bone for staffing and knowledge: conditions, never persons. All rules; `A1` and `N1` are errors whoever is meant.
    Condition,
    /// An answer of the Five Whys. All rules.
    Why,
    /// What customers lost. All rules.
    Impact,
    /// A summary. All rules.
    Summary,
    /// A repair item or a recommendation: "should" is normal here. `A1`, `V1` and `P1` run.
    Action,
    /// An entry of the timeline. `A1`, `H1`, `H2`, `N1` and `N2` run.
    Timeline,
    /// A status update that goes out. All rules but `C1`, `B1`, `R1` and `S1`.
    Update,
}
