//! Five Whys: `W5-01` to `W5-13`.
//!
//! A group is one why: its question, and its causes as answers. The chain is what leads from the problem along groups; an answer
//! that was refuted ends there. A why with several answers makes the chain a tree (`W5-13`).

use std::collections::HashMap;

use super::look::{Look, Report, quote, stands};
use super::{Place, RcaStep};
use crate::finding::Finding;
use crate::id::CauseId;
use crate::rca::index::{From, Walk};
use crate::rca::{AnswerKey, Cause, CauseGroup, CauseVerdict, Lens, RcaError, RcaMethod, SolutionState};
use crate::text::ShortText;
use crate::wording::{Saying, is_stop_word_answer, names_a_person, shares_content_word, starts_with_why};

/// `W5-04`: fewer whys than this cannot be all.
const LEAST: usize = 3;
/// `W5-04`: as many whys need no reason.
const ENOUGH: usize = 5;
/// `W5-13`: as many candidates are more than one chain carries.
const CANDIDATES: usize = 3;
/// `W5-11`: how many answers a loop is looked for above each.
const LOOKS_BACK: usize = 20;

/// `W5-05`: a question in a chain of whys begins with "why"; asked when it is written.
pub fn check_question(method: RcaMethod, question: &ShortText) -> Result<(), RcaError> {
    if method == RcaMethod::FiveWhys && !starts_with_why(question.as_str()) {
        Err(RcaError::NotAWhy)
    } else {
        Ok(())
    }
}

/// The chain: answers that lead to the problem, and those that come last.
struct Chain<'a> {
    walk: Walk,
    answers: Vec<&'a Cause>,
    ends: Vec<&'a Cause>,
    sayings: HashMap<CauseId, Saying>,
}

impl<'a> Chain<'a> {
    fn of(look: &Look<'a>) -> Self {
        let walk = look.index.walk(From::Groups, stands);
        let answers: Vec<&Cause> = walk.order.iter().filter_map(|id| look.index.cause(*id)).collect();
        let last: Vec<&Cause> = answers.iter().copied().filter(|answer| !look.has_beneath(answer)).collect();
        // A branch that could not be decided is an end only where there is no other.
        let decided: Vec<&Cause> =
            last.iter().copied().filter(|answer| answer.verdict != CauseVerdict::Unresolved).collect();
        let ends = if decided.is_empty() { last } else { decided };
        let sayings = answers.iter().map(|answer| (answer.id, Saying::of(answer.text.as_str()))).collect();
        Self { walk, answers, ends, sayings }
    }

    fn holds(&self, cause: &Cause) -> bool {
        self.walk.level.contains_key(&cause.id)
    }

    fn depth(&self) -> usize {
        self.walk.level.values().copied().max().unwrap_or(0)
    }
}

pub(super) fn judge(look: &Look<'_>, report: &mut Report) {
    if look.index.groups(None).is_empty() {
        let finding = Finding::error("W5-01", "The chain has no first why. Ask why the problem occurred.");
        report.whole(RcaStep::PotentialCauses, Place::Whys, finding);
        return;
    }
    let chain = Chain::of(look);
    for group in &look.index.graph().groups {
        if let Some(finding) = question(look, &chain, group) {
            report.group(RcaStep::PotentialCauses, group, finding);
        }
    }
    for finding in [short(look, &chain), single_chain(look, &chain)].into_iter().flatten() {
        report.whole(RcaStep::PotentialCauses, Place::Whys, finding);
    }
    for answer in &chain.answers {
        for finding in [person(look, answer), repeated(look, &chain, answer)].into_iter().flatten() {
            report.cause(RcaStep::PotentialCauses, answer, finding);
        }
        if let Some(finding) = assumed(look, answer) {
            report.cause(RcaStep::Validate, answer, finding);
        }
    }
    for end in &chain.ends {
        for finding in [unproven(look, end), technical_end(look, end), stop_word(end)].into_iter().flatten() {
            report.cause(RcaStep::Validate, end, finding);
        }
        if let Some(finding) = no_decision(look, end) {
            report.cause(RcaStep::Solutions, end, finding);
        }
    }
    for group in &look.index.graph().groups {
        if let Some(finding) = not_read_upward(look, &chain, group) {
            report.group(RcaStep::Validate, group, finding);
        }
    }
}

