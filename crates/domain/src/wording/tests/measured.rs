//! The labelled sentences: how many of the marks are right, and how many places are found.

use std::collections::BTreeSet;

use super::super::*;
use super::rules_in;

/// Right marks, wrong marks, misses.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn note(&mut self, is_expected: bool, is_found: bool) {
        match (is_expected, is_found) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    /// Whether precision and recall reach so many percent.
    fn reaches(self, precision: u32, recall: u32) -> bool {
        self.right * 100 >= (self.right + self.wrong) * precision
            && self.right * 100 >= (self.right + self.missed) * recall
    }
}

#[test]
fn the_labelled_sentences_are_found_and_the_plain_ones_left_alone() {
    let samples = corpus::samples();
    let mut all = Score::default();
    let mut by_rule = vec![Score::default(); Rule::ALL.len()];
    for sample in &samples {
        let expected: BTreeSet<String> = sample.rules.iter().cloned().collect();
        let found = rules_in(&sample.text, sample.zone);
        all.note(!expected.is_empty(), !found.is_empty());
        for (rule, score) in Rule::ALL.iter().zip(&mut by_rule) {
            score.note(expected.contains(rule.as_str()), found.contains(rule.as_str()));
        }
    }
    assert!(all.reaches(85, 80), "{all:?}");
    for (rule, score) in Rule::ALL.iter().zip(&by_rule) {
        assert!(score.right + score.missed >= 20, "{rule} has too few sentences");
        assert!(score.reaches(85, 65), "{rule}: {score:?}");
    }
}

#[test]
fn a_score_can_fall_short() {
    assert!(Score { right: 17, wrong: 3, missed: 4 }.reaches(85, 80));
    assert!(!Score { right: 16, wrong: 4, missed: 0 }.reaches(85, 80));
    assert!(!Score { right: 16, wrong: 0, missed: 5 }.reaches(85, 80));
}

#[test]
fn every_label_is_a_rule() {
    let known: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
    for sample in corpus::samples() {
        assert!(sample.rules.iter().all(|rule| known.contains(rule.as_str())), "{sample:?}");
    }
    assert!(corpus::samples().iter().filter(|sample| sample.rules.is_empty()).count() > 150);
}

#[test]
fn every_suggestion_keeps_the_rules_in_every_zone() {
    for rule in Rule::ALL {
        assert!(!rule.suggestions().is_empty(), "{rule}");
        for text in rule.suggestions() {
            for zone in TextZone::ALL {
                assert_eq!(check(text, *zone, &corpus::people()), [], "{rule}: {text}");
            }
        }
        assert_eq!(check(rule.message(), TextZone::Analysis, &corpus::people()), [], "{rule}'s own message");
    }
}
