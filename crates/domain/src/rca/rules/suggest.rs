//! Which method fits: a suggestion with its reason, never more (section 7 of the rules).

use super::Facts;
use crate::incident::Severity;
use crate::rca::index::Index;
use crate::rca::{Analysis, GroupOperator, RcaMethod};

/// As many candidates want to be sorted.
const MANY: usize = 6;
/// As many candidates at the problem itself are more than a chain carries.
const SEVERAL: usize = 3;

/// Which methods fit, the best first, each with the reason; a suggestion, never more (section 7 of the rules).
pub fn suggest_methods(analysis: &Analysis, facts: &Facts<'_>) -> Vec<(RcaMethod, String)> {
    let graph = analysis.graph.present();
    let index = Index::new(&graph);
    let causes = graph.causes.len();
    let candidates = graph.causes.iter().filter(|cause| !is_beneath(&index, cause.id)).count();
    let worst = facts.incidents.iter().map(|incident| incident.severity).min();
    let recurrences = facts.incidents.iter().filter(|incident| incident.is_recurrence).count();

    let mut fitting = Vec::new();
    if recurrences > 0 || worst == Some(Severity::Sev1) {
        let reason = if recurrences > 0 {
            format!(
                "It came back ({recurrences} recurrences): ask which defence should have stopped it, and why it escaped."
            )
        } else {
            "For SEV1, ask which defence should have stopped it, and why it escaped.".to_owned()
        };
        fitting.push((RcaMethod::Enhanced, reason));
    }
    if interacts(&index) {
        fitting.insert(0, (RcaMethod::CauseMap, "Causes work together here; a map shows how.".to_owned()));
    } else if worst.is_some_and(|severity| severity.rank() <= 2) {
        let reason =
            "Severe incidents rarely have a single chain of causes; a map shows how several combine.";
        fitting.push((RcaMethod::CauseMap, reason.to_owned()));
    }
    if candidates >= SEVERAL {
        let sorts = (
            RcaMethod::Fishbone,
            format!("There are {candidates} candidates beside each other: sort them by category first."),
        );
        if candidates >= MANY && !interacts(&index) {
            fitting.insert(0, sorts);
        } else {
            fitting.push(sorts);
        }
    } else {
        let reason = if causes == 0 {
            "A chain of whys is the simplest start, and nothing is lost when it branches."
        } else {
            "One line of causes: ask why until a process can be changed."
        };
        fitting.push((RcaMethod::FiveWhys, reason.to_owned()));
    }
    fitting
}

/// Whether a cause explains another cause.
fn is_beneath(index: &Index<'_>, cause: crate::id::CauseId) -> bool {
    index.effects(cause).iter().any(Option::is_some)
}

/// Whether several causes together explain one effect, or one cause explains several effects.
fn interacts(index: &Index<'_>) -> bool {
    let joined = |group: &crate::rca::CauseGroup| {
        group.effect.is_some() && group.operator == GroupOperator::And && group.links.len() > 1
    };
    let graph = index.graph();
    graph.groups.iter().any(joined) || graph.causes.iter().any(|cause| index.effects(cause.id).len() > 1)
}
