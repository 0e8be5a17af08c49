//! Rules that are mostly fixed phrases: `M1`, `W1`, `V1`, `P1`, `R1`, `S1`, and the names of `I1`.

use super::super::TextZone;
use super::super::advice::Rule;
use super::super::grammar::{Clause, Subject, Who};
use super::super::lexicon;
use super::super::phrase::Phrases;
use super::{Found, has_one, is_one_of};

pub(super) fn find(clause: &Clause<'_, '_>, found: &mut Found) {
    minds(clause, found);
    asks_who(clause, found);
    vigilance(clause, found);
    promises(clause, found);
    one_cause(clause, found);
    for (_, first, last) in SELF_BLAME.in_sentence(clause.sentence) {
        found.add(Rule::S1, first, last);
    }
    names(clause, found);
}

static MINDS: Phrases = Phrases::new(&[
    "lost|lose|loss|losing of? their|its|his|her? situational? awareness",
    "lack of situational? awareness|attention|concentration",
    "overconfident|over-confident|overconfidence|over-confidence",
    "human factor|factors|element",
    "lapse|lapses of|in attention|concentration|judgment",
    "attention lapsed|slipped",
    "not pay|paying enough? attention",
    // From here on only with a person as the subject.
    "lost focus|concentration",
    "lost its|their|his|her focus|concentration",
    "had tunnel vision",
    "panicked|panicking",
    "was|were distracted",
]);
const FROM_HERE_WITH_PERSON: usize = 6;

fn minds(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for (pattern, first, last) in MINDS.in_sentence(s) {
        let is_discipline = s.word(first) == "human"
            && is_one_of(s.word(last + 1), "engineering training review course research design");
        if is_discipline {
            continue;
        }
        if pattern < FROM_HERE_WITH_PERSON {
            found.add(Rule::M1, first, last);
        } else if let Some(who) = clause.subject(first).who() {
            found.add_for(Rule::M1, who, first, last);
        }
    }
}

const DEEDS: &str = "did broke pushed approved merged deployed deleted changed wrote caused made allowed let forgot missed ran \
    touched reviewed tested decided turned signed set disabled introduced wrote released removed dropped approves";

fn asks_who(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    let first = s.first_word();
    for at in 0..s.len() {
        match s.word(at) {
            "who" => {
                let is_start = first == Some(at)
                    || (at > 0 && is_one_of(s.any(at - 1), "and but so : ,") && s.is_question())
                    || is_one_of(s.word_before(at, 1), "know out determine identify ask asked me us tell");
                let is_filler =
                    |word: &str| lexicon::is_adverb(word) || is_one_of(word, "the hell on earth exactly");
                let verb = (at + 1..s.len()).find(|n| !is_filler(s.word(*n))).unwrap_or(at);
                if is_start && is_accusing(clause, verb) {
                    found.add(Rule::W1, at, verb);
                }
            }
            "whose" if is_one_of(s.word(at + 1), "fault idea change mistake error job decision commit") => {
                found.add(Rule::W1, at, at + 1);
            }
            "which"
                if first == Some(at)
                    && lexicon::is_person_noun(s.word(at + 1))
                    && is_one_of(s.word(at + 2), DEEDS) =>
            {
                found.add(Rule::W1, at, at + 2);
            }
            _ => {}
        }
    }
}

fn is_accusing(clause: &Clause<'_, '_>, verb: usize) -> bool {
    let s = clause.sentence;
    let next = s.word(verb + 1);
    match s.word(verb) {
        "did" => !is_one_of(next, "we you they i he she not") || (next == "not" && s.is_question()),
        "was" | "is" => {
            (next == "supposed")
                || (next == "to" && s.word(verb + 2) == "blame")
                || (next == "at" && s.word(verb + 2) == "fault")
                || (next == "responsible"
                    && has_one(clause, verb + 2..verb + 6, "mess outage incident failure this loss"))
        }
        "should" | "could" => next == "have",
        word => is_one_of(word, DEEDS) && word != "approves",
    }
}

static VIGILANCE: Phrases = Phrases::new(&[
    "be more|very|extra? careful|vigilant|attentive|mindful",
    "pay more|closer|close|better|greater? attention",
    "take more|greater|better|extra care",
    "double-check",
    "double check",
    "try harder",
    "remind|reminding",
    "reminder|reminders to everyone|everybody|all|staff|the|team|engineers|developers",
    "retrain|re-train|retraining|re-training",
    "follow the|our|this? process|procedure|procedures|runbook|runbooks|rules|checklist|guidelines",
    "remember to",
    "more|additional|extra|better training",
    "be retrained|re-trained|reminded",
]);

/// Care that is asked for: an order, or what somebody shall do. What was done carefully is an account.
fn vigilance(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for (pattern, first, last) in VIGILANCE.in_sentence(s) {
        let is_order = s.first_word() == Some(first)
            || (1..5).any(|back| {
                is_one_of(
                    s.word_before(first, back),
                    "should must will shall to need needs please are and send sending",
                )
            });
        let is_meant = match pattern {
            6 | 8 => is_addressed(clause, last + 1),
            7 => is_one_of(s.word_before(first, 1), "a") || s.first_word() == Some(first),
            // What a guide says to do is no fix.
            9 => !is_one_of(s.word(last + 1), "to described documented in at here below above"),
            3 | 4 => found.zone == TextZone::Action || s.first_word() != Some(first),
            11 => !has_one(clause, last + 1..last + 3, "on in about covering how set data for"),
            _ => true,
        };
        let is_denied = has_one(clause, first.saturating_sub(2)..first, "not no never without")
            || (found.zone != TextZone::Action && clause.subject(first) == Subject::Who(Who::User));
        if is_order && is_meant && !is_denied {
            found.add(Rule::V1, first, last);
        }
    }
}

