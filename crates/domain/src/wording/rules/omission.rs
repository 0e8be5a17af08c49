//! `O1`: what a person left out.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::advice::Rule;
use super::super::grammar::{Clause, Subject, Who};
use super::super::lexicon;
use super::super::stem::stem;
use super::{Found, has_one, is_one_of};

/// What somebody may be expected to do. Knowing, seeing, feeling and having are not among them: to lack a
/// resource is a condition.
const DUTIES: &str = "check test verify validate review read follow notice realize think consider ask tell inform notify \
    communicate update escalate respond answer react act monitor watch look document plan configure enable add wait confirm \
    double-check bother care take raise report acknowledge renew rotate scale prepare coordinate provide remember recognize \
    anticipate investigate revert call warn announce mention share paginate";
/// What "we did not" and "they did not" blame; all else is an account.
const OWN_DUTIES: &str = "think bother follow care take";
/// Past forms that the stem does not find.
const IRREGULAR: &[(&str, &str)] =
    &[("told", "tell"), ("thought", "think"), ("took", "take"), ("read", "read")];
/// What users cannot do while a system is down.
const ACCESS: &str = "load log login connect access launch start open authenticate reach get see receive pull build spawn sign \
    upload download complete finish deploy push fetch find use pay order check";
/// What a person can miss; all else is missed by chance.
const MISSABLE: &str = "alert alerts alarm alarms page pages mail mails email emails step steps warning warnings sign signs \
    deadline check notification notifications message messages update updates call calls review change error errors bug \
    defect ticket";
/// What programs that are called operators do.
const PROGRAM_WORK: &str = "reconcile sync start restart schedule create deploy install roll update";

static DUTY_STEMS: LazyLock<HashSet<String>> =
    LazyLock::new(|| DUTIES.split_whitespace().map(stem).collect());
static OWN_STEMS: LazyLock<HashSet<String>> =
    LazyLock::new(|| OWN_DUTIES.split_whitespace().map(stem).collect());

pub(super) fn find(clause: &Clause<'_, '_>, found: &mut Found) {
    let s = clause.sentence;
    for at in 0..s.len() {
        match s.word(at) {
            "failed" | "neglected" | "refused" if s.word(at + 1) == "to" => failed(clause, at, found),
            "forgot" | "forgotten" | "overlooked" | "ignored" | "omitted" | "skipped" | "missed"
            | "disregarded" => {
                left_out(clause, at, found);
            }
            "did" | "had" | "has" | "have" if s.word(at + 1) == "not" => denied(clause, at, found),
            "never" => never(clause, at, found),
            "nobody" | "one" => nobody(clause, at, found),
            _ => {}
        }
    }
}

fn failed(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let Some(who) = clause.subject(at).who() else { return };
    let verb = s.word(at + 2);
    let is_victim = who == Who::User && is_one_of(verb, ACCESS);
    let is_program = s.word_before(at, 1).starts_with("operator") && is_one_of(verb, PROGRAM_WORK);
    if who != Who::Nobody && !is_victim && !is_program {
        found.add_for(Rule::O1, who, at, at + 2);
    }
}

fn left_out(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let is_passive = at > 0 && lexicon::is_be(s.word(at - 1));
    let is_missable = s.word(at) != "missed" || has_one(clause, at + 1..at + 5, MISSABLE);
    let Some(who) = clause.subject(at).who().filter(|_| !is_passive && is_missable) else { return };
    if !matches!(who, Who::Nobody | Who::User) && !is_one_of(s.word(at + 1), "nothing no") {
        found.add_for(Rule::O1, who, at, (at + 1).min(s.len() - 1));
    }
}

fn is_duty(word: &str, stems: &HashSet<String>) -> bool {
    let base = IRREGULAR.iter().find(|(past, _)| *past == word).map_or(word, |(_, base)| base);
    !word.is_empty() && stems.contains(&stem(base))
}

/// "did not check", "had not tested", and "did not have … set correctly".
fn denied(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let verb = (at + 2..s.len()).find(|n| !lexicon::is_adverb(s.word(*n))).unwrap_or(at + 2);
    let Some(who) = clause.subject(at).who() else { return };
    let is_badly_kept =
        s.word(verb) == "have" && has_one(clause, verb..s.len().min(verb + 8), "correctly properly right");
    let stems: &HashSet<String> = match who {
        Who::First | Who::Nobody => return,
        Who::We | Who::They => &OWN_STEMS,
        Who::User if is_one_of(s.word(verb), "notice realize update receive") => return,
        Who::User | Who::Person | Who::Team => &DUTY_STEMS,
    };
    // "take" alone is too common: to take care, time or note of something.
    let is_take = s.word(verb) == "take" && !has_one(clause, verb..verb + 4, "care time note");
    if is_badly_kept || (is_duty(s.word(verb), stems) && !is_take) {
        found.add_for(Rule::O1, who, at, verb);
    }
}

/// "never told us"
fn never(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    let verb = s.word(at + 1);
    let is_past = lexicon::is_participle(verb) || lexicon::PAST.contains(verb);
    if let Subject::Who(who @ (Who::Person | Who::Team)) = clause.subject(at)
        && is_past
        && is_duty(verb, &DUTY_STEMS)
    {
        found.add_for(Rule::O1, who, at, at + 1);
    }
}

/// "nobody checked", "no one had told us"
fn nobody(clause: &Clause<'_, '_>, at: usize, found: &mut Found) {
    let s = clause.sentence;
    if clause.noun_phrase(at) != Subject::Who(Who::Nobody) {
        return;
    }
    let verb =
        (at + 1..s.len()).find(|n| !lexicon::is_adverb(s.word(*n)) && !is_one_of(s.word(*n), "had has"));
    let Some(verb) = verb.filter(|verb| verb - at < 4) else { return };
    let is_past = lexicon::is_participle(s.word(verb)) || lexicon::PAST.contains(s.word(verb));
    let is_report = s.word(verb) == "reported" && is_one_of(s.word(verb + 1), "any problems");
    if is_past && !is_report && is_duty(s.word(verb), &DUTY_STEMS) {
        found.add_for(Rule::O1, Who::Nobody, at, verb);
    }
}
