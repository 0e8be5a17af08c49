//! Steps 4 to 6, choose solutions, implement and measure them: `RCS-06`, `ACT-08`, `ACT-01` and `ACT-02`, `RCS-07`.
//!
//! A solution counts when somebody has committed to it and it stands. A root cause that is lived with needs none. It must not
//! know more of a repair item than [`Solution`] tells.

use super::look::{Look, Report, quote};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::rca::{Cause, Solution, SolutionState};
use crate::text::listed;

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    let roots: Vec<&Cause> = look.causes().iter().filter(|cause| cause.is_root_cause()).collect();
    if roots.is_empty() {
        let finding = Finding::error(
            "RCS-06",
            "No root cause is confirmed yet. Confirm a validated cause; there can be several.",
        );
        report.whole(RcaStep::Solutions, Place::Solutions, finding);
    }
    for root in &roots {
        for finding in [undecided(look, root).or_else(|| review_due(look, root)), only_weak(look, root)]
            .into_iter()
            .flatten()
        {
            report.put(RcaStep::Solutions, Place::Solutions, root.id.to_string(), finding);
        }
    }
    if roots.is_empty() || roots.iter().any(|root| undecided(look, root).is_some()) {
        let waits = "Waits for step 4: decide on every root cause first.";
        report.whole(RcaStep::Implement, Place::Solutions, Finding::hint("RCS-06", waits));
        report.whole(RcaStep::Measure, Place::Solutions, Finding::hint("RCS-07", waits));
        return;
    }
    for (subject, solutions) in by_cause(look) {
        for finding in implement(&solutions) {
            report.put(RcaStep::Implement, Place::Solutions, subject.clone(), finding);
        }
        for finding in measure(&solutions) {
            report.put(RcaStep::Measure, Place::Solutions, subject.clone(), finding);
        }
    }
}

/// Solutions that count on a cause.
fn counting<'a>(look: &Look<'a>, cause: &Cause) -> Vec<&'a Solution> {
    look.solutions(cause).iter().copied().filter(|solution| solution.counts()).collect()
}

/// Solutions that count, each once: under the id of the first root cause that it acts on, else of the first cause; under none
/// where all its causes are gone.
fn by_cause<'a>(look: &Look<'a>) -> Vec<(String, Vec<&'a Solution>)> {
    let (roots, factors): (Vec<&Cause>, Vec<&Cause>) =
        look.causes().iter().partition(|cause| cause.is_root_cause());
    let ordered: Vec<&Cause> = [roots, factors].concat();
    let mut rows: Vec<(String, Vec<&Solution>)> = Vec::new();
    for solution in look.facts.solutions.iter().filter(|solution| solution.counts()) {
        let cause = ordered.iter().find(|cause| solution.causes.contains(&cause.id));
        let subject = cause.map_or_else(String::new, |cause| cause.id.to_string());
        match rows.iter_mut().find(|(named, _)| *named == subject) {
            Some((_, solutions)) => solutions.push(solution),
            None => rows.push((subject, vec![solution])),
        }
    }
    rows
}

/// `RCS-06`: each root cause has a solution that somebody committed to, or a decision to live with it.
fn undecided(look: &Look<'_>, root: &Cause) -> Option<Finding> {
    if root.risk.is_some() || !counting(look, root).is_empty() {
        return None;
    }
    let text = quote(&root.text);
    let ideas: Vec<String> = references(look.solutions(root), |state| state == SolutionState::Idea);
    Some(Finding::error(
        "RCS-06",
        if ideas.is_empty() {
            format!(
                "Nothing is decided about the root cause {text}. Propose a repair item and commit to it, or decide to live with it until a date."
            )
        } else {
            format!(
                "{} {} for the root cause {text}. Commit to it, or decide to live with the cause until a date.",
                listed(&ideas),
                if ideas.len() == 1 { "is an idea" } else { "are ideas" },
            )
        },
    ))
}

/// `RCS-06`: the date at which the decision is looked at again has come, and nothing else is done about it.
fn review_due(look: &Look<'_>, root: &Cause) -> Option<Finding> {
    let due = root.risk.as_ref()?.review_at;
    (due <= look.facts.now && counting(look, root).is_empty()).then(|| {
        Finding::warning(
            "RCS-06",
            format!(
                "The decision to live with {} was to be looked at again on {}. Decide anew.",
                quote(&root.text),
                due.format("%-d %b %Y")
            ),
        )
    })
}

/// `ACT-08`: all that is done about a root cause is weak.
fn only_weak(look: &Look<'_>, root: &Cause) -> Option<Finding> {
    let solutions = counting(look, root);
    (!solutions.is_empty() && solutions.iter().all(|solution| solution.is_weak)).then(|| {
        Finding::warning(
            "ACT-08",
            format!(
                "All that is done about {} is weak ({}). Remove the hazard, force the safe way or automate a step.",
                quote(&root.text),
                listed(references(&solutions, |_| true))
            ),
        )
    })
}

/// Step 5: what was chosen acts on a cause as its kind asks (`ACT-01`, `ACT-02`) and is done.
fn implement(solutions: &[&Solution]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for solution in solutions {
        let named = |error: &Finding| Finding {
            message: format!("{}: {}", solution.reference, error.message),
            ..error.clone()
        };
        findings.extend(solution.errors.iter().map(named));
    }
    let open = references(solutions, |state| state == SolutionState::Chosen);
    if !open.is_empty() {
        let verb = if open.len() == 1 { "is" } else { "are" };
        findings.push(Finding::error("RCS-06", format!("{} {verb} not done yet.", listed(&open))));
    }
    findings
}

/// Step 6, `RCS-07`: each solution has metric, baseline, target and check date, and was measured to work.
fn measure(solutions: &[&Solution]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for solution in solutions {
        let mut missing: Vec<String> = solution.missing.iter().map(|part| (*part).to_owned()).collect();
        if matches!(solution.state, SolutionState::Chosen | SolutionState::Done) {
            missing.push("result".to_owned());
        }
        if !missing.is_empty() {
            findings.push(Finding::error(
                "RCS-07",
                format!("{} has no {} yet. Measure whether it works.", solution.reference, listed(&missing)),
            ));
        }
    }
    let partial = references(solutions, |state| state == SolutionState::Partial);
    if !partial.is_empty() {
        let verb = if partial.len() == 1 { "helps" } else { "help" };
        findings.push(Finding::warning(
            "RCS-07",
            format!(
                "{} {verb} in part: better than before, and short of the target. Is that enough?",
                listed(&partial)
            ),
        ));
    }
    findings
}

/// How many solutions a finding names.
const NAMED: usize = 5;

/// The references of solutions in such a state, for a sentence.
fn references(solutions: &[&Solution], is_meant: impl Fn(SolutionState) -> bool) -> Vec<String> {
    let mut names: Vec<String> = solutions
        .iter()
        .filter(|solution| is_meant(solution.state))
        .map(|solution| solution.reference.clone())
        .collect();
    if names.len() > NAMED {
        let more = names.split_off(NAMED).len();
        names.push(format!("{more} more"));
    }
    names
}
