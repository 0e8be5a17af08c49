//! Who does it: the subject of a verb, found by walking back from it.
//!
//! This is no parser. In doubt the subject is a thing, because false alarms cost more than misses (the
//! subject guard of the catalogue, section 11). It must not know any rule.

use super::lexicon::{self, ADVERB, AUXILIARY, CONJUNCTION, DETERMINER, PREPOSITION};
use super::people::People;
use super::token::{Kind, Sentence};

/// A subject that stands for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// "I".
    First,
    /// "We".
    We,
    /// "They", with a person named before.
    They,
    /// One person or several, by name, by pronoun or by what they do.
    Person,
    /// "Nobody".
    Nobody,
    /// Somebody who uses the product.
    User,
    /// A group.
    Team,
}

/// What stands before a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// People.
    Who(Who),
    /// A system, an artefact, anything else.
    Thing,
    /// Nothing: an order, a note without a subject.
    Missing,
}

impl Subject {
    /// The people, when it is people.
    pub fn who(self) -> Option<Who> {
        match self {
            Self::Who(who) => Some(who),
            Self::Thing | Self::Missing => None,
        }
    }
}

/// How many words a noun phrase may have before its last one.
const PHRASE: usize = 6;
/// How many adverbs and auxiliaries may stand between subject and verb.
const BETWEEN: usize = 8;
/// How far a subject that several verbs share is looked for.
const CLAUSE: usize = 24;

/// A sentence with the people who may occur in it.
#[derive(Clone, Copy)]
pub(super) struct Clause<'s, 't> {
    /// The sentence.
    pub sentence: &'s Sentence<'t>,
    /// Who is known by name.
    pub people: &'s People,
}

impl Clause<'_, '_> {
    /// The subject of the verb at a place.
    pub fn subject(&self, verb: usize) -> Subject {
        self.subject_within(verb, 3)
    }

    fn subject_within(&self, verb: usize, depth: u8) -> Subject {
        let s = self.sentence;
        let mut at = verb;
        while at > 0 && verb - at < BETWEEN && self.is_between(at - 1) {
            at -= 1;
        }
        let Some(before) = at.checked_sub(1) else { return Subject::Missing };
        let token = &s.tokens[before];
        match token.kind {
            Kind::Opaque | Kind::Number => Subject::Thing,
            Kind::Punct => self.after_sign(before, depth),
            Kind::Word => match token.norm.as_ref() {
                "who" | "whoever" => self.antecedent(before),
                "that" | "which" if before > 0 && depth > 0 => self.noun_phrase(before - 1),
                "and" | "but" | "or" | "then" | "nor" => self.shared(before),
                _ => self.after_relative(before).unwrap_or_else(|| self.noun_phrase(before)),
            },
        }
    }

    /// "The engineer who ran the job": the phrase before the verb is the object of a clause about the
    /// subject.
    fn after_relative(&self, head: usize) -> Option<Subject> {
        let s = self.sentence;
        let start = self.start_of_phrase(head);
        let verb = start.checked_sub(1).filter(|verb| lexicon::is_verb_form(s.word(*verb)))?;
        let mut at = verb;
        while at > 0 && self.is_between(at - 1) {
            at -= 1;
        }
        match s.word_before(at, 1) {
            "who" => Some(self.antecedent(at - 1)),
            "that" | "which" => Some(self.noun_phrase(at.checked_sub(2)?)),
            _ => None,
        }
    }

    /// The people whom "who" at a place speaks of.
    fn antecedent(&self, at: usize) -> Subject {
        match at.checked_sub(1).map(|head| self.noun_phrase(head)) {
            Some(Subject::Who(who)) => Subject::Who(who),
            _ => Subject::Who(Who::Person),
        }
    }

    /// Where the noun phrase begins that ends at a place.
    fn start_of_phrase(&self, head: usize) -> usize {
        let mut start = head;
        while start > 0 && head - start < PHRASE && self.is_part_of_phrase(start - 1) {
            start -= 1;
            let word = self.sentence.word(start);
            if DETERMINER.contains(word) && word != "'s" {
                break;
            }
        }
        start
    }