/// `W5-01`, `W5-02`, `W5-03`, `W5-05`: a question is a why that follows from what it asks about.
fn question(look: &Look<'_>, chain: &Chain<'_>, group: &CauseGroup) -> Option<Finding> {
    let effect = match group.effect {
        Some(id) => Some(look.index.cause(id)?),
        None => None,
    };
    let hangs = effect.is_none_or(|effect| chain.holds(effect));
    let Some(question) = &group.question else {
        // Causes that other methods grouped are no part of the chain.
        return hangs.then(|| {
            Finding::error(
                "W5-05",
                format!("Answers to {} stand without a question. Write the why.", look.effect_words(group)),
            )
        });
    };
    if !starts_with_why(question.as_str()) {
        return Some(Finding::error(
            "W5-05",
            format!(
                "{} does not begin with “why”. Ask why; what and how belong in interviews.",
                quote(question)
            ),
        ));
    }
    match effect {
        None => (!restates(look, question)).then(|| {
            Finding::error(
                "W5-01",
                format!(
                    "{} takes up no word of the problem statement. Begin with the problem itself.",
                    quote(question)
                ),
            )
        }),
        Some(effect) if !hangs && stands(effect) => Some(Finding::error(
            "W5-02",
            format!(
                "{} hangs on {}, which answers no why itself. Link that answer to its why.",
                quote(question),
                quote(&effect.text)
            ),
        )),
        Some(effect) => (hangs && !shares_content_word(question.as_str(), effect.text.as_str())).then(|| {
            Finding::warning(
                "W5-03",
                format!(
                    "Does {} still follow from {}? They share no word.",
                    quote(question),
                    quote(&effect.text)
                ),
            )
        }),
    }
}

/// `W5-01`: whether the first question takes up a word of the problem statement, or of the problem's title.
fn restates(look: &Look<'_>, question: &ShortText) -> bool {
    let statement = &look.rca().statement;
    [&statement.what, &statement.place, &statement.time, &statement.extent, &statement.scope]
        .into_iter()
        .map(crate::text::Markdown::as_str)
        .chain([look.facts.title])
        .any(|text| shares_content_word(question.as_str(), text))
}

/// `W5-04`: fewer than three whys are not complete, three or four need a reason.
fn short(look: &Look<'_>, chain: &Chain<'_>) -> Option<Finding> {
    let depth = chain.depth();
    if depth < LEAST {
        return Some(Finding::error(
            "W5-04",
            format!("The chain is {depth} deep. Ask why again: {LEAST} is the least, {ENOUGH} the aim."),
        ));
    }
    (depth < ENOUGH && !look.has_answer(AnswerKey::ShortChain)).then(|| {
        Finding::warning(
            "W5-04",
            format!("The chain is {depth} deep. Ask why again, or say why that is enough."),
        )
    })
}

/// `W5-13`: one chain alone, for a problem that is severe or has several candidates.
fn single_chain(look: &Look<'_>, chain: &Chain<'_>) -> Option<Finding> {
    let branches = look.index.beneath(None).filter(|cause| stands(cause)).count() > 1
        || chain
            .answers
            .iter()
            .any(|answer| look.index.beneath(Some(answer.id)).filter(|cause| stands(cause)).count() > 1);
    if branches || chain.answers.is_empty() {
        return None;
    }
    let beside = look.causes().iter().filter(|cause| look.index.effects(cause.id).is_empty()).count();
    let message = if beside + 1 >= CANDIDATES {
        "This is a single chain beside other candidates. A why may have several answers; a cause map shows how they combine."
    } else if look.is_severe() {
        "A single chain rarely explains a severe incident. A why may have several answers; a cause map shows how they combine."
    } else {
        return None;
    };
    Some(Finding::hint("W5-13", message))
}

/// `W5-06`: an answer tells of systems and conditions, not of persons.
fn person(look: &Look<'_>, answer: &Cause) -> Option<Finding> {
    let person = names_a_person(answer.text.as_str(), &look.people)?;
    Some(Finding::warning(
        "W5-06",
        format!("{} speaks of “{person}”. Say what the system or the process allowed.", quote(&answer.text)),
    ))
}

