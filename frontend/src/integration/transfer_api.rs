//! Repair items as CSV, in and out. It must not know screens.

use crate::{
    model::DateTime,
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
    repair::api::RepairItemFilter,
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{
        model::{Lens, RepairItemStatus, RepairKind, RepairStrength},
        operations,
    };

    operations! {
        ImportRepairItems "src/integration/operations/import_repair_items.graphql",
        ExportRepairItems "src/integration/operations/export_repair_items.graphql",
    }
}
use documents::{ExportRepairItems, ImportRepairItems, export_repair_items, import_repair_items};
/// Which items are exported.
pub use export_repair_items::RepairItemFilter as ExportFilter;

impl From<RepairItemFilter> for ExportFilter {
    /// The filter of the list as that of the export.
    fn from(f: RepairItemFilter) -> Self {
        Self {
            status: f.status,
            is_open: f.is_open,
            is_overdue: f.is_overdue,
            is_check_due: f.is_check_due,
            owner_ids: f.owner_ids,
            team_ids: f.team_ids,
            problem_ids: f.problem_ids,
            service_ids: f.service_ids,
            kind: f.kind,
            lens: f.lens,
            strength: f.strength,
            due_before: f.due_before,
            text: f.text,
        }
    }
}

/// What bringing in did, or would do.
#[derive(Clone, PartialEq)]
pub struct Outcome {
    pub is_saved: bool,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub problems: Vec<Trouble>,
}

/// What is wrong with a line.
#[derive(Clone, PartialEq)]
pub struct Trouble {
    pub line: i64,
    pub column: Option<String>,
    pub message: String,
    pub rule: Option<String>,
}

/// Rows as text, how many there are, and whether that is all of them.
pub struct Exported {
    pub csv: String,
    pub count: i64,
    pub is_complete: bool,
}

fn map_trouble(n: Node<'_>) -> Trouble {
    Trouble {
        line: n.number("line"),
        column: n.maybe_text("column"),
        message: n.text("message"),
        rule: n.maybe_text("rule"),
    }
}

/// Brings lines in, or only says what that would do.
pub async fn import(csv: String, dry_run: bool, key: Option<String>) -> Result<Outcome, ApiError> {
    let input = import_repair_items::ImportRepairItemsInput { csv, dry_run, idempotency_key: key };
    let data = ask::<ImportRepairItems>(import_repair_items::Variables { input }).await?;
    read(&data, "importRepairItems", |made| Outcome {
        is_saved: made.flag("isSaved"),
        created: made.number("created"),
        updated: made.number("updated"),
        unchanged: made.number("unchanged"),
        problems: made.list("problems", map_trouble),
    })
}

/// The rows that a filter lets through.
pub async fn export(filter: ExportFilter) -> Result<Exported, ApiError> {
    let variables = export_repair_items::Variables { filter: Some(filter) };
    let data = ask::<ExportRepairItems>(variables).await?;
    read(&data, "exportRepairItems", |made| Exported {
        csv: made.text("csv"),
        count: made.number("count"),
        is_complete: made.flag("isComplete"),
    })
}

/// A filter that lets everything through.
pub const fn everything() -> ExportFilter {
    ExportFilter {
        status: None,
        is_open: None,
        is_overdue: None,
        is_check_due: None,
        owner_ids: None,
        team_ids: None,
        problem_ids: None,
        service_ids: None,
        kind: None,
        lens: None,
        strength: None,
        due_before: None,
        text: None,
    }
}

/// The head line alone: nothing is due before the epoch.
pub async fn template() -> Result<String, ApiError> {
    let none = ExportFilter { due_before: Some(DateTime(0)), ..everything() };
    let csv = export(none).await?.csv;
    Ok(format!("{}\r\n", csv.lines().next().unwrap_or_default()))
}
