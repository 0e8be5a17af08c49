//! `C1`: a past that did not happen.

use super::super::advice::Rule;
use super::super::grammar::{Clause, Subject, Who};
use super::super::lexicon::{self, DETERMINER, FUNCTION, PREPOSITION};
use super::{Found, is_one_of};

/// What people do or leave; "it could have been noticed" judges them without naming them.
const JUDGED: &str = "noticed caught detected prevented avoided spotted found discovered identified tested reviewed checked \
    verified mitigated escalated communicated anticipated foreseen seen known done handled addressed fixed resolved planned \
    considered documented lowered raised increased scaled updated told informed notified announced run made taken reverted \
    approved monitored coordinated prepared prioritized investigated shortened averted rolled pinned bumped upgraded followed \
    used added included";
/// After "would have been" only what was spared or seen.
const SPARED: &str = "noticed caught detected prevented avoided spotted discovered identified seen averted mitigated sent told shortened";
/// What happens to users and is no act of theirs.
const SUFFERED: &str = "been seen received had got experienced noticed encountered felt lost";
/// Adjectives that judge an act by its result.
const COMPARED: &str = "better faster quicker clearer earlier sooner more aware careful prepared";
/// "It would have been better to …"
const WISHED: &str = "better good nice helpful useful easier quicker faster wise wiser preferable best";
/// Participles that stand before a noun as adjectives: "should have automated tests".
const ADJECTIVES: &str = "automated dedicated detailed limited documented improved increased reduced required shared \
    centralized defined continued advanced related combined unified named fixed set dedicated reserved";

pub(super) fn find(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    let is_open_question =
        s.is_question() && s.first_word().is_some_and(|at| is_one_of(s.word(at), "what how who could"));
    if is_open_question {
        return;
    }
    for at in 0..s.len() {
        match s.word(at) {
            "should" | "could" | "would" | "might" | "ought" | "'d" => modal(clause, at, found),
            "if" => condition(clause, at, found),
            "had" if s.first_word() == Some(at) => inverted(clause, at, found),
            _ => {}
        }
    }
}

/// The next word that is no adverb and no "not".
fn next(clause: &Clause<'_, '_>, mut at: usize) -> usize {
    while lexicon::is_adverb(clause.sentence.word(at)) || clause.sentence.word(at) == "not" {
        at += 1;
    }
    at
}

fn modal(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let word = s.word(at);
    let mut have = next(clause, at + 1);
    if word == "ought" {
        if s.word(have) != "to" {
            return;
        }
        have = next(clause, have + 1);
    }
    if s.word(have) != "have" {
        return;
    }
    let verb = next(clause, have + 1);
    let subject = clause.subject(at);
    // "Could not have known" acquits.
    if word == "could"
        && s.word(at + 1) == "not"
        && is_one_of(s.word(verb), "known seen foreseen predicted guessed noticed")
    {
        return;
    }
    let is_meant = if s.word(verb) == "been" {
        let state = next(clause, verb + 1);
        let list = if matches!(word, "would" | "'d") { SPARED } else { JUDGED };
        let is_spared = is_one_of(s.word(state), list) && !s.word(state - 1).starts_with("automat");
        let is_wish = s.word_before(at, 1) == "it"
            && is_one_of(s.word(state), WISHED)
            && is_one_of(s.word(state + 1), "to if had");
        is_spared || is_wish || (is_one_of(s.word(state), COMPARED) && is_actor(subject, word))
    } else if subject == Subject::Missing && s.first_word() == Some(at) && !s.is_question() {
        // A note: "should have tested it first".
        if is_participle_of_verb(clause, verb) {
            found.add_for(Rule::C1, Who::We, at, verb);
        }
        return;
    } else {
        is_participle_of_verb(clause, verb) && is_actor(subject, word) && !is_suffered(subject, s.word(verb))
    };
    if is_meant {
        let who = subject.who().unwrap_or(Who::Person);
        found.add_for(Rule::C1, who, at, verb);
    }
}

/// Whether the subject is somebody whose act is wished otherwise.
fn is_actor(subject: Subject, modal: &str) -> bool {
    match subject {
        Subject::Who(Who::User) => matches!(modal, "should" | "ought"),
        Subject::Who(Who::First) => matches!(modal, "should" | "could" | "ought"),
        // "Nobody could have known" acquits.
        Subject::Who(Who::Nobody) | Subject::Thing | Subject::Missing => false,
        Subject::Who(_) => true,
    }
}

fn is_suffered(subject: Subject, verb: &str) -> bool {
    (subject == Subject::Who(Who::User) && is_one_of(verb, SUFFERED))
        || is_one_of(verb, "liked thought expected preferred loved hoped")
}

/// "Should have tested it", but not "should have a test" nor "should have automated tests".
fn is_participle_of_verb(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    let word = s.word(at);
    if !lexicon::is_participle(word) {
        return false;
    }
    let after = s.word(at + 1);
    let is_before_noun = !after.is_empty()
        && !DETERMINER.contains(after)
        && !PREPOSITION.contains(after)
        && !FUNCTION.contains(after)
        && !lexicon::is_adverb(after);
    !(is_before_noun && is_one_of(word, ADJECTIVES))
}

/// "If the developer had …, … would have …"
fn condition(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let Some(had) = (at + 1..s.len().min(at + 9)).find(|n| s.word(*n) == "had") else { return };
    let verb = next(clause, had + 1);
    if !lexicon::is_participle(s.word(verb)) || !tells_outcome(clause, verb) {
        return;
    }
    if let Subject::Who(who @ (Who::Person | Who::Team | Who::We | Who::They | Who::First)) =
        clause.subject(had)
    {
        found.add_for(Rule::C1, who, at, verb);
    }
}

/// "Had the reviewer …, … would have …"
fn inverted(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    for verb in at + 2..s.len().min(at + 9) {
        if !lexicon::is_participle(s.word(verb)) || !tells_outcome(clause, verb) {
            continue;
        }
        let mut head = verb - 1;
        while head > at + 1 && (lexicon::is_adverb(s.word(head)) || s.word(head) == "not") {
            head -= 1;
        }
        if let Subject::Who(who @ (Who::Person | Who::Team | Who::We | Who::They | Who::First)) =
            clause.noun_phrase(head)
        {
            found.add_for(Rule::C1, who, at, verb);
            return;
        }
    }
}

fn tells_outcome(clause: &Clause<'_, '_>, after: usize) -> bool {
    (after..clause.sentence.len()).any(|n| is_one_of(clause.sentence.word(n), "would could might 'd"))
}
