//! The graph: which causes explain which effect, together or each by itself.
//!
//! A group joins causes to one effect: another cause, or the problem itself. A cause may stand in several groups; following
//! effects never comes back to where it began (`CM-01`). It must not know methods.

use std::collections::{HashMap, HashSet};

use super::{Cause, RcaError};
use crate::id::{CauseGroupId, CauseId, RcaId};
use crate::identity::Principal;
use crate::text::ShortText;
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// How the causes of a group explain their effect (`CM-02`).
    GroupOperator {
        /// All of them were needed.
        And = "AND",
        /// Each of them would have sufficed.
        Or = "OR",
    }
}

/// That a cause stands in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseLink {
    /// The cause.
    pub cause: CauseId,
    /// Its place among the causes of the group, from 0.
    pub position: i32,
    /// Who made the link.
    pub created_by: Principal,
    /// Who read it upward with "therefore" and found that it holds: never who made it (`W5-10`); and when.
    pub therefore: Option<(Principal, Instant)>,
}

/// Causes that explain one effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseGroup {
    /// Identifier.
    pub id: CauseGroupId,
    /// The analysis it belongs to.
    pub rca: RcaId,
    /// The effect; none for the problem itself.
    pub effect: Option<CauseId>,
    /// The question that the causes answer, such as a why (`W5-01`, `W5-02`).
    pub question: Option<ShortText>,
    /// How the causes explain the effect.
    pub operator: GroupOperator,
    /// For an OR with several validated causes: that either suffices is meant (`CM-02`).
    pub either_suffices: bool,
    /// The causes, in their order.
    pub links: Vec<CauseLink>,
    /// When it was made.
    pub created_at: Instant,
}

/// All causes and groups of an analysis. Removed causes are in it; [`Graph::present`] leaves them out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// Every cause, oldest first.
    pub causes: Vec<Cause>,
    /// Every group, oldest first.
    pub groups: Vec<CauseGroup>,
}

impl Graph {
    /// A cause, removed or not.
    pub fn cause(&self, id: CauseId) -> Option<&Cause> {
        self.causes.iter().find(|cause| cause.id == id)
    }

    /// A group.
    pub fn group(&self, id: CauseGroupId) -> Option<&CauseGroup> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The graph without removed causes, their links, and groups that are left empty or without effect.
    #[must_use]
    pub fn present(&self) -> Self {
        let causes: Vec<Cause> = self.causes.iter().filter(|cause| is_present(cause)).cloned().collect();
        let ids: HashSet<CauseId> = causes.iter().map(|cause| cause.id).collect();
        let groups = self
            .groups
            .iter()
            .filter(|group| group.effect.is_none_or(|effect| ids.contains(&effect)))
            .map(|group| CauseGroup {
                links: group.links.iter().filter(|link| ids.contains(&link.cause)).cloned().collect(),
                ..group.clone()
            })
            .filter(|group| !group.links.is_empty())
            .collect();
        Self { causes, groups }
    }

    /// Groups that explain an effect; `None` for the problem itself.
    pub fn groups_of(&self, effect: Option<CauseId>) -> impl Iterator<Item = &CauseGroup> {
        self.groups.iter().filter(move |group| group.effect == effect)
    }

    /// Checks a new link from `cause` to the effect of a group, under the lock of the analysis. Links of removed causes count
    /// for circles, so that a cause can always come back.
    ///
    /// Errors: one of them belongs to another analysis or was removed; the cause explains that effect already; a circle
    /// (`CM-01`).
    pub fn check_link(&self, cause: CauseId, effect: Option<CauseId>) -> Result<(), RcaError> {
        for id in effect.iter().chain([&cause]) {
            self.cause(*id).ok_or(RcaError::OtherRca)?.check_present()?;
        }
        if self.groups_of(effect).any(|group| group.holds(cause)) {
            return Err(RcaError::LinkExists);
        }
        match effect {
            Some(effect) if self.leads_to(effect, cause) => Err(RcaError::Cycle),
            _ => Ok(()),
        }
    }

    /// Whether following effects from `from` comes to `to`; every cause comes to itself.
    fn leads_to(&self, from: CauseId, to: CauseId) -> bool {
        let mut effects: HashMap<CauseId, Vec<CauseId>> = HashMap::new();
        for (effect, link) in self.groups.iter().flat_map(|group| {
            group.effect.into_iter().flat_map(|effect| group.links.iter().map(move |link| (effect, link)))
        }) {
            effects.entry(link.cause).or_default().push(effect);
        }
        let (mut open, mut seen) = (vec![from], HashSet::new());
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if seen.insert(at) {
                open.extend(effects.get(&at).into_iter().flatten());
            }
        }
        false
    }

    /// Checks that a cause may be removed.
    ///
    /// Errors: it is gone already; present causes hang on it; it is a confirmed root cause.
    pub fn check_removal(&self, cause: CauseId) -> Result<(), RcaError> {
        let found = self.cause(cause).ok_or(RcaError::OtherRca)?;
        found.check_present()?;
        if found.is_root_cause() {
            return Err(RcaError::CauseIsRoot);
        }
        let present: HashSet<CauseId> =
            self.causes.iter().filter(|cause| is_present(cause)).map(|cause| cause.id).collect();
        let beneath: HashSet<CauseId> = self
            .groups_of(Some(cause))
            .flat_map(|group| &group.links)
            .map(|link| link.cause)
            .filter(|cause| present.contains(cause))
            .collect();
        if beneath.is_empty() { Ok(()) } else { Err(RcaError::CauseHasCauses { count: beneath.len() }) }
    }
}

const fn is_present(cause: &Cause) -> bool {
    cause.removed_at.is_none()
}

impl CauseGroup {
    /// Whether a cause stands in the group.
    pub fn holds(&self, cause: CauseId) -> bool {
        self.links.iter().any(|link| link.cause == cause)
    }

    /// Confirms, by reading upward, that the link holds (`W5-10`). Who confirmed it first stays.
    ///
    /// Errors: no such link; by who made it.
    pub fn confirm_therefore(&mut self, cause: CauseId, by: Principal, now: Instant) -> Result<(), RcaError> {
        let link = self.links.iter_mut().find(|link| link.cause == cause).ok_or(RcaError::NoSuchLink)?;
        if link.created_by == by {
            return Err(RcaError::OwnTherefore);
        }
        link.therefore.get_or_insert((by, now));
        Ok(())
    }
}
