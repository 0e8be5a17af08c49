//! What stands on the page of a version beside the four parts: public facts of its incidents, the timeline, and the causes that
//! evidence has shown. A snapshot: it is made when the version is, and kept as it is.
//!
//! It must not know what was said inside: notes, names and private incidents never come in.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::LineKind;
use crate::id::{CauseId, ServiceId};
use crate::incident::{EntryDetail, Incident, IncidentStatus, TimelineEntry};
use crate::portal::{Impact, Published, Said};
use crate::rca::drawing::Mark;
use crate::rca::fishbone::{Rib, Scene, Twig};
use crate::rca::map::{MapCause, MapGroup, MapInput};
use crate::rca::{Analysis, Cause, CauseVerdict, Graph, GroupOperator, OutlineRow, RcaMethod, outline};
use crate::time::Instant;

/// A snapshot of all but the four parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// The incidents it is about, oldest first.
    pub incidents: Vec<StoryIncident>,
    /// The timeline, oldest first.
    pub lines: Vec<StoryLine>,
    /// The causes.
    pub causes: StoryCauses,
}

/// Public facts of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryIncident {
    /// Global id.
    pub id: String,
    /// `INC-n`.
    pub reference: String,
    /// How bad it was, at its worst.
    pub impact: Impact,
    /// When impact began.
    pub started_at: Instant,
    /// When service was restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_at: Option<Instant>,
    /// Names of the public services that it touched.
    pub services: Vec<String>,
}

/// A line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryLine {
    /// When it happened.
    pub at: Instant,
    /// What kind of line it is.
    pub kind: LineKind,
    /// What it says, in Markdown.
    pub text: String,
}

/// Causes that evidence has shown, and how they explain each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryCauses {
    /// Whether they are drawn as a fishbone; as a map otherwise.
    pub is_fishbone: bool,
    /// Categories of the fishbone, in their order.
    pub bones: Vec<StoryBone>,
    /// The causes.
    pub causes: Vec<StoryCause>,
    /// Which of them explain what.
    pub groups: Vec<StoryGroup>,
    /// The same as a nested list.
    pub rows: Vec<StoryRow>,
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryBone {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub name: String,
}

/// A cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryCause {
    /// Its place among the causes; nothing of the inside.
    pub key: String,
    /// What it says.
    pub text: String,
    /// Whether it is a confirmed root cause.
    pub is_root: bool,
    /// The category it sits on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bone: Option<String>,
}

/// Causes that explain one effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryGroup {
    /// The effect; none for the problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Whether all of them were needed.
    pub is_and: bool,
    /// The causes.
    pub causes: Vec<String>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryRow {
    /// The cause.
    pub key: String,
    /// How deep it lies, from 1.
    pub depth: usize,
    /// Whether it stands in full further up.
    pub is_again: bool,
}

impl StoryIncident {
    /// What the public learns of an incident; `names` are those of public services.
    pub fn of(incident: &Incident, names: &HashMap<ServiceId, String>) -> Self {
        let facts = Published::record(incident);
        Self {
            id: incident.id.to_string(),
            reference: crate::incident::reference(incident.number),
            impact: facts.impact,
            started_at: facts.started_at,
            restored_at: facts.restored_at,
            services: incident.services.iter().filter_map(|id| names.get(id).cloned()).collect(),
        }
    }
}