    /// An adverb, an auxiliary or a short form between subject and verb.
    fn is_between(&self, at: usize) -> bool {
        let word = self.sentence.word(at);
        if word == "to" {
            // "failed to", "used to" belong to the verb that stands before.
            return false;
        }
        AUXILIARY.contains(word) || ADVERB.contains(word) || lexicon::is_adverb(word)
    }

    fn after_sign(&self, at: usize, depth: u8) -> Subject {
        let s = self.sentence;
        match s.any(at) {
            ")" if depth > 0 => {
                let open = (0..at).rev().take(CLAUSE).find(|n| s.any(*n) == "(");
                open.map_or(Subject::Thing, |open| self.subject_within(open, depth - 1))
            }
            "," => {
                // "The engineer, new to the job, dropped": what stands before the insertion.
                let earlier = (0..at).rev().take(CLAUSE / 2).find(|n| s.any(*n) == ",");
                match earlier.filter(|earlier| *earlier > 0).map(|earlier| self.noun_phrase(earlier - 1)) {
                    Some(Subject::Who(who)) => Subject::Who(who),
                    _ => self.shared(at),
                }
            }
            _ => Subject::Missing,
        }
    }

    /// The subject that a verb after "and" or a comma shares with the verb before.
    fn shared(&self, at: usize) -> Subject {
        let s = self.sentence;
        for n in (0..at).rev().take(CLAUSE) {
            if matches!(s.any(n), ":" | ";" | "–" | "—" | "-") {
                return Subject::Missing;
            }
            let next = (n + 1..at).find(|next| !self.is_between(*next) || AUXILIARY.contains(s.word(*next)));
            if !next.is_some_and(|next| lexicon::is_verb_form(s.word(next)) || is_present(s.word(next))) {
                continue;
            }
            if s.word(n).is_empty() || lexicon::is_verb_form(s.word(n)) || lexicon::is_adverb(s.word(n)) {
                continue;
            }
            match s.word(n) {
                "and" | "or" | "to" | "but" => {}
                "who" => return Subject::Who(Who::Person),
                _ => return self.noun_phrase(n),
            }
        }
        if at == 0 { Subject::Missing } else { Subject::Thing }
    }

    /// What the noun phrase that ends at a place stands for.
    pub fn noun_phrase(&self, head: usize) -> Subject {
        self.phrase_within(head, 3)
    }

    fn phrase_within(&self, head: usize, depth: u8) -> Subject {
        let s = self.sentence;
        let own = self.head(head);
        if s.word(head).is_empty() || own == Subject::Who(Who::First) || own == Subject::Who(Who::We) {
            return own;
        }
        let start = self.start_of_phrase(head);
        let outer = start
            .checked_sub(2)
            .filter(|outer| PREPOSITION.contains(s.word(outer + 1)) && self.is_noun_like(*outer));
        match outer {
            Some(outer) if is_quantity(s.word(outer)) => own,
            Some(outer) if depth > 0 => self.phrase_within(outer, depth - 1),
            _ => own,
        }
    }

    /// Whether a word may stand before the last word of a noun phrase.
    fn is_part_of_phrase(&self, at: usize) -> bool {
        let token = &self.sentence.tokens[at];
        let word = token.norm.as_ref();
        match token.kind {
            Kind::Opaque => true,
            Kind::Number | Kind::Punct => false,
            Kind::Word => {
                DETERMINER.contains(word)
                    || !(PREPOSITION.contains(word)
                        || CONJUNCTION.contains(word)
                        || AUXILIARY.contains(word)
                        || lexicon::PAST.contains(word)
                        || ADVERB.contains(word))
            }
        }
    }

    fn is_noun_like(&self, at: usize) -> bool {
        let token = &self.sentence.tokens[at];
        let word = token.norm.as_ref();
        match token.kind {
            Kind::Opaque => true,
            Kind::Number | Kind::Punct => false,
            Kind::Word => {
                let is_gerund = word.ends_with("ing") && word.len() > 5;
                !(lexicon::is_verb_form(word)
                    || CONJUNCTION.contains(word)
                    || PREPOSITION.contains(word)
                    || lexicon::is_adverb(word)
                    || is_gerund)
            }
        }
    }

