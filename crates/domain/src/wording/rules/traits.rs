//! `N1`: traits of people, and people who make bad things.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::advice::Rule;
use super::super::grammar::{Clause, Subject, Who};
use super::super::lexicon;
use super::{Found, has_one, is_one_of, words_of};

const TRAITS: &str = "careless sloppy incompetent negligent reckless complacent stupid idiotic clueless inept irresponsible \
    unprofessional amateurish thoughtless lazy";
const TRAIT_NOUNS: &str =
    "carelessness negligence incompetence recklessness complacency laziness sloppiness stupidity ineptitude";
const TRAIT_ADVERBS: &str = "carelessly recklessly negligently sloppily stupidly lazily thoughtlessly";
/// What is lazy in a program.
const LAZY_THINGS: &str = "loading load loaded initialization init evaluation migration delete deletion creation static cell \
    binding mode consumer fetch fetching";
const BAD: &str = "bad poor terrible awful horrible crappy lousy incorrect stupid";
/// What people make or write that can be called bad.
const WORKS: &str = "code query queries choice choices decision decisions change changes commit commits config configuration \
    assumption assumptions design script scripts release releases call work tests test plan";

/// Every word that the rule asks about.
static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    words_of(&[TRAITS, TRAIT_NOUNS, TRAIT_ADVERBS, "junior inexperienced wrote made makes writes"])
});

pub(super) fn find(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for at in 0..s.len() {
        let word = s.word(at);
        if !WORDS.contains(word) {
            continue;
        }
        if is_one_of(word, TRAITS) {
            trait_word(clause, at, found);
        } else if is_one_of(word, TRAIT_NOUNS) {
            found.add(Rule::N1, at, at);
        } else if is_one_of(word, TRAIT_ADVERBS) {
            let is_thing = clause.subject(at) == Subject::Thing
                && !has_one(clause, at.saturating_sub(2)..at, "was were been being");
            if !is_thing {
                found.add(Rule::N1, at, at);
            }
        } else if is_one_of(word, "junior inexperienced") {
            junior(clause, at, found);
        } else if is_one_of(word, "wrote made makes writes") {
            bad_work(clause, at, found);
        }
    }
}

fn trait_word(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let word = s.word(at);
    let next = s.word(at + 1);
    // A mistake is the matter of other rules.
    if next == "mistake" {
        return;
    }
    if word == "lazy" && (is_one_of(next, LAZY_THINGS) || s.any(at + 1) == "-") {
        return;
    }
    // "It was negligent of the manager", "grown complacent"
    let state = (1..4)
        .filter_map(|back| at.checked_sub(back))
        .find(|n| lexicon::is_be(s.word(*n)) || is_one_of(s.word(*n), "grown become became grew"));
    if let Some(state) = state.filter(|_| !is_noun_after(clause, at)) {
        let of = if s.word(at + 1) == "of" { clause.phrase_from(at + 2) } else { None };
        if let Some(who) = of.or_else(|| clause.subject(state).who()) {
            found.add_for(Rule::N1, who, at, at);
        }
        return;
    }
    let is_of_thing = word == "lazy" && !lexicon::is_person_noun(next) && !is_one_of(next, WORKS);
    let after_person = at.checked_sub(1).map_or(Subject::Missing, |before| clause.noun_phrase(before));
    // A note without a verb: "ops engineer careless with the rules".
    let is_note = after_person.who().is_some();
    if is_note || (is_noun_after(clause, at) && !is_of_thing) {
        found.add(Rule::N1, at, if is_noun_after(clause, at) { at + 1 } else { at });
    }
}

fn is_noun_after(clause: &Clause<'_, '_>, at: usize) -> bool {
    let next = clause.sentence.word(at + 1);
    !next.is_empty() && !lexicon::FUNCTION.contains(next) && !lexicon::is_adverb(next)
}

/// "Junior" as the reason, not as a rank.
fn junior(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let is_said_of = (1..4).any(|back| lexicon::is_be(s.word_before(at, back))) && !is_noun_after(clause, at);
    let is_reason = (0..s.len()).any(|n| match s.word(n) {
        "because" => n < at,
        "why" => n > at,
        _ => false,
    });
    let subject = (1..4).find_map(|back| at.checked_sub(back).and_then(|n| clause.noun_phrase(n).who()));
    let is_of_person = (is_said_of && subject.is_some()) || lexicon::is_person_noun(s.word(at + 1));
    if is_of_person
        && (is_reason || (is_said_of && has_one(clause, at.saturating_sub(2)..at, "too only just")))
    {
        found.add(Rule::N1, at, at);
    }
}

/// "wrote bad code", "made a terrible choice"
fn bad_work(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let Some(bad) = (at + 1..at + 4).find(|n| is_one_of(s.word(*n), BAD)) else { return };
    if !has_one(clause, bad + 1..bad + 3, WORKS) {
        return;
    }
    match clause.subject(at).who() {
        Some(Who::Nobody) | None => {}
        Some(who) => found.add_for(Rule::N1, who, at, bad + 1),
    }
}
