//! Opening and closing an issue where one request does it: GitHub and GitLab.

use domain::repair::TrackerProvider;
use serde_json::json;

use super::{IssueRef, Request, RequestError};

/// What an issue should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Open, or open again.
    Open,
    /// Closed.
    Closed {
        /// Because it will not be done. Only GitHub keeps the difference.
        not_planned: bool,
    },
}

/// The request that makes an issue what it should be.
///
/// `api_base` is the tool's own, such as `https://api.github.com` or `https://gitlab.example.org/api/v4`;
/// whoever keeps the token decides which host may see it.
///
/// Errors: an address or a token that cannot be used; an issue of Jira, which takes two requests
/// ([`super::jira_transitions_request`]).
pub fn update(issue: &IssueRef, api_base: &str, token: &str, want: Want) -> Result<Request, RequestError> {
    let number = issue.number_or_key.as_str();
    match issue.provider {
        TrackerProvider::GitHub => {
            let (owner, repo) = issue.project.split_once('/').ok_or(RequestError::Issue)?;
            let (state, reason) = match want {
                Want::Open => ("open", "reopened"),
                Want::Closed { not_planned: false } => ("closed", "completed"),
                Want::Closed { not_planned: true } => ("closed", "not_planned"),
            };
            let body = json!({ "state": state, "state_reason": reason });
            let parts = ["repos", owner, repo, "issues", number];
            Request::new(issue.provider, "PATCH", api_base, &parts, token, Some(&body))
        }
        TrackerProvider::GitLab => {
            let event = if want == Want::Open { "reopen" } else { "close" };
            let parts = ["projects", &issue.project, "issues", number];
            Request::new(
                issue.provider,
                "PUT",
                api_base,
                &parts,
                token,
                Some(&json!({ "state_event": event })),
            )
        }
        TrackerProvider::Jira => Err(RequestError::Issue),
    }
}
