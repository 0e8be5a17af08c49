//! What the page of one repair item reads, mapped once. It must not know screens.

use crate::{
    model::{DateTime, Effectiveness, Finding, Page, RepairItemStatus, RepairNoteKind},
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
    operations,
    problem::api::map_finding,
    repair::record::{CauseLine, Row, map_cause, map_row, some},
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use super::operations;
    use crate::model::{
        CauseVerdict, ClockBasis, Effectiveness, FindingLevel, Lens, RepairHorizon, RepairItemStatus,
        RepairKind, RepairNoteKind, RepairPurpose, RepairReopenReason, RepairStrength, RepairTarget,
        TrackerProvider, TrackerState,
    };

    operations! {
        RepairDetail "src/repair/operations/repair_detail.graphql",
        RepairReference "src/repair/operations/repair_reference.graphql",
        RepairNotes "src/repair/operations/repair_notes.graphql",
    }
}
use documents::{RepairDetail, RepairNotes, RepairReference, repair_detail, repair_notes, repair_reference};

/// The last check, whole.
#[derive(Clone, PartialEq)]
pub struct Check {
    pub result: Effectiveness,
    pub metric: String,
    pub baseline: Option<String>,
    pub target: String,
    pub observed: Option<String>,
    pub at: DateTime,
    pub note_html: String,
    pub by: String,
}

/// The whole item as its page shows it.
#[derive(Clone, PartialEq)]
pub struct Detail {
    pub row: Row,
    pub description: String,
    pub description_html: String,
    pub done_html: String,
    pub created_at: DateTime,
    pub created_by: String,
    /// All causes it acts on.
    pub causes: Vec<CauseLine>,
    pub findings: Vec<Finding>,
    pub check: Option<Check>,
}

/// One item by its `REP-n`.
pub async fn detail(reference: String) -> Result<Detail, ApiError> {
    let data = ask::<RepairDetail>(repair_detail::Variables { reference }).await?;
    read(&data, "repairItemByReference", map_detail)
}

/// The `REP-n` of an id.
pub async fn reference_of(id: String) -> Result<String, ApiError> {
    let data = ask::<RepairReference>(repair_reference::Variables { id }).await?;
    read(&data, "repairItem", |node| node.text("reference"))
}

fn map_detail(n: Node<'_>) -> Detail {
    Detail {
        row: map_row(n),
        description: n.text("description"),
        description_html: n.text("descriptionHtml"),
        done_html: n.text("doneConditionHtml"),
        created_at: n.at("createdAt"),
        created_by: n.get("createdBy").text("name"),
        causes: n.get("actsOn").list("nodes", map_cause),
        findings: n.list("findings", map_finding),
        check: some(n.get("measured"), |c| Check {
            result: c.word("result", Effectiveness::parse, Effectiveness::Inconclusive),
            metric: c.text("metric"),
            baseline: c.maybe_text("baseline"),
            target: c.text("target"),
            observed: c.maybe_text("observed"),
            at: c.at("measuredAt"),
            note_html: c.text("noteHtml"),
            by: c.get("recordedBy").text("name"),
        }),
    }
}

/// One thing that was noted.
#[derive(Clone, PartialEq)]
pub struct Note {
    pub id: String,
    pub kind: RepairNoteKind,
    pub html: String,
    pub status: Option<RepairItemStatus>,
    pub due_at: Option<DateTime>,
    pub by: String,
    pub at: DateTime,
}

/// One page of its notes, newest first.
pub async fn notes(id: String, after: Option<String>) -> Result<Page<Note>, ApiError> {
    let data = ask::<RepairNotes>(repair_notes::Variables { id, first: 25, after }).await?;
    read(&data, "repairItem", |item| {
        let notes = item.get("notes");
        Page { rows: notes.list("nodes", map_note), next: notes.next() }
    })
}

fn map_note(n: Node<'_>) -> Note {
    Note {
        id: n.text("id"),
        kind: n.word("kind", RepairNoteKind::parse, RepairNoteKind::Note),
        html: n.text("bodyHtml"),
        status: n.maybe_word("status", RepairItemStatus::parse),
        due_at: n.maybe_at("dueAt"),
        by: n.get("author").text("name"),
        at: n.at("at"),
    }
}
