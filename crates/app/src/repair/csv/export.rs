//! Items as a table that the import reads.

use std::collections::HashMap;
use std::hash::Hash;

use chrono_tz::Tz;
use domain::id::{CauseId, ProblemId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::problem::Problem;
use domain::rca::Cause;
use domain::repair::{RepairItem, RepairPurpose, RepairStrength, RepairTarget};
use formats::repair_csv::{CAUSE_SEPARATOR, RepairRow, write};
use store::problem::list as problems;
use store::rca::list as causes;
use store::repair::{Order, list};

use super::day::day_of;
use crate::repair::{RepairExport, RepairItemFilter};
use crate::{App, Result, authorize};

/// The most items of an export.
const MAX_ROWS: u64 = 5_000;
/// So many records are looked up in one statement.
const AT_ONCE: usize = 500;

impl App {
    /// Items as a table that the import reads, due first first; at most 5,000.
    pub async fn export_repair_items(
        &self,
        actor: &Actor,
        filter: &RepairItemFilter,
    ) -> Result<RepairExport> {
        authorize(actor, Permission::RepairRead, Relation::default())?;
        let filter = self.stored_filter(filter)?;
        let mut items = list::page(self.store(), &filter, Order::DueAtAsc, None, MAX_ROWS + 1).await?;
        let most = usize::try_from(MAX_ROWS).unwrap_or(usize::MAX);
        let is_complete = items.len() <= most;
        items.truncate(most);
        let mut known: HashMap<ProblemId, Problem> = HashMap::new();
        for ids in unique(items.iter().map(|item| item.problem)).chunks(AT_ONCE) {
            known.extend(problems::by_ids(self.store(), ids).await?);
        }
        let mut acted_on: HashMap<CauseId, Cause> = HashMap::new();
        for ids in unique(items.iter().flat_map(|item| item.causes.iter().copied())).chunks(AT_ONCE) {
            acted_on.extend(causes::causes_by_ids(self.store(), ids).await?);
        }
        let zone = self.zone();
        let rows: Vec<RepairRow> =
            items.iter().map(|item| self.row(item, known.get(&item.problem), &acted_on, zone)).collect();
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Ok(RepairExport { csv: write(&rows), count, is_complete })
    }

    /// The time zone in which a table says days.
    pub(super) fn zone(&self) -> Tz {
        self.directory().organisation().time_zone.as_str().parse().unwrap_or(Tz::UTC)
    }

    fn row(
        &self,
        item: &RepairItem,
        problem: Option<&Problem>,
        causes: &HashMap<CauseId, Cause>,
        zone: Tz,
    ) -> RepairRow {
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        let causes: Vec<String> = item.causes.iter().map(|id| cause_name(*id, causes.get(id))).collect();
        RepairRow {
            line: 0,
            reference: item.reference(),
            problem: problem.map(Problem::reference).unwrap_or_default(),
            title: item.title.as_str().to_owned(),
            description: item.description.as_str().to_owned(),
            kind: item.kind.as_str().to_owned(),
            lens: item.lens.as_str().to_owned(),
            horizon: item.horizon.as_str().to_owned(),
            status: item.status.as_str().to_owned(),
            owner: self.owner_name(item),
            team: self.team_name(item),
            done_condition: item.done_condition.as_str().to_owned(),
            strength: word(item.strength.map(RepairStrength::as_str)),
            purpose: word(item.purpose.map(RepairPurpose::as_str)),
            target_kind: word(item.target.map(RepairTarget::as_str)),
            due_on: item.due_at.map(|at| day_of(at, zone)).unwrap_or_default(),
            due_reason: item.exception.as_ref().map(|one| one.reason.as_str().to_owned()).unwrap_or_default(),
            causes: causes.join(CAUSE_SEPARATOR),
            tracker_url: item.tracker.as_ref().map(|issue| issue.url.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

/// The text of a cause, or its id where the text would be taken for several.
fn cause_name(id: CauseId, cause: Option<&Cause>) -> String {
    let text = cause.map(|cause| cause.text.as_str()).filter(|text| !text.contains(CAUSE_SEPARATOR.trim()));
    text.map_or_else(|| id.to_string(), str::to_owned)
}

fn unique<T: Ord + Copy + Hash>(ids: impl Iterator<Item = T>) -> Vec<T> {
    let mut ids: Vec<T> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
