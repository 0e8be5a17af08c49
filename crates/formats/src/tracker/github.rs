//! GitHub's `issues` events.

use domain::repair::{TrackerProvider, TrackerState};

use super::address::is_project;
use super::fields::Fields;
use super::{IssueEvent, TrackerError};

pub(super) fn read(fields: &Fields) -> Result<Option<IssueEvent>, TrackerError> {
    let action = fields.text("action")?;
    // A transferred issue has another key from now on; the old one tells no state.
    if action == "transferred" || fields.get("issue.pull_request").is_some() {
        return Ok(None);
    }
    let project = fields.text("repository.full_name")?;
    if !is_project(TrackerProvider::GitHub, project) {
        return Err(TrackerError::Malformed("repository.full_name"));
    }
    let (url, host) = fields.address("issue.html_url")?;
    Ok(Some(IssueEvent {
        key: format!("{project}#{}", fields.number("issue.number")?),
        external_id: fields.number("issue.id")?,
        url,
        host,
        title: fields.title("issue.title")?,
        state: if action == "deleted" { TrackerState::Deleted } else { state(fields)? },
        at: fields.instant("issue.updated_at"),
        project: project.to_owned(),
    }))
}

/// A closed issue without a reason is an old one, and was done; a duplicate was not.
fn state(fields: &Fields) -> Result<TrackerState, TrackerError> {
    match fields.text("issue.state")? {
        "open" => Ok(TrackerState::Open),
        "closed" => match fields.get("issue.state_reason").and_then(serde_json::Value::as_str) {
            Some("not_planned" | "duplicate") => Ok(TrackerState::NotPlanned),
            _ => Ok(TrackerState::Done),
        },
        _ => Err(TrackerError::Malformed("issue.state")),
    }
}
