//! Opening and closing an issue of Jira: ask for the transitions there are, pick one by the category
//! it leads to, take it.

use domain::repair::TrackerProvider;
use serde_json::{Value, json};

use super::{IssueRef, Request, RequestError, Want};

/// Asks which transitions an issue has now. `api_base` is the tool's own address, such as
/// `https://jira.example.org`.
///
/// Errors: an address or a token that cannot be used; an issue that is not one of Jira.
pub fn jira_transitions_request(
    issue: &IssueRef,
    api_base: &str,
    token: &str,
) -> Result<Request, RequestError> {
    request(issue, "GET", api_base, token, None)
}

/// The id of the transition to take, from the answer to [`jira_transitions_request`].
///
/// `None` when none leads there, which a workflow may well want, or when the answer is no such answer.
/// To open, a status where nobody works yet is taken before one where somebody does.
pub fn jira_pick(body: &[u8], want: Want) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let transitions = answer.get("transitions")?.as_array()?;
    let categories: &[&str] = match want {
        Want::Open => &["new", "indeterminate"],
        Want::Closed { .. } => &["done"],
    };
    categories
        .iter()
        .find_map(|category| transitions.iter().filter(|one| leads_to(one, category)).find_map(id))
}

/// Takes a transition.
///
/// Errors: as in [`jira_transitions_request`]. Jira refuses a transition that asks for more fields.
pub fn jira_transition_request(
    issue: &IssueRef,
    api_base: &str,
    token: &str,
    transition: &str,
) -> Result<Request, RequestError> {
    request(issue, "POST", api_base, token, Some(&json!({ "transition": { "id": transition } })))
}

fn request(
    issue: &IssueRef,
    method: &'static str,
    api_base: &str,
    token: &str,
    body: Option<&Value>,
) -> Result<Request, RequestError> {
    if issue.provider != TrackerProvider::Jira {
        return Err(RequestError::Issue);
    }
    let parts = ["rest", "api", "2", "issue", &issue.number_or_key, "transitions"];
    Request::new(issue.provider, method, api_base, &parts, token, body)
}

fn leads_to(transition: &Value, category: &str) -> bool {
    let key = transition.pointer("/to/statusCategory/key").and_then(Value::as_str);
    key == Some(category) && transition.get("isAvailable") != Some(&Value::Bool(false))
}

fn id(transition: &Value) -> Option<String> {
    let id = transition.get("id")?.as_str()?;
    ((1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| id.to_owned())
}
