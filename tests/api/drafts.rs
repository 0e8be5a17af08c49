//! Drafts of updates with their approval, and the texts that updates begin with.

use serde_json::{Value, json};
use tests::story::{declare, merge, read, update};
use tests::{Answer, Client, Server, Who, time};

const DRAFT: &str = "draft { id audience body status isApprovalNeeded version createdBy { name } approvedBy { name } incident { id } } findings { rule }";

async fn save(client: &Client, incident: &str, fields: Value) -> Answer {
    let input = json!({ "incidentId": incident, "audience": "EXTERNAL", "body": "We are on it.", "nextUpdateAt": time::millis_ahead(1_800_000) });
    client.mutate("saveUpdateDraft", "SaveUpdateDraftInput", DRAFT, merge(input, fields)).await
}

async fn step(client: &Client, name: &str, id: &str, version: i64) -> Answer {
    let selection = match name {
        "publishUpdateDraft" => "statusUpdate { id body audience } findings { rule }",
        "discardUpdateDraft" => "id findings { rule }",
        _ => DRAFT,
    };
    client.mutate(name, "UpdateDraftInput", selection, json!({ "id": id, "version": version })).await
}

/// Makes external updates wait for approval.
async fn ask_for_approval(server: &Server) {
    let admin = server.sign_in(Who::Admin).await;
    let version = admin.ask("{ settings { version } }", json!({})).await.int("/settings/version");
    let input = json!({ "version": version, "approveExternalUpdates": true });
    let changed = admin
        .mutate("updateSettings", "UpdateSettingsInput", "settings { approveExternalUpdates }", input)
        .await;
    assert_eq!(changed.at("/updateSettings/settings/approveExternalUpdates"), &json!(true));
}

