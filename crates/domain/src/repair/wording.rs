//! How a title is put (`ACT-05`, `ACT-06`): text heuristics that can be wrong, so never more than a warning.

use crate::finding::Finding;
use crate::wording::{has_outcome, open_verb, starts_with_no_verb};

/// `ACT-05`, `ACT-06` about the title of an item; `done_condition` tells whether an open verb has a named output or a time box.
pub fn judge(title: &str, done_condition: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(word) = starts_with_no_verb(title) {
        findings.push(Finding::warning(
            "ACT-05",
            format!("“{word}” is no verb. Say what is done and what will be there, such as “{MODEL}”."),
        ));
    } else if !has_outcome(title) {
        findings.push(Finding::warning(
            "ACT-05",
            format!("One word tells no outcome. Say what will be there, such as “{MODEL}”."),
        ));
    }
    if let Some(verb) = open_verb(title, done_condition) {
        findings.push(Finding::warning("ACT-06", format!("“{verb}” has no end. {}", advice(&verb))));
    }
    findings
}

/// The catalogue's own example of an action with an end.
const MODEL: &str = "Add alerting for all cases where this service returns > 1 % errors";

/// How the same is put with an end.
fn advice(verb: &str) -> String {
    let (hint, example) = match verb {
        "investigate" | "look into" | "explore" => (
            "Say what will be there, or name a time box and an output, such as",
            "Investigate slow queries within 2 days, output: list of query plans",
        ),
        "improve" => {
            ("Say what will differ, and by how much, such as", "Cut search from 8 s to 1 s at 500 users")
        }
        "ensure" | "make sure" => {
            ("Say what sees to it, such as", "Add a check that stops a release whose queries have no index")
        }
        "consider" | "think about" => (
            "Name the decision and its day, such as",
            "Decide by 12 December whether search moves to a replica",
        ),
        "monitor" => ("Say what raises an alert, such as", MODEL),
        "review" => {
            ("Say what will be different, such as", "Add a query-plan check to the release checklist")
        }
        // To be careful, to be reminded, to be trained again.
        _ => ("Change what people work with, such as", "Add a confirmation that names the target cluster"),
    };
    format!("{hint} “{example}”.")
}
