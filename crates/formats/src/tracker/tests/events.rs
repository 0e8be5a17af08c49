//! What each tool says about an issue.

use domain::repair::TrackerProvider::{self, GitHub, GitLab, Jira};
use domain::repair::TrackerState;
use domain::text::Title;

use super::{GITHUB, GITLAB, JIRA};
use crate::tracker::{IssueEvent, TrackerError, parse_event};

fn sample(provider: TrackerProvider) -> (&'static str, Option<&'static str>) {
    match provider {
        GitHub => (GITHUB, Some("issues")),
        GitLab => (GITLAB, Some("Issue Hook")),
        Jira => (JIRA, None),
    }
}

/// The sample with one text changed.
fn with(provider: TrackerProvider, from: &str, to: &str) -> Result<Option<IssueEvent>, TrackerError> {
    let (text, header) = sample(provider);
    assert!(text.contains(from), "{from}");
    parse_event(provider, header, text.replace(from, to).as_bytes())
}

fn state(provider: TrackerProvider, from: &str, to: &str) -> TrackerState {
    with(provider, from, to).unwrap().unwrap_or_else(|| panic!("{to}")).state
}

#[test]
fn the_samples_are_read_whole() {
    let expected = [
        (
            GitHub,
            "trips/booking#12",
            "trips/booking",
            "4001234567",
            "https://github.com/trips/booking/issues/12",
        ),
        (
            GitLab,
            "trips/shop/booking#7",
            "trips/shop/booking",
            "301",
            "https://git.example.org/trips/shop/booking/-/issues/7",
        ),
        (Jira, "OPS-12", "OPS", "10002", "https://trips.example.net/browse/OPS-12"),
    ];
    for (provider, key, project, id, url) in expected {
        let (text, header) = sample(provider);
        let event = parse_event(provider, header, text.as_bytes()).unwrap().unwrap();
        assert_eq!((event.key.as_str(), event.project.as_str()), (key, project));
        assert_eq!((event.external_id.as_str(), event.url.as_str()), (id, url));
        assert_eq!(Some(event.host.as_str()), url.split('/').nth(2));
        assert_eq!((event.title.as_str(), event.state), ("Limit the queue", TrackerState::Done));
        let at = event.at.unwrap().to_rfc3339();
        assert!(at.starts_with("2026-11-27T10:20:30"), "{at}");
        // What an address names is what an event names.
        assert_eq!(crate::tracker::parse_issue_url(url).unwrap().key, event.key);
    }
}