on_both! {
    async fn what_goes_out_to_customers_is_approved_by_another_person_where_the_settings_say_so(server: &Server) {
        let (writer, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Manager).await);
        let incident = declare(&writer, "Payments fail", json!({})).await;
        let once = json!({ "idempotencyKey": "once", "nextUpdateAt": time::millis_ahead(1_800_000) });
        let saved = save(&writer, &incident.id, once.clone()).await;
        let id = saved.text("/saveUpdateDraft/draft/id");
        assert_eq!(saved.at("/saveUpdateDraft/draft/isApprovalNeeded"), &json!(false), "nobody asks for it");
        assert_eq!(save(&writer, &incident.id, once).await.text("/saveUpdateDraft/draft/id"), id, "a repeat is harmless");
        ask_for_approval(server).await;
        let drafts = "updateDrafts { id status isApprovalNeeded version body createdBy { name } incident { reference } } statusUpdates(first: 5) { totalCount }";
        let seen = read(&writer, &incident.id, drafts).await;
        assert_eq!(seen.at("/incident/updateDrafts/0/isApprovalNeeded"), &json!(true));

        let promise = json!({ "nextUpdateAt": time::millis_ahead(1_800_000) });
        for refused in [update(&writer, &incident, "EXTERNAL", promise.clone()).await, step(&writer, "publishUpdateDraft", &id, 1).await] {
            assert_eq!(refused.code(), "RULE_VIOLATION", "{}", refused.body);
        }
        update(&writer, &incident, "INTERNAL", promise.clone()).await.ok();
        assert_eq!(step(&writer, "approveUpdateDraft", &id, 1).await.code(), "FORBIDDEN");
        let asked = step(&writer, "requestUpdateApproval", &id, 1).await;
        assert_eq!((asked.text("/requestUpdateApproval/draft/status").as_str(), asked.int("/requestUpdateApproval/draft/version")), ("AWAITING_APPROVAL", 2));
        assert_eq!(step(&writer, "requestUpdateApproval", &id, 2).await.code(), "RULE_VIOLATION");
        let inbox = "{ viewer { notifications { nodes { kind subjectId reference } } } }";
        for (client, told) in [(&server.sign_in(Who::Manager).await, 1), (&writer, 0)] {
            let all = client.ask(inbox, json!({})).await;
            let waiting = all.list("/viewer/notifications/nodes").iter().filter(|one| one["kind"] == "UPDATE_APPROVAL").count();
            assert_eq!(waiting, told, "{}", all.body);
        }
        let stale = step(&manager, "approveUpdateDraft", &id, 1).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(2)));
        let approved = step(&manager, "approveUpdateDraft", &id, 2).await;
        assert_eq!(approved.text("/approveUpdateDraft/draft/approvedBy/name"), Who::Manager.name());

        // Another text is to be approved anew.
        let changed = save(&writer, &incident.id, json!({ "id": id, "version": 3, "body": "We **mend** it." })).await;
        let draft = changed.at("/saveUpdateDraft/draft");
        assert_eq!((&draft["status"], &draft["approvedBy"], &draft["version"]), (&json!("DRAFT"), &Value::Null, &json!(4)));
        assert_eq!(step(&writer, "publishUpdateDraft", &id, 4).await.code(), "RULE_VIOLATION");
        step(&manager, "approveUpdateDraft", &id, 4).await.ok();
        let out = step(&writer, "publishUpdateDraft", &id, 5).await;
        assert_eq!(out.text("/publishUpdateDraft/statusUpdate/body"), "We **mend** it.");
        let seen = read(&writer, &incident.id, drafts).await;
        assert_eq!((seen.at("/incident/updateDrafts"), seen.int("/incident/statusUpdates/totalCount")), (&json!([]), 2));
        assert_eq!(step(&writer, "publishUpdateDraft", &id, 5).await.code(), "NOT_FOUND", "once");

        // Whoever may approve needs nobody else, but does not approve a text of one's own.
        let own = save(&manager, &incident.id, json!({})).await.text("/saveUpdateDraft/draft/id");
        assert_eq!(step(&manager, "approveUpdateDraft", &own, 1).await.code(), "RULE_VIOLATION");
        step(&manager, "publishUpdateDraft", &own, 1).await.ok();
        let published = out.text("/publishUpdateDraft/statusUpdate/id");
        let input = json!({ "id": published, "body": "We mend something else." });
        let corrected = async |client: &Client| client.mutate("correctStatusUpdate", "CorrectStatusUpdateInput", "statusUpdate { id }", input.clone()).await;
        assert_eq!(corrected(&writer).await.code(), "RULE_VIOLATION");
        corrected(&manager).await.ok();
    }

    async fn drafts_are_shared_inside_and_gone_when_discarded(server: &Server) {
        let (writer, other) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Other).await);
        let incident = declare(&writer, "Payments fail", json!({})).await;
        let second = declare(&writer, "Something else", json!({})).await;
        let id = save(&writer, &incident.id, json!({ "audience": "INTERNAL" })).await.text("/saveUpdateDraft/draft/id");
        let changed = save(&other, &incident.id, json!({ "id": id, "version": 1, "body": "Two hands." })).await;
        assert_eq!(changed.text("/saveUpdateDraft/draft/createdBy/name"), Who::Responder.name());
        for (fields, code) in [
            (json!({ "id": id, "version": 1 }), "CONFLICT"), (json!({ "id": id }), "CONFLICT"), (json!({ "body": " " }), "BAD_USER_INPUT"),
            (json!({ "id": "dft_01hzzzzzzzf2bvaj1yyyyyyyyy", "version": 1 }), "NOT_FOUND"), (json!({ "incidentId": second.id, "id": id, "version": 2 }), "NOT_FOUND"),
        ] {
            assert_eq!(save(&writer, &incident.id, fields.clone()).await.code(), code, "{fields}");
        }
        let gone = step(&other, "discardUpdateDraft", &id, 2).await;
        assert_eq!(gone.text("/discardUpdateDraft/id"), id);
        assert_eq!(read(&writer, &incident.id, "updateDrafts { id }").await.at("/incident/updateDrafts"), &json!([]));
        // A draft may promise nothing; what goes out may not.
        let bare = save(&writer, &incident.id, json!({ "nextUpdateAt": null })).await.text("/saveUpdateDraft/draft/id");
        let refused = step(&writer, "publishUpdateDraft", &bare, 1).await;
        assert_eq!((refused.code().as_str(), refused.fact("rule")), ("RULE_VIOLATION", &json!("COM-01")));
        assert_eq!(read(&writer, &incident.id, "updateDrafts { id }").await.list("/incident/updateDrafts").len(), 1, "it stays");

        let hidden = declare(&writer, "Hidden", json!({ "isPrivate": true })).await;
        let hidden = save(&writer, &hidden.id, json!({})).await.text("/saveUpdateDraft/draft/id");
        for name in ["requestUpdateApproval", "publishUpdateDraft", "discardUpdateDraft"] {
            let (theirs, none) = (step(&other, name, &hidden, 1).await, step(&other, name, "dft_01hzzzzzzzf2bvaj1yyyyyyyyy", 1).await);
            assert_eq!((theirs.code(), theirs.without_request_id()), ("NOT_FOUND".to_owned(), none.without_request_id()), "{name}");
        }
    }

    async fn an_update_begins_with_the_template_of_its_severity(server: &Server) {
        let (writer, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Manager).await);
        let shop = tests::story::service(server, "Shop").await;
        let incident = declare(&writer, "Payments {next}", json!({ "severity": "SEV1", "serviceIds": [shop] })).await;
        let filled = async |audience: &str| {
            read(&writer, &incident.id, &format!("updateTemplate(audience: {audience})")).await.text("/incident/updateTemplate")
        };
        let (external, internal) = (filled("EXTERNAL").await, filled("INTERNAL").await);
        assert!(external.contains("**Shop**") && external.contains("investigating") && external.contains("UTC"), "{external}");
        assert!(internal.contains("Payments {next}"), "what is filled in is not filled again: {internal}");
        let all = writer.ask("{ updateTemplates { severity audience body version } }", json!({})).await;
        assert_eq!(all.list("/updateTemplates").len(), 8);
        assert_eq!((all.at("/updateTemplates/0/severity"), all.at("/updateTemplates/0/version")), (&json!("SEV1"), &json!(0)));
        let write = async |client: &Client, version: i64| {
            let input = json!({ "severity": "SEV1", "audience": "EXTERNAL", "body": "{services}: {status} {other}", "version": version });
            client.mutate("saveUpdateTemplate", "SaveUpdateTemplateInput", "template { body version } findings { rule }", input).await
        };
        assert_eq!(write(&writer, 0).await.code(), "FORBIDDEN");
        for version in 0..2 {
            assert_eq!(write(&manager, version).await.int("/saveUpdateTemplate/template/version"), version + 1);
        }
        let stale = write(&manager, 1).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(2)));
        assert_eq!(filled("EXTERNAL").await, "Shop: investigating {other}");
        assert_eq!(filled("INTERNAL").await, internal, "another audience has its own");
    }
}
