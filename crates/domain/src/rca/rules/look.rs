//! What every rule looks at, prepared once, and the report that it writes into.
//!
//! It must not know any rule.

use std::collections::HashMap;

use super::{Facts, Place, RcaFinding, RcaStep};
use crate::finding::Finding;
use crate::id::CauseId;
use crate::incident::Severity;
use crate::rca::evidence::EvidenceSubject;
use crate::rca::index::{From, Index};
use crate::rca::{
    Analysis, AnswerKey, Cause, CauseGroup, CauseVerdict, Evidence, Graph, Lens, Rca, Solution,
};
use crate::text::ShortText;
use crate::wording::People;

/// An analysis with its lookups; removed causes are left out.
pub(super) struct Look<'a> {
    /// The analysis.
    pub analysis: &'a Analysis,
    /// What it does not hold.
    pub facts: &'a Facts<'a>,
    /// The present graph.
    pub index: Index<'a>,
    /// Names for the rules of wording.
    pub people: People,
    evidence: HashMap<CauseId, Vec<&'a Evidence>>,
    solutions: HashMap<CauseId, Vec<&'a Solution>>,
    bones: HashMap<CauseId, &'a str>,
}

impl<'a> Look<'a> {
    /// Prepares the lookups; `present` is the graph without removed causes.
    pub fn new(analysis: &'a Analysis, present: &'a Graph, facts: &'a Facts<'a>) -> Self {
        let index = Index::new(present);
        let mut evidence: HashMap<CauseId, Vec<&Evidence>> = HashMap::new();
        for piece in &analysis.evidence {
            if let EvidenceSubject::Cause(cause) = piece.subject {
                evidence.entry(cause).or_default().push(piece);
            }
        }
        let mut solutions: HashMap<CauseId, Vec<&Solution>> = HashMap::new();
        for solution in facts.solutions {
            for cause in &solution.causes {
                solutions.entry(*cause).or_default().push(solution);
            }
        }
        let people = People::new(facts.names.iter().map(String::as_str));
        let bones = bones(&index);
        Self { analysis, facts, index, people, evidence, solutions, bones }
    }

    /// The analysis's own fields.
    pub fn rca(&self) -> &'a Rca {
        &self.analysis.rca
    }

    /// Every present cause, oldest first.
    pub fn causes(&self) -> &'a [Cause] {
        &self.index.graph().causes
    }

    /// Present causes that nobody refuted.
    pub fn standing(&self) -> impl Iterator<Item = &'a Cause> {
        self.causes().iter().filter(|cause| stands(cause))
    }

    /// What is attached to a cause.
    pub fn evidence(&self, cause: &Cause) -> &[&'a Evidence] {
        self.evidence.get(&cause.id).map_or(&[], Vec::as_slice)
    }

    /// What is done about a cause, whatever has become of it.
    pub fn solutions(&self, cause: &Cause) -> &[&'a Solution] {
        self.solutions.get(&cause.id).map_or(&[], Vec::as_slice)
    }

    /// The key of the category that a cause sits on, itself or through what it explains.
    pub fn bone(&self, cause: &Cause) -> Option<&'a str> {
        self.bones.get(&cause.id).copied()
    }

    /// The lens of a cause: its own, else that of its category.
    pub fn lens(&self, cause: &Cause) -> Option<Lens> {
        cause.lens.or_else(|| {
            let key = self.bone(cause)?;
            self.rca().bones.iter().find(|bone| bone.key == key).map(|bone| bone.lens)
        })
    }

    /// Whether something that nobody refuted hangs on a cause.
    pub fn has_beneath(&self, cause: &Cause) -> bool {
        self.index.beneath(Some(cause.id)).any(stands)
    }

    /// Whether a reasoned answer was given.
    pub fn has_answer(&self, key: AnswerKey) -> bool {
        self.analysis.answers.iter().any(|answer| answer.key == key)
    }

    /// The worst severity of the incidents.
    pub fn worst(&self) -> Option<Severity> {
        self.facts.incidents.iter().map(|incident| incident.severity).min()
    }

    /// Whether an incident was of SEV1 or SEV2.
    pub fn is_severe(&self) -> bool {
        self.worst().is_some_and(|severity| severity.rank() <= 2)
    }

    /// The effect of a group as a quotation, or "the problem".
    pub fn effect_words(&self, group: &CauseGroup) -> String {
        group
            .effect
            .and_then(|effect| self.index.cause(effect))
            .map_or_else(|| "the problem".to_owned(), |effect| quote(&effect.text))
    }
}

/// Whether a cause is still held to be possible.
pub(super) fn stands(cause: &Cause) -> bool {
    cause.verdict != CauseVerdict::Refuted
}

/// The category of each cause: its own, else that of the effect on the longest way to the problem.
fn bones<'a>(index: &Index<'a>) -> HashMap<CauseId, &'a str> {
    let walk = index.walk(From::GroupsAndBones, |_| true);
    let mut bones: HashMap<CauseId, &str> = index
        .graph()
        .causes
        .iter()
        .filter_map(|cause| cause.bone.as_deref().map(|bone| (cause.id, bone)))
        .collect();
    for id in &walk.order {
        if let Some(bone) = walk.parent.get(id).and_then(|parent| bones.get(parent)).copied() {
            bones.entry(*id).or_insert(bone);
        }
    }
    bones
}

/// The most characters of a text that a message quotes.
const QUOTED: usize = 60;

/// A text in quotation marks, shortened between words.
pub(super) fn quote(text: &ShortText) -> String {
    let text = text.as_str();
    if text.chars().count() <= QUOTED {
        return format!("“{text}”");
    }
    let mut cut: String = text.chars().take(QUOTED).collect();
    if let Some(space) = cut.rfind(' ').filter(|at| *at > QUOTED / 2) {
        cut.truncate(space);
    }
    format!("“{}…”", cut.trim_end_matches([',', ';', '.', ':', ' ']))
}

/// Findings by step.
#[derive(Debug, Default)]
pub(super) struct Report([Vec<RcaFinding>; 6]);

impl Report {
    /// A finding about the analysis as a whole.
    pub fn whole(&mut self, step: RcaStep, place: Place, finding: Finding) {
        self.put(step, place, String::new(), finding);
    }

    /// A finding about one cause.
    pub fn cause(&mut self, step: RcaStep, cause: &Cause, finding: Finding) {
        self.put(step, Place::Cause, cause.id.to_string(), finding);
    }

    /// A finding about one group.
    pub fn group(&mut self, step: RcaStep, group: &CauseGroup, finding: Finding) {
        self.put(step, Place::Group, group.id.to_string(), finding);
    }

    /// A finding about a cause that is mended elsewhere.
    pub fn put(&mut self, step: RcaStep, place: Place, subject: String, finding: Finding) {
        self.0[step as usize].push(RcaFinding { finding, place, subject, dismissed: None });
    }

    /// The findings of the six steps, in their order.
    pub fn into_steps(self) -> [Vec<RcaFinding>; 6] {
        self.0
    }
}
