//! GitLab and Jira end to end, as GitHub is in `reach_trackers`: what they call with, and how they are called.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::repair::{read, status};
use tests::sink::SETTINGS;
use tests::{Backend, Server, Sink, Who, time};

use crate::reach_trackers::{Connection, call, connect, linked_to, signature};

type Headers = Vec<(&'static str, String)>;

/// What differs between the tools.
struct Tool {
    connection: Value,
    token: &'static str,
    /// What our calls carry.
    authorization: &'static str,
    /// The address of the issue, for people.
    issue: &'static str,
    /// Method, path below the API and body of the call that closes the issue.
    closes: (&'static str, Value),
    /// What is asked before, and the answer.
    asks: Option<(&'static str, Value)>,
    /// The body of a call about the issue: its state and when it changed.
    body: fn(&str, &str) -> Value,
    /// The words of the tool for open, being worked on and done.
    words: [&'static str; 3],
    /// What the item makes of them.
    states: [&'static str; 3],
    headers: fn(&Connection, &[u8], &str) -> Headers,
}

fn gitlab() -> Tool {
    Tool {
        connection: json!({ "provider": "GITLAB" }),
        token: "glpat-4f2d8c1a9b7e6f5d3c2b",
        authorization: "Bearer glpat-4f2d8c1a9b7e6f5d3c2b",
        issue: "https://gitlab.com/mine/shop/-/issues/12",
        closes: ("PUT /hook/projects/mine%2Fshop/issues/12", json!({ "state_event": "close" })),
        asks: None,
        body: |state, at| {
            json!({
                "object_kind": "issue",
                "project": { "path_with_namespace": "mine/shop" },
                "object_attributes": { "id": 301, "iid": 12, "title": "Size the pool", "state": state,
                    "url": "https://gitlab.com/mine/shop/-/issues/12", "updated_at": at },
            })
        },
        words: ["opened", "opened", "closed"],
        states: ["OPEN", "OPEN", "DONE"],
        headers: |to, _, id| {
            vec![
                ("x-gitlab-event", "Issue Hook".to_owned()),
                ("x-gitlab-token", to.secret.clone()),
                ("idempotency-key", id.to_owned()),
            ]
        },
    }
}

fn jira() -> Tool {
    let to = |id: &str, category: &str| json!({ "id": id, "to": { "statusCategory": { "key": category } } });
    Tool {
        connection: json!({ "provider": "JIRA", "baseUrl": "https://jira.mine.example" }),
        token: "bot@mine.example:4f2d8c1a9b7e",
        authorization: "Basic Ym90QG1pbmUuZXhhbXBsZTo0ZjJkOGMxYTliN2U=",
        issue: "https://jira.mine.example/browse/OPS-12",
        closes: ("POST /hook/rest/api/2/issue/OPS-12/transitions", json!({ "transition": { "id": "31" } })),
        asks: Some((
            "GET /hook/rest/api/2/issue/OPS-12/transitions",
            json!({ "transitions": [to("11", "new"), to("21", "indeterminate"), to("31", "done")] }),
        )),
        body: |state, at| {
            json!({
                "webhookEvent": "jira:issue_updated",
                "timestamp": time::parse(at).timestamp_millis(),
                "issue": {
                    "id": "301", "key": "OPS-12", "self": "https://jira.mine.example/rest/api/2/issue/301",
                    "fields": { "summary": "Size the pool", "status": { "statusCategory": { "key": state } } },
                },
            })
        },
        words: ["new", "indeterminate", "done"],
        states: ["OPEN", "IN_PROGRESS", "DONE"],
        headers: |to, body, id| {
            vec![
                ("x-hub-signature", signature(&to.secret, body)),
                ("x-atlassian-webhook-identifier", id.to_owned()),
            ]
        },
    }
}

async fn there_and_back(backend: Backend, tool: Tool) {
    let sink = Sink::start().await;
    let server = Server::with(backend, &SETTINGS).await;
    let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Problems).await);
    server.keep_secret(tool.token);
    let fields = json!({ "apiUrl": sink.url(), "token": tool.token });
    let to = connect(&server, &admin, tests::story::merge(tool.connection.clone(), fields)).await;
    let mut item = linked_to(&server, &manager, &manager.user_id, tool.issue).await;
    let tell = async |id: &str, word: &str, at: &str| {
        let body = (tool.body)(word, at).to_string().into_bytes();
        let headers = (tool.headers)(&to, &body, id);
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        call(&server, &to.hook, &headers, body).await.0
    };
    let id = item.id.clone();
    let state = async || {
        let now = read(&manager, &id, "status tracker { state }").await;
        (now.text("/repairItem/status"), now.text("/repairItem/tracker/state"))
    };

    // What is done here is done there.
    if let Some((_, answer)) = &tool.asks {
        sink.answer(answer);
    }
    status(&manager, &mut item, "DONE", json!({})).await.ok();
    let count = 1 + usize::from(tool.asks.is_some());
    let calls = sink.wait_for(count).await;
    if let Some((line, _)) = &tool.asks {
        assert_eq!(calls[0].line, *line);
    }
    let last = calls.last().unwrap();
    assert_eq!((last.line.as_str(), last.json()), (tool.closes.0, tool.closes.1.clone()));
    assert!(calls.iter().all(|call| call.header("authorization") == tool.authorization), "{calls:#?}");

    // It calls back, is opened there, and nothing goes round.
    let (first, second, third) = (time::minutes_ago(30), time::minutes_ago(20), time::minutes_ago(10));
    assert_eq!(tell("d-1", tool.words[2], &first).await, StatusCode::ACCEPTED);
    assert_eq!(state().await, ("DONE".to_owned(), "DONE".to_owned()));
    assert_eq!(tell("d-2", tool.words[1], &third).await, StatusCode::ACCEPTED);
    assert_eq!(state().await, ("IN_PROGRESS".to_owned(), tool.states[1].to_owned()));
    let title = read(&manager, &item.id, "tracker { title }").await;
    assert_eq!(title.text("/repairItem/tracker/title"), "Size the pool");

    // What was overtaken, came before or is forged changes nothing.
    let traces = server.database.traces().await;
    assert_eq!(tell("d-3", tool.words[2], &second).await, StatusCode::ACCEPTED);
    assert_eq!(tell("d-2", tool.words[1], &third).await, StatusCode::ACCEPTED);
    let body = (tool.body)(tool.words[2], &time::minutes_ago(1)).to_string().into_bytes();
    let forger = Connection { id: to.id.clone(), hook: to.hook.clone(), secret: "x".repeat(43) };
    let headers = (tool.headers)(&forger, &body, "d-4");
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(call(&server, &to.hook, &headers, body).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(server.database.traces().await, traces);
    assert_eq!(state().await, ("IN_PROGRESS".to_owned(), tool.states[1].to_owned()));
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(sink.calls().len(), count, "{:#?}", sink.calls());
}

#[tokio::test]
async fn gitlab_on_sqlite() {
    there_and_back(Backend::Sqlite, gitlab()).await;
}

#[tokio::test]
async fn gitlab_on_postgres() {
    there_and_back(Backend::Postgres, gitlab()).await;
}

#[tokio::test]
async fn jira_on_sqlite() {
    there_and_back(Backend::Sqlite, jira()).await;
}

#[tokio::test]
async fn jira_on_postgres() {
    there_and_back(Backend::Postgres, jira()).await;
}
