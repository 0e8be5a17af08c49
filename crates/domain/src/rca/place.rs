//! Where causes stand: which group a cause joins, its place among others, and the categories of the fishbone.
//!
//! It must not know who moves them.

use super::{Analysis, Bone, CauseGroup, CauseLink, Graph, RcaError, limits};
use crate::id::{CauseGroupId, CauseId};
use crate::text::ShortText;

impl CauseGroup {
    /// Puts a cause at a place among the others, or last; the others make room.
    pub fn put(&mut self, link: CauseLink, position: Option<i32>) {
        let last = self.links.len();
        let place =
            position.and_then(|place| usize::try_from(place).ok()).map_or(last, |place| place.min(last));
        self.links.insert(place, link);
        self.number();
    }

    /// Takes a cause out; the others close up.
    ///
    /// Errors: it does not stand here.
    pub fn take(&mut self, cause: CauseId) -> Result<CauseLink, RcaError> {
        let place = self.links.iter().position(|link| link.cause == cause).ok_or(RcaError::NoSuchLink)?;
        let link = self.links.remove(place);
        self.number();
        Ok(link)
    }

    fn number(&mut self) {
        for (place, link) in (0..).zip(&mut self.links) {
            link.position = place;
        }
    }
}

impl Graph {
    /// A group, to be changed.
    pub fn group_mut(&mut self, id: CauseGroupId) -> Option<&mut CauseGroup> {
        self.groups.iter_mut().find(|group| group.id == id)
    }

    /// The group that a new cause of an effect joins: the one with the same question, or the first one where nothing is asked;
    /// one that holds causes goes before one that was left empty.
    pub fn group_for(&self, effect: Option<CauseId>, question: Option<&ShortText>) -> Option<CauseGroupId> {
        let fits = |group: &&CauseGroup| question.is_none() || group.question.as_ref() == question;
        let mut groups: Vec<&CauseGroup> = self.groups_of(effect).filter(fits).collect();
        groups.sort_by_key(|group| group.links.is_empty());
        groups.first().map(|group| group.id)
    }

    /// How many causes there are, removed ones left out.
    pub fn present_causes(&self) -> usize {
        self.causes.iter().filter(|cause| cause.removed_at.is_none()).count()
    }

    /// Refuses one cause more than an analysis holds.
    pub fn check_room(&self) -> Result<(), RcaError> {
        within("causes", self.present_causes() + 1, limits::CAUSES)
    }
}

impl Analysis {
    /// Checks that a category exists.
    pub fn check_bone(&self, key: &str) -> Result<(), RcaError> {
        if self.rca.bones.iter().any(|bone| bone.key == key) { Ok(()) } else { Err(RcaError::NoSuchBone) }
    }

    /// Checks categories that would replace those of the analysis.
    ///
    /// Errors: too many; a present cause sits on one that would go (`FB-03`).
    pub fn check_bones(&self, bones: &[Bone]) -> Result<(), RcaError> {
        within("categories", bones.len(), limits::BONES)?;
        let stays = |key: &str| bones.iter().any(|bone| bone.key == key);
        let mut causes = self.graph.causes.iter().filter(|cause| cause.removed_at.is_none());
        let Some(key) = causes.find_map(|cause| cause.bone.as_deref().filter(|key| !stays(key))) else {
            return Ok(());
        };
        let name = self.rca.bones.iter().find(|bone| bone.key == key).map_or(key, |bone| bone.name.as_str());
        Err(RcaError::BoneInUse { name: name.to_owned() })
    }
}

/// Refuses more than an analysis holds.
pub const fn within(what: &'static str, count: usize, max: usize) -> Result<(), RcaError> {
    if count > max { Err(RcaError::TooMany { what, max }) } else { Ok(()) }
}
