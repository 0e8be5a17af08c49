//! Lookups over a graph, built once: what explains what, and how deep.
//!
//! It must not know methods. It takes the graph as it is; whoever wants present causes alone hands in [`Graph::present`].

use std::collections::{HashMap, HashSet, VecDeque};

use super::{Cause, CauseGroup, Graph};
use crate::id::CauseId;

/// A graph with its lookups.
pub(crate) struct Index<'a> {
    graph: &'a Graph,
    causes: HashMap<CauseId, &'a Cause>,
    groups: HashMap<Option<CauseId>, Vec<&'a CauseGroup>>,
    effects: HashMap<CauseId, Vec<Option<CauseId>>>,
}

/// Where a walk begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// At causes that stand in a group of the problem.
    Groups,
    /// There, and at causes that sit on a category and explain nothing else.
    GroupsAndBones,
}

/// Causes that lead to the problem, each after all its effects.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// In an order in which effects come first.
    pub order: Vec<CauseId>,
    /// The longest way from the problem, 1 for what explains it directly.
    pub level: HashMap<CauseId, usize>,
    /// The effect on that longest way; none for what explains the problem directly.
    pub parent: HashMap<CauseId, CauseId>,
}

impl<'a> Index<'a> {
    /// Builds the lookups.
    pub fn new(graph: &'a Graph) -> Self {
        let mut index = Self {
            graph,
            causes: graph.causes.iter().map(|cause| (cause.id, cause)).collect(),
            groups: HashMap::new(),
            effects: HashMap::new(),
        };
        for group in &graph.groups {
            index.groups.entry(group.effect).or_default().push(group);
            for link in &group.links {
                index.effects.entry(link.cause).or_default().push(group.effect);
            }
        }
        index
    }

    /// The graph.
    pub fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// A cause.
    pub fn cause(&self, id: CauseId) -> Option<&'a Cause> {
        self.causes.get(&id).copied()
    }

    /// Groups that explain an effect; `None` for the problem itself.
    pub fn groups(&self, effect: Option<CauseId>) -> &[&'a CauseGroup] {
        self.groups.get(&effect).map_or(&[], Vec::as_slice)
    }

    /// Causes that explain an effect, group by group; one that stands in two groups comes twice.
    pub fn beneath(&self, effect: Option<CauseId>) -> impl Iterator<Item = &'a Cause> + '_ {
        self.groups(effect)
            .iter()
            .flat_map(|group| &group.links)
            .filter_map(|link| self.causes.get(&link.cause).copied())
    }

    /// What a cause explains; `None` among them for the problem itself.
    pub fn effects(&self, cause: CauseId) -> &[Option<CauseId>] {
        self.effects.get(&cause).map_or(&[], Vec::as_slice)
    }

    /// Causes on a category that explain nothing else, and so the problem.
    pub fn on_bones(&self) -> impl Iterator<Item = &'a Cause> + '_ {
        self.graph.causes.iter().filter(|cause| cause.bone.is_some() && self.effects(cause.id).is_empty())
    }

    /// Walks from the problem along causes that `keep` accepts. What lies on a circle is left out.
    pub fn walk(&self, from: From, keep: impl Fn(&Cause) -> bool) -> Walk {
        let mut tops: Vec<CauseId> = self.beneath(None).filter(|cause| keep(cause)).map(|c| c.id).collect();
        if from == From::GroupsAndBones {
            tops.extend(self.on_bones().filter(|cause| keep(cause)).map(|cause| cause.id));
        }
        let reached = self.reach(&tops, &keep);
        let mut waits: HashMap<CauseId, usize> = HashMap::new();
        for id in &reached {
            let above = self.effects(*id).iter().flatten().filter(|effect| reached.contains(effect)).count();
            waits.insert(*id, above);
        }
        let mut walk = Walk::default();
        let mut queue = VecDeque::new();
        for id in tops {
            if waits.get(&id) == Some(&0) && walk.level.insert(id, 1).is_none() {
                queue.push_back(id);
            }
            walk.level.entry(id).or_insert(1);
        }
        while let Some(id) = queue.pop_front() {
            walk.order.push(id);
            let level = walk.level.get(&id).copied().unwrap_or(1) + 1;
            for cause in self.beneath(Some(id)).filter(|cause| reached.contains(&cause.id)) {
                if walk.level.get(&cause.id).is_none_or(|known| *known < level) {
                    walk.level.insert(cause.id, level);
                    walk.parent.insert(cause.id, id);
                }
                let left = waits.entry(cause.id).or_insert(1);
                *left = left.saturating_sub(1);
                if *left == 0 {
                    queue.push_back(cause.id);
                }
            }
        }
        walk
    }

    fn reach(&self, tops: &[CauseId], keep: impl Fn(&Cause) -> bool) -> HashSet<CauseId> {
        let (mut open, mut reached) = (tops.to_vec(), HashSet::new());
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(self.beneath(Some(id)).filter(|cause| keep(cause)).map(|cause| cause.id));
            }
        }
        reached
    }
}