/// `W5-11`: an answer that stood above already.
fn repeated(look: &Look<'_>, chain: &Chain<'_>, answer: &Cause) -> Option<Finding> {
    let above = std::iter::successors(chain.walk.parent.get(&answer.id), |id| chain.walk.parent.get(id));
    let saying = chain.sayings.get(&answer.id)?;
    let near = |id: &&CauseId| chain.sayings.get(id).is_some_and(|earlier| earlier.is_near(saying));
    let earlier = look.index.cause(*above.take(LOOKS_BACK).find(near)?)?;
    Some(Finding::warning(
        "W5-11",
        format!(
            "{} says again what {} said. Ask for what lies behind.",
            quote(&answer.text),
            quote(&earlier.text)
        ),
    ))
}

/// `W5-07`: an answer in the middle without evidence is assumed.
fn assumed(look: &Look<'_>, answer: &Cause) -> Option<Finding> {
    (look.has_beneath(answer) && look.evidence(answer).is_empty()).then(|| {
        Finding::hint("W5-07", format!("{} has no evidence and is marked assumed.", quote(&answer.text)))
    })
}

/// `W5-07`: the last answer has evidence.
fn unproven(look: &Look<'_>, end: &Cause) -> Option<Finding> {
    look.evidence(end).is_empty().then(|| {
        Finding::error(
            "W5-07",
            format!("The last answer {} has no evidence. Attach what shows it.", quote(&end.text)),
        )
    })
}

/// `W5-08`: the last answer is about a process or the organization, or there is a reason why not.
fn technical_end(look: &Look<'_>, end: &Cause) -> Option<Finding> {
    if end.stop_reason.is_some() {
        return None;
    }
    let text = quote(&end.text);
    match look.lens(end) {
        Some(Lens::Process | Lens::Organizational) => None,
        Some(Lens::Technical) => (!look.has_answer(AnswerKey::TechnicalEnd)).then(|| {
            Finding::warning(
                "W5-08",
                format!("The chain ends at the technical answer {text}. Ask why again, or say why it may end there."),
            )
        }),
        None => Some(Finding::warning(
            "W5-08",
            format!("Through which lens is the last answer {text} seen? A chain ends at a process or the organization."),
        )),
    }
}

/// `W5-12`: a last answer that stops thought; an error when the analysis is published.
fn stop_word(end: &Cause) -> Option<Finding> {
    is_stop_word_answer(end.text.as_str()).then(|| {
        Finding::warning(
            "W5-12",
            format!("{} ends the search too early. Ask what made it likely.", quote(&end.text)),
        )
    })
}

/// `W5-09`: something is done about the last answer, or decided. Where a reason says that the branch stops, nothing is.
fn no_decision(look: &Look<'_>, end: &Cause) -> Option<Finding> {
    let is_acted_on = look.solutions(end).iter().any(|solution| solution.state != SolutionState::Declined);
    (end.risk.is_none() && end.stop_reason.is_none() && !is_acted_on).then(|| {
        Finding::error(
            "W5-09",
            format!(
                "Nothing is done about the last answer {}. Propose a repair item for it, or confirm it as a root cause and \
                 decide to live with it, or say why this branch stops here.",
                quote(&end.text)
            ),
        )
    })
}

/// `W5-10`: every link is read upward with "therefore" by somebody other than who made it.
fn not_read_upward(look: &Look<'_>, chain: &Chain<'_>, group: &CauseGroup) -> Option<Finding> {
    if group.effect.and_then(|effect| look.index.cause(effect)).is_some_and(|effect| !chain.holds(effect)) {
        return None;
    }
    let open: Vec<&Cause> = group
        .links
        .iter()
        .filter(|link| link.therefore.is_none())
        .filter_map(|link| look.index.cause(link.cause))
        .filter(|cause| stands(cause))
        .collect();
    let first = open.first()?;
    let more = match open.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(Finding::warning(
        "W5-10",
        format!(
            "Read upward: {}{more}, therefore {}. Somebody other than the author confirms it.",
            quote(&first.text),
            look.effect_words(group)
        ),
    ))
}
