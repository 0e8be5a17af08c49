//! Findings of rules, as every payload and record shows them.

use async_graphql::{Enum, SimpleObject};

/// How strong a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::finding::FindingLevel")]
pub enum FindingLevel {
    /// Blocks the gate that the rule names; in drafts and imports it is shown instead.
    Error,
    /// Wants a fix or a written dismissal.
    Warning,
    /// A nudge.
    Hint,
}

/// One statement of one rule about one record.
#[derive(Clone, Debug, SimpleObject)]
pub struct Finding {
    /// The id of the rule, such as `CLK-03`.
    pub rule: String,
    /// How strong it is.
    pub level: FindingLevel,
    /// What is the matter, in plain words.
    pub message: String,
}

impl From<domain::finding::Finding> for Finding {
    fn from(finding: domain::finding::Finding) -> Self {
        Self { rule: finding.rule.to_string(), level: finding.level.into(), message: finding.message }
    }
}

/// Wraps the findings of a record.
pub fn findings(findings: Vec<domain::finding::Finding>) -> Vec<Finding> {
    findings.into_iter().map(Finding::from).collect()
}
