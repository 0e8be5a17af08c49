//! Wording: advice for whoever writes about an incident, so that the text tells of conditions and not of
//! guilt.
//!
//! The catalogue's section 11: deterministic, offline, for English, sentence by sentence. It is advice to the
//! writer alone; nothing is counted by author, and nothing is rewritten by itself. Only `A1`, `H1`, `N1` and
//! `W1` are errors, and those only when a text is published. Beside the check there are the small questions
//! that the rules of analysis, repair and communication ask about a text.
//!
//! It must not know whose text it is.

mod actions;
mod advice;
mod causes;
pub mod corpus;
mod grammar;
mod inline;
mod lexicon;
mod people;
mod phrase;
mod place;
mod rules;
mod scan;
mod stem;
#[cfg(test)]
mod tests;
mod token;
mod whys;
mod zone;

use crate::finding::{FindingLevel, RuleId};

pub use actions::{has_outcome, starts_with_no_verb};
pub use advice::Rule;
pub use causes::{Place, cause_words, open_verb, outage_words};
pub use people::People;
pub(crate) use people::{Alone, alone};
pub use whys::{
    Saying, is_stop_word_answer, names_a_person, near_identical, shares_content_word, starts_with_why,
};
pub use zone::TextZone;

/// Words that could be put otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordingHit {
    /// The rule that speaks, such as `C1`.
    pub rule: RuleId,
    /// How strong it is; one step weaker for groups, for "we" and for "they".
    pub level: FindingLevel,
    /// Where the words start, in UTF-16 code units.
    pub start: usize,
    /// Where the words end, in UTF-16 code units.
    pub end: usize,
    /// Why they are marked.
    pub message: String,
    /// How the same can be told.
    pub suggestions: Vec<String>,
}

/// What the rules of a zone say about a Markdown text, in the order of its words.
///
/// Code, addresses, quotations, headings, labels and comments are left out. A rule about omissions or harm
/// speaks only when a person is the subject: by pronoun, by what the person does, or by a name of the
/// directory.
pub fn check(text: &str, zone: TextZone, people: &People) -> Vec<WordingHit> {
    let mut hits = Vec::new();
    let mut places = place::Places::new(text);
    token::sentences(text, |sentence| {
        for spot in rules::spots(&grammar::Clause { sentence, people }, zone) {
            hits.push(WordingHit {
                rule: RuleId::new(spot.rule.as_str()),
                level: spot.level,
                start: places.utf16(sentence.tokens[spot.first].start),
                end: places.utf16(sentence.tokens[spot.last.min(sentence.len() - 1)].end),
                message: spot.rule.message().to_owned(),
                suggestions: spot.rule.suggestions().iter().map(|text| (*text).to_owned()).collect(),
            });
        }
    });
    hits
}
