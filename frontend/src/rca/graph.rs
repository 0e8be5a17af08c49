//! The graph of causes, free of transport. It must not know operations, screens or drawings.
//!
//! A [`GraphView`] never changes; an edit makes a new one that shares every cause that stayed as it was, so that parts tell by
//! one look at a pointer whether they have to draw themselves again.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::model::{
    CauseKind, CausePath, CauseVerdict, DateTime, EvidenceKind, GoalKind, GroupOperator, Lens, Named,
    StopReason,
};

/// How a cause is marked, with one meaning on every surface: verdict, and whether it is a confirmed root cause.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Solid.
    Validated,
    /// Dashed.
    Potential,
    /// Dotted.
    Unresolved,
    /// Thin, struck through.
    Refuted,
    /// Violet, double.
    Root,
}

impl Mark {
    /// All, as a legend lists them.
    pub const ALL: [Self; 5] =
        [Self::Validated, Self::Potential, Self::Unresolved, Self::Refuted, Self::Root];

    /// The class of its line and of its sign, and the end of the sprite's symbol `v-…`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Validated => "validated",
            Self::Potential => "potential",
            Self::Unresolved => "unresolved",
            Self::Refuted => "refuted",
            Self::Root => "root",
        }
    }

    /// The word beside the sign.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Validated => "Validated",
            Self::Potential => "Potential",
            Self::Unresolved => "Unresolved",
            Self::Refuted => "Refuted",
            Self::Root => "Root cause",
        }
    }

    /// What needs attention comes first.
    pub const fn order(self) -> u8 {
        match self {
            Self::Potential => 0,
            Self::Unresolved => 1,
            Self::Root => 2,
            Self::Validated => 3,
            Self::Refuted => 4,
        }
    }
}

/// The decision to live with a root cause.
#[derive(Clone, PartialEq)]
pub struct Risk {
    pub rationale_html: String,
    pub approver: Named,
    pub review_at: DateTime,
    pub decided_at: DateTime,
}

/// One cause.
#[derive(Clone, PartialEq)]
pub struct CauseView {
    pub id: String,
    pub text: String,
    pub kind: CauseKind,
    pub lens: Option<Lens>,
    /// Key of the category it sits on.
    pub bone: Option<String>,
    pub verdict: CauseVerdict,
    pub verdict_reason: String,
    pub verdict_reason_html: String,
    pub is_root: bool,
    pub confirmed_at: Option<DateTime>,
    pub path: Option<CausePath>,
    pub occurred_at: Option<DateTime>,
    pub is_hypothetical: bool,
    pub stop_reason: Option<StopReason>,
    pub risk: Option<Risk>,
    /// Id of who recorded it; empty for Coalmine itself.
    pub created_by: String,
    pub version: i64,
    pub evidence_count: i64,
    /// Shown before the server has answered.
    pub is_pending: bool,
}

impl CauseView {
    /// How it is marked.
    pub const fn mark(&self) -> Mark {
        if self.is_root {
            return Mark::Root;
        }
        match self.verdict {
            CauseVerdict::Potential => Mark::Potential,
            CauseVerdict::Validated => Mark::Validated,
            CauseVerdict::Refuted => Mark::Refuted,
            CauseVerdict::Unresolved => Mark::Unresolved,
        }
    }
}

/// That a cause stands in a group.
#[derive(Clone, PartialEq)]
pub struct LinkView {
    pub cause: String,
    /// Who read it upward, and when.
    pub therefore: Option<(String, Option<DateTime>)>,
    /// Whether the reader may read it upward.
    pub can_confirm: bool,
}

/// Causes that explain one effect; no effect means the problem itself.
#[derive(Clone, PartialEq)]
pub struct GroupView {
    pub id: String,
    pub effect: Option<String>,
    pub question: Option<String>,
    pub operator: GroupOperator,
    pub either_suffices: bool,
    /// The causes in their order.
    pub links: Vec<LinkView>,
    /// Kind and title of what shows that the group holds.
    pub evidence: Vec<(String, EvidenceKind, String)>,
}

impl GroupView {
    /// The ids of its causes in their order.
    pub fn causes(&self) -> impl Iterator<Item = &str> {
        self.links.iter().map(|link| link.cause.as_str())
    }
}

/// A category of the fishbone.
#[derive(Clone, PartialEq)]
pub struct BoneView {
    pub key: String,
    pub name: String,
    pub lens: Lens,
}

/// A goal that was not met.
#[derive(Clone, PartialEq)]
pub struct GoalView {
    pub kind: GoalKind,
    pub text: String,
}

