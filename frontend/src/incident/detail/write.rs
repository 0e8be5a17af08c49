//! What the detail page changes: one function an operation. Answers say that it is done; the page then reads again.

use crate::{
    model::{
        ActionResult, Audience, DetectionSource, ImpactLevel, IncidentLinkKind, IncidentStatus, InstantName,
        InstantSource, Precision, ResponderRole, Severity, TimelineEntryKind,
    },
    net::{ApiError, Done, ask, change},
    operations,
};

operations! {
    UpdateIncident "src/incident/operations/update_incident.graphql",
    ChangeStatus "src/incident/operations/change_status.graphql",
    ChangeSeverity "src/incident/operations/change_severity.graphql",
    SetInstant "src/incident/operations/set_instant.graphql",
    AddWindow "src/incident/operations/add_window.graphql",
    UpdateWindow "src/incident/operations/update_window.graphql",
    AssignResponder "src/incident/operations/assign_responder.graphql",
    ReleaseResponder "src/incident/operations/release_responder.graphql",
    AddMember "src/incident/operations/add_member.graphql",
    RemoveMember "src/incident/operations/remove_member.graphql",
    AddEntry "src/incident/operations/add_entry.graphql",
    PinEntry "src/incident/operations/pin_entry.graphql",
    PublishUpdate "src/incident/operations/publish_update.graphql",
    LinkIncidents "src/incident/operations/link_incidents.graphql",
    UnlinkIncidents "src/incident/operations/unlink_incidents.graphql",
    DeclareIncident "src/incident/operations/declare_incident.graphql",
}

pub use add_entry::{AddTimelineEntryInput, LinkInput};
pub use add_window::AddImpactWindowInput;
pub use assign_responder::AssignResponderInput;
pub use change_severity::ChangeIncidentSeverityInput;
pub use change_status::ChangeIncidentStatusInput;
pub use declare_incident::DeclareIncidentInput;
pub use link_incidents::LinkIncidentsInput;
pub use publish_update::PublishStatusUpdateInput;
pub use set_instant::SetIncidentInstantInput;
pub use update_incident::UpdateIncidentInput;
pub use update_window::UpdateImpactWindowInput;

/// One function that sends one input and forgets the answer.
macro_rules! changes {
    ($($name:ident $op:ident $module:ident $input:ident),+ $(,)?) => {$(
        pub fn $name(input: $module::$input) -> Done {
            change::<$op>($module::Variables { input })
        }
    )+};
}

changes! {
    update_incident UpdateIncident update_incident UpdateIncidentInput,
    change_status ChangeStatus change_status ChangeIncidentStatusInput,
    change_severity ChangeSeverity change_severity ChangeIncidentSeverityInput,
    set_instant SetInstant set_instant SetIncidentInstantInput,
    add_window AddWindow add_window AddImpactWindowInput,
    update_window UpdateWindow update_window UpdateImpactWindowInput,
    assign AssignResponder assign_responder AssignResponderInput,
    add_entry AddEntry add_entry AddTimelineEntryInput,
    publish PublishUpdate publish_update PublishStatusUpdateInput,
    link LinkIncidents link_incidents LinkIncidentsInput,
}

pub fn release(incident_id: String, role: ResponderRole) -> Done {
    let input = release_responder::ReleaseResponderInput { incident_id, role, at: None };
    change::<ReleaseResponder>(release_responder::Variables { input })
}

pub fn add_member(incident_id: String, user_id: String) -> Done {
    let input = add_member::IncidentMemberInput { incident_id, user_id };
    change::<AddMember>(add_member::Variables { input })
}

pub fn remove_member(incident_id: String, user_id: String) -> Done {
    let input = remove_member::IncidentMemberInput { incident_id, user_id };
    change::<RemoveMember>(remove_member::Variables { input })
}

pub fn pin(id: String, is_pinned: bool) -> Done {
    let input = pin_entry::PinTimelineEntryInput { id, is_pinned };
    change::<PinEntry>(pin_entry::Variables { input })
}

pub fn unlink(id: String) -> Done {
    let input = unlink_incidents::UnlinkIncidentsInput { id };
    change::<UnlinkIncidents>(unlink_incidents::Variables { input })
}

/// Declares an incident; answers its `INC-n`.
pub async fn declare(input: DeclareIncidentInput) -> Result<String, ApiError> {
    let data = ask::<DeclareIncident>(declare_incident::Variables { input }).await?;
    let reference = data["declareIncident"]["incident"]["reference"].as_str();
    reference.map(str::to_owned).ok_or_else(|| ApiError::bad_answer(None))
}

/// A key that makes sending the same form twice harmless.
pub fn idempotency_key() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a random number below 2^32")]
    let part = || (js_sys::Math::random() * 4_294_967_295.0) as u32;
    format!("web-{:08x}{:08x}", part(), part())
}
