//! Cause map: `CM-01` to `CM-07`.
//!
//! `CM-08` forbids nothing: a decision may hang on any root cause, not only on the deepest.

use super::look::{Look, Report, quote, stands};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::rca::index::From;
use crate::rca::{Cause, CauseGroup, CauseKind, CauseVerdict, GroupOperator};

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    let step = RcaStep::PotentialCauses;
    if look.rca().goals.is_empty() {
        let finding = Finding::error("CM-01", "A map starts from goals. Say which goal was not met.");
        report.whole(step, Place::Goals, finding);
    }
    let walk = look.index.walk(From::GroupsAndBones, |_| true);
    for cause in look.standing() {
        let reaches = walk.level.contains_key(&cause.id);
        let findings = [
            adrift(cause, reaches),
            hypothetical(cause, reaches),
            too_late(look, cause),
            open_end(look, cause, reaches),
        ];
        for finding in findings.into_iter().flatten() {
            report.cause(step, cause, finding);
        }
        if let Some(finding) = supposition(look, cause) {
            report.cause(RcaStep::Validate, cause, finding);
        }
    }
    for group in &look.index.graph().groups {
        let causes: Vec<&Cause> =
            group.links.iter().filter_map(|link| look.index.cause(link.cause)).collect();
        let findings = [alone_in_group(look, group, &causes), lonely_or_alike(look, group, &causes)];
        for finding in findings.into_iter().flatten() {
            report.group(step, group, finding);
        }
        if let Some(finding) = undecided_or(look, group, &causes) {
            report.group(RcaStep::Validate, group, finding);
        }
    }
}

/// `CM-01`: every cause reaches a goal. What did not happen stays off the map.
fn adrift(cause: &Cause, reaches: bool) -> Option<Finding> {
    (!reaches && !cause.is_hypothetical).then(|| {
        Finding::error(
            "CM-01",
            format!("{} explains nothing yet. Link it to its effect.", quote(&cause.text)),
        )
    })
}

/// `CM-02`: AND and OR join at least two causes. One cause that is all of an effect's explanation is a plain link (`CM-03`).
fn alone_in_group(look: &Look<'_>, group: &CauseGroup, causes: &[&Cause]) -> Option<Finding> {
    let is_beside_others = look.index.groups(group.effect).len() > 1;
    let is_joined = is_beside_others || group.operator == GroupOperator::Or;
    match causes {
        [cause] if is_joined => Some(Finding::error(
            "CM-02",
            format!(
                "{} stands alone in an {} group of {}. Add what belongs to it, or move it to the other causes.",
                quote(&cause.text),
                group.operator,
                look.effect_words(group)
            ),
        )),
        _ => None,
    }
}

/// `CM-02`: of alternatives one is validated, and the others are refuted, unless either would have sufficed.
fn undecided_or(look: &Look<'_>, group: &CauseGroup, causes: &[&Cause]) -> Option<Finding> {
    let count = |verdict| causes.iter().filter(|cause| cause.verdict == verdict).count();
    if group.operator != GroupOperator::Or || causes.len() < 2 || count(CauseVerdict::Potential) > 0 {
        return None;
    }
    let effect = look.effect_words(group);
    let validated = count(CauseVerdict::Validated);
    if validated == 0 {
        return Some(Finding::error(
            "CM-02",
            format!("None of the alternatives for {effect} is validated. Find the one that was, or add it."),
        ));
    }
    let is_decided =
        group.either_suffices || validated + count(CauseVerdict::Refuted) == causes.len() && validated == 1;
    (!is_decided).then(|| {
        Finding::error(
            "CM-02",
            format!(
                "Several alternatives for {effect} are left. Refute the others, or mark that either suffices."
            ),
        )
    })
}

const fn is_action(kind: CauseKind) -> bool {
    matches!(kind, CauseKind::Action | CauseKind::HumanAction | CauseKind::ProcedureDeviation)
}

/// `CM-03`: an effect has at least two causes, an action and a condition.
fn lonely_or_alike(look: &Look<'_>, group: &CauseGroup, causes: &[&Cause]) -> Option<Finding> {
    let standing: Vec<&&Cause> = causes.iter().filter(|cause| stands(cause)).collect();
    let effect = look.effect_words(group);
    if let [cause] = standing.as_slice() {
        let is_only = look.index.groups(group.effect).len() == 1;
        return is_only.then(|| {
            Finding::warning(
                "CM-03",
                format!("{} alone explains {effect}. What else was required?", quote(&cause.text)),
            )
        });
    }
    if group.operator == GroupOperator::Or || standing.is_empty() {
        return None;
    }
    let actions = standing.iter().filter(|cause| is_action(cause.kind)).count();
    let missing = match actions {
        0 => "an action: what happened then",
        all if all == standing.len() => "a condition: what was in place already",
        _ => return None,
    };
    Some(Finding::warning("CM-03", format!("What explains {effect} lacks {missing}?")))
}

/// `CM-04`: a cause has evidence, or is shown with a question mark: what nobody validated is.
fn supposition(look: &Look<'_>, cause: &Cause) -> Option<Finding> {
    (cause.verdict == CauseVerdict::Validated && look.evidence(cause).is_empty()).then(|| {
        Finding::error(
            "CM-04",
            format!("{} has no evidence. Attach some, or leave it open as a question.", quote(&cause.text)),
        )
    })
}

/// `CM-05`: a cause comes before its effect.
fn too_late(look: &Look<'_>, cause: &Cause) -> Option<Finding> {
    let at = cause.occurred_at?;
    let effect = look
        .index
        .effects(cause.id)
        .iter()
        .flatten()
        .filter_map(|id| look.index.cause(*id))
        .find(|effect| effect.occurred_at.is_some_and(|earlier| earlier < at))?;
    Some(Finding::warning(
        "CM-05",
        format!(
            "{} came after its effect {}. Check both times, or the link.",
            quote(&cause.text),
            quote(&effect.text)
        ),
    ))
}

/// `CM-06`: where the map ends, it says why.
fn open_end(look: &Look<'_>, cause: &Cause, reaches: bool) -> Option<Finding> {
    let is_leaf = reaches && !look.has_beneath(cause);
    (is_leaf && cause.stop_reason.is_none()).then(|| {
        Finding::error(
            "CM-06",
            format!("The map ends at {}. Ask why, or say why it stops there.", quote(&cause.text)),
        )
    })
}

/// `CM-07`: the map of what happened holds only what did happen.
fn hypothetical(cause: &Cause, reaches: bool) -> Option<Finding> {
    (reaches && cause.is_hypothetical).then(|| {
        Finding::error(
            "CM-07",
            format!(
                "{} could have happened and did not. Unlink it: it is no cause of what did.",
                quote(&cause.text)
            ),
        )
    })
}
