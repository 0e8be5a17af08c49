//! What a rule has to say about a record: rule id, level and a message for people.
//!
//! It must not know which rules exist; they live with their capability.

use crate::vocabulary;

vocabulary! {
    /// How strong a finding is.
    FindingLevel {
        /// Blocks the gate that the rule names; in drafts and imports it is shown instead.
        Error = "ERROR",
        /// Wants a fix or a written dismissal.
        Warning = "WARNING",
        /// A nudge.
        Hint = "HINT",
    }
}

/// The id of a rule in the catalogue, such as `CLK-03`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(std::borrow::Cow<'static, str>);

impl RuleId {
    /// A rule named in the code.
    pub const fn new(id: &'static str) -> Self {
        Self(std::borrow::Cow::Borrowed(id))
    }

    /// A rule id that was stored with an earlier finding.
    pub fn stored(id: String) -> Self {
        Self(std::borrow::Cow::Owned(id))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One statement of one rule about one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that speaks.
    pub rule: RuleId,
    /// How strong it is.
    pub level: FindingLevel,
    /// What is the matter, in plain words.
    pub message: String,
}

impl Finding {
    /// A finding of level [`FindingLevel::Error`].
    pub fn error(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule: RuleId::new(rule), level: FindingLevel::Error, message: message.into() }
    }

    /// A finding of level [`FindingLevel::Warning`].
    pub fn warning(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule: RuleId::new(rule), level: FindingLevel::Warning, message: message.into() }
    }

    /// A finding of level [`FindingLevel::Hint`].
    pub fn hint(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule: RuleId::new(rule), level: FindingLevel::Hint, message: message.into() }
    }
}
