//! Use cases of repair items: propose, commit, move, postpone, measure, report.
//!
//! Every change locks the analysis, then the problem, then the item: authorize → lock and load → the domain decides → save →
//! the six steps are judged anew and the problem follows → audit row, event and note → commit. It must not decide what an item
//! may do: the domain does.

pub mod command;
mod csv;
mod edit;
mod effect;
mod follow;
mod issue;
mod life;
mod open;
mod policy;
mod propose;
mod read;
mod remind;
mod report;
mod tracked;

pub use command::{
    AddRepairNote, ChangeRepairItemStatus, CreateRepairItem, ImportRepairItems, LinkRepairItemIssue,
    PlanPatch, PlanText, PostponeRepairItem, RecordEffectiveness, RepairItemFilter, UpdateRepairItem,
    UpdateRepairPolicy,
};
pub use read::{RepairItemOrder, RepairListQuery, RepairPlace, place};

pub(crate) use follow::solutions;
pub(crate) use open::{Place, lock_place};

use domain::finding::Finding;
use domain::id::{ServiceId, TeamId};
use domain::rca::Lens;
use domain::repair::report::{RepairReportGroup, Tally};
use domain::repair::{RepairItem, RepairNote, RepairPolicy};
use domain::time::Instant;

/// An item after a change of it.
#[derive(Clone, Debug)]
pub struct RepairAnswer {
    /// The item.
    pub item: RepairItem,
    /// What the rules say about it now.
    pub findings: Vec<Finding>,
}

/// A note after it was added.
#[derive(Clone, Debug)]
pub struct RepairNoteAnswer {
    /// The note.
    pub note: RepairNote,
    /// What the rules say about its item now.
    pub findings: Vec<Finding>,
}

/// A version of the policy after it was made.
#[derive(Clone, Debug)]
pub struct RepairPolicyAnswer {
    /// The version.
    pub policy: RepairPolicy,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    /// Whether anything was saved: never on a dry run, and never with a problem.
    pub is_saved: bool,
    /// Items proposed.
    pub created: u32,
    /// Items changed.
    pub updated: u32,
    /// Items that the table says nothing new about.
    pub unchanged: u32,
    /// What is wrong, in the order of lines.
    pub problems: Vec<ImportProblem>,
}

/// What is wrong with a line of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProblem {
    /// The line of the table, the header being 1.
    pub line: u32,
    /// The column, if one is at fault.
    pub column: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The rule of the catalogue that refuses, if one does.
    pub rule: Option<String>,
}

/// Items as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairExport {
    /// The table, as CSV with a header; the import reads it.
    pub csv: String,
    /// How many items it has.
    pub count: u32,
    /// Whether these are all.
    pub is_complete: bool,
}

/// How many items a person owns, by when something is to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RepairCounts {
    /// Due and not done.
    pub overdue: u32,
    /// Due within seven days.
    pub this_week: u32,
    /// Due later.
    pub later: u32,
    /// Ideas.
    pub proposed: u32,
    /// Done, and not shown to work.
    pub waiting_for_check: u32,
    /// Open in all.
    pub open: u32,
    /// Decided against.
    pub not_doing: u32,
}

/// What a row of a report stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportKey {
    /// Problems that concern this service.
    Service(ServiceId),
    /// Items seen through this lens.
    Lens(Lens),
    /// Items of this team.
    Team(TeamId),
    /// Items of no service or no team.
    None,
}

/// One row of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct RepairReportRow {
    /// What it stands for.
    pub key: ReportKey,
    /// Its name.
    pub label: String,
    /// What was counted.
    pub tally: Tally,
}

/// Items counted by service, lens or team; never by person (`ACT-12`).
#[derive(Clone, Debug, PartialEq)]
pub struct RepairReport {
    /// When it was counted.
    pub as_of: Instant,
    /// What rows stand for.
    pub group: RepairReportGroup,
    /// All items, each once.
    pub total: Tally,
    /// Rows, by name.
    pub rows: Vec<RepairReportRow>,
    /// The same, as CSV with a header.
    pub csv: String,
}