#[test]
fn states_of_github() {
    let reason = |to: &str| state(GitHub, r#""state_reason": "completed""#, to);
    assert_eq!(reason(r#""state_reason": "not_planned""#), TrackerState::NotPlanned);
    assert_eq!(reason(r#""state_reason": "duplicate""#), TrackerState::NotPlanned);
    assert_eq!(reason(r#""state_reason": null"#), TrackerState::Done);
    for action in ["opened", "edited", "reopened", "labeled"] {
        let text = GITHUB.replace(r#""action": "closed""#, &format!(r#""action": "{action}""#));
        let text = text.replace(r#""state": "closed", "state_reason": "completed""#, r#""state": "open""#);
        let event = parse_event(GitHub, Some("issues"), text.as_bytes()).unwrap().unwrap();
        assert_eq!(event.state, TrackerState::Open, "{action}");
    }
    assert_eq!(state(GitHub, r#""action": "closed""#, r#""action": "deleted""#), TrackerState::Deleted);
    let moved = with(GitHub, r#""action": "closed""#, r#""action": "transferred""#);
    assert_eq!(moved, Ok(None));
    assert_eq!(with(GitHub, r#""labels":"#, r#""pull_request": {}, "labels":"#), Ok(None));
}

#[test]
fn states_of_gitlab() {
    assert_eq!(state(GitLab, r#""state": "closed""#, r#""state": "opened""#), TrackerState::Open);
    assert_eq!(
        state(GitLab, r#""duplicated_to_id": null"#, r#""duplicated_to_id": 5"#),
        TrackerState::NotPlanned
    );
    assert_eq!(with(GitLab, r#""moved_to_id": null"#, r#""moved_to_id": 5"#), Ok(None));
    assert_eq!(
        state(GitLab, r#""object_kind": "issue""#, r#""object_kind": "work_item""#),
        TrackerState::Done
    );
    // An old server's way to write a time, and a test call without an action.
    let old = with(GitLab, "2026-11-27T10:20:30.123Z", "2026-11-27 10:20:30 UTC").unwrap().unwrap();
    assert_eq!(old.at.unwrap().to_rfc3339(), "2026-11-27T10:20:30+00:00");
    assert!(with(GitLab, r#""action": "close", "#, "").unwrap().is_some());
}

#[test]
fn a_confidential_title_stays_where_it_is() {
    let text = GITLAB.replace(r#""confidential": false"#, r#""confidential": true"#);
    let event = parse_event(GitLab, Some("Confidential Issue Hook"), text.as_bytes()).unwrap().unwrap();
    assert_eq!((event.title.as_str(), event.state), ("Confidential issue", TrackerState::Done));
}

#[test]
fn states_of_jira_come_from_the_category() {
    let category = |key: &str| state(Jira, r#""key": "done""#, &format!(r#""key": "{key}""#));
    assert_eq!(category("new"), TrackerState::Open);
    assert_eq!(category("undefined"), TrackerState::Open);
    assert_eq!(category("indeterminate"), TrackerState::InProgress);
    assert_eq!(state(Jira, r#""name": "Erledigt""#, r#""name": "To Do""#), TrackerState::Done);
    assert_eq!(state(Jira, "jira:issue_updated", "jira:issue_created"), TrackerState::Done);
    assert_eq!(state(Jira, "jira:issue_updated", "jira:issue_deleted"), TrackerState::Deleted);
    // A deleted issue has no status worth reading.
    let text = JIRA.replace("jira:issue_updated", "jira:issue_deleted").replace("statusCategory", "x");
    assert!(parse_event(Jira, None, text.as_bytes()).unwrap().is_some());
    let under = with(Jira, "example.net/rest", "example.net:8443/jira/rest").unwrap().unwrap();
    assert_eq!(
        (under.url.as_str(), under.host.as_str()),
        ("https://trips.example.net:8443/jira/browse/OPS-12", "trips.example.net:8443")
    );
}

#[test]
fn other_events_say_nothing() {
    for header in ["ping", "push", "issue_comment", "pull_request", "Issues", "é"] {
        assert_eq!(parse_event(GitHub, Some(header), b"not even JSON"), Ok(None), "{header}");
    }
    for header in ["Push Hook", "Note Hook", "Confidential Note Hook", "System Hook"] {
        assert_eq!(parse_event(GitLab, Some(header), b"not even JSON"), Ok(None), "{header}");
    }
    for kind in ["push", "note", "epic"] {
        let to = format!(r#""object_kind": "{kind}""#);
        assert_eq!(with(GitLab, r#""object_kind": "issue""#, &to), Ok(None), "{kind}");
    }
    assert_eq!(parse_event(GitLab, None, br#"{"object_kind":"work_item","project":null}"#), Ok(None));
    for kind in ["comment_created", "jira:version_released", "jira:issue_property_set", "sprint_closed"] {
        assert_eq!(with(Jira, "jira:issue_updated", kind), Ok(None), "{kind}");
    }
    for header in [None, Some(""), Some(" ")] {
        assert_eq!(
            parse_event(GitHub, header, GITHUB.as_bytes()),
            Err(TrackerError::NoHeader("X-GitHub-Event"))
        );
    }
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    use TrackerError::{Malformed, Missing, TooLong};
    let long = format!(r#""full_name": "{}/b""#, "a".repeat(2_000));
    for (provider, from, to, error) in [
        (GitHub, r#""action": "closed","#, "", Missing("action")),
        (GitHub, r#""number": 12,"#, "", Missing("issue.number")),
        (GitHub, r#""number": 12"#, r#""number": "12""#, Malformed("issue.number")),
        (GitHub, r#""number": 12"#, r#""number": -12"#, Malformed("issue.number")),
        (GitHub, r#""number": 12"#, r#""number": 0"#, Malformed("issue.number")),
        (GitHub, r#""number": 12"#, r#""number": 1e99"#, Malformed("issue.number")),
        (GitHub, r#""title": "Limit the queue""#, r#""title": null"#, Missing("issue.title")),
        (GitHub, r#""title": "Limit the queue""#, r#""title": " ""#, Missing("issue.title")),
        (GitHub, r#""title": "Limit the queue""#, r#""title": ["x"]"#, Malformed("issue.title")),
        (GitHub, r#""state": "closed""#, r#""state": "ajar""#, Malformed("issue.state")),
        (GitHub, "https://github.com/", "javascript://github.com/", Malformed("issue.html_url")),
        (
            GitHub,
            r#""full_name": "trips/booking""#,
            r#""full_name": "trips""#,
            Malformed("repository.full_name"),
        ),
        (
            GitHub,
            r#""full_name": "trips/booking""#,
            r#""full_name": "a/../b""#,
            Malformed("repository.full_name"),
        ),
        (GitHub, r#""full_name": "trips/booking""#, &long, TooLong("repository.full_name")),
        (GitLab, r#""iid": 7,"#, "", Missing("object_attributes.iid")),
        (GitLab, r#""object_attributes""#, r#""other""#, Missing("object_attributes.state")),
        (GitLab, r#""state": "closed""#, r#""state": "locked""#, Malformed("object_attributes.state")),
        (GitLab, r#""path_with_namespace""#, r#""path""#, Missing("project.path_with_namespace")),
        (Jira, r#""webhookEvent""#, r#""event""#, Missing("webhookEvent")),
        (Jira, r#""key": "OPS-12""#, r#""key": "ops 12""#, Malformed("issue.key")),
        (Jira, "/rest/api/2/", "/api/", Malformed("issue.self")),
        (Jira, "https://trips", "https://taylor@trips", Malformed("issue.self")),
        (Jira, r#""summary""#, r#""x""#, Missing("issue.fields.summary")),
        (Jira, r#""key": "done""#, r#""key": "Done""#, Malformed("issue.fields.status.statusCategory.key")),
    ] {
        assert_eq!(with(provider, from, to), Err(error), "{to}");
    }
    assert_eq!(Missing("issue.title").to_string(), "the field issue.title is missing");
}

#[test]
fn titles_are_fitted_and_times_may_be_missing() {
    let long = with(GitHub, "Limit the queue", &"老".repeat(300)).unwrap().unwrap();
    assert!(Title::parse(&long.title).is_ok() && long.title.ends_with('…'));
    let odd = with(GitHub, "Limit the queue", r"a\r\nb\u001b[31m\u202ec").unwrap().unwrap();
    assert!(Title::parse(&odd.title).is_ok(), "{:?}", odd.title);
    for time in [r#""soon""#, "null", "{}", "1e300", "9223372036854775807", r#""99999-01-01T00:00:00Z""#] {
        let event = with(Jira, "1795774830123", time).unwrap().unwrap();
        assert_eq!(event.at, None, "{time}");
    }
}
