//! Changes of repair items as they happen: of one, of a problem's, of all; resumed after a cut.

use std::time::Duration;

use serde_json::{Value, json};
use tests::repair::{self, Ground, finish, measure, postpone, sound, status, update};
use tests::socket::Socket;
use tests::{Backend, Server, Who, time};

const CHANGED: &str = "subscription($id: ID, $problem: ID, $after: String) {
    repairItemChanged(id: $id, problemId: $problem, after: $after) { cursor kind repairItemId repairItem { title status dueAt owner { name } } } }";
const ROOT: &str = "repairItemChanged";

async fn settle() {
    tokio::time::sleep(Duration::from_millis(250)).await;
}

async fn listen(server: &Server, who: Who, variables: Value) -> Socket {
    let reader = server.sign_in(who).await;
    let mut socket = Socket::signed_in(server, reader.token.as_deref().unwrap()).await;
    socket.subscribe_to("1", CHANGED, variables).await;
    settle().await;
    socket
}

on_both! {
    async fn each_change_of_an_item_is_told_by_its_kind(server: &Server) {
        let (ground, elsewhere) = (Ground::lay(server, "Watched").await, Ground::lay(server, "Elsewhere").await);
        let writer = server.sign_in(Who::Problems).await;
        let mut all = listen(server, Who::Viewer, json!({})).await;
        let mut of_problem = listen(server, Who::Responder, json!({ "problem": ground.problem.id })).await;

        let other = sound(&writer, &elsewhere, &writer.user_id, json!({})).await;
        let mut item = sound(&writer, &ground, &writer.user_id, json!({})).await;
        let first = all.change_of(ROOT).await;
        assert_eq!((&first["kind"], &first["repairItemId"]), (&json!("PROPOSED"), &json!(other.id)));
        assert_eq!(all.change_of(ROOT).await["repairItemId"], json!(item.id));
        let told = of_problem.change_of(ROOT).await;
        assert_eq!((&told["kind"], &told["repairItemId"]), (&json!("PROPOSED"), &json!(item.id)), "those of other problems are not told");
        assert_eq!(told["repairItem"]["owner"], json!({ "name": Who::Problems.name() }));
        let cursor = told["cursor"].as_str().unwrap().to_owned();

        let mut one = listen(server, Who::Viewer, json!({ "id": item.id })).await;
        update(&writer, &mut item, json!({ "title": "Size the pool of each region" })).await.ok();
        finish(&writer, &mut item).await;
        measure(&writer, &mut item, "EFFECTIVE", json!({})).await.ok();
        let input = json!({ "repairItemId": item.id, "body": "Thank you, all." });
        writer.mutate("addRepairNote", "AddRepairNoteInput", "note { id }", input).await.ok();
        let mut later = sound(&writer, &elsewhere, &writer.user_id, json!({})).await;
        status(&writer, &mut later, "COMMITTED", json!({})).await.ok();
        postpone(&writer, &mut later, &time::millis_ahead(86_400_000 * 2), json!({ "reason": "Sooner is better." })).await.ok();

        let expected = ["UPDATED", "STATUS_CHANGED", "STATUS_CHANGED", "STATUS_CHANGED", "MEASURED", "NOTED"];
        for socket in [&mut one, &mut of_problem, &mut all] {
            for kind in expected {
                let change = socket.change_of(ROOT).await;
                assert_eq!((&change["kind"], &change["repairItemId"]), (&json!(kind), &json!(item.id)), "{change}");
            }
        }
        let mut kinds = Vec::new();
        for _ in 0..3 {
            let change = all.change_of(ROOT).await;
            assert_eq!(change["repairItemId"], json!(later.id));
            kinds.push(change["kind"].as_str().unwrap().to_owned());
        }
        assert_eq!(kinds, ["PROPOSED", "STATUS_CHANGED", "DUE_CHANGED"]);
        assert!(one.is_silent(Duration::from_millis(200)).await && of_problem.is_silent(Duration::from_millis(200)).await);

        // After a cut it resumes where it was; on PostgreSQL some of what was seen comes again.
        drop(of_problem);
        let mut resumed = listen(server, Who::Responder, json!({ "problem": ground.problem.id, "after": cursor })).await;
        let mut kinds = Vec::new();
        while kinds.len() < expected.len() {
            let change = resumed.change_of(ROOT).await;
            assert_eq!(change["repairItemId"], json!(item.id));
            if change["kind"] != "PROPOSED" {
                kinds.push(change["kind"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(kinds, expected);
        assert!(resumed.is_silent(Duration::from_millis(200)).await);
    }

    async fn no_effect_and_an_issue_are_told_too(server: &Server) {
        let ground = Ground::lay(server, "Watched").await;
        let writer = server.sign_in(Who::Problems).await;
        let mut item = sound(&writer, &ground, &writer.user_id, json!({})).await;
        finish(&writer, &mut item).await;
        let mut socket = listen(server, Who::Viewer, json!({ "id": item.id })).await;
        let url = json!({ "url": "https://github.com/mine/shaft/issues/7" });
        repair::change(&writer, &mut item, "linkRepairItemIssue", "LinkRepairItemIssueInput", url).await.ok();
        assert_eq!(socket.change_of(ROOT).await["kind"], json!("TRACKER_CHANGED"));
        measure(&writer, &mut item, "INEFFECTIVE", json!({ "observed": "41" })).await.ok();
        let mut kinds = vec![socket.change_of(ROOT).await["kind"].clone()];
        if !socket.is_silent(Duration::from_millis(300)).await {
            kinds.push(json!("more"));
        }
        assert!(kinds.contains(&json!("MEASURED")) || kinds.contains(&json!("REOPENED")), "{kinds:?}");
        assert_eq!(repair::read(&writer, &item.id, "status").await.text("/repairItem/status"), "REOPENED");
    }
}

#[tokio::test]
async fn a_stream_that_cannot_resume_says_so_and_unknown_records_have_none() {
    let server = Server::start(Backend::Sqlite).await;
    let ground = Ground::lay(&server, "Watched").await;
    let mut socket = listen(&server, Who::Viewer, json!({ "after": "0" })).await;
    let change = socket.change_of(ROOT).await;
    assert_eq!(
        (&change["kind"], &change["repairItemId"], &change["repairItem"]),
        (&json!("RESYNC"), &json!(null), &json!(null))
    );
    for (variables, code) in [
        (json!({ "id": "rep_01hzzzzzzzf2bvaj1yyyyyyyyy" }), "NOT_FOUND"),
        (json!({ "problem": "prb_01hzzzzzzzf2bvaj1yyyyyyyyy" }), "NOT_FOUND"),
        (json!({ "id": ground.problem.id }), "BAD_USER_INPUT"),
        (json!({ "problem": "x" }), "BAD_USER_INPUT"),
        (json!({ "after": "x" }), "BAD_USER_INPUT"),
    ] {
        let mut socket = listen(&server, Who::Viewer, variables.clone()).await;
        let message = socket.next(Duration::from_secs(3)).await.message();
        assert!(message.to_string().contains(code), "{variables}: {message}");
    }
}

/// Many readers of one event cost what one costs, whichever items they asked for.
#[tokio::test]
async fn the_answer_to_an_event_is_written_once_for_all_readers() {
    let server = Server::start(Backend::Sqlite).await;
    let ground = Ground::lay(&server, "Watched by many").await;
    let writer = server.sign_in(Who::Problems).await;
    let mut item = sound(&writer, &ground, &writer.user_id, json!({})).await;
    let mut told = async |readers: usize| {
        let mut sockets = Vec::new();
        for at in 0..readers {
            let wanted = if at % 2 == 0 { json!({}) } else { json!({ "problem": ground.problem.id }) };
            sockets.push(listen(&server, Who::Viewer, wanted).await);
        }
        let before = server.metric("coalmine_sql_statements_total").await;
        update(&writer, &mut item, json!({ "description": format!("Seen by {readers}") })).await.ok();
        for socket in &mut sockets {
            assert_eq!(socket.change_of(ROOT).await["kind"], json!("UPDATED"));
        }
        settle().await;
        server.metric("coalmine_sql_statements_total").await - before
    };
    let (one, eight) = (told(1).await, told(8).await);
    assert!((eight - one).abs() < 3.0, "{one} statements for one reader, {eight} for eight");
}
