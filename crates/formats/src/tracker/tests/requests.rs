//! Requests that open and close issues.

use crate::tracker::{
    IssueRef, Request, RequestError, Want, jira_pick, jira_transition_request, jira_transitions_request,
    parse_issue_url, update,
};

const DONE: Want = Want::Closed { not_planned: false };

fn github() -> IssueRef {
    parse_issue_url("https://github.com/trips/booking/issues/12").unwrap()
}

fn gitlab() -> IssueRef {
    parse_issue_url("https://gitlab.com/trips/shop/booking/-/issues/7").unwrap()
}

fn jira() -> IssueRef {
    parse_issue_url("https://trips.example.net/browse/OPS-12").unwrap()
}

fn line(request: &Request) -> String {
    format!("{} {} {}", request.method, request.url, String::from_utf8_lossy(&request.body))
        .trim_end()
        .to_owned()
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(one, _)| *one == name).map(|(_, value)| value.as_str())
}

#[test]
fn github_and_gitlab_take_one_request() {
    let api = "https://api.github.com";
    for (want, body) in [
        (DONE, r#"{"state":"closed","state_reason":"completed"}"#),
        (Want::Closed { not_planned: true }, r#"{"state":"closed","state_reason":"not_planned"}"#),
        (Want::Open, r#"{"state":"open","state_reason":"reopened"}"#),
    ] {
        let request = update(&github(), api, "t0ken", want).unwrap();
        assert_eq!(line(&request), format!("PATCH {api}/repos/trips/booking/issues/12 {body}"));
    }
    for base in ["https://git.example.org/api/v4", "https://git.example.org/api/v4/"] {
        for (want, body) in
            [(DONE, r#"{"state_event":"close"}"#), (Want::Open, r#"{"state_event":"reopen"}"#)]
        {
            let request = update(&gitlab(), base, "t0ken", want).unwrap();
            let url = "https://git.example.org/api/v4/projects/trips%2Fshop%2Fbooking/issues/7";
            assert_eq!(line(&request), format!("PUT {url} {body}"));
        }
    }
    let request = update(&github(), api, " t0ken\n", DONE).unwrap();
    assert_eq!(header(&request, "authorization"), Some("Bearer t0ken"));
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    assert!(header(&request, "user-agent").is_none(), "the client names itself");
    assert_eq!(update(&jira(), api, "t0ken", DONE), Err(RequestError::Issue));
}

#[test]
fn jira_takes_two() {
    let base = "https://trips.example.net";
    let asked = jira_transitions_request(&jira(), base, "t0ken").unwrap();
    assert_eq!(line(&asked), format!("GET {base}/rest/api/2/issue/OPS-12/transitions"));
    assert_eq!(header(&asked, "content-type"), None);
    let answer = br#"{"expand":"transitions","transitions":[
        {"id":"11","name":"Los","to":{"name":"In Arbeit","statusCategory":{"key":"indeterminate"}}},
        {"id":"21","name":"Done?","isAvailable":false,"to":{"statusCategory":{"key":"done"}}},
        {"id":"31","name":"Fertig","to":{"name":"Erledigt","statusCategory":{"key":"done"}}},
        {"id":"41","name":"Neu","to":{"name":"Offen","statusCategory":{"key":"new"}}}]}"#;
    assert_eq!(jira_pick(answer, DONE).as_deref(), Some("31"));
    assert_eq!(jira_pick(answer, Want::Closed { not_planned: true }).as_deref(), Some("31"));
    assert_eq!(jira_pick(answer, Want::Open).as_deref(), Some("41"));
    let text = String::from_utf8_lossy(answer).replace(r#""key":"new""#, r#""key":"other""#);
    assert_eq!(jira_pick(text.as_bytes(), Want::Open).as_deref(), Some("11"));
    let taken = jira_transition_request(&jira(), base, "taylor@trips.example:t0ken", "31").unwrap();
    let expected =
        format!(r#"POST {base}/rest/api/2/issue/OPS-12/transitions {{"transition":{{"id":"31"}}}}"#);
    assert_eq!(line(&taken), expected);
    assert_eq!(header(&taken, "authorization"), Some("Basic dGF5bG9yQHRyaXBzLmV4YW1wbGU6dDBrZW4="));
    assert_eq!(jira_transitions_request(&github(), base, "t0ken"), Err(RequestError::Issue));
}

#[test]
fn answers_that_lead_nowhere() {
    for answer in [
        "",
        "null",
        "[]",
        r#"{"transitions":null}"#,
        r#"{"transitions":[]}"#,
        r#"{"transitions":[null,1,{"id":"1"}]}"#,
        r#"{"transitions":[{"id":"31","to":{"statusCategory":{"key":"Done","name":"done"}}}]}"#,
        r#"{"transitions":[{"id":31,"to":{"statusCategory":{"key":"done"}}}]}"#,
        r#"{"transitions":[{"id":"../x","to":{"statusCategory":{"key":"done"}}}]}"#,
    ] {
        assert_eq!(jira_pick(answer.as_bytes(), DONE), None, "{answer}");
    }
}

#[test]
fn no_header_and_no_path_is_broken_out_of() {
    let api = "https://api.github.com";
    for token in ["", " ", "a b", "a\r\nx-evil: 1", "t\u{e9}", "a\0", &"a".repeat(2_000)] {
        assert_eq!(update(&github(), api, token, DONE), Err(RequestError::Token), "{token:?}");
    }
    for base in
        ["", "api.github.com", "ftp://x", "https://u:p@x", "https://x?y=", "https://x#y", "https://a b"]
    {
        assert_eq!(update(&github(), base, "t0ken", DONE), Err(RequestError::Base), "{base}");
    }
    let odd = |project: &str, number: &str| IssueRef {
        project: project.to_owned(),
        number_or_key: number.to_owned(),
        ..github()
    };
    for issue in [odd("trips", "12"), odd("../x", "12"), odd("a/..", "12"), odd("a/b", ""), odd("/b", "1")] {
        assert_eq!(update(&issue, api, "t0ken", DONE), Err(RequestError::Issue), "{issue:?}");
    }
    let escaped = update(&odd("a/b/../../user", "1?x=#y%2f"), api, "t0ken", DONE).unwrap();
    assert_eq!(escaped.url, "https://api.github.com/repos/a/b%2F..%2F..%2Fuser/issues/1%3Fx=%23y%252f");
}

#[test]
fn a_token_is_not_shown() {
    let secret = "ghp_secret";
    let shown = format!("{:?}", update(&github(), "https://api.github.com", secret, DONE).unwrap());
    assert!(!shown.contains("secret") && shown.contains("authorization"), "{shown}");
    let shown =
        format!("{:#?}", jira_transitions_request(&jira(), "https://j.example", "a@b.example:secret"));
    assert!(!shown.contains("secret") && !shown.contains("Basic"), "{shown}");
}