    /// What one word stands for as the last word of a noun phrase.
    fn head(&self, at: usize) -> Subject {
        let s = self.sentence;
        let word = s.word(at);
        let before = s.word_before(at, 1);
        let who = match word {
            "" => return Subject::Thing,
            "i" => Who::First,
            "we" => Who::We,
            "they" if self.has_person() => Who::They,
            _ if is_nobody(before, word) => Who::Nobody,
            word if lexicon::SOMEBODY.contains(word) => Who::Person,
            _ if self.people.ends_at(s, at) => Who::Person,
            "manager" if !lexicon::BEFORE_MANAGER.contains(before) => return Subject::Thing,
            "operator" | "operators" if at > 0 && !lexicon::BEFORE_OPERATOR.contains(before) => {
                return Subject::Thing;
            }
            "lead" | "leads" if !lexicon::BEFORE_LEAD.contains(before) => return Subject::Thing,
            "call" if before == "on" => return self.on_call(at),
            "member" | "members" if matches!(before, "cluster" | "group" | "node" | "replica") => {
                return Subject::Thing;
            }
            word if lexicon::is_person_noun(word) => Who::Person,
            word if lexicon::is_team_noun(word) => Who::Team,
            word if lexicon::is_user_noun(word) => Who::User,
            _ => return Subject::Thing,
        };
        Subject::Who(who)
    }

    /// "The engineer on call", and "on call" alone for whoever that was.
    fn on_call(&self, at: usize) -> Subject {
        let before = at.checked_sub(2).map_or(Subject::Thing, |head| self.head(head));
        if before == Subject::Thing { Subject::Who(Who::Person) } else { before }
    }

    /// "They" stands for people only when the sentence names some.
    fn has_person(&self) -> bool {
        (0..self.sentence.len()).any(|n| {
            let word = self.sentence.word(n);
            let is_noun = lexicon::is_person_noun(word) || lexicon::is_team_noun(word) || word == "user";
            (is_noun && matches!(self.head(n), Subject::Who(_))) || self.people.at(self.sentence, n) > 0
        })
    }

    /// Whether the phrase that begins at a place, such as after "by", is about people.
    pub fn phrase_from(&self, start: usize) -> Option<Who> {
        let s = self.sentence;
        let mut last = None;
        for at in start..s.len().min(start + PHRASE) {
            let word = s.word(at);
            let ends = PREPOSITION.contains(word)
                || CONJUNCTION.contains(word) && word != "that"
                || AUXILIARY.contains(word)
                || lexicon::PAST.contains(word)
                || s.tokens[at].kind == Kind::Punct
                || (word.ends_with("ing") && at > start)
                || word == "'s"
                || word == "who";
            if ends && !(word == "on" && s.word(at + 1) == "call") {
                break;
            }
            if word == "on" {
                continue;
            }
            last = Some(at);
        }
        if s.word(last? + 1) == "'s" { None } else { self.head(last?).who() }
    }
}

/// "Nobody" in one word or in two.
fn is_nobody(before: &str, word: &str) -> bool {
    matches!(word, "nobody" | "noone" | "no-one") || (before == "no" && word == "one")
}

/// "one of the engineers" is an engineer.
fn is_quantity(word: &str) -> bool {
    matches!(
        word,
        "one"
            | "some"
            | "most"
            | "all"
            | "none"
            | "each"
            | "two"
            | "both"
            | "several"
            | "any"
            | "many"
            | "half"
    )
}

/// A verb in the present that a subject stands before.
fn is_present(word: &str) -> bool {
    matches!(
        word,
        "runs"
            | "takes"
            | "makes"
            | "needs"
            | "starts"
            | "uses"
            | "sees"
            | "gets"
            | "goes"
            | "comes"
            | "finds"
    )
}
