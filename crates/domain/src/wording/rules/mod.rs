//! The rules, each a function from a sentence to places in it.
//!
//! Built so that in doubt nothing is said: false alarms decide whether people keep the help on.

mod counterfactual;
mod error;
mod harm;
mod norm;
mod omission;
mod phrases;
mod traits;

use std::collections::HashSet;

use super::TextZone;
use super::advice::{Rule, lower};
use super::grammar::{Clause, Who};
use crate::finding::FindingLevel;

/// A place that a rule speaks about, in tokens of its sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub rule: Rule,
    pub level: FindingLevel,
    pub first: usize,
    pub last: usize,
}

/// What the rules of a zone find in one sentence, by place.
pub(super) fn spots(clause: &Clause<'_, '_>, zone: TextZone) -> Vec<Spot> {
    let mut found = Found { zone, spots: Vec::new() };
    phrases::find(clause, &mut found);
    counterfactual::find(clause, &mut found);
    omission::find(clause, &mut found);
    harm::find(clause, &mut found);
    error::find(clause, &mut found);
    traits::find(clause, &mut found);
    norm::find(clause, &mut found);
    found.spots.sort_by_key(|spot| (spot.first, spot.last, spot.rule));
    found.spots
}

/// What was found so far, of the rules that run.
pub(super) struct Found {
    zone: TextZone,
    spots: Vec<Spot>,
}

impl Found {
    /// Notes a place at the rule's own level.
    fn add(&mut self, rule: Rule, first: usize, last: usize) {
        self.push(rule, rule.level(), first, last);
    }

    /// Notes a place where people are the subject: one step weaker for groups and for "we" and "they".
    /// Whoever writes "I" blames only oneself.
    fn add_for(&mut self, rule: Rule, who: Who, first: usize, last: usize) {
        match who {
            Who::First => self.add(Rule::S1, first, last),
            Who::We | Who::They | Who::Team => self.push(rule, lower(rule.level()), first, last),
            Who::Person | Who::Nobody | Who::User => self.add(rule, first, last),
        }
    }

    fn push(&mut self, rule: Rule, level: FindingLevel, first: usize, last: usize) {
        let overlaps = |spot: &&Spot| spot.first <= last && first <= spot.last;
        let mut around = self.spots.iter().filter(overlaps);
        // A question for whoever did it says already that somebody did.
        let is_asked = |of: Rule| of == Rule::W1 && matches!(rule, Rule::A1 | Rule::C1 | Rule::O1);
        let is_known = around.any(|spot| spot.rule == rule || is_asked(spot.rule));
        if is_known || !self.zone.has(rule) {
            return;
        }
        let is_strict = self.zone == TextZone::Condition && matches!(rule, Rule::A1 | Rule::N1);
        let level = if is_strict { FindingLevel::Error } else { level };
        self.spots.push(Spot { rule, level, first, last });
    }
}

/// The words of some lists, to ask for all of them at once.
fn words_of(lists: &[&'static str]) -> HashSet<&'static str> {
    lists.iter().flat_map(|list| list.split(' ')).collect()
}

/// Whether a word is one of a list written in one line.
fn is_one_of(word: &str, list: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|one| one == word)
}

/// Whether one of the words of a list stands within a range of tokens.
fn has_one(clause: &Clause<'_, '_>, range: std::ops::Range<usize>, list: &str) -> bool {
    range.into_iter().any(|at| is_one_of(clause.sentence.word(at), list))
}
