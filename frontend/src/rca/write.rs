//! What the workspace changes: one function an operation. Answers say that it is done; the page then reads what changed.

use crate::{
    model::{
        AnswerKey, BarrierState, CauseKind, CausePath, CauseVerdict, EvidenceKind, GoalKind, GroupOperator,
        Lens, RcaMethod, RcaStatus, StopReason,
    },
    net::{ApiError, Done, ask, change},
    operations,
};

operations! {
    StartRca "src/rca/operations/start_rca.graphql",
    UpdateRca "src/rca/operations/update_rca.graphql",
    ChangeRcaStatus "src/rca/operations/change_rca_status.graphql",
    SetRcaAnswer "src/rca/operations/set_rca_answer.graphql",
    DismissFinding "src/rca/operations/dismiss_finding.graphql",
    RestoreFinding "src/rca/operations/restore_finding.graphql",
    AddCause "src/rca/operations/add_cause.graphql",
    UpdateCause "src/rca/operations/update_cause.graphql",
    RemoveCause "src/rca/operations/remove_cause.graphql",
    RestoreCause "src/rca/operations/restore_cause.graphql",
    ValidateCause "src/rca/operations/validate_cause.graphql",
    ConfirmRootCause "src/rca/operations/confirm_root_cause.graphql",
    AcceptRootCauseRisk "src/rca/operations/accept_root_cause_risk.graphql",
    LinkCause "src/rca/operations/link_cause.graphql",
    UnlinkCause "src/rca/operations/unlink_cause.graphql",
    MoveCause "src/rca/operations/move_cause.graphql",
    UpdateCauseGroup "src/rca/operations/update_cause_group.graphql",
    ConfirmTherefore "src/rca/operations/confirm_therefore.graphql",
    AddEvidence "src/rca/operations/add_evidence.graphql",
    RemoveEvidence "src/rca/operations/remove_evidence.graphql",
    SaveBarrier "src/rca/operations/save_barrier.graphql",
    RemoveBarrier "src/rca/operations/remove_barrier.graphql",
    SaveDifference "src/rca/operations/save_difference.graphql",
    RemoveDifference "src/rca/operations/remove_difference.graphql",
}

pub use accept_root_cause_risk::AcceptRootCauseRiskInput;
pub use add_cause::AddCauseInput;
pub use add_evidence::AddEvidenceInput;
pub use change_rca_status::ChangeRcaStatusInput;
pub use dismiss_finding::DismissFindingInput;
pub use link_cause::LinkCauseInput;
pub use move_cause::MoveCauseInput;
pub use restore_finding::RestoreFindingInput;
pub use save_barrier::SaveBarrierInput;
pub use save_difference::SaveDifferenceInput;
pub use set_rca_answer::SetRcaAnswerInput;
pub use start_rca::StartRcaInput;
pub use update_cause::UpdateCauseInput;
pub use update_cause_group::UpdateCauseGroupInput;
pub use update_rca::{BoneInput, RcaGoalInput, UpdateRcaInput};
pub use validate_cause::ValidateCauseInput;

/// One function that sends one input and forgets the answer.
macro_rules! changes {
    ($($name:ident $op:ident $module:ident $input:ident),+ $(,)?) => {$(
        pub fn $name(input: $module::$input) -> Done {
            change::<$op>($module::Variables { input })
        }
    )+};
}

changes! {
    start StartRca start_rca StartRcaInput,
    update_rca UpdateRca update_rca UpdateRcaInput,
    change_status ChangeRcaStatus change_rca_status ChangeRcaStatusInput,
    set_answer SetRcaAnswer set_rca_answer SetRcaAnswerInput,
    dismiss DismissFinding dismiss_finding DismissFindingInput,
    restore_finding RestoreFinding restore_finding RestoreFindingInput,
    update_cause UpdateCause update_cause UpdateCauseInput,
    validate ValidateCause validate_cause ValidateCauseInput,
    accept_risk AcceptRootCauseRisk accept_root_cause_risk AcceptRootCauseRiskInput,
    link LinkCause link_cause LinkCauseInput,
    move_cause MoveCause move_cause MoveCauseInput,
    update_group UpdateCauseGroup update_cause_group UpdateCauseGroupInput,
    add_evidence AddEvidence add_evidence AddEvidenceInput,
    save_barrier SaveBarrier save_barrier SaveBarrierInput,
    save_difference SaveDifference save_difference SaveDifferenceInput,
}

pub fn remove_cause(id: String, version: i64) -> Done {
    let input = remove_cause::CauseVersionInput { id, version };
    change::<RemoveCause>(remove_cause::Variables { input })
}

/// Undoes a removal; `version` is the one the cause had before it.
pub fn restore_cause(id: String, version: i64) -> Done {
    let input = restore_cause::CauseVersionInput { id, version };
    change::<RestoreCause>(restore_cause::Variables { input })
}

pub fn confirm_root(id: String, version: i64) -> Done {
    let input = confirm_root_cause::ConfirmRootCauseInput { id, version };
    change::<ConfirmRootCause>(confirm_root_cause::Variables { input })
}

pub fn unlink(group_id: String, cause_id: String) -> Done {
    let input = unlink_cause::UnlinkCauseInput { cause_id, group_id };
    change::<UnlinkCause>(unlink_cause::Variables { input })
}

pub fn confirm_therefore(group_id: String, cause_id: String) -> Done {
    let input = confirm_therefore::ConfirmThereforeInput { cause_id, group_id };
    change::<ConfirmTherefore>(confirm_therefore::Variables { input })
}

pub fn remove_evidence(id: String) -> Done {
    change::<RemoveEvidence>(remove_evidence::Variables {
        input: remove_evidence::RemoveEvidenceInput { id },
    })
}

pub fn remove_barrier(id: String, version: i64) -> Done {
    let input = remove_barrier::RemoveRowInput { id, version };
    change::<RemoveBarrier>(remove_barrier::Variables { input })
}

pub fn remove_difference(id: String, version: i64) -> Done {
    let input = remove_difference::RemoveRowInput { id, version };
    change::<RemoveDifference>(remove_difference::Variables { input })
}

/// Adds a cause; answers its id.
pub async fn add_cause(input: AddCauseInput) -> Result<String, ApiError> {
    let data = ask::<AddCause>(add_cause::Variables { input }).await?;
    let id = data["addCause"]["cause"]["id"].as_str();
    id.map(str::to_owned).ok_or_else(|| ApiError::bad_answer(None))
}

/// An update of a cause that changes nothing, to fill in what does.
pub fn no_update(cause: &super::model::CauseView) -> UpdateCauseInput {
    UpdateCauseInput {
        id: cause.id.clone(),
        version: cause.version,
        text: None,
        kind: None,
        lens: None,
        remove_lens: false,
        bone: None,
        remove_bone: false,
        path: None,
        remove_path: false,
        occurred_at: None,
        remove_occurred_at: false,
        is_hypothetical: None,
        stop_reason: None,
        remove_stop_reason: false,
    }
}

/// An update of the analysis that changes nothing, to fill in what does.
pub fn no_rca_update(sheet: &super::model::Sheet) -> UpdateRcaInput {
    UpdateRcaInput {
        id: sheet.id.clone(),
        version: sheet.version,
        method: None,
        what: None,
        where_: None,
        when: None,
        how_much: None,
        scope: None,
        goals: None,
        bones: None,
    }
}
