//! Wording: advice for whoever writes about an incident, so that the text tells of conditions and not of guilt.
//!
//! The catalogue's section 11: deterministic, offline, for English, sentence by sentence. It is advice to the writer
//! alone; nothing is counted by author, and nothing is rewritten by itself. Beside the check there are the small
//! questions that the rules of analysis, repair and communication ask about a text.
//!
//! It must not know whose text it is.

mod causes;
mod grammar;
mod lexicon;
mod people;
mod phrase;
mod place;
mod scan;
mod stem;
mod token;
mod whys;

pub use causes::{Place, cause_words, open_verb, outage_words};
pub use people::People;
pub use whys::{is_stop_word_answer, names_a_person, near_identical, shares_content_word, starts_with_why};
