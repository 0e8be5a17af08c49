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

    /// The id of a rule named in the code; `None` for one that was stored.
    pub const fn known(&self) -> Option<&'static str> {
        match self.0 {
            std::borrow::Cow::Borrowed(id) => Some(id),
            std::borrow::Cow::Owned(_) => None,
        }
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

/// How many findings a refusal spells out.
const SPELT_OUT: usize = 4;

/// What a gate still waits for: the rule that speaks first, and the errors among the findings in one sentence; `None` when
/// there is no error.
pub(crate) fn unmet<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Option<(&'static str, String)> {
    let errors: Vec<&Finding> =
        findings.into_iter().filter(|finding| finding.level == FindingLevel::Error).collect();
    let first = errors.first()?;
    let mut message: Vec<String> =
        errors.iter().take(SPELT_OUT).map(|error| format!("{} {}", error.rule, error.message)).collect();
    if let Some(more) = errors.len().checked_sub(SPELT_OUT).filter(|more| *more > 0) {
        message.push(format!("And {more} more."));
    }
    Some((first.rule.known().unwrap_or_default(), message.join(" ")))
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
