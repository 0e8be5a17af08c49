//! Fishbone: `FB-01` to `FB-06`.

use std::collections::{HashMap, HashSet};

use super::look::{Look, Report, quote};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::rca::index::{From, Walk};
use crate::rca::{Bone, Cause, CauseVerdict, limits};
use crate::wording::{is_stop_word_answer, names_a_person};

/// `FB-02`: as many categories want to be looked at.
const BONES_USED: usize = 4;
/// `FB-02`: the most of all causes that one category should hold, in percent.
const MOST_PERCENT: usize = 70;

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    let step = RcaStep::PotentialCauses;
    if look.rca().statement.what.as_str().trim().is_empty() {
        let finding = Finding::error(
            "FB-01",
            "The head of the fish is empty. Say in the problem statement what is wrong.",
        );
        report.whole(step, Place::Statement, finding);
    }
    if let Some(finding) = uneven(look) {
        report.whole(step, Place::Fishbone, finding);
    }
    misplaced(look, report);
    let people: HashSet<&str> =
        look.rca().bones.iter().filter(|bone| is_of_people(bone)).map(|bone| bone.key.as_str()).collect();
    for cause in look.causes() {
        if let Some(finding) = persons(look, cause, &people) {
            report.cause(step, cause, finding);
        }
        if let Some(finding) = unproven_root(cause) {
            report.cause(RcaStep::Validate, cause, finding);
        }
    }
    if let Some(finding) = no_proof(look) {
        report.whole(RcaStep::Validate, Place::Fishbone, finding);
    }
}

/// `FB-02`: few categories used, or nearly everything on one.
fn uneven(look: &Look<'_>) -> Option<Finding> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for bone in look.causes().iter().filter_map(|cause| look.bone(cause)) {
        *counts.entry(bone).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    if total == 0 {
        return None;
    }
    if counts.len() < BONES_USED {
        return Some(Finding::warning(
            "FB-02",
            format!(
                "Only {} of at least {BONES_USED} categories hold causes. Go through the empty ones once.",
                counts.len()
            ),
        ));
    }
    let (key, most) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let name = look.rca().bones.iter().find(|bone| bone.key == key).map_or(key, |bone| bone.name.as_str());
    (most * 100 > total * MOST_PERCENT).then(|| {
        Finding::warning(
            "FB-02",
            format!("“{name}” holds {most} of {total} causes. Look at the other categories, or split it."),
        )
    })
}

/// `FB-03`: each cause sits on one category, and sub-causes go four levels deep.
fn misplaced(look: &Look<'_>, report: &mut Report) {
    let walk = look.index.walk(From::GroupsAndBones, |_| true);
    let keys: HashSet<&str> = look.rca().bones.iter().map(|bone| bone.key.as_str()).collect();
    for cause in look.standing() {
        let text = quote(&cause.text);
        let message = match look.bone(cause) {
            None => format!("{text} sits on no category. Put it on one."),
            Some(bone) if !keys.contains(bone) => {
                format!("The category of {text} is gone. Put it on another one.")
            }
            Some(_) if depth(look, &walk, cause) > limits::FISHBONE_DEPTH => {
                format!(
                    "{text} lies more than {} levels deep. Move it up, or go on in a cause map.",
                    limits::FISHBONE_DEPTH
                )
            }
            Some(_) => continue,
        };
        report.cause(RcaStep::PotentialCauses, cause, Finding::error("FB-03", message));
    }
}

/// How deep a cause lies beneath a category: 1 for one that sits on a category itself, whatever it explains.
fn depth(look: &Look<'_>, walk: &Walk, cause: &Cause) -> usize {
    let above = |cause: &&Cause| match cause.bone {
        Some(_) => None,
        None => walk.parent.get(&cause.id).and_then(|id| look.index.cause(*id)),
    };
    std::iter::successors(Some(cause), above).take(limits::FISHBONE_DEPTH + 1).count()
}

/// `FB-04`: what is marked as a root cause is validated.
fn unproven_root(cause: &Cause) -> Option<Finding> {
    (cause.is_root_cause() && cause.verdict != CauseVerdict::Validated).then(|| {
        Finding::error(
            "FB-04",
            format!("{} is marked as a root cause and not validated.", quote(&cause.text)),
        )
    })
}

/// Whether a category is the one of people: staffing and knowledge, whatever it is called.
fn is_of_people(bone: &Bone) -> bool {
    let name = bone.name.as_str().to_lowercase();
    bone.key == "staffing" || ["people", "staff", "person"].iter().any(|word| name.contains(word))
}

/// `FB-05`: the category of people holds conditions, never persons or traits.
fn persons(look: &Look<'_>, cause: &Cause, people: &HashSet<&str>) -> Option<Finding> {
    if !look.bone(cause).is_some_and(|bone| people.contains(bone)) {
        return None;
    }
    let text = cause.text.as_str();
    (names_a_person(text, &look.people).is_some() || is_stop_word_answer(text)).then(|| {
        Finding::warning(
            "FB-05",
            format!(
                "{} speaks of a person. State the condition, such as “no second reviewer after 18:00”.",
                quote(&cause.text)
            ),
        )
    })
}

/// `FB-06`: once every leaf has its verdict, the map shows how the validated ones work together.
fn no_proof(look: &Look<'_>) -> Option<Finding> {
    let mut leaves = look.standing().filter(|cause| !look.has_beneath(cause)).peekable();
    leaves.peek()?;
    let verdicts: Vec<CauseVerdict> = leaves.map(|cause| cause.verdict).collect();
    let is_done = verdicts.iter().all(|verdict| *verdict != CauseVerdict::Potential);
    (is_done && verdicts.contains(&CauseVerdict::Validated)).then(|| {
        Finding::hint(
            "FB-06",
            "A fishbone sorts candidates and proves nothing. Go on in a cause map with the validated ones.",
        )
    })
}