/// Lines of a timeline: milestones and steps of an incident, and what was said to customers. Notes and the rest stay inside, and so does
/// what was corrected since.
pub fn lines(entries: &[TimelineEntry], said: &[Said]) -> Vec<StoryLine> {
    let is_corrected = |one: &Said| said.iter().any(|later| later.corrects == Some(one.id));
    let told = entries.iter().filter(|entry| entry.corrected_by.is_none());
    let told = told.filter_map(|entry| line(entry).map(|line| (rank(&entry.detail), line)));
    let said = said.iter().filter(|one| !is_corrected(one)).map(|update| {
        let (at, text) = (update.published_at, update.body.as_str().to_owned());
        (LAST, StoryLine { at, kind: LineKind::Update, text })
    });
    let mut lines: Vec<(usize, StoryLine)> = told.chain(said).collect();
    lines.sort_by_key(|(rank, line)| (line.at, *rank));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// After every step of an incident.
const LAST: usize = usize::MAX;

/// The order of what has one time: a milestone, the steps of an incident in their order, and what was said of them.
fn rank(detail: &EntryDetail) -> usize {
    match detail {
        EntryDetail::Status { to, .. } => {
            IncidentStatus::ALL.iter().position(|status| status == to).map_or(LAST, |place| place + 1)
        }
        _ => 0,
    }
}

fn line(entry: &TimelineEntry) -> Option<StoryLine> {
    let (kind, text) = match &entry.detail {
        EntryDetail::Milestone => (LineKind::Milestone, entry.body.as_str().to_owned()),
        EntryDetail::Status { to, .. } => (LineKind::Status, step(*to)?.to_owned()),
        _ => return None,
    };
    Some(StoryLine { at: entry.happened_at, kind, text })
}

/// A step of an incident as the public reads it; what somebody wrote about it stays inside.
const fn step(to: IncidentStatus) -> Option<&'static str> {
    match to {
        IncidentStatus::Declared => Some("We declared an incident."),
        IncidentStatus::Investigating => Some("We began to look for the cause."),
        IncidentStatus::Identified => Some("We knew what was broken."),
        IncidentStatus::Mitigated => Some("The impact was reduced."),
        IncidentStatus::Monitoring => Some("Everything looked normal; we kept watching."),
        IncidentStatus::Resolved => Some("Service was restored."),
        IncidentStatus::Closed | IncidentStatus::Cancelled => None,
    }
}

impl StoryCauses {
    /// The causes of an analysis that evidence has shown, with what explains what among them.
    pub fn of(analysis: &Analysis) -> Self {
        let graph = shown(&analysis.graph);
        let method = analysis.rca.method;
        let keys: HashMap<CauseId, String> =
            graph.causes.iter().zip(1..).map(|(cause, n)| (cause.id, format!("c{n}"))).collect();
        let key = |id: CauseId| keys.get(&id).cloned().unwrap_or_default();
        let rows = outline(&graph, &analysis.rca.bones, method);
        let row = |row: OutlineRow| StoryRow {
            key: key(row.cause),
            depth: row.depth.max(1),
            is_again: row.is_reference,
        };
        Self {
            is_fishbone: method == RcaMethod::Fishbone,
            bones: analysis
                .rca
                .bones
                .iter()
                .map(|bone| StoryBone { key: bone.key.clone(), name: bone.name.as_str().to_owned() })
                .collect(),
            causes: graph
                .causes
                .iter()
                .map(|cause| StoryCause {
                    key: key(cause.id),
                    text: cause.text.as_str().to_owned(),
                    is_root: cause.is_root_cause(),
                    bone: cause.bone.clone(),
                })
                .collect(),
            groups: graph
                .groups
                .iter()
                .map(|group| StoryGroup {
                    effect: group.effect.map(key),
                    is_and: group.operator == GroupOperator::And,
                    causes: group.links.iter().map(|link| key(link.cause)).collect(),
                })
                .collect(),
            rows: rows.into_iter().map(row).collect(),
        }
    }

    /// A cause by its key.
    pub fn cause(&self, key: &str) -> Option<&StoryCause> {
        self.causes.iter().find(|cause| cause.key == key)
    }

