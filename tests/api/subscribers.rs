//! Subscribers of the status portal, from the form to the end: nothing before the yes, everything that is published once each and in
//! order, nothing that was not published, and an end with one click.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};
use tests::outbox::{HURRY, PENDING};
use tests::portal::{get, schedule, service, until};
use tests::publication::{Published, buyer};
use tests::sink::{Fault, SETTINGS};
use tests::smtp::Received;
use tests::story::{declare, entry, update};
use tests::subscriber::{ask, by_mail, by_webhook, link, send, send_from};
use tests::{Backend, Client, Server, Sink, SmtpServer, Who, time};

const ONE_CLICK: [(&str, &str); 1] = [("List-Unsubscribe", "One-Click")];
/// A word that was never published.
const CANARY: &str = "sandpipermarsh";

pub(crate) async fn with_mail(backend: Backend, more: &[(&str, &str)]) -> (Server, SmtpServer) {
    let smtp = SmtpServer::start().await;
    let url = smtp.url();
    let mut settings = vec![
        ("COALMINE_MAIL__SMTP_URL", url.as_str()),
        ("COALMINE_MAIL__FROM", "Coalmine <coalmine@mine.example>"),
    ];
    settings.extend(SETTINGS);
    settings.extend(more);
    (Server::with(backend, &settings).await, smtp)
}

/// The same story on both databases, with a server that takes mail.
macro_rules! on_both_with_mail {
    ($(async fn $name:ident($server:ident: &Server, $smtp:ident: &SmtpServer) $body:block)+) => { $(
        mod $name {
            use super::*;

            async fn story($server: &Server, $smtp: &SmtpServer) $body

            async fn run(backend: Backend) {
                let (server, smtp) = with_mail(backend, &[]).await;
                story(&server, &smtp).await;
            }

            #[tokio::test]
            async fn sqlite() {
                run(Backend::Sqlite).await;
            }

            #[tokio::test]
            async fn postgres() {
                run(Backend::Postgres).await;
            }
        }
    )+ };
}

