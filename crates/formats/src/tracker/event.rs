//! What a webhook says about an issue, in words that all tools share.
//!
//! It must not know what is done about it.

use domain::repair::{TrackerProvider, TrackerState};
use domain::time::Instant;

use super::fields::Fields;
use super::{TrackerError, github, gitlab, jira};

/// An issue as a webhook shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueEvent {
    /// What people say, as in [`super::IssueRef::key`]; compare it by [`super::fold_key`].
    pub key: String,
    /// The tool's own id of the issue, which stays when it moves.
    pub external_id: String,
    /// Where people open it.
    pub url: String,
    /// The host of that address, as in [`super::IssueRef::host`].
    pub host: String,
    /// Its title, fitted to the length of ours.
    pub title: String,
    /// Its state after what happened.
    pub state: TrackerState,
    /// When that was, if it is told.
    pub at: Option<Instant>,
    /// The project it is in, as in [`super::IssueRef::project`].
    pub project: String,
}

/// Reads the body of a webhook. `None` when it is not about an issue, or about one that went to another project.
///
/// `event_header` is `X-GitHub-Event` or `X-Gitlab-Event`; Jira has none. Every event about an issue
/// gives its state, whatever happened, so that a lost one is made good by the next.
///
/// Errors: a body that is too long or not JSON; a field that is missing, malformed or too long, named
/// by its path. Never stops, whatever the bytes.
pub fn parse_event(
    provider: TrackerProvider,
    event_header: Option<&str>,
    body: &[u8],
) -> Result<Option<IssueEvent>, TrackerError> {
    let kind = event_header.map(str::trim).filter(|kind| !kind.is_empty());
    match provider {
        TrackerProvider::GitHub => match kind {
            None => Err(TrackerError::NoHeader("X-GitHub-Event")),
            Some("issues") => github::read(&Fields::parse(body)?),
            Some(_) => Ok(None),
        },
        TrackerProvider::GitLab => match kind {
            None | Some("Issue Hook" | "Confidential Issue Hook") => gitlab::read(&Fields::parse(body)?),
            Some(_) => Ok(None),
        },
        TrackerProvider::Jira => jira::read(&Fields::parse(body)?),
    }
}
