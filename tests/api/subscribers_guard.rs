//! What keeps subscribing safe: links that do not hold, floods, addresses inside the house, and lists that do not grow in cost.

use std::time::Duration;

use serde_json::json;
use tests::portal::{get, service};
use tests::story::declare;
use tests::subscriber::{ask, by_mail, link, send, send_from};
use tests::{Backend, Server, Sink, Who};

use crate::statements::cost;
use crate::subscribers::{quiet, say, with_mail};

#[tokio::test]
async fn every_link_that_does_not_hold_has_the_same_answer() {
    let (server, smtp) = with_mail(Backend::Sqlite, &[]).await;
    let mail = by_mail(&server, &smtp, "kim@reader.example", &[]).await;
    let used = link(&server, &mail.text(), "confirm");
    let client = server.sign_in(Who::Manager).await;
    let incident = declare(&client, "x", json!({})).await;
    say(&client, &incident, "Hello.").await;
    let told = smtp.wait_for(2).await[1].text();
    let leave = link(&server, &told, "unsubscribe");
    let foreign = (leave.replace("unsubscribe", "confirm"), used.replace("confirm", "unsubscribe"));
    ask(&server, "MAIL", "late@reader.example", &[]).await;
    let late = link(&server, &smtp.wait_for(3).await[2].text(), "confirm");
    let old = "UPDATE subscriber SET created_at = '2020-01-01T00:00:00+00:00' WHERE confirmed_at IS NULL";
    server.database.execute(&[old]).await;
    let never = format!("/status/confirm/{}", "a".repeat(43));
    let first = get(&server, &never).await;
    assert!(first.status == 404 && first.body.contains("This link does not work"), "{}", first.body);
    for path in [
        &used,
        &foreign.0,
        &foreign.1,
        &late,
        "/status/confirm/x",
        "/status/unsubscribe/%00",
        "/status/confirm/%ff",
        "/status/unsubscribe/null",
    ] {
        let (seen, sent) = (get(&server, path).await, send(&server, path, &[]).await);
        assert_eq!((seen.status, sent.status), (404, 404), "{path}");
        assert!(seen.body == first.body && sent.body == first.body, "{path}: {}", sent.body);
    }
    assert_eq!(get(&server, &leave).await.status, 200, "nothing of that ended it");
    let answer = server.http().get(format!("{}{leave}", server.url)).send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
}

#[tokio::test]
async fn two_links_to_one_address_confirm_one_subscriber() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (server, smtp) = with_mail(backend, &[]).await;
        for round in 0..5 {
            let address = format!("kim{round}@reader.example");
            let mut links = Vec::new();
            for _ in 0..2 {
                let before = smtp.received().len();
                ask(&server, "MAIL", &address, &[]).await;
                links.push(link(&server, &smtp.wait_for(before + 1).await[before].text(), "confirm"));
            }
            let (one, other) = tokio::join!(send(&server, &links[0], &[]), send(&server, &links[1], &[]));
            assert_eq!((one.status, other.status), (200, 200), "{} {}", one.body, other.body);
        }
        let kept =
            server.database.number("SELECT count(*) FROM subscriber WHERE confirmed_at IS NOT NULL").await;
        let all = server.database.number("SELECT count(*) FROM subscriber").await;
        assert_eq!((kept, all), (5, 5), "{backend:?}");
    }
}

#[tokio::test]
async fn an_address_that_is_asked_many_times_at_once_is_sent_three_messages() {
    let limits =
        [("COALMINE_LIMITS__RATE_LIMITS", "true"), ("COALMINE_LIMITS__REQUESTS_PER_MINUTE", "10000")];
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (server, smtp) = with_mail(backend, &limits).await;
        let all = (0..8).map(|_| ask(&server, "MAIL", "kim@reader.example", &[]));
        for answer in futures_util::future::join_all(all).await {
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        quiet(&server).await;
        assert_eq!(smtp.received().len(), 3, "{backend:?}");
    }
}

