//! `A1`: a person as the agent of harm.
//!
//! Some verbs always tell of harm. Others are the daily work of operations; they count only with a sign of
//! harm beside them, so that a repair is never marked.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::advice::Rule;
use super::super::grammar::{Clause, Subject, Who};
use super::super::lexicon;
use super::super::token::Kind;
use super::{Found, has_one, is_one_of, words_of};

const ALWAYS: &str = "broke broken misconfigured crashed botched bungled corrupted bricked mistyped mishandled ruined mangled \
    damaged fat-fingered wrecked sabotaged";
const WITH_UP: &str = "messed screwed fouled cocked";
const WITH_DOWN: &str = "took brought knocked taken";
const CAUSES: &str = "caused triggered provoked";
const DAILY: &str = "did ran run executed typed applied pushed merged deployed released shipped changed set disabled enabled \
    switched turned stopped restarted rolled skipped overwrote overwritten started scaled updated upgraded edited moved copied \
    committed approved deleted dropped destroyed wiped erased purged truncated removed terminated killed shut";
const DESTROYS: &str =
    "deleted dropped destroyed wiped erased purged truncated removed terminated overwrote overwritten killed";
const PRECIOUS: &str = "production prod live database databases table tables data namespace index backup backups records orders \
    bucket";
const BENIGN: &str = "stuck stale old failed unused orphaned temporary test duplicate obsolete expired broken corrupted unhealthy \
    evicted leftover redundant replica staging bad faulty hung idle";
const FAULTY: &str = "wrong bad broken faulty buggy untested unreviewed incorrect defective flawed";
const BAD_ENDS: &str = "outage outages incident incidents failure failures downtime error errors crash crashes loss disruption \
    deadlock deadlocks timeouts overload problem problems issue issues mess damage wave delay 503 slowness lag leak corruption restarts spike";
const ADVERBS: &str = "accidentally inadvertently unintentionally mistakenly erroneously";
const REPAIRS: &str = "fix fixes restore recover mitigate resolve free clear repair patch hotfix rollback revert workaround \
    restored recovered fixed resolved drained rebuilt recreated";

/// Every verb that the rule asks about.
static VERBS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words_of(&[ALWAYS, WITH_UP, WITH_DOWN, CAUSES, DAILY, "introduced"]));

pub(super) fn find(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for at in 0..s.len() {
        let word = s.word(at);
        if matches!(word, "to" | "at" | "responsible") {
            blamed(clause, at, found);
        }
        let Some(last) = harm(clause, at) else { continue };
        if is_passive(clause, at) {
            by_agent(clause, at, found);
            continue;
        }
        if is_one_of(
            s.word_before(at, 1),
            "to not never will can shall may would should could might have must",
        ) {
            continue;
        }
        let is_daily = is_one_of(word, DAILY);
        match clause.subject(at).who() {
            None | Some(Who::Nobody) => {}
            // The verbs of daily work and "we" or "I" tell of a repair more often than of harm.
            Some(Who::First | Who::We | Who::They) if is_daily => {}
            Some(Who::User) if is_one_of(word, CAUSES) || word == "crashed" => {}
            Some(who) => found.add_for(Rule::A1, who, at, last),
        }
    }
}

/// The last token of the words that tell of harm, when the verb at a place does.
fn harm(clause: &Clause<'_, '_>, at: usize) -> Option<usize> {
    let s = clause.sentence;
    let word = s.word(at);
    if !VERBS.contains(word) {
        return None;
    }
    let next = s.word(at + 1);
    let object = (at + 1).min(s.len() - 1);
    if is_one_of(word, ALWAYS) {
        let is_other =
            is_one_of(next, "down out up off into even") || (word == "crashed" && !is_object(clause, at + 1));
        return (!is_other).then_some(at);
    }
    if is_one_of(word, WITH_UP) {
        return (next == "up").then_some(at + 1);
    }
    if is_one_of(word, WITH_DOWN) {
        let down = (at + 1..s.len().min(at + 8)).find(|n| s.word(*n) == "down")?;
        let is_planned =
            has_one(clause, at..s.len(), "maintenance upgrade upgrades planned list notes names details");
        return (!is_planned).then_some(down);
    }
    if word == "introduced" {
        return has_one(
            clause,
            at + 1..at + 6,
            "bug bugs error defect regression fault mistake vulnerability typo",
        )
        .then_some(object);
    }
    if is_one_of(word, CAUSES) {
        let reach = if word == "caused" { 9 } else { 4 };
        let is_bad = has_one(clause, at + 1..at + reach, BAD_ENDS) || is_one_of(next, "this it all");
        return (is_bad && !is_one_of(next, "no any") && !has_one(clause, at + 1..at + 4, REPAIRS))
            .then_some(object);
    }
    (is_one_of(word, DAILY) && is_harmful(clause, at)).then_some(object)
}

