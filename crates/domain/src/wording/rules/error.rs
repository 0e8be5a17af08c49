//! `H1`, human error as a cause, and `H2`, the adverbs of error.

use super::super::advice::Rule;
use super::super::grammar::{Clause, Subject, Who};
use super::super::lexicon;
use super::super::phrase::Phrases;
use super::{Found, has_one, is_one_of};

static ERRORS: Phrases = Phrases::new(&[
    "human|user|operator|pilot|admin|administrator|developer|engineer|dba|manual|fat-finger|finger error|errors",
]);
/// What an error of users is that is no cause: a rate, a page, a message.
const OBJECTS: &str = "rate rates message messages page pages report reports log logs handling code codes count budget tracking \
    state response responses feedback type types class screen dialog";
const ADVERBS: &str = "accidentally inadvertently unintentionally mistakenly erroneously unwittingly";
const ADJECTIVES: &str = "accidental inadvertent unintentional mistaken";
const ACTS: &str = "deletion deletions destroy destruction removal change changes push merge deploy deployment release shutdown \
    restart update commit drop overwrite publication misconfiguration termination scaling reboot run apply upgrade";

pub(super) fn find(clause: &Clause<'_, '_>, found: &mut Found) {
    human_error(clause, found);
    let s = clause.sentence;
    for at in 0..s.len() {
        let word = s.word(at);
        match word {
            "mistake" | "mistakes" | "error" | "errors" | "blunder" | "blunders" | "oversight" | "fault" => {
                mistake(clause, at, found);
            }
            "by" if is_one_of(s.word(at + 1), "mistake accident") => adverb(clause, at, at + 1, found),
            "in" if s.word(at + 1) == "error" && is_end_of_phrase(clause, at + 2) => {
                adverb(clause, at, at + 1, found);
            }
            _ if !word.ends_with("ly") && !is_one_of(word, ADJECTIVES) => {}
            _ if is_one_of(word, ADVERBS) => adverb(clause, at, at, found),
            _ if is_one_of(word, ADJECTIVES) && is_one_of(s.word(at + 1), ACTS) => {
                let guards =
                    "against prevent prevents prevented preventing protect protection avoid from impossible";
                if !has_one(clause, at.saturating_sub(4)..at + 5, guards) {
                    found.add(Rule::H2, at, at + 1);
                }
            }
            _ => {}
        }
    }
}

fn is_end_of_phrase(clause: &Clause<'_, '_>, at: usize) -> bool {
    let word = clause.sentence.word(at);
    word.is_empty() || lexicon::PREPOSITION.contains(word) || lexicon::CONJUNCTION.contains(word)
}

fn human_error(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for (_, first, last) in ERRORS.in_sentence(clause.sentence) {
        let is_object = is_one_of(s.word(last + 1), OBJECTS);
        let is_plural = s.word(last) == "errors" && !is_one_of(s.word(first), "human pilot");
        let is_cause = has_one(clause, first.saturating_sub(3)..first, "to by because");
        let is_denied = has_one(
            clause,
            first.saturating_sub(5)..first,
            "not never no rather instead beyond behind term word phrase label",
        ) || (lexicon::is_verb_form(s.word(last + 1)) && s.word(last + 2) == "not")
            || (s.word(last + 1) == "explains" && s.word(last + 2) == "nothing");
        let is_report = s.word(first) == "user"
            && has_one(
                clause,
                first.saturating_sub(3)..first,
                "got returned returns shows showed get return",
            );
        if !is_object && !is_denied && !is_report && (!is_plural || is_cause) {
            found.add(Rule::H1, first, last);
        }
    }
}

/// "made a mistake", "a mistake by the engineer", "the engineer's mistake", "mistakes were made"
fn mistake(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let is_blame = s.word(at) != "fault";
    if let Some(made) =
        (1..5).filter_map(|back| at.checked_sub(back)).find(|n| is_one_of(s.word(*n), "made makes"))
    {
        let is_passive = lexicon::is_be(s.word_before(made, 1));
        if let (false, Some(who)) = (is_passive, clause.subject(made).who())
            && is_blame
            && !matches!(who, Who::Nobody)
        {
            found.add_for(Rule::H1, who, made, at);
            return;
        }
    }
    if s.word(at) == "mistakes" && s.word(at + 1) == "were" && s.word(at + 2) == "made" {
        let agent = (s.word(at + 3) == "by").then(|| clause.phrase_from(at + 4)).flatten();
        found.add_for(Rule::H1, agent.unwrap_or(Who::Person), at, at + 2);
        return;
    }
    let made = usize::from(is_one_of(s.word(at + 1), "made"));
    let link = at + 1 + made;
    if is_blame
        && is_one_of(s.word(link), "by of")
        && let Some(who @ (Who::Person | Who::Team)) = clause.phrase_from(link + 1)
    {
        found.add_for(Rule::H1, who, at, link);
        return;
    }
    possessive(clause, at, found);
}

fn possessive(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    // An adjective may stand between.
    let sign =
        (1..3).filter_map(|back| at.checked_sub(back)).find(|n| matches!(s.any(*n), "'s" | "'" | "\u{2019}"));
    let Some(owner) = sign.and_then(|sign| sign.checked_sub(1)) else { return };
    if let Subject::Who(who @ (Who::Person | Who::Team)) = clause.noun_phrase(owner) {
        found.add_for(Rule::H1, who, owner, at);
    }
}

/// Whether an adverb of error is about a person or about a passive without an agent; a program's are left
/// alone.
fn adverb(clause: &Clause<'_, '_>, first: usize, last: usize, found: &mut Found) {
    let s = clause.sentence;
    let start = s.first_word().unwrap_or(0);
    let next = s.word(last + 1);
    let verb = if lexicon::is_verb_form(next) {
        Some(last + 1)
    } else {
        // Behind the verb, or a participle that hangs on the main verb.
        let from = if next.ends_with("ing") { start } else { first.saturating_sub(12) };
        let mut before = (from..first).filter(|n| is_verb(clause, *n));
        if next.ends_with("ing") { before.next() } else { before.next_back() }
    };
    let subject = match verb {
        Some(verb) if is_passive(clause, verb) || lexicon::is_be(s.word(verb)) => Subject::Missing,
        Some(verb) => clause.subject(verb),
        None => Subject::Missing,
    };
    match subject {
        Subject::Who(who @ (Who::We | Who::They | Who::Team)) => found.add_for(Rule::H2, who, first, last),
        // "I" too: the adverb is marked, whoever writes it.
        Subject::Who(_) | Subject::Missing => found.add(Rule::H2, first, last),
        Subject::Thing if first == start && last > first => found.add(Rule::H2, first, last),
        Subject::Thing => {}
    }
}

fn is_verb(clause: &Clause<'_, '_>, at: usize) -> bool {
    let word = clause.sentence.word(at);
    lexicon::is_participle(word) || lexicon::PAST.contains(word)
}

fn is_passive(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    let mut back = at;
    while back > 0
        && (lexicon::is_adverb(s.word(back - 1)) || is_one_of(s.word(back - 1), "by mistake accident not"))
    {
        back -= 1;
    }
    lexicon::is_participle(s.word(at)) && back > 0 && lexicon::is_be(s.word(back - 1))
}