#[tokio::test]
async fn nobody_is_flooded_and_nobody_learns_who_is_subscribed() {
    let limits =
        [("COALMINE_LIMITS__RATE_LIMITS", "true"), ("COALMINE_LIMITS__REQUESTS_PER_MINUTE", "10000")];
    let (server, smtp) = with_mail(Backend::Sqlite, &limits).await;
    let fresh = ask(&server, "MAIL", "kim@reader.example", &[]).await;
    let mail = smtp.wait_for(1).await[0].clone();
    send(&server, &link(&server, &mail.text(), "confirm"), &[]).await;
    let known = ask(&server, "MAIL", "kim@reader.example", &[]).await;
    assert_eq!(
        (known.status, &known.body),
        (200, &fresh.body),
        "the same whether the address is known or not"
    );
    for _ in 0..3 {
        let more = ask(&server, "MAIL", "kim@reader.example", &[]).await;
        assert_eq!((more.status, &more.body), (200, &fresh.body), "and when nothing is sent");
    }
    quiet(&server).await;
    assert_eq!(smtp.received().len(), 3, "three an hour for an address");
    // A text that is none is told before it is counted.
    for bad in ["kim", "kim@x.example\r\nBcc: evil@x.example", ""] {
        assert_eq!(ask(&server, "MAIL", bad, &[]).await.status, 400, "{bad:?}");
    }
    assert_eq!(ask(&server, "PIGEON", "kim@reader.example", &[]).await.status, 400);
    let evil = send_from(
        &server,
        "/status/subscribe",
        &[("channel", "MAIL"), ("address", "a@b.example")],
        Some("https://evil.example"),
    );
    assert_eq!(evil.await.status, 403, "only by a page of this site");
    for number in 0..5 {
        assert_eq!(ask(&server, "MAIL", &format!("n{number}@reader.example"), &[]).await.status, 200);
    }
    let over = ask(&server, "MAIL", "n9@reader.example", &[]).await;
    assert!(over.status == 429 && over.body.contains("Please wait"), "{} {}", over.status, over.body);
}

#[tokio::test]
async fn without_a_server_for_mail_the_form_says_so_and_private_addresses_are_not_called() {
    let server = Server::start(Backend::Sqlite).await;
    let form = get(&server, "/status/subscribe").await;
    assert!(
        form.body.contains("Mail cannot be sent from here") && !form.body.contains("value=\"MAIL\""),
        "{}",
        form.body
    );
    assert_eq!(ask(&server, "MAIL", "kim@reader.example", &[]).await.status, 400);
    assert!(
        ask(&server, "WEBHOOK", "http://hooks.example/in", &[])
            .await
            .body
            .contains("must begin with https://")
    );
    let sink = Sink::start().await;
    let inside = format!("https://{}/hook", sink.address);
    assert_eq!(
        ask(&server, "WEBHOOK", &inside, &[]).await.status,
        200,
        "the address is judged when it is called"
    );
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(sink.calls().is_empty());
    let admin = server.sign_in(Who::Admin).await;
    let off = json!({ "version": 1, "isEnabled": false });
    admin.mutate("updatePortalSettings", "UpdatePortalSettingsInput", "portal { version }", off).await.ok();
    for _ in 0..100 {
        if get(&server, "/status/subscribe").await.status == 404 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("there is still a form where there is no portal");
}

#[tokio::test]
async fn a_list_of_subscribers_costs_the_same_however_many_there_are() {
    let server = Server::start(Backend::Sqlite).await;
    let shops = [service(&server, "Checkout", json!({})).await, service(&server, "Search", json!({})).await];
    let admin = server.sign_in(Who::Admin).await;
    let document = "{ subscribers(first: 100) { nodes { address isActive services { name } } totalCount } }";
    let mut costs = Vec::new();
    for number in 0..12 {
        let input = json!({ "channel": "WEBHOOK", "address": format!("https://hooks.invalid/{number}"), "serviceIds": shops });
        admin.mutate("addSubscriber", "AddSubscriberInput", "subscriber { id }", input).await.ok();
        costs.push(cost(&server, &admin, document, None, json!({})).await);
    }
    assert!(costs.iter().all(|cost| *cost == 3), "a page, its services, a count: {costs:?}");
    let first = admin
        .ask("{ subscribers(first: 5) { nodes { address } pageInfo { endCursor hasNextPage } } }", json!({}))
        .await;
    let after = first.text("/subscribers/pageInfo/endCursor");
    let next = admin
        .ask(
            "query($after: String) { subscribers(first: 100, after: $after) { nodes { address } } }",
            json!({ "after": after }),
        )
        .await;
    let mut all = first.texts("/subscribers/nodes", "address");
    all.extend(next.texts("/subscribers/nodes", "address"));
    let newest_first: Vec<String> =
        (0..12).rev().map(|number| format!("https://hooks.invalid/{number}")).collect();
    assert_eq!(all, newest_first);
}
