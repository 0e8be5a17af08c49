//! How alike a new record and an earlier one are: shared services, tags and words.
//!
//! It must not know how candidates are found.

use std::collections::HashSet;

use crate::id::ServiceId;
use crate::text::Tag;

/// What a record is compared by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Services.
    pub services: Vec<ServiceId>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Words, see [`words`].
    pub words: Vec<String>,
}

/// Why a record is suggested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    /// Shared services.
    pub services: Vec<ServiceId>,
    /// Shared tags.
    pub tags: Vec<Tag>,
    /// Shared words.
    pub words: Vec<String>,
    /// The higher the more alike; only for the order.
    pub score: u32,
}

/// Words that most texts share: of English, and of titles of incidents.
const COMMON: [&str; 78] = [
    "about",
    "after",
    "again",
    "all",
    "also",
    "and",
    "any",
    "are",
    "because",
    "been",
    "before",
    "but",
    "can",
    "could",
    "did",
    "does",
    "during",
    "each",
    "for",
    "from",
    "had",
    "has",
    "have",
    "how",
    "into",
    "its",
    "may",
    "more",
    "most",
    "not",
    "now",
    "off",
    "our",
    "out",
    "over",
    "should",
    "since",
    "some",
    "than",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "too",
    "under",
    "until",
    "was",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your", // of titles
    "affected",
    "customers",
    "due",
    "error",
    "errors",
    "failed",
    "failing",
    "incident",
    "issue",
    "issues",
    "problem",
    "problems",
    "service",
    "users",
];

/// The words of a text that say something: lower case, at least three letters or digits, without the commonest words of English
/// and of incident titles; at most `most`, each once, in their order.
pub fn words(text: &str, most: usize) -> Vec<String> {
    let text = text.to_lowercase();
    let mut seen = HashSet::new();
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3 && !COMMON.contains(word))
        .filter(|word| seen.insert(*word))
        .take(most)
        .map(str::to_owned)
        .collect()
}

/// How many things two records must share to be worth showing.
const LEAST: usize = 2;

/// How alike two records are; `None` when they share too little to be worth showing: fewer than two services, tags and words
/// taken together. "query" and "queries" are one word.
pub fn likeness(new: &Features, earlier: &Features) -> Option<Likeness> {
    let shared = Likeness {
        services: common(&new.services, &earlier.services, |service| *service),
        tags: common(&new.tags, &earlier.tags, Clone::clone),
        words: common(&new.words, &earlier.words, |word| singular(word)),
        score: 0,
    };
    let (services, tags, words) = (shared.services.len(), shared.tags.len(), shared.words.len());
    let score = u32::try_from(3 * services + 2 * tags + 2 * words).unwrap_or(u32::MAX);
    (services + tags + words >= LEAST).then_some(Likeness { score, ..shared })
}

/// What of `new` is in `earlier` as well, each once.
fn common<T: Clone, K: std::hash::Hash + Eq>(new: &[T], earlier: &[T], key: impl Fn(&T) -> K) -> Vec<T> {
    let mut earlier: HashSet<K> = earlier.iter().map(&key).collect();
    new.iter().filter(|value| earlier.remove(&key(value))).cloned().collect()
}

/// A word without the commonest ending of a plural.
fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 1 => format!("{stem}y"),
        _ => word.strip_suffix('s').filter(|stem| !stem.ends_with('s')).unwrap_or(word).to_owned(),
    }
}