/// The one graph that all views draw.
#[derive(Clone, PartialEq, Default)]
pub struct GraphView {
    /// What the head of the fishbone says: the statement's "what", or the problem's title while there is none.
    pub head: String,
    /// Present causes, oldest first.
    pub causes: Vec<Arc<CauseView>>,
    /// Groups, oldest first.
    pub groups: Vec<GroupView>,
    pub bones: Vec<BoneView>,
    pub goals: Vec<GoalView>,
    /// Place of each cause by its id.
    index: HashMap<String, usize>,
    /// Places of the groups by the effect they explain; empty for the problem itself.
    by_effect: HashMap<String, Vec<usize>>,
    /// Places of the groups by the causes that stand in them.
    by_cause: HashMap<String, Vec<usize>>,
}

impl GraphView {
    /// A graph of its parts.
    pub fn new(
        head: String,
        causes: Vec<Arc<CauseView>>,
        groups: Vec<GroupView>,
        bones: Vec<BoneView>,
        goals: Vec<GoalView>,
    ) -> Self {
        let index = causes.iter().enumerate().map(|(at, cause)| (cause.id.clone(), at)).collect();
        let (mut by_effect, mut by_cause) =
            (HashMap::<String, Vec<usize>>::new(), HashMap::<String, Vec<usize>>::new());
        for (at, group) in groups.iter().enumerate() {
            by_effect.entry(group.effect.clone().unwrap_or_default()).or_default().push(at);
            for cause in group.causes() {
                by_cause.entry(cause.to_owned()).or_default().push(at);
            }
        }
        Self { head, causes, groups, bones, goals, index, by_effect, by_cause }
    }

    /// The same graph with other causes.
    #[must_use]
    pub fn with_causes(&self, causes: Vec<Arc<CauseView>>) -> Self {
        Self::new(self.head.clone(), causes, self.groups.clone(), self.bones.clone(), self.goals.clone())
    }

    /// A cause by its id.
    pub fn cause(&self, id: &str) -> Option<&Arc<CauseView>> {
        self.index.get(id).and_then(|at| self.causes.get(*at))
    }

    /// A group by its id.
    pub fn group(&self, id: &str) -> Option<&GroupView> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The groups that explain an effect; `None` for the problem itself.
    pub fn groups_of(&self, effect: Option<&str>) -> impl Iterator<Item = &GroupView> {
        let places = self.by_effect.get(effect.unwrap_or_default());
        places.into_iter().flatten().filter_map(|at| self.groups.get(*at))
    }

    /// The groups a cause stands in.
    pub fn groups_with(&self, cause: &str) -> impl Iterator<Item = &GroupView> {
        self.by_cause.get(cause).into_iter().flatten().filter_map(|at| self.groups.get(*at))
    }

    /// The causes right beneath an effect, in order of groups and places.
    pub fn causes_of(&self, effect: Option<&str>) -> Vec<&Arc<CauseView>> {
        self.groups_of(effect).flat_map(GroupView::causes).filter_map(|id| self.cause(id)).collect()
    }

    /// Everything beneath an effect, itself left out.
    pub fn beneath(&self, effect: Option<&str>) -> HashSet<String> {
        let mut found = HashSet::new();
        let mut open = vec![effect.map(str::to_owned)];
        while let Some(effect) = open.pop() {
            for cause in self.causes_of(effect.as_deref()) {
                if found.insert(cause.id.clone()) {
                    open.push(Some(cause.id.clone()));
                }
            }
        }
        found
    }

    /// Everything that a cause explains, up to the problem; itself left out.
    pub fn above(&self, cause: &str) -> HashSet<String> {
        let mut found = HashSet::new();
        let mut open = vec![cause.to_owned()];
        while let Some(cause) = open.pop() {
            for effect in self.groups_with(&cause).filter_map(|group| group.effect.clone()) {
                if found.insert(effect.clone()) {
                    open.push(effect);
                }
            }
        }
        found
    }

    /// The graph with only those causes that pass.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&CauseView) -> bool) -> Self {
        let causes: Vec<_> = self.causes.iter().filter(|cause| keep(cause)).cloned().collect();
        let kept = |id: &str| self.cause(id).is_some_and(|cause| keep(cause));
        let groups = self.groups.iter().filter(|group| group.effect.as_deref().is_none_or(kept)).cloned();
        let groups = groups.filter_map(|mut group| {
            group.links.retain(|link| kept(&link.cause));
            (!group.links.is_empty()).then_some(group)
        });
        Self::new(self.head.clone(), causes, groups.collect(), self.bones.clone(), self.goals.clone())
    }

    /// A category by its key.
    pub fn bone(&self, key: &str) -> Option<&BoneView> {
        self.bones.iter().find(|bone| bone.key == key)
    }

    /// The lens of a cause: its own, or that of its category.
    pub fn lens_of(&self, cause: &CauseView) -> Option<Lens> {
        cause.lens.or_else(|| self.bone(cause.bone.as_deref()?).map(|bone| bone.lens))
    }
}
