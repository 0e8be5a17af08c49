//! Names in a text: of people, of customers, and titles of what is private.
//!
//! A whole name is found in any case. A part of a name counts alone when it begins with a capital letter and is no ordinary word; one
//! that is an ordinary word too ("Will", "Mark") counts where its capital is not owed to the start of a sentence, and is a doubt
//! where it is. A single word of another kind of name counts with a capital.

use std::collections::HashMap;

use super::fold::{Word, words};
use super::{Reason, Span};
use crate::wording::{Alone, alone};

/// What may stand between two words of one name, in bytes.
const GAP: usize = 8;
/// A word of a title that is as long as this tells enough alone.
const TELLING: usize = 12;

/// What is looked for, and what takes its place.
#[derive(Clone, Debug)]
struct Pattern {
    /// The words after the first one.
    rest: Vec<String>,
    /// What takes its place.
    replacement: String,
    reason: Reason,
    /// How it is read when it is a part that stands alone; none for what is found in any case.
    alone: Option<Alone>,
}

/// Everything that is looked for, by its first word.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    patterns: HashMap<String, Vec<Pattern>>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub spans: Vec<Span>,
    /// Words that may be a name, or the start of a sentence.
    pub doubts: Vec<String>,
}

impl Names {
    /// A person, as whom readers meet her.
    pub fn add_person(&mut self, name: &str, role: &str) {
        let all: Vec<String> = words(name).into_iter().map(|word| word.folded).collect();
        // "Tech Lead" says what somebody does; it is no part of a name.
        let own: Vec<String> = all.iter().filter(|word| alone(word).is_some()).cloned().collect();
        if own.is_empty() {
            return;
        }
        for whole in [&all, &own] {
            self.add_whole(whole, role, Reason::Person);
        }
        if let [first, .., last] = own.as_slice() {
            self.add_whole(&[first.clone(), last.clone()], role, Reason::Person);
            self.add_whole(&[last.clone(), first.clone()], role, Reason::Person);
            // As accounts are called.
            self.add(&own.concat(), &[], role, Reason::Person, None);
        }
        // "O'Brien" is one part.
        for pair in own.windows(2).filter(|pair| pair.first().is_some_and(|first| is_short(first))) {
            self.add_whole(pair, role, Reason::Person);
        }
        for part in own.iter().filter(|part| !is_short(part)) {
            self.add(part, &[], role, Reason::Person, alone(part));
        }
    }

    /// The name of a customer, or a title: whole, and nothing of it alone.
    pub fn add_title(&mut self, title: &str, replacement: &str, reason: Reason) {
        let all = words(title);
        // "3M" and "eBay" have no capital to go by.
        let is_small = all.first().is_some_and(|word| !word.is_capital);
        let all: Vec<String> = all.into_iter().map(|word| word.folded).collect();
        match all.as_slice() {
            [] => {}
            [one] if reason == Reason::PrivateIncident && one.chars().count() < TELLING => {}
            [one] => {
                let alone = (!is_small).then(|| alone(one).unwrap_or(Alone::Never));
                self.add(one, &[], replacement, reason, alone);
            }
            many => self.add_whole(many, replacement, reason),
        }
    }

    fn add_whole(&mut self, name: &[String], role: &str, reason: Reason) {
        if let [first, rest @ ..] = name
            && !rest.is_empty()
        {
            self.add(first, rest, role, reason, None);
        }
    }

    fn add(&mut self, first: &str, rest: &[String], replacement: &str, reason: Reason, alone: Option<Alone>) {
        let patterns = self.patterns.entry(first.to_owned()).or_default();
        match patterns.iter_mut().find(|known| known.rest == rest) {
            // Two people share it: nobody can tell who is meant.
            Some(known) if known.replacement != replacement && known.reason == reason => {
                "a colleague".clone_into(&mut known.replacement);
            }
            Some(_) => {}
            None => {
                let (rest, replacement) = (rest.to_vec(), replacement.to_owned());
                patterns.push(Pattern { rest, replacement, reason, alone });
                patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.rest.len()));
            }
        }
    }

    /// All that is found in a text; the longest name first, so that nothing of it is left over.
    pub fn find(&self, text: &str) -> Found {
        let all = words(text);
        let mut found = Found::default();
        let mut at = 0;
        while let Some(word) = all.get(at) {
            let hit = self.patterns.get(&word.folded).into_iter().flatten().find_map(|pattern| {
                let end = at + pattern.rest.len();
                let fits =
                    pattern.rest.iter().zip(all.get(at + 1..=end)?).all(|(part, next)| *part == next.folded);
                (fits && is_together(text, all.get(at..=end)?, pattern.reason)).then_some((pattern, end))
            });
            at += 1;
            let Some((pattern, last)) = hit else { continue };
            match reading(text, word, pattern) {
                Reading::Name => {}
                Reading::Doubt => {
                    found.doubts.push(text[word.start..word.end].to_owned());
                    continue;
                }
                Reading::Word => continue,
            }
            let end = all.get(last).map_or(word.end, |last| last.end);
            found.spans.push(Span::new(word.start..end, pattern.reason, &pattern.replacement));
            at = last + 1;
        }
        found
    }
}

enum Reading {
    Name,
    Doubt,
    Word,
}

/// How what was found is read where it stands.
fn reading(text: &str, word: &Word, pattern: &Pattern) -> Reading {
    let Some(alone) = pattern.alone else { return Reading::Name };
    match alone {
        _ if text[..word.start].ends_with('@') => Reading::Name,
        // Customers are written as their accounts are; people by their first names, which are words.
        Alone::Always if pattern.reason == Reason::Customer => Reading::Name,
        _ if !word.is_capital => Reading::Word,
        Alone::Never => Reading::Doubt,
        Alone::Sometimes if super::starts_sentence(text, word.start) => Reading::Doubt,
        Alone::Sometimes | Alone::Always => Reading::Name,
    }
}

/// Too short to tell of anybody alone.
fn is_short(word: &str) -> bool {
    word.is_ascii() && word.len() < 3 || word.chars().count() < 2
}

/// Whether words that follow each other are one name. Those of a person have a space, a line's end or a sign between them, and no
/// sentence's end; where more than one sign stands between, each begins with a capital. Titles and names of customers have signs of
/// their own, which writers leave out or change.
fn is_together(text: &str, words: &[Word], reason: Reason) -> bool {
    words.windows(2).all(|pair| {
        let [one, next] = pair else { return false };
        let gap = &text[one.end..next.start];
        if gap.len() > GAP || gap.contains("\n\n") {
            return false;
        }
        let is_plain = gap.chars().count() <= 1;
        reason != Reason::Person
            || gap.chars().all(|c| !matches!(c, '!' | '?' | ';' | ':' | '(' | ')' | '|' | '/'))
                && (is_plain || (one.is_capital && next.is_capital))
    })
}
