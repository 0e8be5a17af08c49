//! What a brought-in record tells beyond the incident: who took part, what was to be done, and the
//! sections of its text, kept for a postmortem.
//!
//! It must not know any format, nor interpret what people wrote.

use crate::text::{Body, Markdown, ShortText};

/// A part of a brought-in text, as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistorySection {
    /// The heading, without its marks; `None` for text above the first one.
    pub heading: Option<ShortText>,
    /// The text below it, in Markdown; may be empty.
    pub body: Markdown,
}

/// Somebody or some team that took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryParticipant {
    /// The role, as the source names it.
    pub role: ShortText,
    /// Who, as the source wrote it; never matched to a user.
    pub text: ShortText,
}

/// Something that was to be done afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryAction {
    /// What, in Markdown.
    pub text: Body,
    /// Whether it was done when the text was written; `None` where the source does not say.
    pub is_done: Option<bool>,
    /// The heading under which it stands, if actions are grouped.
    pub group: Option<ShortText>,
}

/// What a brought-in record tells beyond the incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The text's sections, in their order.
    pub sections: Vec<HistorySection>,
    /// Who took part, in the order of the text.
    pub participants: Vec<HistoryParticipant>,
    /// What was to be done, in the order of the text.
    pub actions: Vec<HistoryAction>,
}
