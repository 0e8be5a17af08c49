//! Names of the member directory, prepared for looking up in a text.
//!
//! It must not know what is said about anybody.

use std::collections::{HashMap, HashSet};

use super::lexicon;
use super::token::{Sentence, words};

/// The names of people whom the product knows.
///
/// A full name is found as it stands; a part of it is found alone when it is no common word. Words for a
/// function ("Tech Lead Taylor") are no names. Case counts: "will" is no person, "Will" in the middle of a
/// sentence is.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Names of several words, by their first word.
    full: HashMap<String, Vec<Vec<String>>>,
    /// Names of one word.
    single: HashSet<String>,
}

impl People {
    /// From the names in the directory.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut people = Self::default();
        for name in names {
            people.add(name);
        }
        people
    }

    fn add(&mut self, name: &str) {
        let name: Vec<String> =
            words(name).into_iter().filter(|word| !lexicon::is_function_of_person(word)).collect();
        for word in name
            .iter()
            .filter(|word| word.chars().count() > 2 && !lexicon::NEVER_A_NAME.contains(&word.as_str()))
        {
            self.single.insert(word.clone());
        }
        if let [first, rest @ ..] = name.as_slice()
            && !rest.is_empty()
        {
            self.full.entry(first.clone()).or_default().push(rest.to_vec());
        }
    }

    /// How many words of a name start at a place; 0 when none does.
    pub(super) fn at(&self, sentence: &Sentence<'_>, at: usize) -> usize {
        if self.single.is_empty() || !sentence.tokens.get(at).is_some_and(|token| token.is_capital) {
            return 0;
        }
        let word = sentence.word(at);
        let full = self.full.get(word).into_iter().flatten();
        let longest = full
            .filter(|rest| rest.iter().enumerate().all(|(n, part)| sentence.word(at + 1 + n) == part))
            .map(|rest| rest.len() + 1)
            .max();
        if let Some(length) = longest {
            return length;
        }
        let is_start = sentence.first_word() == Some(at);
        let is_name = self.single.contains(word) && !(is_start && lexicon::ALSO_A_WORD.contains(&word));
        usize::from(is_name)
    }

    /// Whether the word at a place is the last one of a name.
    pub(super) fn ends_at(&self, sentence: &Sentence<'_>, at: usize) -> bool {
        (0..3).any(|back| at.checked_sub(back).is_some_and(|start| self.at(sentence, start) == back + 1))
    }
}

/// How far a part of a name tells of a person when it stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alone {
    /// It is a word of the calendar or of products.
    Never,
    /// It is a word too: a name where a capital is not owed to the start of a sentence.
    Sometimes,
    /// It is a name.
    Always,
}

/// How far a part of a name, in lower case, tells of a person when it stands alone; none for words of functions and of grammar,
/// which are no part of a name.
pub(crate) fn alone(word: &str) -> Option<Alone> {
    if lexicon::NEVER_A_NAME.contains(&word) {
        Some(Alone::Never)
    } else if lexicon::ALSO_A_WORD.contains(word) {
        Some(Alone::Sometimes)
    } else if lexicon::is_function_of_person(word) || lexicon::FUNCTION.contains(word) {
        None
    } else {
        Some(Alone::Always)
    }
}