fn is_object(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    s.tokens.get(at).is_some_and(|token| {
        matches!(token.kind, Kind::Opaque)
            || (token.kind == Kind::Word
                && !lexicon::PREPOSITION.contains(s.word(at))
                && !lexicon::CONJUNCTION.contains(s.word(at))
                && !lexicon::is_adverb(s.word(at)))
    })
}

/// Whether a sign of harm stands beside a verb of daily work.
fn is_harmful(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    let end = s.len();
    if s.word(at) == "did"
        && s.tokens
            .get(at + 1)
            .is_none_or(|next| next.kind != Kind::Opaque && !is_one_of(&next.norm, "the a"))
    {
        return false;
    }
    let has_adverb = has_one(clause, at.saturating_sub(3)..at + 2, ADVERBS)
        || (at..end).any(|n| s.word(n) == "by" && is_one_of(s.word(n + 1), "mistake accident"));
    let is_repair = has_one(clause, at + 1..end, REPAIRS);
    let is_faulty = has_one(clause, at + 1..at + 8, FAULTY) && !is_one_of(s.word(at), DESTROYS);
    let is_wrong = has_one(clause, at + 1..at + 8, "wrong");
    let is_unchecked = (at..end).any(|n| s.word(n) == "without" && has_one(clause, n + 1..n + 4, UNCHECKED));
    if has_adverb || is_wrong || is_unchecked {
        return true;
    }
    // "The change which the team rolled out broke the search" is about the change.
    let is_aside = has_one(clause, at.saturating_sub(6)..at.saturating_sub(1), "which that");
    !is_repair && !is_aside && (is_faulty || is_precious(clause, at) || ends_badly(clause, at))
}

const UNCHECKED: &str = "testing test tests review reviewing checking asking approval telling notice reading";

fn is_precious(clause: &Clause<'_, '_>, at: usize) -> bool {
    let near = at + 1..at + 5;
    is_one_of(clause.sentence.word(at), DESTROYS)
        && has_one(clause, near.clone(), PRECIOUS)
        && !has_one(clause, near, BENIGN)
}

/// "…, which led to the outage", "… and broke the checkout", "… that took the database to its limit"
fn ends_badly(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    (at + 1..s.len()).any(|n| {
        let near = n + 1..n + 7;
        match s.word(n) {
            "causing" | "caused" | "leading" | "led" | "resulting" | "resulted" | "triggering"
            | "triggered" => {
                has_one(clause, near.clone(), BAD_ENDS) && !has_one(clause, near, "stop end drop fewer no")
            }
            "broke" | "breaking" | "crashed" | "crashing" => true,
            "took" | "taking" | "brought" | "bringing" => has_one(clause, near, "down limit limits knees"),
            _ => false,
        }
    })
}

fn is_passive(clause: &Clause<'_, '_>, at: usize) -> bool {
    let s = clause.sentence;
    lexicon::is_participle(s.word(at))
        && (1..4)
            .find(|back| !lexicon::is_adverb(s.word_before(at, *back)))
            .is_some_and(|back| lexicon::is_be(s.word_before(at, back)))
}

/// "was caused by the developer"
fn by_agent(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let Some(by) = (at + 1..s.len().min(at + 7)).find(|n| s.word(*n) == "by") else { return };
    if let Some(who @ (Who::Person | Who::Team | Who::We)) = clause.phrase_from(by + 1) {
        found.add_for(Rule::A1, who, at, by);
    }
}

/// "is to blame", "was at fault", "is responsible for the outage"
fn blamed(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let last = match (s.word(at), s.word(at + 1)) {
        ("to", "blame") | ("at", "fault") => at + 1,
        ("responsible", "for") if has_one(clause, at + 2..at + 6, BAD_ENDS) => at + 1,
        _ => return,
    };
    let is_said_of = at > 0 && lexicon::is_be(s.word(at - 1));
    if let (true, Subject::Who(who)) = (is_said_of, clause.subject(at))
        && !matches!(who, Who::Nobody)
        && !is_one_of(s.word_before(at, 2), "who")
    {
        found.add_for(Rule::A1, who, at - 1, last);
    }
}