/// Waits until nothing is on its way any more; what is tried again is tried at once.
pub(crate) async fn quiet(server: &Server) {
    for _ in 0..200 {
        if server.database.number(PENDING).await == 0 {
            return;
        }
        server.database.execute(&[HURRY]).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("something is still on its way");
}

/// Says something to customers.
pub(crate) async fn say(client: &Client, incident: &tests::story::Incident, body: &str) -> String {
    let fields = json!({ "body": body, "nextUpdateAt": time::millis_ahead(3_600_000) });
    update(client, incident, "EXTERNAL", fields).await.text("/publishStatusUpdate/statusUpdate/id")
}

fn subject(mail: &Received) -> String {
    mail.header("Subject").unwrap_or_default()
}

on_both_with_mail! {
    async fn mail_is_sent_after_the_yes_and_ends_with_one_click(server: &Server, smtp: &SmtpServer) {
        let shop = service(server, "Checkout", json!({})).await;
        let client = server.sign_in(Who::Manager).await;
        let incident = declare(&client, CANARY, json!({ "serviceIds": [shop], "severity": "SEV2" })).await;
        say(&client, &incident, "Before anybody asked.").await;
        server.keep_secret("kim@reader.example");

        let form = until(server, "/status/subscribe", |page| page.contains("Checkout")).await;
        for part in ["By mail", "Checkout", "/history.atom", "/history.rss", "method=\"post\""] {
            assert!(form.body.contains(part), "{part}: {}", form.body);
        }
        let asked = ask(server, "MAIL", " Kim@Reader.example ", &[]).await;
        assert!(asked.status == 200 && asked.body.contains("One more step"), "{}", asked.body);
        let mail = smtp.wait_for(1).await[0].clone();
        assert_eq!((mail.to.as_slice(), mail.header("List-Unsubscribe")), (&["kim@reader.example".to_owned()][..], None));
        assert!(mail.text().contains("about all services") && !mail.data.contains(CANARY), "{}", mail.text());
        say(&client, &incident, "Before the yes.").await;
        let confirm = link(server, &mail.text(), "confirm");
        // Programs that check mail open links: nothing happens.
        for _ in 0..2 {
            let page = get(server, &confirm).await;
            assert!(page.status == 200 && page.body.contains("Confirm your subscription"), "{}", page.body);
        }
        say(&client, &incident, "Still before the yes.").await;
        quiet(server).await;
        let yes = send(server, &confirm, &[]).await;
        assert!(yes.status == 200 && yes.body.contains("You are subscribed"), "{}", yes.body);
        quiet(server).await;
        assert_eq!(smtp.received().len(), 1, "nothing before the yes");

        smtp.refuse(".", 1, 451);
        let said = say(&client, &incident, "Payments **fail** at times.").await;
        entry(&client, &incident, CANARY, json!({})).await.ok();
        tokio::time::sleep(Duration::from_millis(800)).await;
        server.database.execute(&[HURRY]).await;
        let told = smtp.wait_for(2).await[1].clone();
        let text = told.text();
        assert!(subject(&told).contains("Investigating: Partial outage: Checkout"), "{}", subject(&told));
        for part in ["Payments **fail** at times.", "Services: Checkout", "Next update by", &incident.reference] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(text.contains(&format!("{}/status/incidents/{}", server.url, incident.reference)), "{text}");
        assert!(!told.data.contains(CANARY), "the inside stays inside");
        let leave = link(server, &text, "unsubscribe");
        assert_eq!(told.header("List-Unsubscribe"), Some(format!("<{}{leave}>", server.url)));
        assert_eq!(told.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        let id = told.header("Message-ID").unwrap();
        assert!(id.starts_with("<dlv_"), "{id}");
        let wrong = json!({ "id": said, "body": "Payments fail for cards." });
        client.mutate("correctStatusUpdate", "CorrectStatusUpdateInput", "statusUpdate { id }", wrong).await.ok();
        let correction = smtp.wait_for(3).await[2].clone();
        assert!(subject(&correction).contains("Correction: ") && correction.text().contains("for cards"), "{correction:?}");
        assert_ne!(correction.header("Message-ID").unwrap(), id);

        // The page asks, and only a form ends it; programs for mail come from no page, or from their own.
        let page = get(server, &leave).await;
        assert!(page.status == 200 && page.body.contains("End your subscription"), "{}", page.body);
        assert_eq!(send_from(server, &leave, &[], Some("https://evil.example")).await.status, 403);
        let left = send_from(server, &leave, &ONE_CLICK, Some("https://mail.example")).await;
        assert!(left.status == 200 && left.body.contains("You are unsubscribed"), "{}", left.body);
        assert_eq!(send(server, &leave, &ONE_CLICK).await.status, 404, "once");
        say(&client, &incident, "After the end.").await;
        quiet(server).await;
        assert_eq!(smtp.received().len(), 3);
        let kept = server.database.number("SELECT count(*) FROM subscriber").await;
        assert_eq!(kept, 0, "the address is gone");
    }

    async fn who_chose_services_is_told_of_these_and_of_maintenance(server: &Server, smtp: &SmtpServer) {
        let (shop, search) = (service(server, "Checkout", json!({})).await, service(server, "Search", json!({})).await);
        let hidden = service(server, "Cellar", json!({ "isPublic": false })).await;
        let client = server.sign_in(Who::Manager).await;
        let refused = ask(server, "MAIL", "a@reader.example", &[&hidden]).await;
        let unknown = ask(server, "MAIL", "a@reader.example", &["svc_01h455vb4pex5vsknk084sn02q"]).await;
        assert_eq!((refused.status, unknown.status), (400, 400));
        assert!(refused.body.contains("One of the services is not on this page."), "{}", refused.body);
        by_mail(server, smtp, "shop@reader.example", &[&shop]).await;
        by_mail(server, smtp, "all@reader.example", &[]).await;
        let at_shop = declare(&client, "a", json!({ "serviceIds": [shop, hidden] })).await;
        let at_search = declare(&client, "b", json!({ "serviceIds": [search] })).await;
        let in_cellar = declare(&client, "c", json!({ "serviceIds": [hidden] })).await;
        say(&client, &at_search, "About search.").await;
        say(&client, &at_shop, "About checkout.").await;
        say(&client, &in_cellar, "About neither.").await;
        let work = schedule(&client, "New disks", &[&shop], json!({})).await.text("/scheduleMaintenance/maintenance/id");
        let off = json!({ "id": work, "version": 1, "status": "CANCELLED", "body": "The disks hold." });
        client.mutate("changeMaintenanceStatus", "ChangeMaintenanceStatusInput", "maintenance { id }", off).await.ok();
        quiet(server).await;
        let told = |who: &str| {
            let mails = smtp.received().into_iter().filter(|mail| mail.to == [who.to_owned()]);
            mails.skip(1).map(|mail| subject(&mail)).collect::<Vec<_>>()
        };
        let (some, all) = (told("shop@reader.example"), told("all@reader.example"));
        assert_eq!((some.len(), all.len()), (3, 5), "{some:?} {all:?}");
        assert!(some.iter().any(|one| one.contains("Checkout")), "{some:?}");
        let works: Vec<&String> = some.iter().filter(|one| one.contains("New disks")).collect();
        assert!(works[0].contains("Maintenance scheduled: ") && works[1].contains("Maintenance cancelled: "), "{some:?}");
        assert!(smtp.received().iter().all(|mail| !mail.text().contains("Cellar")));

        // Asked again with other services, and confirmed: these count from now on.
        by_mail(server, smtp, "shop@reader.example", &[&search]).await;
        assert_eq!(server.database.number("SELECT count(*) FROM subscriber").await, 2);
        say(&client, &at_shop, "More about checkout.").await;
        say(&client, &at_search, "More about search.").await;
        quiet(server).await;
        let last = smtp.received().into_iter().rfind(|mail| mail.to == ["shop@reader.example".to_owned()]).unwrap();
        assert!(last.text().contains("More about search."), "{}", last.text());
    }

    async fn an_endpoint_is_told_signed_in_order_and_of_nothing_private(server: &Server, smtp: &SmtpServer) {
        let sink = Sink::start().await;
        let shop = service(server, "Checkout", json!({})).await;
        let (admin, client) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        let secret = by_webhook(server, &sink, &[&shop]).await;
        let asked = sink.taken()[0].clone();
        assert!(asked.kind() == "subscriber.confirm" && asked.is_signed(&secret), "{asked:?}");
        let incident = declare(&client, CANARY, json!({ "serviceIds": [shop], "impactStartedAt": time::minutes_ago(9), "impactLevel": "MAJOR_OUTAGE" })).await;
        sink.fail(&[Fault::Status(500), Fault::Reset]);
        let mut said = Vec::new();
        for number in 0..5 {
            said.push(say(&client, &incident, &format!("Update {number}.")).await);
        }
        quiet(server).await;
        let told: Vec<_> = sink.taken().into_iter().skip(1).collect();
        let order: Vec<String> = told.iter().map(|call| call.json()["data"]["update"]["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(order, said, "in the order of publishing");
        assert!(sink.calls().len() > told.len() + 1, "some were tried again");
        let ids: HashSet<&str> = told.iter().map(tests::sink::Call::id).collect();
        assert_eq!(ids.len(), 5);
        for call in sink.calls().iter().skip(1) {
            assert!(call.is_signed(&secret) && ids.contains(call.id()) && !call.body.contains(CANARY), "{call:?}");
        }
        let body = told[0].json();
        assert_eq!((&body["type"], &body["data"]["incident"]["title"]), (&json!("status.update_published"), &json!("Major outage: Checkout")));
        assert_eq!(body["data"]["incident"]["services"], json!([{ "id": shop, "name": "Checkout" }]));
        assert_eq!((&body["data"]["update"]["body"], &body["data"]["update"]["status"]), (&json!("Update 0."), &json!("investigating")));

        // What became private before it was sent is not sent.
        sink.fail(&[Fault::Status(503); 1]);
        say(&client, &incident, "Soon private.").await;
        sink.wait(|calls| calls.iter().any(|call| call.body.contains("Soon private."))).await;
        let version = tests::story::read(&client, &incident.id, "version").await.int("/incident/version");
        let input = json!({ "id": incident.id, "version": version, "isPrivate": true });
        client.mutate("updateIncident", "UpdateIncidentInput", "incident { id }", input).await.ok();
        say(&client, &incident, "In private.").await;
        quiet(server).await;
        let after = sink.calls();
        assert!(after.iter().all(|call| !call.is_taken || !call.body.contains("rivate.")), "{after:#?}");

        // It ends by the link in each call, and the API shows whoever manages the portal how it went.
        let list = "{ subscribers { totalCount nodes { channel address isConfirmed isActive confirmedAt deliveredAt services { name } } } }";
        let listed = admin.ask(list, json!({})).await;
        assert_eq!(listed.at("/subscribers/nodes/0/services"), &json!([{ "name": "Checkout" }]));
        assert!(!listed.at("/subscribers/nodes/0/deliveredAt").is_null(), "{}", listed.body);
        let leave = link(server, &told[0].body, "unsubscribe");
        assert_eq!(send(server, &leave, &[]).await.status, 200);
        assert_eq!(admin.ask(list, json!({})).await.int("/subscribers/totalCount"), 0);
        assert!(smtp.received().is_empty());
    }

    async fn an_address_is_asked_in_the_name_of_staff_and_seen_by_them_alone(server: &Server, smtp: &SmtpServer) {
        let admin = server.sign_in(Who::Admin).await;
        server.keep_secret("desk@reader.example");
        let input = json!({ "channel": "MAIL", "address": "Desk@reader.example", "serviceIds": [], "idempotencyKey": "one" });
        let add = async |input: &Value| {
            admin.mutate("addSubscriber", "AddSubscriberInput", "subscriber { id address isConfirmed services { id } } findings { rule }", input.clone()).await
        };
        let added = add(&input).await;
        assert_eq!(added.at("/addSubscriber/subscriber/isConfirmed"), &json!(false));
        assert_eq!(add(&input).await.json["data"], added.json["data"], "the same key and input have the same answer");
        let other = tests::story::merge(input.clone(), json!({ "address": "other@reader.example" }));
        assert_eq!(add(&other).await.code(), "CONFLICT");
        for (bad, field) in [(json!({ "address": "desk" }), "address"), (json!({ "serviceIds": ["svc_01h455vb4pex5vsknk084sn02q"] }), "serviceIds")] {
            let refused = add(&tests::story::merge(tests::story::merge(input.clone(), json!({ "idempotencyKey": null })), bad)).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)));
        }
        let mails = smtp.wait_for(1).await;
        assert_eq!(send(server, &link(server, &mails[0].text(), "confirm"), &[]).await.status, 200);
        let filtered = admin.ask("{ subscribers(channel: MAIL, isConfirmed: true) { totalCount nodes { address } } none: subscribers(channel: WEBHOOK) { totalCount } }", json!({})).await;
        assert_eq!((filtered.int("/subscribers/totalCount"), filtered.int("/none/totalCount")), (1, 0));
        for who in [Who::Manager, Who::Problems, Who::Responder, Who::Viewer] {
            let refused = server.sign_in(who).await.ask("{ subscribers { nodes { address } } }", json!({})).await;
            assert!(refused.code() == "FORBIDDEN" && !refused.body.contains("reader.example"), "{who:?}: {}", refused.body);
        }
        let audit = admin.ask("{ auditLog(first: 50) { nodes { action facts } } }", json!({})).await;
        assert!(audit.body.contains("subscriber.added") && audit.body.contains("subscriber.confirmed"), "{}", audit.body);
        assert!(!audit.body.contains("reader.example"), "addresses are personal");
        let id = added.text("/addSubscriber/subscriber/id");
        let remove = "mutation($id: ID!) { removeSubscriber(id: $id) { id findings { rule } } }";
        assert_eq!(admin.ask(remove, json!({ "id": id })).await.text("/removeSubscriber/id"), id);
        assert_eq!(admin.ask(remove, json!({ "id": id })).await.code(), "NOT_FOUND");
    }
    async fn an_analysis_for_everyone_is_told_and_no_other(server: &Server, smtp: &SmtpServer) {
        let ground = Published::lay(server).await;
        let (manager, acme) = (server.sign_in(Who::Problems).await, buyer(server, "Acme Travel").await);
        let shop = tests::story::read(&manager, &ground.incident.id, "services { id }").await.text("/incident/services/0/id");
        let search = service(server, "Search", json!({})).await;
        let (at_shop, at_search) = (Sink::start().await, Sink::start().await);
        quiet(server).await;
        by_mail(server, smtp, "all@reader.example", &[]).await;
        let secret = by_webhook(server, &at_shop, &[&shop]).await;
        by_webhook(server, &at_search, &[&search]).await;
        let to_all = |mail: &Received| mail.to == ["all@reader.example".to_owned()];
        let mails = || smtp.received().into_iter().filter(to_all).skip(1).collect::<Vec<_>>();
        for more in [json!({ "audience": "INSIDE" }), json!({ "audience": "CUSTOMERS", "customerIds": [acme.customer] })] {
            ground.publish(&manager, more).await.ok();
        }
        quiet(server).await;
        assert_eq!((mails().len(), at_shop.calls().len()), (0, 1), "what not everybody may read is not told");
        let what = "One payment in five failed on db-prod-03.\n\nThe rest stands on the page.";
        ground.publish(&manager, json!({ "whatHappened": what })).await.ok();
        quiet(server).await;
        let (told, sent) = (at_shop.taken(), mails());
        assert_eq!((told.len(), sent.len(), at_search.calls().len()), (2, 1, 1), "{told:?}");
        assert!(told[1].kind() == "status.rca_published" && told[1].is_signed(&secret), "{:?}", told[1]);
        let body = told[1].json();
        let rca = &body["data"]["rca"];
        let url = format!("{}/status/rca/{}/3", server.url, ground.reference);
        let expected = (json!(url), json!("Payments failed at times"), json!("PRELIMINARY"));
        assert_eq!((&rca["url"], &rca["title"], &rca["stage"]), (&expected.0, &expected.1, &expected.2));
        assert!(subject(&sent[0]).contains("What we know so far: Payments failed at times") && sent[0].text().contains(&url), "{:?}", sent[0]);
        for text in [&told[1].body, &sent[0].text()] {
            assert!(text.contains("One payment in five failed"), "{text}");
            assert!(!["db-prod-03", "The rest stands", "The pool is too small"].iter().any(|one| text.contains(one)), "{text}");
        }
    }
}
