//! What stakeholders are told beyond published updates: drafts, templates, corrections, estimates of impact, promised analyses. Their
//! operations and view structs, once. It must not know screens.

use crate::{
    model::{Audience, DateTime, Severity, UpdateDraftStatus},
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{
        model::{Audience, EstimateKind, RcaStage, Severity},
        operations,
    };

    operations! {
        CommsHelp "src/incident/operations/comms_help.graphql",
        SaveUpdateDraft "src/incident/operations/save_update_draft.graphql",
        RequestUpdateApproval "src/incident/operations/request_update_approval.graphql",
        ApproveUpdateDraft "src/incident/operations/approve_update_draft.graphql",
        PublishUpdateDraft "src/incident/operations/publish_update_draft.graphql",
        DiscardUpdateDraft "src/incident/operations/discard_update_draft.graphql",
        CorrectStatusUpdate "src/incident/operations/correct_status_update.graphql",
        PromiseRca "src/incident/operations/promise_rca.graphql",
        AddImpactEstimate "src/incident/operations/add_impact_estimate.graphql",
    }
}
use documents::{
    AddImpactEstimate, ApproveUpdateDraft, CommsHelp, CorrectStatusUpdate, DiscardUpdateDraft, PromiseRca,
    PublishUpdateDraft, RequestUpdateApproval, SaveUpdateDraft, add_impact_estimate, approve_update_draft,
    comms_help, correct_status_update, discard_update_draft, promise_rca, publish_update_draft,
    request_update_approval, save_update_draft,
};
pub use documents::{
    add_impact_estimate::AddImpactEstimateInput, correct_status_update::CorrectStatusUpdateInput,
    promise_rca::PromiseRcaInput, save_update_draft::SaveUpdateDraftInput,
};

/// An update that was not sent yet.
#[derive(Clone, PartialEq)]
pub struct Draft {
    pub id: String,
    pub audience: Audience,
    pub body: String,
    pub body_html: String,
    pub next_update_at: Option<DateTime>,
    pub eta: Option<DateTime>,
    pub status: UpdateDraftStatus,
    pub needs_approval: bool,
    /// Id and name of its writer.
    pub by: (Option<String>, String),
    pub approved_by: Option<String>,
    pub updated_at: DateTime,
    pub version: i64,
}

/// What a composer begins with.
#[derive(Clone, PartialEq)]
pub struct Help {
    pub external: String,
    pub internal: String,
    /// Whether a second person lets external updates out.
    pub approves: bool,
    /// Minutes between updates of this severity, outside and inside; none where no rule asks for them.
    pub cadence: (Option<i64>, Option<i64>),
    /// Milliseconds that a promise may be over before it is late (`COM-02`).
    pub grace: i64,
}

pub fn map_draft(n: Node<'_>) -> Draft {
    let by = n.get("createdBy");
    Draft {
        id: n.text("id"),
        audience: n.word("audience", Audience::parse, Audience::Internal),
        body: n.text("body"),
        body_html: n.text("bodyHtml"),
        next_update_at: n.maybe_at("nextUpdateAt"),
        eta: n.maybe_at("eta"),
        status: n.word("status", UpdateDraftStatus::parse, UpdateDraftStatus::Draft),
        needs_approval: n.flag("isApprovalNeeded"),
        by: (by.maybe_text("id"), by.text("name")),
        approved_by: n.get("approvedBy").maybe_text("name"),
        updated_at: n.at("updatedAt"),
        version: n.number("version"),
    }
}

fn map_cadence(n: Node<'_>) -> (Option<Severity>, Option<i64>, Option<i64>) {
    (
        n.maybe_word("severity", Severity::parse),
        n.maybe_number("externalUpdateMinutes"),
        n.maybe_number("internalUpdateMinutes"),
    )
}

/// Templates and cadence of an incident.
pub async fn help(id: String) -> Result<Help, ApiError> {
    let data = ask::<CommsHelp>(comms_help::Variables { id }).await?;
    let (severity, external, internal) = read(&data, "incident", |incident| {
        (
            incident.maybe_word("severity", Severity::parse),
            incident.text("external"),
            incident.text("internal"),
        )
    })?;
    let (approves, grace, all) = read(&data, "settings", |settings| {
        let minutes = settings.get("thresholds").number("lateGraceMinutes");
        (settings.flag("approveExternalUpdates"), minutes * 60_000, settings.list("severities", map_cadence))
    })?;
    let cadence = all.into_iter().find(|one| one.0 == severity).map_or((None, None), |one| (one.1, one.2));
    Ok(Help { external, internal, approves, cadence, grace })
}

pub fn save_draft(input: SaveUpdateDraftInput) -> Done {
    change::<SaveUpdateDraft>(save_update_draft::Variables { input })
}

/// A step with a draft as it was seen.
pub type Step = fn(String, i64) -> Done;

pub fn ask_approval(id: String, version: i64) -> Done {
    let input = request_update_approval::UpdateDraftInput { id, version };
    change::<RequestUpdateApproval>(request_update_approval::Variables { input })
}

pub fn approve(id: String, version: i64) -> Done {
    let input = approve_update_draft::UpdateDraftInput { id, version };
    change::<ApproveUpdateDraft>(approve_update_draft::Variables { input })
}

pub fn publish_draft(id: String, version: i64) -> Done {
    let input = publish_update_draft::UpdateDraftInput { id, version };
    change::<PublishUpdateDraft>(publish_update_draft::Variables { input })
}

pub fn discard(id: String, version: i64) -> Done {
    let input = discard_update_draft::UpdateDraftInput { id, version };
    change::<DiscardUpdateDraft>(discard_update_draft::Variables { input })
}

pub fn correct(input: CorrectStatusUpdateInput) -> Done {
    change::<CorrectStatusUpdate>(correct_status_update::Variables { input })
}

pub fn promise_rca(input: PromiseRcaInput) -> Done {
    change::<PromiseRca>(promise_rca::Variables { input })
}

pub fn add_estimate(input: AddImpactEstimateInput) -> Done {
    change::<AddImpactEstimate>(add_impact_estimate::Variables { input })
}
