//! Notes and steps in the life of a repair item, as its page lists them. They are appended and never changed.

use super::RepairItemStatus;
use crate::id::{RepairItemId, RepairNoteId};
use crate::identity::Principal;
use crate::text::Markdown;
use crate::time::Instant;
use crate::vocabulary;

/// A note or a step in the life of an item, as its page lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairNote {
    /// Identifier.
    pub id: RepairNoteId,
    /// The item it belongs to.
    pub item: RepairItemId,
    /// What kind of entry it is.
    pub kind: RepairNoteKind,
    /// What was written, in Markdown; may be empty for a step.
    pub body: Markdown,
    /// The state that the item had from then on, for STATUS and EFFECT.
    pub status: Option<RepairItemStatus>,
    /// The due date from then on, for DUE.
    pub due_at: Option<Instant>,
    /// Who wrote it.
    pub author: Principal,
    /// When.
    pub at: Instant,
}

vocabulary! {
    /// What kind of entry a note is.
    RepairNoteKind {
        /// Something that somebody wrote.
        Note = "NOTE",
        /// The item took a step in its life.
        Status = "STATUS",
        /// Its due date changed.
        Due = "DUE",
        /// Its effect was measured.
        Effect = "EFFECT",
        /// The issue in another tool changed.
        Tracker = "TRACKER",
    }
}
