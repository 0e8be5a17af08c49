//! Root cause analysis over HTTP: one graph whatever the method, and what is refused, with the rule that says so.

use serde_json::{Value, json};
use tests::analysis::{self, cause, change, change_cause, evidence, read_rca, steps, verdict};
use tests::story::{declare, entry, merge};
use tests::{Answer, Backend, Client, Server, Who, time};

/// Everything of a graph, for comparing.
const GRAPH: &str = "causes(first: 100) { nodes { id text kind lens bone verdict version } totalCount }
    groups { id effectId question operator eitherSuffices causeIds links { causeId canConfirm thereforeBy { name } } }
    goals { kind text } bones { key name lens } barriers { defence state } differences { aspect after }";

async fn analysis_of(client: &Client, title: &str, method: &str) -> String {
    let problem = analysis::open(client, title, json!({})).await;
    analysis::start(client, &problem, method).await
}

fn refused(answer: &Answer, rule: &str) {
    assert_eq!(
        (answer.code().as_str(), answer.fact("rule")),
        ("RULE_VIOLATION", &json!(rule)),
        "{}",
        answer.body
    );
}

/// The group that holds a cause.
async fn group_of(client: &Client, rca: &str, cause: &str) -> String {
    let read = read_rca(client, rca, "groups { id causeIds }").await;
    let groups = read.list("/rca/groups");
    let group = groups.iter().find(|group| group["causeIds"].as_array().unwrap().contains(&json!(cause)));
    group.unwrap_or_else(|| panic!("no group of {cause}: {}", read.body))["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn methods_switch_without_losing_anything(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let rca = analysis_of(&client, "Orders are lost", "FIVE_WHYS").await;
        let why = |text: &str| json!({ "question": text });
        let first = cause(&client, &rca, "The queue was full", why("Why were orders lost?")).await;
        let second = cause(&client, &rca, "Nobody drained the queue", merge(why("Why was the queue full?"), json!({ "effectId": first }))).await;
        cause(&client, &rca, "The alert was silent", merge(why("Why was the queue full?"), json!({ "effectId": first, "kind": "ACTION" }))).await;
        cause(&client, &rca, "A candidate", json!({ "isUnlinked": true, "bone": "load" })).await;
        let saved = json!({ "rcaId": rca, "defence": "Alert on depth", "expectedEffect": "Wakes somebody", "state": "FAILED" });
        change(&client, "saveBarrier", "SaveBarrierInput", saved).await.ok();
        let saved = json!({ "rcaId": rca, "aspect": "Depth", "before": "20", "after": "90,000" });
        change(&client, "saveDifference", "SaveDifferenceInput", saved).await.ok();
        let version = read_rca(&client, &rca, "version").await.int("/rca/version");
        let input = json!({ "id": rca, "version": version, "goals": [{ "kind": "CUSTOMER", "text": "Orders arrive" }] });
        change(&client, "updateRca", "UpdateRcaInput", input).await.ok();

        let before = read_rca(&client, &rca, GRAPH).await;
        assert_eq!(before.int("/rca/causes/totalCount"), 4);
        let groups = before.list("/rca/groups");
        assert_eq!(groups.len(), 2, "answers to one why stand together: {groups:?}");
        assert_eq!(groups[1]["causeIds"].as_array().unwrap().len(), 2);
        for (at, method) in ["FISHBONE", "CAUSE_MAP", "ENHANCED", "FIVE_WHYS"].into_iter().enumerate() {
            let input = json!({ "id": rca, "version": version + 1 + i64::try_from(at).unwrap(), "method": method });
            let answer = change(&client, "updateRca", "UpdateRcaInput", input).await;
            assert_eq!(answer.text("/updateRca/rca/method"), method);
            assert_eq!(read_rca(&client, &rca, GRAPH).await.json, before.json, "{method}");
        }
        // Moving from one effect to another is one step.
        let from = group_of(&client, &rca, &second).await;
        let input = json!({ "causeId": second, "fromGroupId": from, "toProblem": true, "bone": "process" });
        change(&client, "moveCause", "MoveCauseInput", input).await.ok();
        let read = read_rca(&client, &rca, "groups { effectId causeIds } causes { nodes { id bone } }").await;
        let top = read.list("/rca/groups").iter().find(|group| group["effectId"].is_null()).unwrap().clone();
        assert!(top["causeIds"].as_array().unwrap().contains(&json!(second)), "{top}");
    }

    async fn what_would_break_the_graph_is_refused_with_its_rule(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let rca = analysis_of(&client, "A", "CAUSE_MAP").await;
        let other = analysis_of(&client, "B", "CAUSE_MAP").await;
        let top = cause(&client, &rca, "Top", json!({})).await;
        let below = cause(&client, &rca, "Below", json!({ "effectId": top })).await;
        let deepest = cause(&client, &rca, "Deepest", json!({ "effectId": below })).await;
        let foreign = cause(&client, &other, "Foreign", json!({})).await;
        let foreign_group = group_of(&client, &other, &foreign).await;
        let link = async |more: Value| {
            change(&client, "linkCause", "LinkCauseInput", merge(json!({ "rcaId": rca }), more)).await
        };
        refused(&link(json!({ "causeId": top, "effectId": deepest })).await, "CM-01");
        refused(&link(json!({ "causeId": top, "effectId": top })).await, "CM-01");
        refused(&link(json!({ "causeId": deepest, "groupId": foreign_group })).await, "CM-01");
        let from_afar = link(json!({ "causeId": foreign, "effectId": top })).await;
        assert!(["RULE_VIOLATION", "NOT_FOUND"].contains(&from_afar.code().as_str()), "{}", from_afar.body);
        assert_eq!(link(json!({ "causeId": below, "effectId": top })).await.code(), "RULE_VIOLATION", "linked once");
        assert_eq!(link(json!({ "causeId": below, "effectId": top, "groupId": foreign_group })).await.fact("field"), &json!("groupId"));
        let added = json!({ "rcaId": rca, "text": "x", "effectId": foreign });
        let added = change_cause(&client, "addCause", "AddCauseInput", added).await;
        assert!(["RULE_VIOLATION", "NOT_FOUND"].contains(&added.code().as_str()), "{}", added.body);

        // Something hangs on it; then not any more, and it can come back.
        assert_eq!(change_cause(&client, "removeCause", "CauseVersionInput", json!({ "id": below, "version": 1 })).await.code(), "RULE_VIOLATION");
        let stood = group_of(&client, &rca, &deepest).await;
        change_cause(&client, "removeCause", "CauseVersionInput", json!({ "id": deepest, "version": 1 })).await.ok();
        let gone = json!({ "causeId": deepest, "kind": "LOG", "title": "x" });
        refused(&client.mutate("addEvidence", "AddEvidenceInput", "evidence { id }", gone).await, "CM-04");
        refused(&verdict(&client, &deepest, 2, "UNRESOLVED").await, "CM-04");
        let read = read_rca(&client, &rca, "causes { nodes { id } } groups { causeIds }").await;
        assert!(!read.body.contains(&deepest), "{}", read.body);
        change_cause(&client, "restoreCause", "CauseVersionInput", json!({ "id": deepest, "version": 2 })).await.ok();
        assert_eq!(group_of(&client, &rca, &deepest).await, stood, "with its links");
    }

    async fn verdicts_stand_on_evidence_and_root_causes_on_verdicts(server: &Server) {
        let (client, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let rca = analysis_of(&client, "A", "FISHBONE").await;
        let found = cause(&client, &rca, "The pool was small", json!({ "bone": "capacity" })).await;
        refused(&verdict(&client, &found, 1, "VALIDATED").await, "RCS-05");
        refused(&verdict(&client, &found, 1, "REFUTED").await, "RCS-05");
        let piece = evidence(&client, &found).await;
        let validated = verdict(&client, &found, 1, "VALIDATED").await;
        assert_eq!((validated.text("/validateCause/cause/verdict").as_str(), validated.int("/validateCause/cause/version")), ("VALIDATED", 2));
        let kept = change(&client, "removeEvidence", "RemoveEvidenceInput", json!({ "id": piece })).await;
        refused(&kept, "RCS-05");

        let confirm = async |who: &Client, id: &str, version: i64| {
            change_cause(who, "confirmRootCause", "ConfirmRootCauseInput", json!({ "id": id, "version": version })).await
        };
        assert_eq!(confirm(&client, &found, 2).await.fact("permission"), &json!("ROOT_CAUSE_CONFIRM"));
        let open = cause(&client, &rca, "Not looked into", json!({ "bone": "load" })).await;
        refused(&confirm(&manager, &open, 1).await, "RCS-05");
        let human = cause(&client, &rca, "The flag was switched on during the peak", json!({ "bone": "change", "kind": "HUMAN_ACTION" })).await;
        evidence(&client, &human).await;
        verdict(&client, &human, 1, "VALIDATED").await.ok();
        refused(&confirm(&manager, &human, 2).await, "RCS-10");
        let confirmed = confirm(&manager, &found, 2).await;
        assert!(confirmed.at("/confirmRootCause/cause/isRootCause") == &json!(true));
        let refused_removal = change_cause(&client, "removeCause", "CauseVersionInput", json!({ "id": found, "version": 3 })).await;
        assert_eq!(refused_removal.code(), "RULE_VIOLATION");
        // Another verdict takes the mark away, and the problem goes back into analysis.
        let version = confirmed.int("/confirmRootCause/cause/version");
        let not_theirs = verdict(&client, &found, version, "UNRESOLVED").await;
        assert_eq!(not_theirs.fact("permission"), &json!("ROOT_CAUSE_CONFIRM"));
        let withdrawn = verdict(&manager, &found, version, "UNRESOLVED").await;
        assert_eq!(withdrawn.at("/validateCause/cause/isRootCause"), &json!(false));
        assert_eq!(read_rca(&client, &rca, "problem { status }").await.text("/rca/problem/status"), "IN_ANALYSIS");
    }

    async fn evidence_may_be_an_entry_of_a_linked_incident_only(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let (linked, other) = (declare(&client, "Linked", json!({})).await, declare(&client, "Other", json!({})).await);
        let problem = analysis::open(&client, "A", json!({ "incidentIds": [linked.id] })).await;
        let rca = analysis::start(&client, &problem, "CAUSE_MAP").await;
        let found = cause(&client, &rca, "The pool was small", json!({})).await;
        let noted = async |incident| entry(&client, incident, "Pool at its limit", json!({})).await.text("/addTimelineEntry/timelineEntry/id");
        let (inside, outside) = (noted(&linked).await, noted(&other).await);
        let add = async |more: Value| {
            let input = merge(json!({ "causeId": found, "kind": "TIMELINE_ENTRY", "title": "Noted" }), more);
            let selection = "evidence { id causeId groupId timelineEntry { id body } capturedBy { name } } rca { id }";
            client.mutate("addEvidence", "AddEvidenceInput", selection, input).await
        };
        let added = add(json!({ "timelineEntryId": inside })).await;
        assert_eq!(added.text("/addEvidence/evidence/timelineEntry/body"), "Pool at its limit");
        assert_eq!(added.text("/addEvidence/evidence/capturedBy/name"), Who::Responder.name());
        let foreign = add(json!({ "timelineEntryId": outside })).await;
        assert_eq!((foreign.code().as_str(), foreign.fact("field")), ("BAD_USER_INPUT", &json!("timelineEntryId")), "{}", foreign.body);
        // On the link of a group, too.
        let group = group_of(&client, &rca, &found).await;
        let input = json!({ "causeId": null, "groupId": group, "kind": "EXPERIMENT", "title": "Repeated it in staging", "url": "https://lab.example/7" });
        add(input).await.ok();
        let read = read_rca(&client, &rca, "groups { evidence { kind title url groupId } } causes { nodes { evidenceCount evidence { nodes { kind } } } }").await;
        assert_eq!(read.at("/rca/groups/0/evidence"), &json!([{ "kind": "EXPERIMENT", "title": "Repeated it in staging", "url": "https://lab.example/7", "groupId": group }]));
        assert_eq!(read.int("/rca/causes/nodes/0/evidenceCount"), 1);
    }

    async fn a_therefore_is_read_by_somebody_else(server: &Server) {
        let (author, reader) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Other).await);
        let rca = analysis_of(&author, "A", "FIVE_WHYS").await;
        let found = cause(&author, &rca, "The pool was small", json!({ "question": "Why was A slow?" })).await;
        let group = group_of(&author, &rca, &found).await;
        let confirm = async |who: &Client| {
            change(who, "confirmTherefore", "ConfirmThereforeInput", json!({ "groupId": group, "causeId": found })).await
        };
        let can = async |who: &Client| {
            read_rca(who, &rca, "groups { links { canConfirm thereforeBy { name } } }").await.at("/rca/groups/0/links/0").clone()
        };
        assert_eq!(can(&author).await["canConfirm"], json!(false));
        assert_eq!(can(&reader).await["canConfirm"], json!(true));
        assert_eq!(can(&server.sign_in(Who::Viewer).await).await["canConfirm"], json!(false), "whoever only reads is not asked");
        refused(&confirm(&author).await, "W5-10");
        confirm(&reader).await.ok();
        assert_eq!(can(&author).await, json!({ "canConfirm": false, "thereforeBy": { "name": Who::Other.name() } }));
        let input = json!({ "id": group, "question": "What made A slow?" });
        refused(&change(&author, "updateCauseGroup", "UpdateCauseGroupInput", input).await, "W5-05");
    }

    async fn warnings_are_set_aside_with_a_reason_and_errors_never(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let rca = analysis_of(&client, "A", "FISHBONE").await;
        cause(&client, &rca, "The pool was small", json!({ "bone": "capacity", "lens": "TECHNICAL" })).await;
        let rules_of = async || {
            steps(&client, &rca).await.into_iter().flat_map(|(_, _, rules)| rules).collect::<Vec<String>>()
        };
        assert!(rules_of().await.contains(&"RCS-09".to_owned()), "{:?}", rules_of().await);
        let dismiss = async |rule: &str, reason: &str| {
            change(&client, "dismissFinding", "DismissFindingInput", json!({ "rcaId": rca, "rule": rule, "reason": reason })).await
        };
        let blank = dismiss("RCS-09", " ").await;
        assert_eq!((blank.code().as_str(), blank.fact("field")), ("BAD_USER_INPUT", &json!("reason")));
        assert_eq!(dismiss("RCS-01", "It is obvious").await.code(), "RULE_VIOLATION", "an error");
        assert_eq!(dismiss("XYZ-01", "There is no such").await.code(), "RULE_VIOLATION");
        let answer = dismiss("RCS-09", "It is a small problem").await.ok();
        assert!(!tests::story::rules(answer.at("/dismissFinding/findings")).contains(&"RCS-09"));
        assert!(!rules_of().await.contains(&"RCS-09".to_owned()));
        let read = read_rca(&client, &rca, "steps { findings { rule dismissal { reason by { name } } } }").await;
        assert!(read.body.contains("It is a small problem") && read.body.contains(Who::Responder.name()), "it is kept and shown");
        change(&client, "restoreFinding", "RestoreFindingInput", json!({ "rcaId": rca, "rule": "RCS-09" })).await.ok();
        assert!(rules_of().await.contains(&"RCS-09".to_owned()));
    }

    async fn a_stale_edit_is_a_conflict_that_names_the_current_version(server: &Server) {
        let (client, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let problem = analysis::open(&client, "A", json!({})).await;
        let rca = analysis::start(&client, &problem, "ENHANCED").await;
        let found = cause(&client, &rca, "The pool was small", json!({})).await;
        let input = json!({ "rcaId": rca, "defence": "Alert", "expectedEffect": "Wakes somebody", "state": "ABSENT" });
        change(&client, "saveBarrier", "SaveBarrierInput", input.clone()).await.ok();
        let barrier = read_rca(&client, &rca, "barriers { id version }").await.text("/rca/barriers/0/id");
        let other = json!({ "rcaId": rca, "aspect": "Load", "before": "1", "after": "9" });
        change(&client, "saveDifference", "SaveDifferenceInput", other.clone()).await.ok();
        let difference = read_rca(&client, &rca, "differences { id }").await.text("/rca/differences/0/id");
        let risk = json!({ "rationale": "x", "approverId": manager.user_id, "reviewAt": time::millis_ahead(86_400_000) });
        let at = |id: &str, more: Value| merge(json!({ "id": id, "version": 99 }), more);
        let table: Vec<(&str, &str, Value)> = vec![
            ("updateProblem", "UpdateProblemInput", at(&problem.id, json!({ "title": "x" }))),
            ("changeProblemStatus", "ChangeProblemStatusInput", at(&problem.id, json!({ "status": "KNOWN_ERROR" }))),
            ("acceptProblemRisk", "AcceptProblemRiskInput", at(&problem.id, risk.clone())),
            ("setWorkaround", "SetWorkaroundInput", at(&problem.id, json!({ "steps": "x", "effect": "REMOVES", "limits": "y", "lastTestedAt": time::minutes_ago(1) }))),
            ("removeWorkaround", "RemoveWorkaroundInput", at(&problem.id, json!({}))),
            ("updateRca", "UpdateRcaInput", at(&rca, json!({ "what": "x" }))),
            ("changeRcaStatus", "ChangeRcaStatusInput", at(&rca, json!({ "status": "IN_REVIEW" }))),
            ("updateCause", "UpdateCauseInput", at(&found, json!({ "text": "x" }))),
            ("removeCause", "CauseVersionInput", at(&found, json!({}))),
            ("restoreCause", "CauseVersionInput", at(&found, json!({}))),
            ("validateCause", "ValidateCauseInput", at(&found, json!({ "verdict": "UNRESOLVED", "reason": "x" }))),
            ("confirmRootCause", "ConfirmRootCauseInput", at(&found, json!({}))),
            ("acceptRootCauseRisk", "AcceptRootCauseRiskInput", at(&found, risk)),
            ("saveBarrier", "SaveBarrierInput", merge(input, json!({ "id": barrier, "version": 99 }))),
            ("removeBarrier", "RemoveRowInput", at(&barrier, json!({}))),
            ("saveDifference", "SaveDifferenceInput", merge(other, json!({ "id": difference, "version": 99 }))),
            ("removeDifference", "RemoveRowInput", at(&difference, json!({}))),
        ];
        let before = server.database.traces().await;
        for (mutation, kind, input) in table {
            let answer = manager.mutate(mutation, kind, "__typename", input).await;
            assert_eq!(answer.code(), "CONFLICT", "{mutation}: {}", answer.body);
            assert!(answer.fact("currentVersion").as_i64().is_some_and(|version| version < 99), "{mutation}: {}", answer.body);
        }
        assert_eq!(server.database.traces().await, before, "nothing was left behind");
    }

    async fn a_create_with_a_key_happens_once(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let problem = analysis::open(&client, "A", json!({})).await;
        let rca = analysis::start(&client, &problem, "CAUSE_MAP").await;
        let found = cause(&client, &rca, "The pool was small", json!({})).await;
        let table: Vec<(&str, &str, &str, Value)> = vec![
            ("openProblem", "OpenProblemInput", "problem { id }", json!({ "title": "B" })),
            ("addCause", "AddCauseInput", "cause { id }", json!({ "rcaId": rca, "text": "Another" })),
            ("addEvidence", "AddEvidenceInput", "evidence { id }", json!({ "causeId": found, "kind": "LOG", "title": "Lines" })),
            ("saveBarrier", "SaveBarrierInput", "rca { barriers { id } }", json!({ "rcaId": rca, "defence": "a", "expectedEffect": "b", "state": "WORKED" })),
            ("saveDifference", "SaveDifferenceInput", "rca { differences { id } }", json!({ "rcaId": rca, "aspect": "a", "before": "b", "after": "c" })),
        ];
        for (mutation, kind, selection, input) in table {
            let keyed = merge(input, json!({ "idempotencyKey": format!("once-{mutation}") }));
            let first = client.mutate(mutation, kind, selection, keyed.clone()).await.ok();
            let traces = server.database.traces().await;
            let second = client.mutate(mutation, kind, selection, keyed.clone()).await.ok();
            assert_eq!(first.json["data"], second.json["data"], "{mutation}");
            assert_eq!(server.database.traces().await, traces, "{mutation}");
            let (name, value) = if mutation == "openProblem" { ("title", json!("C")) } else { ("rcaId", json!(rca)) };
            let mut changed = merge(keyed, json!({ name: value }));
            if mutation == "addEvidence" {
                changed.as_object_mut().unwrap().remove("rcaId");
            }
            if let Some(text) = changed.as_object_mut().unwrap().values_mut().find(|value| **value == json!("Another") || **value == json!("Lines") || **value == json!("a")) {
                *text = json!("Something else");
            }
            let reused = client.mutate(mutation, kind, selection, changed).await;
            assert_eq!(reused.code(), "CONFLICT", "{mutation}: {}", reused.body);
        }
    }
}

