//! What the wording check says, as the API shows it.

use async_graphql::SimpleObject;

use crate::finding::FindingLevel;

/// Words that could be put otherwise. Advice to the writer; nothing is stored or counted.
#[derive(Clone, Debug, SimpleObject)]
pub struct WordingHit {
    /// The id of the rule, such as `C1`.
    pub rule: String,
    /// How strong it is; one step weaker for groups, for "we" and for "they".
    pub level: FindingLevel,
    /// Where the words start in the text, in UTF-16 code units.
    pub start: usize,
    /// Where the words end in the text, in UTF-16 code units.
    pub end: usize,
    /// Why they are marked, in plain words.
    pub message: String,
    /// How the same can be told.
    pub suggestions: Vec<String>,
}

impl From<domain::wording::WordingHit> for WordingHit {
    fn from(hit: domain::wording::WordingHit) -> Self {
        Self {
            rule: hit.rule.to_string(),
            level: hit.level.into(),
            start: hit.start,
            end: hit.end,
            message: hit.message,
            suggestions: hit.suggestions,
        }
    }
}
