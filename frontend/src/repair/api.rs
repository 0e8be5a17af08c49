//! What screens ask about repair items. It must not know screens. The page of one item asks more; see `detail::api`.

use core::{future::Future, pin::Pin};

use serde_json::Value;

use super::record::{CauseLine, Row, map_cause, map_row, some};
use crate::{
    model::{Finding, Named, Page, RepairChangeKind, RepairItemOrder, RepairItemStatus},
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
    operations,
    problem::api::map_finding,
    ui::palette::Found,
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use super::operations;
    use crate::model::{
        CauseVerdict, ClockBasis, Effectiveness, FindingLevel, Lens, RepairChangeKind, RepairHorizon,
        RepairItemOrder, RepairItemStatus, RepairKind, RepairPurpose, RepairReopenReason, RepairStrength,
        RepairTarget, TrackerProvider, TrackerState,
    };

    operations! {
        RepairList "src/repair/operations/repair_list.graphql",
        RepairOne "src/repair/operations/repair_one.graphql",
        RepairTabs "src/repair/operations/repair_tabs.graphql",
        ViewerTeams "src/repair/operations/viewer_teams.graphql",
        RepairChanged "src/repair/operations/repair_changed.graphql",
        RepairOfProblem "src/repair/operations/repair_of_problem.graphql",
        RepairGround "src/repair/operations/repair_ground.graphql",
        FindRepair "src/repair/operations/find_repair.graphql",
        FindRepairs "src/repair/operations/find_repairs.graphql",
    }
}
use documents::{
    FindRepair, FindRepairs, RepairGround, RepairList, RepairOfProblem, RepairOne, RepairTabs, ViewerTeams,
    find_repair, find_repairs, repair_ground, repair_list, repair_of_problem, repair_one, repair_tabs,
    viewer_teams,
};
pub use documents::{RepairChanged, repair_changed};
pub use repair_list::RepairItemFilter;

/// How many a picker offers.
const MOST: i64 = 8;

/// A filter that lets everything through.
pub const fn no_filter() -> RepairItemFilter {
    RepairItemFilter {
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

/// One page of repair items.
pub async fn list(
    filter: RepairItemFilter,
    order: RepairItemOrder,
    first: i64,
    after: Option<String>,
) -> Result<Page<Row>, ApiError> {
    let variables = repair_list::Variables { first, after, filter: Some(filter), order };
    let data = ask::<RepairList>(variables).await?;
    read(&data, "repairItems", |p| Page { rows: p.list("nodes", map_row), next: p.next() })
}

/// One item as it is now.
pub async fn one(id: String) -> Result<Row, ApiError> {
    let data = ask::<RepairOne>(repair_one::Variables { id }).await?;
    read(&data, "repairItem", map_row)
}

/// What stands beside the tabs.
#[derive(Clone, Copy, PartialEq, Default)]
pub struct Tabs {
    pub mine: i64,
    pub team: i64,
    pub all: i64,
    pub declined: i64,
    pub policy_version: i64,
}

/// How many each tab holds; `teams` are the reader's.
pub async fn tabs(teams: Vec<String>) -> Result<Tabs, ApiError> {
    let filter = |status, is_open, team_ids| repair_tabs::RepairItemFilter {
        status,
        is_open,
        is_overdue: None,
        is_check_due: None,
        owner_ids: None,
        team_ids,
        problem_ids: None,
        service_ids: None,
        kind: None,
        lens: None,
        strength: None,
        due_before: None,
        text: None,
    };
    let has_team = !teams.is_empty();
    let variables = repair_tabs::Variables {
        team: Some(filter(None, Some(true), Some(teams))),
        all: Some(filter(None, Some(true), None)),
        declined: Some(filter(Some(vec![RepairItemStatus::NotDoing]), None, None)),
    };
    let data = ask::<RepairTabs>(variables).await?;
    let total = |field| read(&data, field, |c| c.number("totalCount"));
    Ok(Tabs {
        mine: read(&data, "viewer", |v| v.get("repairCounts").number("open"))?,
        // Nobody's team is not everybody's.
        team: if has_team { total("team")? } else { 0 },
        all: total("all")?,
        declined: total("declined")?,
        policy_version: read(&data, "repairPolicy", |p| p.number("version"))?,
    })
}

/// The teams of a person.
pub async fn teams_of(id: String) -> Result<Vec<Named>, ApiError> {
    let data = ask::<ViewerTeams>(viewer_teams::Variables { id }).await?;
    read(&data, "user", |u| u.list("teams", Node::named))
}

/// What the rules say about all items of a problem together.
pub async fn set_findings(problem: String) -> Result<Vec<Finding>, ApiError> {
    let data = ask::<RepairOfProblem>(repair_of_problem::Variables { id: problem }).await?;
    read(&data, "problem", |p| p.list("repairFindings", map_finding))
}

/// What an item of a problem can stand on: the causes of its analysis, and the policy in force.
#[derive(Clone, PartialEq)]
pub struct Ground {
    pub causes: Vec<CauseLine>,
    pub policy_version: i64,
    /// Days of the short, medium and long horizon.
    pub days: [i64; 3],
}

pub async fn ground(problem: String) -> Result<Ground, ApiError> {
    let data = ask::<RepairGround>(repair_ground::Variables { id: problem }).await?;
    let causes = read(&data, "problem", |p| match some(p.get("rca"), |r| r) {
        Some(rca) => rca.get("causes").list("nodes", map_cause),
        None => Vec::new(),
    })?;
    read(&data, "repairPolicy", |p| {
        (p.number("version"), [p.number("shortDays"), p.number("mediumDays"), p.number("longDays")])
    })
    .map(|(policy_version, days)| Ground { causes, policy_version, days })
}

/// What one event of the subscription says: cursor, change, id, and the item as it is now.
pub fn read_event(data: &Value) -> Result<(String, RepairChangeKind, String, Option<Row>), ApiError> {
    read(data, "repairItemChanged", |e| {
        (
            e.text("cursor"),
            e.word("kind", RepairChangeKind::parse, RepairChangeKind::Resync),
            e.maybe_text("repairItemId").unwrap_or_default(),
            some(e.get("repairItem"), map_row),
        )
    })
}

fn map_found(n: Node<'_>) -> Found {
    let status = n.word("status", RepairItemStatus::parse, RepairItemStatus::Proposed);
    let reference = n.text("reference");
    Found {
        label: n.text("title"),
        path: format!("/repairs/{reference}"),
        note: format!("{reference} · {}", status.label()),
    }
}

/// The palette's search among repair items: by `REP-n` exactly, else by words.
pub fn places(text: String) -> Pin<Box<dyn Future<Output = Vec<Found>>>> {
    Box::pin(async move {
        let upper = text.trim().to_ascii_uppercase();
        let found = if upper.starts_with("REP-") {
            let data = ask::<FindRepair>(find_repair::Variables { reference: upper }).await;
            data.and_then(|data| read(&data, "repairItemByReference", |n| vec![map_found(n)]))
        } else {
            let filter = find_repairs::RepairItemFilter {
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
                text: Some(text),
            };
            let data =
                ask::<FindRepairs>(find_repairs::Variables { filter: Some(filter), first: MOST }).await;
            data.and_then(|data| read(&data, "repairItems", |p| p.list("nodes", map_found)))
        };
        // A failed search leaves the list empty; the next letter tries again.
        found.unwrap_or_default()
    })
}
