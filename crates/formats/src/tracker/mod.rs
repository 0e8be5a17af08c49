//! Issues of GitHub, GitLab and Jira: their addresses, what a webhook says about them, and the
//! requests that change them.
//!
//! [`parse_issue_url`] and [`parse_issue_url_at`] read an address; [`parse_event`] reads the body of
//! a webhook whose signature was verified before (see [`crate::signature`]); [`update`] and the
//! three functions for Jira's transitions make requests for somebody else to send.
//!
//! It must not know connections, tokens' whereabouts, the network, or what an item does about a state.

mod address;
mod error;
mod event;
mod fields;
mod github;
mod gitlab;
mod jira;
mod request;
mod transition;
mod update;

#[cfg(test)]
mod tests;

pub use address::{IssueRef, fold_key, parse_issue_url, parse_issue_url_at};
pub use error::TrackerError;
pub use event::{IssueEvent, parse_event};
pub use request::{Request, RequestError};
pub use transition::{jira_pick, jira_transition_request, jira_transitions_request};
pub use update::{Want, update};
