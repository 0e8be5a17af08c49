//! Tests of the rules of wording.

mod grammar;
mod measured;
mod metamorphic;
mod table;

use super::*;

/// The rules that speak about an analysis, with their levels.
fn found(text: &str) -> Vec<(String, FindingLevel)> {
    found_in(text, TextZone::Analysis)
}

fn found_in(text: &str, zone: TextZone) -> Vec<(String, FindingLevel)> {
    check(text, zone, &corpus::people()).into_iter().map(|hit| (hit.rule.to_string(), hit.level)).collect()
}

/// The ids of the rules that speak, each once, in the order of the alphabet.
fn rules_in(text: &str, zone: TextZone) -> std::collections::BTreeSet<String> {
    found_in(text, zone).into_iter().map(|(rule, _)| rule).collect()
}