/// The review: asked for by one, recorded by another, and only when its steps are passed.
#[tokio::test]
async fn a_review_is_recorded_by_somebody_else_and_waits_for_its_steps() {
    let server = Server::start(Backend::Sqlite).await;
    let (client, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
    let rca = analysis_of(&manager, "A", "FISHBONE").await;
    let go = async |who: &Client, to: &str| {
        let version = read_rca(who, &rca, "version").await.int("/rca/version");
        change(
            who,
            "changeRcaStatus",
            "ChangeRcaStatusInput",
            json!({ "id": rca, "version": version, "status": to }),
        )
        .await
    };
    refused(&go(&manager, "IN_REVIEW").await, "RCS-01");
    let version = read_rca(&manager, &rca, "version").await.int("/rca/version");
    let input = json!({ "id": rca, "version": version, "what": "Checkout was slow.", "where": "The shop.", "when": "On Friday.",
        "howMuch": "One in five.", "scope": "Checkout." });
    change(&manager, "updateRca", "UpdateRcaInput", input).await.ok();
    for (bone, lens) in
        [("capacity", "TECHNICAL"), ("process", "PROCESS"), ("organization", "ORGANIZATIONAL")]
    {
        let id =
            cause(&manager, &rca, &format!("Something about {bone}"), json!({ "bone": bone, "lens": lens }))
                .await;
        evidence(&manager, &id).await;
        verdict(&manager, &id, 1, if bone == "capacity" { "VALIDATED" } else { "REFUTED" }).await.ok();
    }
    go(&manager, "IN_REVIEW").await.ok();
    assert_eq!(go(&client, "REVIEWED").await.fact("permission"), &json!("RCA_REVIEW"));
    assert_eq!(go(&manager, "REVIEWED").await.code(), "RULE_VIOLATION", "one's own");
    let incident_manager = server.sign_in(Who::Manager).await;
    let reviewed = go(&incident_manager, "REVIEWED").await;
    assert_eq!(reviewed.text("/changeRcaStatus/rca/status"), "REVIEWED", "{}", reviewed.body);
}

/// A mutation, its input type, an input, and the field that is at fault.
type Bad = (&'static str, &'static str, Value, &'static str);

fn bad_problems(problem: &str, rca: &str) -> Vec<Bad> {
    let long = "x".repeat(70_000);
    let bone = |key: &str| json!([{ "key": key, "name": "N", "lens": "PROCESS" }]);
    vec![
        ("openProblem", "OpenProblemInput", json!({ "title": "" }), "title"),
        ("openProblem", "OpenProblemInput", json!({ "title": "x".repeat(201) }), "title"),
        ("openProblem", "OpenProblemInput", json!({ "title": "x", "description": long }), "description"),
        (
            "openProblem",
            "OpenProblemInput",
            json!({ "title": "x", "incidentIds": ["inc_01hzzzzzzzf2bvaj1yyyyyyyyy"] }),
            "incidentIds",
        ),
        ("openProblem", "OpenProblemInput", json!({ "title": "x", "incidentIds": [problem] }), "incidentIds"),
        (
            "openProblem",
            "OpenProblemInput",
            json!({ "title": "x", "serviceIds": ["svc_01hzzzzzzzf2bvaj1yyyyyyyyy"] }),
            "serviceIds",
        ),
        ("openProblem", "OpenProblemInput", json!({ "title": "x", "tags": [""] }), "tags"),
        ("openProblem", "OpenProblemInput", json!({ "title": "x", "idempotencyKey": " " }), "idempotencyKey"),
        (
            "updateProblem",
            "UpdateProblemInput",
            json!({ "id": problem, "version": 1, "ownerId": "usr_01hzzzzzzzf2bvaj1yyyyyyyyy" }),
            "ownerId",
        ),
        (
            "setWorkaround",
            "SetWorkaroundInput",
            json!({ "id": problem, "version": 1, "steps": " ", "effect": "REMOVES", "limits": "y", "lastTestedAt": time::minutes_ago(1) }),
            "steps",
        ),
        (
            "setWorkaround",
            "SetWorkaroundInput",
            json!({ "id": problem, "version": 2, "steps": "x", "effect": "REMOVES", "limits": "y", "lastTestedAt": time::millis_ahead(900_000) }),
            "lastTestedAt",
        ),
        ("startRca", "StartRcaInput", json!({ "problemId": rca, "method": "FISHBONE" }), "problemId"),
        ("updateRca", "UpdateRcaInput", json!({ "id": rca, "version": 1, "what": long }), "what"),
        ("updateRca", "UpdateRcaInput", json!({ "id": rca, "version": 1, "bones": bone("No Key") }), "bones"),
        (
            "updateRca",
            "UpdateRcaInput",
            json!({ "id": rca, "version": 1, "goals": [{ "kind": "COST", "text": "" }] }),
            "goals",
        ),
        ("addCause", "AddCauseInput", json!({ "rcaId": rca, "text": "" }), "text"),
        ("addCause", "AddCauseInput", json!({ "rcaId": rca, "text": "a\u{0}b" }), "text"),
    ]
}

fn bad_causes(problem: &str, rca: &str, found: &str) -> Vec<Bad> {
    vec![
        (
            "addCause",
            "AddCauseInput",
            json!({ "rcaId": rca, "text": "x", "isUnlinked": true, "effectId": found }),
            "isUnlinked",
        ),
        (
            "moveCause",
            "MoveCauseInput",
            json!({ "causeId": found, "toProblem": true, "toEffectId": found }),
            "groupId",
        ),
        ("addEvidence", "AddEvidenceInput", json!({ "kind": "LOG", "title": "x" }), "causeId"),
        (
            "addEvidence",
            "AddEvidenceInput",
            json!({ "causeId": found, "kind": "LOG", "title": "x", "url": "javascript:alert(1)" }),
            "url",
        ),
        (
            "addEvidence",
            "AddEvidenceInput",
            json!({ "causeId": found, "kind": "LOG", "title": "x", "capturedAt": time::millis_ahead(900_000) }),
            "capturedAt",
        ),
        (
            "addEvidence",
            "AddEvidenceInput",
            json!({ "causeId": found, "kind": "TIMELINE_ENTRY", "title": "x" }),
            "timelineEntryId",
        ),
        (
            "saveBarrier",
            "SaveBarrierInput",
            json!({ "rcaId": rca, "version": 1, "defence": "a", "expectedEffect": "b", "state": "WORKED" }),
            "version",
        ),
        (
            "saveBarrier",
            "SaveBarrierInput",
            json!({ "rcaId": rca, "defence": "", "expectedEffect": "b", "state": "WORKED" }),
            "defence",
        ),
        (
            "dismissFinding",
            "DismissFindingInput",
            json!({ "rcaId": rca, "rule": "RCS-09", "subjectId": problem, "reason": "x" }),
            "subjectId",
        ),
    ]
}

#[tokio::test]
async fn bad_input_is_a_coded_error_that_names_the_field() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Problems).await;
    let problem = analysis::open(&client, "A", json!({})).await;
    let rca = analysis::start(&client, &problem, "FISHBONE").await;
    let found = cause(&client, &rca, "The pool was small", json!({})).await;
    let table = [bad_problems(&problem.id, &rca), bad_causes(&problem.id, &rca, &found)].concat();
    let before = server.database.traces().await;
    for (mutation, kind, input, field) in table {
        let answer = client.mutate(mutation, kind, "__typename", input.clone()).await;
        assert_eq!(
            (answer.code().as_str(), answer.fact("field")),
            ("BAD_USER_INPUT", &json!(field)),
            "{mutation} {}: {}",
            &input.to_string()[..input.to_string().len().min(200)],
            answer.body
        );
    }
    let unknown = change_cause(
        &client,
        "addCause",
        "AddCauseInput",
        json!({ "rcaId": rca, "text": "x", "bone": "nowhere" }),
    )
    .await;
    assert_eq!(
        (unknown.code().as_str(), unknown.fact("rule"), unknown.fact("field")),
        ("RULE_VIOLATION", &json!("FB-03"), &json!("bone"))
    );
    assert_eq!(server.database.traces().await, before, "nothing was left behind");
}
