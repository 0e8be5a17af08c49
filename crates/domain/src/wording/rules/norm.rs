//! `N2`, a norm without a standard, and `B1`, what seems plain afterwards.

use super::super::advice::Rule;
use super::super::grammar::{Clause, Subject, Who};
use super::super::lexicon;
use super::super::phrase::Phrases;
use super::{Found, has_one, is_one_of};

const HUMAN_ACTS: &str = "response reaction handling use procedure planning communication judgment decision behavior action \
    actions conduct management time testing care treatment supervision oversight release";
const POOR_ACTS: &str = "judgment judgement communication planning decision decisions choice choices handling coordination \
    discipline preparation leadership oversight";
const VERBS_OF_EFFORT: &str = "write be do work communicate pay try plan think respond react act manage take show become get improve perform";
const OWN_EFFORT: &str = "be do communicate try pay respond react";

static WRONG: Phrases = Phrases::new(&["wrong|bad|poor|terrible decision|decisions|call|judgment"]);

pub(super) fn find(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for (_, first, last) in WRONG.in_sentence(s) {
        let is_of_thing = (1..4).any(|back| is_one_of(s.word_before(first, back), "made took")) && {
            let verb = (1..4).find(|back| is_one_of(s.word_before(first, *back), "made took")).unwrap_or(1);
            clause.subject(first - verb) == Subject::Thing
        };
        let is_other =
            is_one_of(s.word(last), "call") && is_one_of(s.word(last + 1), "to stack for site sites");
        if !is_of_thing && !is_other {
            found.add(Rule::N2, first, last);
        }
    }
    for at in 0..s.len() {
        match s.word(at) {
            "inappropriate" | "improper" if is_human_act(clause, at) => found.add(Rule::N2, at, at),
            "inappropriately" | "improperly" | "mismanaged" if is_of_people(clause, at) => {
                found.add(Rule::N2, at, at);
            }
            "mismanagement" => found.add(Rule::N2, at, at),
            "poor" if is_one_of(s.word(at + 1), POOR_ACTS) => found.add(Rule::N2, at, at + 1),
            "took" | "taken" if s.word(at + 1) == "too" && s.word(at + 2) == "long" => {
                if let Some(who) =
                    clause.subject(at).who().filter(|who| !matches!(who, Who::User | Who::Nobody))
                {
                    found.add_for(Rule::N2, who, at, at + 2);
                }
            }
            "slow" | "slowly" | "late" => slow(clause, at, found),
            "need" | "needs" | "has" | "must" | "have" => effort(clause, at, found),
            _ => {}
        }
    }
    plain(clause, found);
}

fn is_human_act(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    if is_one_of(s.word(at + 1), HUMAN_ACTS) {
        return true;
    }
    let is_said_of = at > 0 && (lexicon::is_be(s.word(at - 1)) || lexicon::is_adverb(s.word(at - 1)));
    is_said_of && has_one(clause, 0..at, HUMAN_ACTS)
}

fn is_of_people(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    let verb = (1..4).find(|back| !lexicon::is_adverb(s.word_before(at, *back))).unwrap_or(1);
    let is_passive = lexicon::is_be(s.word_before(at, verb))
        || has_one(clause, at.saturating_sub(4)..at, "was were been is");
    let behind = (1..6).filter_map(|back| at.checked_sub(back)).find(|n| lexicon::is_verb_form(s.word(*n)));
    let subject = behind.map_or_else(|| clause.subject(at), |verb| clause.subject(verb));
    is_passive || subject.who().is_some() || subject == Subject::Missing
}

/// "Ops was too slow to react", "the team reacted too slowly"; pods may be slow.
fn slow(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    if s.word(at) == "slow" {
        if !is_one_of(s.word(at + 1), "to in at") {
            return;
        }
        let mut start = at;
        while start > 0
            && (lexicon::is_adverb(s.word(start - 1))
                || is_one_of(s.word(start - 1), "too very so a bit rather"))
        {
            start -= 1;
        }
        let is_said_of = start > 0 && lexicon::is_be(s.word(start - 1));
        let who = if is_said_of {
            clause.subject(start).who()
        } else {
            // A note: "ops too slow to react".
            start.checked_sub(1).and_then(|head| clause.noun_phrase(head).who())
        };
        if let Some(who) = who.filter(|who| !matches!(who, Who::User | Who::Nobody)) {
            found.add_for(Rule::N2, who, at, at + 1);
        }
        return;
    }
    let verb = (1..5)
        .filter_map(|back| at.checked_sub(back))
        .find(|n| is_one_of(s.word(*n), "reacted responded acted answered"));
    let is_too = s.word_before(at, 1) == "too";
    if let (true, Some(verb)) = (is_too, verb)
        && let Some(who) = clause.subject(verb).who()
    {
        found.add_for(Rule::N2, who, verb, at);
    }
}

/// "needs to write better code", "has to be more proactive", "must try harder"
fn effort(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let verb = if s.word(at) == "must" { at + 1 } else { at + 2 };
    if s.word(at) != "must" && s.word(at + 1) != "to" {
        return;
    }
    let Some(who) = clause.subject(at).who() else { return };
    let verbs = if matches!(who, Who::We | Who::They | Who::First) { OWN_EFFORT } else { VERBS_OF_EFFORT };
    let Some(more) = (verb + 1..s.len().min(verb + 6))
        .find(|n| is_one_of(s.word(*n), "better more harder") && s.word(n + 1) != "than")
    else {
        return;
    };
    if is_one_of(s.word(verb), verbs) && !matches!(who, Who::User | Who::Nobody) {
        found.add_for(Rule::N2, who, at, more);
    }
}

static PLAIN: Phrases = Phrases::new(&[
    "of course",
    "everyone|everybody knows|knew",
    "anyone|anybody could|can|would see|tell|know|have",
    "common sense",
    "it goes without saying",
    "needless to say",
    "trivial to",
    "trivial check|fix|test|change|step|mistake",
    "just|simply|only needed|had to",
    "should|could|must just|simply",
    "just|simply forgot|failed|ignored|missed|did",
]);

fn plain(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for (pattern, first, last) in PLAIN.in_sentence(s) {
        let is_denied = has_one(clause, first.saturating_sub(3)..first, "not no never non");
        let is_about_things = pattern >= 8 && clause.subject(first).who().is_none();
        if !is_denied && !is_about_things {
            found.add(Rule::B1, first, last);
        }
    }
    for at in 0..s.len() {
        match s.word(at) {
            "obvious" | "obviously" => {
                let is_denied =
                    has_one(clause, at.saturating_sub(4)..at, "not no nothing never less without any more");
                let is_made = has_one(clause, at.saturating_sub(3)..at, "make makes made making");
                if !is_denied && !is_made {
                    found.add(Rule::B1, at, at);
                }
            }
            "clearly" if judges(clause, at) => found.add(Rule::B1, at, at),
            _ => {}
        }
    }
}

/// "Clearly" as a verdict: at the start, or about people; not where logs show something clearly.
fn judges(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    let next = s.word(at + 1);
    let is_evidence = is_one_of(
        next,
        "show shows showed shown indicate indicates indicated document documented communicated label labeled labelled state \
         states stated mark marked define defined see seen visible point points pointed identified separated written tell tells",
    );
    if is_evidence {
        return false;
    }
    if s.first_word() == Some(at) {
        return true;
    }
    let is_before_verb = lexicon::is_verb_form(next);
    is_before_verb && clause.subject(at).who().is_some_and(|who| !matches!(who, Who::First | Who::We))
}
