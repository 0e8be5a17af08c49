//! Jira's `jira:issue_*` events.
//!
//! States are read from the category of a status, whose key is the same everywhere; names of
//! statuses are each team's own.

use domain::repair::TrackerState;

use super::address::{host, jira_project, web_address};
use super::fields::Fields;
use super::{IssueEvent, TrackerError};

pub(super) const CATEGORY: &str = "issue.fields.status.statusCategory.key";

pub(super) fn read(fields: &Fields) -> Result<Option<IssueEvent>, TrackerError> {
    let is_deleted = match fields.text("webhookEvent")? {
        "jira:issue_created" | "jira:issue_updated" => false,
        "jira:issue_deleted" => true,
        _ => return Ok(None),
    };
    let key = fields.text("issue.key")?;
    let project = jira_project(key).ok_or(TrackerError::Malformed("issue.key"))?;
    let (url, host) = browse(fields.text("issue.self")?, key).ok_or(TrackerError::Malformed("issue.self"))?;
    Ok(Some(IssueEvent {
        external_id: fields.text("issue.id")?.to_owned(),
        url,
        host,
        title: fields.title("issue.fields.summary")?,
        state: if is_deleted { TrackerState::Deleted } else { state(fields)? },
        at: fields.instant("timestamp"),
        project: project.to_owned(),
        key: key.to_owned(),
    }))
}

fn state(fields: &Fields) -> Result<TrackerState, TrackerError> {
    match fields.text(CATEGORY)? {
        // `undefined` is the category of a status that nobody put into one.
        "new" | "undefined" => Ok(TrackerState::Open),
        "indeterminate" => Ok(TrackerState::InProgress),
        "done" => Ok(TrackerState::Done),
        _ => Err(TrackerError::Malformed(CATEGORY)),
    }
}

/// The address for people, from the one for programs.
fn browse(own: &str, key: &str) -> Option<(String, String)> {
    let (base, _) = own.split_once("/rest/api/")?;
    let url = format!("{base}/browse/{key}");
    let host = web_address(&url).as_ref().and_then(host)?;
    Some((url, host))
}
