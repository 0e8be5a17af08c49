//! Step 1, define the problem: `RCS-01`, `RCS-02`, `RCS-08`.

use super::look::{Look, Report};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::problem::rules::{ANALYSIS_WITHIN_WORKING_DAYS, first_restored};
use crate::text::{Markdown, listed};
use crate::time::working_days;
use crate::wording::cause_words;

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    if let Some(finding) = missing_parts(look) {
        report.whole(RcaStep::Define, Place::Statement, finding);
    }
    if let Some(finding) = causes_named(look) {
        report.whole(RcaStep::Define, Place::Statement, finding);
    }
    if let Some(finding) = began_late(look) {
        report.whole(RcaStep::Define, Place::Problem, finding);
    }
}

fn parts<'a>(look: &Look<'a>) -> [(&'static str, &'a Markdown); 5] {
    let statement = &look.rca().statement;
    [
        ("what", &statement.what),
        ("where", &statement.place),
        ("when", &statement.time),
        ("how much", &statement.extent),
        ("scope", &statement.scope),
    ]
}

/// `RCS-01`: the problem statement has all its parts.
fn missing_parts(look: &Look<'_>) -> Option<Finding> {
    let missing: Vec<String> = parts(look)
        .iter()
        .filter(|(_, text)| text.as_str().trim().is_empty())
        .map(|(name, _)| (*name).to_owned())
        .collect();
    (!missing.is_empty()).then(|| {
        Finding::error("RCS-01", format!("The problem statement does not say yet: {}.", listed(&missing)))
    })
}

/// `RCS-02`: the problem statement tells effects, no cause.
fn causes_named(look: &Look<'_>) -> Option<Finding> {
    let mut words: Vec<String> = parts(look)
        .iter()
        .flat_map(|(_, text)| cause_words(text.as_str()))
        .map(|place| format!("“{}”", place.words))
        .collect();
    words.dedup();
    (!words.is_empty()).then(|| {
        Finding::warning(
            "RCS-02",
            format!(
                "The problem statement names a cause ({}). Say what users saw; causes come in step 2.",
                listed(&words)
            ),
        )
    })
}

/// `RCS-08`: the analysis began within five working days after restoration.
fn began_late(look: &Look<'_>) -> Option<Finding> {
    let days = working_days(first_restored(look.facts.incidents)?, look.rca().created_at);
    (days > ANALYSIS_WITHIN_WORKING_DAYS).then(|| {
        Finding::warning(
            "RCS-08",
            format!(
                "The analysis began {days} working days after service was restored; \
                 {ANALYSIS_WITHIN_WORKING_DAYS} is the aim. Say what it waited for."
            ),
        )
    })
}
