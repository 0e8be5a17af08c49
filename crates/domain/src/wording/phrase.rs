//! Phrases written as patterns, found in the words of a sentence.
//!
//! A pattern is a row of pieces: `word`, `one|other`, a piece that may be missing (`more?`), up to three
//! other words (`..3`), any single word (`*`). The first piece is always a word that must be there.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::token::{Kind, Sentence, spelling};

/// A list of patterns, made ready when it is first used.
pub(super) struct Phrases {
    sources: &'static [&'static str],
    ready: OnceLock<Ready>,
}

struct Ready {
    patterns: Vec<Vec<Piece>>,
    /// Patterns by a word that they can begin with.
    by_first: HashMap<String, Vec<usize>>,
}

enum Piece {
    Words { words: Vec<String>, is_optional: bool },
    Gap(usize),
    Any,
}

impl Phrases {
    /// From the patterns' text.
    pub const fn new(sources: &'static [&'static str]) -> Self {
        Self { sources, ready: OnceLock::new() }
    }

    fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| {
            let patterns: Vec<Vec<Piece>> = self.sources.iter().map(|source| parse(source)).collect();
            let mut by_first: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, pattern) in patterns.iter().enumerate() {
                for piece in pattern {
                    let Piece::Words { words, is_optional } = piece else { break };
                    for word in words {
                        by_first.entry(word.clone()).or_default().push(at);
                    }
                    if !is_optional {
                        break;
                    }
                }
            }
            Ready { patterns, by_first }
        })
    }

    /// Every place where a pattern matches: its number, the first and the last token. At one place the first
    /// pattern of the list counts, and places do not overlap.
    pub fn in_sentence(&self, sentence: &Sentence<'_>) -> Vec<(usize, usize, usize)> {
        let ready = self.ready();
        let mut found = Vec::new();
        let mut at = 0;
        while at < sentence.len() {
            let patterns = ready.by_first.get(sentence.any(at)).into_iter().flatten();
            let hit = patterns
                .filter_map(|number| Some((*number, ends(&ready.patterns[*number], sentence, at)?)))
                .min_by_key(|(number, _)| *number);
            if let Some((number, end)) = hit {
                found.push((number, at, end - 1));
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }
}

fn parse(source: &str) -> Vec<Piece> {
    let piece = |text: &str| {
        if text == "*" {
            return Piece::Any;
        }
        if let Some(gap) = text.strip_prefix("..") {
            return Piece::Gap(gap.parse().unwrap_or(1));
        }
        let is_optional = text.ends_with('?');
        let words =
            text.trim_end_matches('?').split('|').map(|word| spelling(word.into()).into_owned()).collect();
        Piece::Words { words, is_optional }
    };
    source.split(' ').map(piece).collect()
}

/// The token after the match that starts at a place.
fn ends(pieces: &[Piece], sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(at) };
    let is_word = sentence.tokens.get(at).is_some_and(|token| token.kind != Kind::Punct);
    match piece {
        Piece::Words { words, is_optional } => {
            let here = sentence.any(at);
            if !here.is_empty() && words.iter().any(|word| word == here) {
                let end = ends(rest, sentence, at + 1);
                if end.is_some() {
                    return end;
                }
            }
            if *is_optional { ends(rest, sentence, at) } else { None }
        }
        Piece::Any => is_word.then(|| ends(rest, sentence, at + 1)).flatten(),
        Piece::Gap(longest) => (0..=*longest)
            .take_while(|n| {
                *n == 0 || sentence.tokens.get(at + n - 1).is_some_and(|token| token.kind != Kind::Punct)
            })
            .find_map(|n| ends(rest, sentence, at + n)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::sentences;
    use super::*;

    static SOME: Phrases =
        Phrases::new(&["be more? careful", "never ..2 again", "took * down", "judgement|call"]);

    fn found(text: &str) -> Vec<(usize, usize, usize)> {
        let mut all = Vec::new();
        sentences(text, |sentence| all.extend(SOME.in_sentence(sentence)));
        all
    }

    #[test]
    fn patterns_match_words_gaps_and_choices() {
        assert_eq!(found("Be careful, be more careful"), [(0, 0, 1), (0, 3, 5)]);
        assert_eq!(found("It never happens here again"), [(1, 1, 4)]);
        assert_eq!(found("never, again"), []);
        assert_eq!(found("never a b c again"), []);
        assert_eq!(found("it took `it` down"), [(2, 1, 3)]);
        assert_eq!(found("a judgment"), [(3, 1, 1)]);
    }
}
