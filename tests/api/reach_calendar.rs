//! Calendar feeds: a secret address that shows one person's due dates, until it is revoked.

use reqwest::StatusCode;
use serde_json::json;
use tests::repair::{Ground, sound, status};
use tests::story::numbered;
use tests::{Client, Server, Who};

const CREATE: &str = "mutation { createCalendarFeed { feed { id createdAt usedAt } url } }";
const REVOKE: &str = "mutation { revokeCalendarFeed { id } }";
const FEED: &str = "{ viewer { calendarFeed { id usedAt } } }";

async fn create(server: &Server, client: &Client) -> String {
    let url = client.ask(CREATE, json!({})).await.text("/createCalendarFeed/url");
    let token = url.rsplit('/').next().unwrap().trim_end_matches(".ics");
    assert!(token.len() == 43 && token.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{token}");
    server.keep_secret(token);
    url
}

async fn get(server: &Server, url: &str) -> reqwest::Response {
    server.http().get(url).send().await.unwrap()
}

/// The answer to an address that leads nowhere, without what differs with each request.
async fn nothing(server: &Server, url: &str) -> (StatusCode, String, Vec<String>) {
    let answer = get(server, url).await;
    let headers = answer.headers();
    let names = headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    let names = names.map(|(name, value)| format!("{name}: {value:?}")).collect();
    let (status, id) = (answer.status(), headers["x-request-id"].to_str().unwrap().to_owned());
    (status, answer.text().await.unwrap().replace(&id, "ID"), names)
}

on_both! {
    async fn a_feed_shows_the_due_dates_of_its_owner_until_it_is_revoked(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (manager, owner) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
        let mut item = sound(&manager, &ground, &owner.user_id, json!({ "title": "Size, the; pool\\n by region" })).await;
        sound(&manager, &ground, &manager.user_id, json!({ "title": "Not of this owner" })).await;
        let url = create(server, &owner).await;
        assert!(url.starts_with(&format!("{}/calendar/", server.url)), "{url}");
        let empty = get(server, &url).await;
        assert_eq!(empty.headers()["content-type"], "text/calendar; charset=utf-8");
        assert!(empty.headers()["cache-control"].to_str().unwrap().starts_with("private"), "{:?}", empty.headers());
        assert_eq!(empty.headers()["x-content-type-options"], "nosniff");
        let before = empty.headers()["etag"].clone();
        assert!(!empty.text().await.unwrap().contains("BEGIN:VEVENT"), "an idea has no due date");

        status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
        let file = get(server, &url).await;
        let etag = file.headers()["etag"].clone();
        assert_ne!(etag, before);
        let text = file.text().await.unwrap();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "{text}");
        assert!(text.contains(&format!("SUMMARY:{} Size\\, the\\; pool\\\\n by region", item.reference)), "{text}");
        assert!(text.contains(&format!("UID:{}@coalmine", item.id)) && text.lines().all(|line| line.len() <= 76), "{text}");
        let again = server.http().get(&url).header("if-none-match", &etag).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()["etag"], etag);
        let used = owner.ask(FEED, json!({})).await;
        assert!(used.at("/viewer/calendarFeed/usedAt").is_string());
        assert!(manager.ask(FEED, json!({})).await.at("/viewer/calendarFeed").is_null());

        // A new address ends the old one; unknown, malformed and ended ones are told from each other by nothing.
        let fresh = create(server, &owner).await;
        let unknown = nothing(server, &format!("{}/calendar/{}.ics", server.url, "a".repeat(43))).await;
        assert_eq!(unknown.0, StatusCode::NOT_FOUND);
        assert_eq!(nothing(server, &url).await, unknown);
        assert_eq!(nothing(server, &format!("{}/calendar/x.ics", server.url)).await, unknown);
        assert_eq!(nothing(server, fresh.trim_end_matches(".ics")).await, unknown);
        assert_eq!(get(server, &fresh).await.status(), StatusCode::OK);
        let revoked = owner.ask(REVOKE, json!({})).await;
        assert!(revoked.at("/revokeCalendarFeed/id").is_string());
        assert!(owner.ask(REVOKE, json!({})).await.ok().at("/revokeCalendarFeed/id").is_null());
        assert_eq!(nothing(server, &fresh).await, unknown);
        assert!(server.log_text().contains("/calendar/…"), "the address is a secret");
    }

    async fn what_is_open_is_shown_before_what_ended(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (manager, owner) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
        let line = |n: usize| format!("{},Old {n},CORRECTIVE,TECHNICAL,{}\n", ground.problem.reference, Who::Responder.email());
        let lines = numbered(505, line);
        let input = json!({ "csv": format!("problem,title,kind,lens,owner\n{lines}"), "dryRun": false });
        let answer = manager.mutate("importRepairItems", "ImportRepairItemsInput", "isSaved created", input).await.ok();
        assert_eq!(answer.int("/importRepairItems/created"), 505, "{}", answer.body);
        let ended = "UPDATE repair_item SET status = 'EFFECTIVE', due_at = created_at, done_at = created_at WHERE title LIKE 'Old %'";
        server.database.execute(&[ended]).await;
        let mut item = sound(&manager, &ground, &owner.user_id, json!({ "title": "Still to do" })).await;
        status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
        let text = get(server, &create(server, &owner).await).await.text().await.unwrap();
        assert!(text.contains("Still to do"), "what is due is left out for what is over");
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 500);
    }

    async fn whoever_is_disabled_has_no_calendar(server: &Server) {
        let (admin, owner) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Other).await);
        let url = create(server, &owner).await;
        assert_eq!(get(server, &url).await.status(), StatusCode::OK);
        let version = admin.ask("query($id: ID!) { node(id: $id) { ... on User { version } } }", json!({ "id": owner.user_id })).await;
        let input = json!({ "id": owner.user_id, "version": version.int("/node/version"), "isDisabled": true });
        admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.ok();
        assert_eq!(get(server, &url).await.status(), StatusCode::NOT_FOUND);
    }
}