/// Whether people are named right behind, so that a calendar or a model is not meant.
fn is_addressed(clause: &Clause<'_, '_>, from: usize) -> bool {
    (from..from + 4).any(|at| {
        let word = clause.sentence.word(at);
        is_one_of(word, "everyone everybody them us people staff all")
            || lexicon::is_person_noun(word)
            || lexicon::is_team_noun(word)
            || (at < clause.sentence.len() && clause.people.at(clause.sentence, at) > 0)
    })
}

static PROMISES: Phrases = Phrases::new(&[
    "never ..2 happen|happens|happening|occur|occurs|recur|recurs|repeat again?",
    "never again",
    "never go|goes|be|fail|fails|break|breaks down|offline?",
    "not happen|occur|recur again?",
    "ensure|guarantee ..3 can|does not happen|occur|recur",
    "from ever happening|occurring|recurring",
    "always be|stay up|available|online|fast|super",
    "always be super|very fast",
    "100 % ..1 uptime|availability|reliability",
    "uptime|availability of 100 %",
    "24/7/365",
    "up 24/7",
    "not be any downtime|outage|outages",
    "eliminate|prevent all outages|incidents|failures|downtime",
    "impossible for this|it|that to recur|happen",
]);

fn promises(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for (pattern, first, last) in PROMISES.in_sentence(s) {
        let is_meant = match pattern {
            0 => !is_one_of(s.word_before(first, 1), "should would"),
            // "The queue never failed" is an account; "a platform that never fails" is a wish.
            2 => s.word(first + 1) != "be" || is_one_of(s.word(last), "down offline"),
            3 => {
                let modal = s.word_before(first, 1);
                let is_ensured = has_one(
                    clause,
                    first.saturating_sub(6)..first,
                    "ensure sure certain guarantee promise so",
                );
                matches!(modal, "will" | "can")
                    && (s.word(last) == "again" || is_ensured || has_one(clause, last..last + 2, "again"))
                    || (is_ensured && is_one_of(modal, "does do"))
            }
            _ => true,
        };
        let is_doubted =
            has_one(clause, first.saturating_sub(4)..first, "not nobody cannot no impossible unrealistic")
                || has_one(clause, last + 1..last + 4, "impossible unrealistic not");
        if is_meant && !is_doubted {
            found.add(Rule::P1, first, last);
        }
    }
}

static ONE_CAUSE: Phrases = Phrases::new(&[
    "the one|single|sole|only|true|real|actual|definitive|exclusive|underlying? root cause",
    "the one|single|sole|only|true|real|definitive|exclusive cause|reason",
]);

/// "The root cause was …"; to look for it or to have found it is no claim.
fn one_cause(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for (_, first, last) in ONE_CAUSE.in_sentence(s) {
        let subject_ends = (last + 1..s.len().min(last + 7)).find(|n| {
            is_one_of(s.word(*n), "was is were lies lay remains turned has will")
                || is_one_of(s.any(*n), "; : .")
        });
        // Only as the subject of its clause: to look for it, or to have found it, claims nothing.
        let is_subject =
            first == 0 || s.word(first - 1).is_empty() || lexicon::CONJUNCTION.contains(s.word(first - 1));
        let claims =
            subject_ends.is_some_and(|n| is_one_of(s.word(n), "was is were lies lay remains turned has"));
        let is_open = subject_ends
            .is_some_and(|n| has_one(clause, n + 1..n + 4, "not unknown unclear being still yet under"));
        if claims && is_subject && !is_open {
            found.add(Rule::R1, first, last);
        }
    }
}

static SELF_BLAME: Phrases = Phrases::new(&[
    "my own? fault|mistake|error|bad",
    "i ..1 made ..2 mistake|mistakes|error|errors|assumption",
    "i blame myself",
    "i am to blame",
    "i take|took the blame",
    "i feel stupid|terrible|guilty|awful|bad|ashamed",
    "i let you|everyone|everybody|the|my down|team",
    "i messed|screwed up",
    "i was|am ..1 careless|stupid|lazy|negligent|sloppy",
    "stupid|dumb mistake",
]);

const ROLES: &str = "owner facilitator lead author assignee scribe commander reviewer approver reporter credit credits thanks to \
    assigned owned facilitated written led reported handed contact";

/// `I1`: names outside of ownership, roles and thanks.
fn names(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    let mut at = 0;
    while at < s.len() {
        let length = clause.people.at(s, at);
        if length > 0 && !is_role(clause, at) {
            found.add(Rule::I1, at, at + length - 1);
        }
        at += length.max(1);
    }
}

fn is_role(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    let back = |n: usize| at.checked_sub(n).map_or("", |at| s.any(at));
    let is_titled = back(1) == ":" && is_one_of(back(2), ROLES);
    let is_thanked = back(1) == "to" && is_one_of(back(2), "thanks assigned credit handed");
    let is_credited = back(1) == "by" && is_one_of(back(2), "reported owned facilitated led reviewed");
    is_titled || is_thanked || is_credited || matches!(back(1), "(" | "@")
}
