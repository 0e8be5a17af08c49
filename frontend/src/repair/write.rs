//! What screens change about repair items: one function an operation. It must not know screens.

use core::{future::Future, pin::Pin};

use serde_json::Value;

use super::record::{Row, map_row};
use crate::{
    model::Finding,
    net::{ApiError, Done, ask, change, tree::read},
    operations,
    problem::api::map_finding,
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use super::operations;
    use crate::model::{
        CauseVerdict, ClockBasis, Effectiveness, FindingLevel, Lens, RepairHorizon, RepairItemStatus,
        RepairKind, RepairPurpose, RepairReopenReason, RepairStrength, RepairTarget, TrackerProvider,
        TrackerState,
    };

    operations! {
        CreateRepair "src/repair/operations/create_repair.graphql",
        UpdateRepair "src/repair/operations/update_repair.graphql",
        ChangeRepairStatus "src/repair/operations/change_repair_status.graphql",
        PostponeRepair "src/repair/operations/postpone_repair.graphql",
        RecordEffect "src/repair/operations/record_effect.graphql",
        LinkIssue "src/repair/operations/link_issue.graphql",
        UnlinkIssue "src/repair/operations/unlink_issue.graphql",
        AddNote "src/repair/operations/add_note.graphql",
    }
}
pub use change_repair_status::ChangeRepairItemStatusInput;
pub use create_repair::{CreateRepairItemInput, EffectivenessPlanInput as NewPlanInput};
use documents::{
    AddNote, ChangeRepairStatus, CreateRepair, LinkIssue, PostponeRepair, RecordEffect, UnlinkIssue,
    UpdateRepair, add_note, change_repair_status, create_repair, link_issue, postpone_repair, record_effect,
    unlink_issue, update_repair,
};
pub use postpone_repair::PostponeRepairItemInput;
pub use record_effect::RecordEffectivenessInput;
pub use update_repair::{EffectivenessPlanInput, UpdateRepairItemInput};

/// What a change answers: the item as it is then, and what the rules say about it.
pub type Saved = Pin<Box<dyn Future<Output = Result<(Row, Vec<Finding>), ApiError>>>>;

type Asked = Pin<Box<dyn Future<Output = Result<Value, ApiError>>>>;

/// Reads the payload of a change; compiled once for all of them.
fn saved(field: &'static str, asked: Asked) -> Saved {
    Box::pin(async move {
        let data = asked.await?;
        let row = read(&data[field], "repairItem", map_row)?;
        let findings = read(&data, field, |p| p.list("findings", map_finding))?;
        Ok((row, findings))
    })
}

pub fn create(input: CreateRepairItemInput) -> Saved {
    saved("createRepairItem", ask::<CreateRepair>(create_repair::Variables { input }))
}

pub fn update(input: UpdateRepairItemInput) -> Saved {
    saved("updateRepairItem", ask::<UpdateRepair>(update_repair::Variables { input }))
}

pub fn change_status(input: ChangeRepairItemStatusInput) -> Saved {
    saved("changeRepairItemStatus", ask::<ChangeRepairStatus>(change_repair_status::Variables { input }))
}

pub fn postpone(input: PostponeRepairItemInput) -> Saved {
    saved("postponeRepairItem", ask::<PostponeRepair>(postpone_repair::Variables { input }))
}

pub fn record(input: RecordEffectivenessInput) -> Saved {
    saved("recordEffectiveness", ask::<RecordEffect>(record_effect::Variables { input }))
}

pub fn link_issue(id: String, version: i64, url: String) -> Saved {
    let input = link_issue::LinkRepairItemIssueInput { id, url, version };
    saved("linkRepairItemIssue", ask::<LinkIssue>(link_issue::Variables { input }))
}

pub fn unlink_issue(id: String, version: i64) -> Saved {
    let input = unlink_issue::UnlinkRepairItemIssueInput { id, version };
    saved("unlinkRepairItemIssue", ask::<UnlinkIssue>(unlink_issue::Variables { input }))
}

pub fn add_note(repair_item_id: String, body: String, key: String) -> Done {
    let input = add_note::AddRepairNoteInput { repair_item_id, body, idempotency_key: Some(key) };
    change::<AddNote>(add_note::Variables { input })
}

/// An update that changes nothing yet.
pub fn no_update(id: String, version: i64) -> UpdateRepairItemInput {
    UpdateRepairItemInput {
        id,
        version,
        remove_owner: false,
        remove_team: false,
        remove_target: false,
        title: None,
        description: None,
        kind: None,
        lens: None,
        horizon: None,
        target: None,
        strength: None,
        purpose: None,
        owner_id: None,
        team_id: None,
        done_condition: None,
        cause_ids: None,
        plan: None,
    }
}
