//! Mail and inbox: who was given an item is told once, in words, with a link; a mail that is sent again is the same mail.

use std::time::Duration;

use serde_json::{Value, json};
use tests::outbox::HURRY;
use tests::repair::{Ground, sound, status, update};
use tests::{Backend, Client, Server, SmtpServer, Who};

const INBOX: &str = "{ viewer { unreadNotificationCount notifications { totalCount nodes {
    id kind reference title subjectId stage dueAt readAt } } } }";

async fn with_mail(backend: Backend) -> (Server, SmtpServer) {
    let smtp = SmtpServer::start().await;
    let url = smtp.url();
    let settings = [
        ("COALMINE_MAIL__SMTP_URL", url.as_str()),
        ("COALMINE_MAIL__FROM", "Coalmine <coalmine@mine.example>"),
    ];
    (Server::with(backend, &settings).await, smtp)
}

async fn inbox(client: &Client) -> Vec<Value> {
    client.ask(INBOX, json!({})).await.list("/viewer/notifications/nodes").clone()
}

/// An owner is told of an item, and of the time that runs out.
async fn story(backend: Backend) {
    let (server, smtp) = with_mail(backend).await;
    let ground = Ground::lay(&server, "Checkout slows down at peak").await;
    let (manager, owner) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
    smtp.refuse(".", 1, 451);
    let mut item = sound(&manager, &ground, &owner.user_id, json!({})).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    server.database.execute(&[HURRY]).await;
    let mails = smtp.wait_for(1).await;
    let mail = &mails[0];
    assert_eq!(mail.to, [Who::Responder.email()]);
    let subject = mail.header("Subject").unwrap();
    assert!(subject.contains(&item.reference), "{subject}");
    let text = mail.text();
    assert!(text.contains(&format!("{}/repairs/{}", server.url, item.reference)), "{text}");
    assert!(text.contains("You get this mail because") && text.contains(Who::Responder.name()), "{text}");
    let delivery =
        server.database.number("SELECT count(*) FROM delivery WHERE channel = 'MAIL' AND attempts = 2").await;
    assert_eq!(delivery, 1, "the first attempt was refused");
    let id = mail.header("Message-ID").unwrap();
    assert!(id.starts_with("<dlv_") && id.ends_with("@127.0.0.1>"), "{id}");

    // Whoever gave it away is not told; the owner has it in the inbox.
    assert!(inbox(&manager).await.is_empty());
    let told = inbox(&owner).await;
    assert_eq!(
        (told.len(), &told[0]["kind"], &told[0]["reference"]),
        (1, &json!("REPAIR_ASSIGNED"), &json!(item.reference))
    );
    assert_eq!(told[0]["subjectId"], json!(item.id));

    // Nine tenths of its time have passed.
    status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
    server.database.execute(&[&late(backend, &item.reference)]).await;
    let mails = smtp.wait_for(2).await;
    assert!(mails[1].header("Subject").unwrap().contains("is due soon"), "{mails:?}");
    let told = inbox(&owner).await;
    assert_eq!((&told[0]["kind"], &told[0]["stage"]), (&json!("REPAIR_REMINDER"), &json!("APPROACHING")));
    assert_eq!(server.database.number("SELECT count(*) FROM repair_reminder").await, 1);

    let marked = owner
        .mutate(
            "markNotificationsRead",
            "MarkNotificationsReadInput",
            "unreadCount",
            json!({ "ids": [told[0]["id"]] }),
        )
        .await;
    assert_eq!(marked.int("/markNotificationsRead/unreadCount"), 1);
    let foreign = manager
        .mutate(
            "markNotificationsRead",
            "MarkNotificationsReadInput",
            "unreadCount",
            json!({ "ids": [told[1]["id"]] }),
        )
        .await;
    assert_eq!(foreign.int("/markNotificationsRead/unreadCount"), 0);
    assert_eq!(
        owner.ask(INBOX, json!({})).await.int("/viewer/unreadNotificationCount"),
        1,
        "nobody else marks it"
    );
    // The same owner again is no news.
    item.refresh(&manager).await;
    update(&manager, &mut item, json!({ "title": "Size the pool by region" })).await.ok();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(smtp.received().len(), 2);
}

/// Moves an item's clock back so that 90 % of its time have passed.
fn late(backend: Backend, reference: &str) -> String {
    let number = reference.trim_start_matches("REP-");
    match backend {
        Backend::Sqlite => format!(
            "UPDATE repair_item SET counted_from = strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-9 days'),
                due_at = strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '+1 days'),
                next_reminder_at = strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-1 days') WHERE number = {number}"
        ),
        Backend::Postgres => format!(
            "UPDATE repair_item SET counted_from = now() - interval '9 days', due_at = now() + interval '1 day',
                next_reminder_at = now() - interval '1 day' WHERE number = {number}"
        ),
    }
}

#[tokio::test]
async fn an_owner_is_told_by_mail_and_in_the_inbox_on_sqlite() {
    story(Backend::Sqlite).await;
}

#[tokio::test]
async fn an_owner_is_told_by_mail_and_in_the_inbox_on_postgres() {
    story(Backend::Postgres).await;
}
