//! Relations between incidents (`VOC-06`).
//!
//! It must not know visibility: whoever asks has seen both ends.

use std::collections::{HashMap, HashSet};

use super::IncidentError;
use crate::id::{IncidentId, IncidentLinkId};
use crate::time::Instant;
use crate::vocabulary;

vocabulary! {
    /// How two incidents relate.
    IncidentLinkKind {
        /// This one led to the other.
        CascadedTo = "CASCADED_TO",
        /// This one is the other, recorded twice.
        DuplicateOf = "DUPLICATE_OF",
        /// The other came back as this one.
        RecurrenceOf = "RECURRENCE_OF",
        /// Both have the same problem behind them; symmetric.
        SameProblem = "SAME_PROBLEM",
    }
}

impl IncidentLinkKind {
    /// Whether the relation reads the same from both ends.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::SameProblem)
    }
}

/// A relation from one incident to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IncidentLink {
    /// Identifier.
    pub id: IncidentLinkId,
    /// Where it starts.
    pub from: IncidentId,
    /// Where it leads.
    pub to: IncidentId,
    /// What it says.
    pub kind: IncidentLinkKind,
    /// When it was made.
    pub created_at: Instant,
}

/// Checks a new relation against those of the same kind that can be reached from its end.
///
/// Errors: to itself, there already (in either direction if symmetric), or closing a circle.
pub fn check_link(
    from: IncidentId,
    to: IncidentId,
    kind: IncidentLinkKind,
    existing: &[IncidentLink],
) -> Result<(), IncidentError> {
    if from == to {
        return Err(IncidentError::SelfLink);
    }
    let same_kind: Vec<&IncidentLink> = existing.iter().filter(|link| link.kind == kind).collect();
    let is_there = |link: &&&IncidentLink| {
        (link.from == from && link.to == to) || (kind.is_symmetric() && link.from == to && link.to == from)
    };
    if same_kind.iter().any(|link| is_there(&link)) {
        return Err(IncidentError::LinkExists);
    }
    if kind.is_symmetric() {
        return Ok(());
    }
    let mut next: HashMap<IncidentId, Vec<IncidentId>> = HashMap::new();
    for link in same_kind {
        next.entry(link.from).or_default().push(link.to);
    }
    let mut seen = HashSet::new();
    let mut queue = vec![to];
    while let Some(at) = queue.pop() {
        if at == from {
            return Err(IncidentError::LinkCycle);
        }
        if seen.insert(at) {
            queue.extend(next.get(&at).into_iter().flatten());
        }
    }
    Ok(())
}
