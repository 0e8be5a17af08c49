//! Promised analyses (`COM-05`): made, moved to a later day, and what the settings say.

use serde_json::{Value, json};
use tests::portal::until;
use tests::publication::Published;
use tests::story::{declare, merge, read};
use tests::{Answer, Client, Server, Who, time};

const DAY: i64 = 86_400_000;

async fn promise(client: &Client, incident: &str, fields: Value) -> Answer {
    let selection =
        "promise { id kind audience stage dueAt madeAt outcome incident { id } } findings { rule }";
    let input = merge(json!({ "incidentId": incident, "stage": "FINAL" }), fields);
    client.mutate("promiseRca", "PromiseRcaInput", selection, input).await
}

fn days(answer: &Answer) -> i64 {
    let at = |field: &str| time::parse(&answer.text(&format!("/promiseRca/promise/{field}")));
    (at("dueAt") - at("madeAt")).num_days()
}

on_both! {
    async fn an_analysis_is_promised_in_as_many_days_as_the_settings_say(server: &Server) {
        let (client, admin) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Admin).await);
        let incident = declare(&client, "Payments fail", json!({})).await;
        let last = promise(&client, &incident.id, json!({ "idempotencyKey": "once" })).await;
        assert_eq!(days(&last), 14);
        let of = |field: &str| last.at(&format!("/promiseRca/promise/{field}")).clone();
        assert_eq!((of("kind"), of("audience"), of("stage"), of("outcome")), (json!("RCA"), json!("EXTERNAL"), json!("FINAL"), json!("OPEN")));
        let again = promise(&client, &incident.id, json!({ "idempotencyKey": "once" })).await;
        assert_eq!(again.at("/promiseRca/promise/id"), &of("id"));
        assert_eq!(days(&promise(&client, &incident.id, json!({ "stage": "PRELIMINARY" })).await), 3);

        let settings = "settings { version approveExternalUpdates rcaPreliminaryDays rcaFinalDays }";
        let change = async |more: Value| {
            let version = admin.ask(&format!("{{ {settings} }}"), json!({})).await.int("/settings/version");
            admin.mutate("updateSettings", "UpdateSettingsInput", settings, merge(json!({ "version": version }), more)).await
        };
        let changed = change(json!({ "rcaPreliminaryDays": 5, "rcaFinalDays": 10 })).await;
        assert_eq!((changed.int("/updateSettings/settings/rcaPreliminaryDays"), changed.int("/updateSettings/settings/rcaFinalDays")), (5, 10));
        for (more, field) in [(json!({ "rcaPreliminaryDays": 0 }), "rcaPreliminaryDays"), (json!({ "rcaFinalDays": 367 }), "rcaFinalDays"),
            (json!({ "rcaFinalDays": -1 }), "rcaFinalDays"), (json!({ "rcaFinalDays": 4 }), "rcaFinalDays")]
        {
            let refused = change(more.clone()).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)), "{more}");
        }
        let inside = promise(&client, &incident.id, json!({ "audience": "INTERNAL", "stage": "PRELIMINARY" })).await;
        assert_eq!(days(&inside), 5);
    }

    async fn customers_read_by_when_an_analysis_is_promised(server: &Server) {
        let ground = Published::lay(server).await;
        let (drafter, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let page = format!("/status/incidents/{}", ground.incident.reference);
        until(server, &page, |page| !page.contains("promised by")).await;
        promise(&drafter, &ground.incident.id, json!({ "audience": "INTERNAL" })).await.ok();
        promise(&drafter, &ground.incident.id, json!({})).await.ok();
        promise(&drafter, &ground.incident.id, json!({ "stage": "PRELIMINARY" })).await.ok();
        until(server, &page, |page| page.contains("A preliminary analysis is promised by")).await;
        let query = "{ publicStatus { incidents { nodes { rcaPromise { stage } } } } }";
        let told = server.anonymous().ask(query, json!({})).await;
        assert_eq!(told.at("/publicStatus/incidents/nodes/0/rcaPromise/stage"), &json!("PRELIMINARY"));
        ground.publish(&manager, json!({})).await.ok();
        until(server, &page, |page| page.contains("The final analysis is promised by")).await;
        ground.review(server).await;
        ground.publish(&manager, json!({ "stage": "FINAL" })).await.ok();
        until(server, &page, |page| !page.contains("promised by")).await;
    }

    async fn a_later_day_takes_the_place_of_an_earlier_one_and_that_is_seen(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let incident = declare(&client, "Payments fail", json!({})).await;
        let due = time::millis_ahead(5 * DAY);
        promise(&client, &incident.id, json!({ "dueAt": due })).await.ok();
        for sooner in [due.clone(), time::millis_ahead(DAY)] {
            let refused = promise(&client, &incident.id, json!({ "dueAt": sooner })).await;
            assert_eq!((refused.code().as_str(), refused.fact("rule")), ("RULE_VIOLATION", &json!("COM-05")), "{}", refused.body);
        }
        let past = promise(&client, &incident.id, json!({ "dueAt": time::minutes_ago(1) })).await;
        assert_eq!((past.code().as_str(), past.fact("field")), ("BAD_USER_INPUT", &json!("dueAt")));
        promise(&client, &incident.id, json!({ "dueAt": time::millis_ahead(9 * DAY) })).await.ok();
        let seen = read(&client, &incident.id, "rcaPromises { stage outcome dueAt keptAt incident { id } } promises { audience }").await;
        assert_eq!(seen.texts("/incident/rcaPromises", "outcome"), ["BROKEN", "OPEN"]);
        assert_eq!(seen.at("/incident/rcaPromises/0/incident/id"), &json!(incident.id));
        assert_eq!(seen.at("/incident/promises"), &json!([]), "the clock of updates is another");
        let listed = client.ask("{ promises(filter: { kind: RCA, isOpen: true }) { totalCount } }", json!({})).await;
        assert_eq!(listed.int("/promises/totalCount"), 1);
        let viewer = server.sign_in(Who::Viewer).await;
        assert_eq!(promise(&viewer, &incident.id, json!({})).await.code(), "FORBIDDEN");
    }
}