    /// What a fishbone of them is laid out from.
    pub fn scene(&self, head: &str) -> Scene {
        let mut under: HashMap<&str, Vec<&str>> = HashMap::new();
        for group in &self.groups {
            if let Some(effect) = &group.effect {
                under.entry(effect).or_default().extend(group.causes.iter().map(String::as_str));
            }
        }
        let beneath: HashSet<&str> = under.values().flatten().copied().collect();
        let mut twigs = Twigs { causes: self, under, seen: HashSet::new() };
        let mut ribs: Vec<Rib> = Vec::new();
        for bone in &self.bones {
            let here = self.causes.iter().filter(|cause| cause.bone.as_ref() == Some(&bone.key));
            let twigs = here.map(|cause| twigs.twig(cause)).collect();
            ribs.push(Rib { key: bone.key.clone(), name: bone.name.clone(), twigs });
        }
        let is_unsorted =
            |cause: &&StoryCause| !beneath.contains(cause.key.as_str()) && !self.is_on_bone(cause);
        let left = self.causes.iter().filter(is_unsorted).map(|cause| twigs.twig(cause)).collect();
        ribs.push(Rib { key: String::new(), name: "Other".to_owned(), twigs: left });
        Scene { head: head.to_owned(), ribs, shows_unused: false }
    }

    /// What a map of them is laid out from.
    pub fn map(&self, head: &str) -> MapInput {
        let cause = |cause: &StoryCause| MapCause {
            id: cause.key.clone(),
            text: cause.text.clone(),
            mark: cause.mark(),
            kind: String::new(),
            badge: String::new(),
            stop: String::new(),
            flags: Vec::new(),
        };
        let group = |(group, at): (&StoryGroup, usize)| MapGroup {
            id: format!("g{at}"),
            effect: group.effect.clone(),
            operator: if group.is_and { GroupOperator::And } else { GroupOperator::Or },
            causes: group.causes.clone(),
        };
        MapInput {
            problem: head.to_owned(),
            goals: Vec::new(),
            causes: self.causes.iter().map(cause).collect(),
            groups: self.groups.iter().zip(1..).map(group).collect(),
        }
    }

    fn is_on_bone(&self, cause: &StoryCause) -> bool {
        cause.bone.as_ref().is_some_and(|key| self.bones.iter().any(|bone| bone.key == *key))
    }
}

impl StoryCause {
    /// How it is drawn.
    pub const fn mark(&self) -> Mark {
        Mark::of(CauseVerdict::Validated, self.is_root)
    }
}

struct Twigs<'a> {
    causes: &'a StoryCauses,
    under: HashMap<&'a str, Vec<&'a str>>,
    seen: HashSet<&'a str>,
}

impl<'a> Twigs<'a> {
    /// A cause with what hangs on it. What stands in several places has its sub-causes at the first.
    fn twig(&mut self, cause: &'a StoryCause) -> Twig {
        let mut twigs = Vec::new();
        if self.seen.insert(&cause.key) {
            for key in self.under.get(cause.key.as_str()).cloned().unwrap_or_default() {
                let causes = self.causes;
                if let Some(sub) = causes.cause(key).filter(|sub| !causes.is_on_bone(sub)) {
                    twigs.push(self.twig(sub));
                }
            }
        }
        Twig { id: cause.key.clone(), text: cause.text.clone(), mark: cause.mark(), twigs }
    }
}

/// The part of a graph that evidence has shown. What hung on a cause that is not shown hangs on what that one explains.
fn shown(graph: &Graph) -> Graph {
    let mut shown = graph.present();
    let is_shown = |cause: &Cause| cause.verdict == CauseVerdict::Validated && !cause.is_hypothetical;
    let kept: HashSet<CauseId> =
        shown.causes.iter().filter(|cause| is_shown(cause)).map(|cause| cause.id).collect();
    let mut above: HashMap<CauseId, Option<CauseId>> = HashMap::new();
    for group in &shown.groups {
        for link in &group.links {
            above.entry(link.cause).or_insert(group.effect);
        }
    }
    let count = shown.causes.len();
    let climbed = |mut effect: Option<CauseId>| {
        // No graph is deeper than it has causes, whatever was stored.
        for _ in 0..=count {
            match effect {
                Some(id) if !kept.contains(&id) => effect = above.get(&id).copied().flatten(),
                other => return other,
            }
        }
        None
    };
    for group in &mut shown.groups {
        group.effect = climbed(group.effect);
        group.links.retain(|link| kept.contains(&link.cause));
    }
    shown.groups.retain(|group| !group.links.is_empty());
    shown.causes.retain(|cause| kept.contains(&cause.id));
    shown
}
