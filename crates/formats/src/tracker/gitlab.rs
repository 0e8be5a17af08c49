//! GitLab's issue hooks.

use domain::repair::{TrackerProvider, TrackerState};

use super::address::is_project;
use super::fields::Fields;
use super::{IssueEvent, TrackerError};

/// Stands in for the title of a confidential issue: fewer people may read it there than here.
const CONFIDENTIAL: &str = "Confidential issue";

pub(super) fn read(fields: &Fields) -> Result<Option<IssueEvent>, TrackerError> {
    match fields.text("object_kind")? {
        "issue" => {}
        // Tasks and incidents are issues of another type; an epic is in no project.
        "work_item" if fields.get("project").is_some() => {}
        _ => return Ok(None),
    }
    let Some(state) = state(fields)? else { return Ok(None) };
    let project = fields.text("project.path_with_namespace")?;
    if !is_project(TrackerProvider::GitLab, project) {
        return Err(TrackerError::Malformed("project.path_with_namespace"));
    }
    let is_confidential = fields.get("object_attributes.confidential").is_some_and(|value| value != false);
    let title = fields.title("object_attributes.title")?;
    let (url, host) = fields.address("object_attributes.url")?;
    Ok(Some(IssueEvent {
        key: format!("{project}#{}", fields.number("object_attributes.iid")?),
        external_id: fields.number("object_attributes.id")?,
        url,
        host,
        title: if is_confidential { CONFIDENTIAL.to_owned() } else { title },
        state,
        at: fields.instant("object_attributes.updated_at"),
        project: project.to_owned(),
    }))
}

/// A moved issue is closed here and goes on elsewhere: no state. A duplicate is closed without being done.
fn state(fields: &Fields) -> Result<Option<TrackerState>, TrackerError> {
    match fields.text("object_attributes.state")? {
        "opened" => Ok(Some(TrackerState::Open)),
        "closed" if fields.get("object_attributes.moved_to_id").is_some() => Ok(None),
        "closed" if fields.get("object_attributes.duplicated_to_id").is_some() => {
            Ok(Some(TrackerState::NotPlanned))
        }
        "closed" => Ok(Some(TrackerState::Done)),
        _ => Err(TrackerError::Malformed("object_attributes.state")),
    }
}
