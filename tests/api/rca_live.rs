//! Two people at one analysis: each sees what the other does, at once, and after a cut.

use std::time::Duration;

use serde_json::{Value, json};
use tests::analysis::{self, cause, evidence, verdict};
use tests::socket::Socket;
use tests::{Backend, Server, Who};

const RCA_CHANGED: &str = "subscription($id: ID!, $after: String) {
    rcaChanged(id: $id, after: $after) { cursor change rcaId causeId by { name } rca { version } } }";
const PROBLEM_CHANGED: &str = "subscription($after: String) {
    problemChanged(after: $after) { cursor change problemId problem { status stepsPassed incidentCount } } }";

async fn settle() {
    tokio::time::sleep(Duration::from_millis(250)).await;
}

/// The next change of this kind.
async fn next(socket: &mut Socket, root: &str, kind: &str) -> Value {
    loop {
        let change = socket.change_of(root).await;
        if change["change"] == json!(kind) {
            return change;
        }
    }
}

on_both! {
    async fn a_change_of_an_analysis_reaches_whoever_works_on_it(server: &Server) {
        let (writer, reader) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let problem = analysis::open(&writer, "A", json!({})).await;
        let rca = analysis::start(&writer, &problem, "FISHBONE").await;
        let other = analysis::open(&writer, "B", json!({})).await;
        let other = analysis::start(&writer, &other, "FISHBONE").await;
        let mut socket = Socket::signed_in(server, reader.token.as_deref().unwrap()).await;
        socket.subscribe_to("1", RCA_CHANGED, json!({ "id": rca })).await;
        settle().await;

        cause(&writer, &other, "Elsewhere", json!({})).await;
        let found = cause(&writer, &rca, "The pool was small", json!({ "bone": "capacity" })).await;
        let change = socket.change_of("rcaChanged").await;
        assert_eq!((&change["change"], &change["causeId"], &change["rcaId"]), (&json!("CAUSE_ADDED"), &json!(found), &json!(rca)), "{change}");
        assert_eq!(change["by"], json!({ "name": Who::Responder.name() }));
        let cursor = change["cursor"].as_str().unwrap().to_owned();

        evidence(&writer, &found).await;
        assert_eq!(next(&mut socket, "rcaChanged", "EVIDENCE_CHANGED").await["causeId"], json!(found));
        verdict(&writer, &found, 1, "VALIDATED").await.ok();
        next(&mut socket, "rcaChanged", "CAUSE_VALIDATED").await;
        let input = json!({ "id": found, "version": 2 });
        analysis::change_cause(&reader, "confirmRootCause", "ConfirmRootCauseInput", input).await.ok();
        let change = next(&mut socket, "rcaChanged", "ROOT_CAUSE_CONFIRMED").await;
        assert_eq!(change["by"], json!({ "name": Who::Problems.name() }), "one's own changes are told, too");

        // After a cut it resumes where it was, and tells nothing twice.
        drop(socket);
        let mut socket = Socket::signed_in(server, reader.token.as_deref().unwrap()).await;
        socket.subscribe_to("2", RCA_CHANGED, json!({ "id": rca, "after": cursor })).await;
        let mut told = Vec::new();
        while told.len() < 3 {
            let change = socket.change_of("rcaChanged").await;
            // On PostgreSQL some of what was seen comes again.
            if change["change"] != "CAUSE_ADDED" && change["change"] != "STARTED" {
                told.push(change["change"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(told, ["EVIDENCE_CHANGED", "CAUSE_VALIDATED", "ROOT_CAUSE_CONFIRMED"]);
        assert!(socket.is_silent(Duration::from_millis(200)).await);
    }

    async fn a_board_of_problems_follows_what_happens_to_them(server: &Server) {
        let (writer, reader) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Viewer).await);
        let mut socket = Socket::signed_in(server, reader.token.as_deref().unwrap()).await;
        socket.subscribe_to("1", PROBLEM_CHANGED, json!({})).await;
        settle().await;
        let problem = analysis::open(&writer, "A", json!({})).await;
        let change = socket.change_of("problemChanged").await;
        assert_eq!((&change["change"], &change["problemId"]), (&json!("OPENED"), &json!(problem.id)));
        assert_eq!(change["problem"]["status"], "IDENTIFIED");
        let incident = tests::story::declare(&writer, "One", json!({})).await;
        analysis::link(&writer, &problem.id, &incident.id).await.ok();
        assert_eq!(next(&mut socket, "problemChanged", "INCIDENTS_CHANGED").await["problem"]["incidentCount"], json!(1));
        analysis::start(&writer, &problem, "FISHBONE").await;
        let mut kinds = [socket.change_of("problemChanged").await, socket.change_of("problemChanged").await];
        kinds.sort_by_key(|change| change["change"].as_str().unwrap().to_owned());
        assert_eq!((&kinds[0]["change"], &kinds[1]["change"]), (&json!("RCA_CHANGED"), &json!("STATUS_CHANGED")));
        assert_eq!(kinds[1]["problem"]["status"], "IN_ANALYSIS");
    }
}

#[tokio::test]
async fn a_stream_that_cannot_resume_says_so_and_an_unknown_analysis_has_none() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let writer = server.sign_in(Who::Responder).await;
    let problem = analysis::open(&writer, "A", json!({})).await;
    let rca = analysis::start(&writer, &problem, "FISHBONE").await;
    let mut socket = Socket::signed_in(&server, client.token.as_deref().unwrap()).await;
    socket.subscribe_to("1", RCA_CHANGED, json!({ "id": rca, "after": "0" })).await;
    let change = socket.change_of("rcaChanged").await;
    assert_eq!((&change["change"], &change["rcaId"]), (&json!("RESYNC"), &json!("")));
    assert!(change["rca"].is_null() && change["by"].is_null() && change["causeId"].is_null(), "{change}");
    for (id, code) in
        [("rca_01hzzzzzzzf2bvaj1yyyyyyyyy", "NOT_FOUND"), (problem.id.as_str(), "BAD_USER_INPUT")]
    {
        let mut socket = Socket::signed_in(&server, client.token.as_deref().unwrap()).await;
        socket.subscribe_to("2", RCA_CHANGED, json!({ "id": id })).await;
        let message = socket.next(Duration::from_secs(3)).await.message();
        assert!(message.to_string().contains(code), "{message}");
    }
}

/// Many readers of one event cost what one costs.
#[tokio::test]
async fn the_answer_to_an_event_is_written_once_for_all_readers() {
    let server = Server::start(Backend::Sqlite).await;
    let writer = server.sign_in(Who::Responder).await;
    let problem = analysis::open(&writer, "Watched by many", json!({})).await;
    let told = async |readers: usize| {
        let mut sockets = Vec::new();
        let query = "subscription { problemChanged { cursor change problem { title owner { name } rca { id status } } } }";
        for _ in 0..readers {
            let reader = server.sign_in(Who::Viewer).await;
            let mut socket = Socket::signed_in(&server, reader.token.as_deref().unwrap()).await;
            socket.subscribe_to("1", query, json!({})).await;
            sockets.push(socket);
        }
        settle().await;
        let version = analysis::read(&writer, &problem.id, "version").await.int("/problem/version");
        let before = server.metric("coalmine_sql_statements_total").await;
        let input =
            json!({ "id": problem.id, "version": version, "description": format!("Seen by {readers}") });
        writer.mutate("updateProblem", "UpdateProblemInput", "problem { id }", input).await.ok();
        for socket in &mut sockets {
            assert_eq!(socket.change_of("problemChanged").await["problem"]["title"], "Watched by many");
        }
        settle().await;
        server.metric("coalmine_sql_statements_total").await - before
    };
    let (one, eight) = (told(1).await, told(8).await);
    assert!((eight - one).abs() < 3.0, "{one} statements for one reader, {eight} for eight");
}
