//! The life of a repair item over HTTP: an idea, a commitment with its clock, done, measured; and decided against.

use chrono::Duration;
use serde_json::{Value, json};
use tests::analysis::{self, steps};
use tests::repair::{Ground, finish, measure, postpone, propose, read, sound, status, try_propose, update};
use tests::story::{merge, rules};
use tests::{Answer, Server, Who, time};

const DAY: i64 = 86_400_000;

/// The refusal of a rule.
fn assert_rule(answer: &Answer, rule: &str) {
    assert_eq!(answer.codes(), ["RULE_VIOLATION"], "{rule}: {}", answer.body);
    assert_eq!(answer.fact("rule"), &json!(rule), "{}", answer.body);
}

/// A value that is at fault.
fn assert_field(answer: &Answer, field: &str) {
    assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{field}: {}", answer.body);
    assert_eq!(answer.fact("field"), &json!(field), "{}", answer.body);
}

/// Whether an instant is this many days after another.
fn is_days_after(later: &str, earlier: &str, days: i64) -> bool {
    time::parse(later) - time::parse(earlier) == Duration::days(days)
}

fn of_step(answer: &Answer) -> &Value {
    answer.at("/changeRepairItemStatus/repairItem")
}

on_both! {
    async fn an_idea_has_no_clock_and_says_what_it_lacks(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let client = server.sign_in(Who::Responder).await;
        let bare = json!({ "problemId": ground.problem.id, "title": "Improve monitoring", "kind": "CORRECTIVE", "lens": "TECHNICAL" });
        let answer = try_propose(&client, bare.clone()).await;
        let idea = answer.at("/createRepairItem/repairItem");
        assert_eq!((&idea["status"], &idea["version"], &idea["isOpen"]), (&json!("PROPOSED"), &json!(1), &json!(true)));
        assert!(idea["reference"].as_str().unwrap().starts_with("REP-"));
        assert_eq!(idea["duePolicy"], json!({ "version": 1, "days": 10, "countedFrom": null, "basis": null, "policyDueAt": null }));
        assert!(idea["dueAt"].is_null() && idea["committedAt"].is_null() && idea["isOverdue"] == json!(false), "{idea}");
        assert_eq!(idea["nextStatuses"], json!(["COMMITTED", "NOT_DOING"]));
        let said = rules(answer.at("/createRepairItem/findings"));
        for rule in ["ACT-01", "ACT-04", "ACT-06"] {
            assert!(said.contains(&rule), "{rule} of {said:?}");
        }

        let read = read(&client, answer.text("/createRepairItem/repairItem/id").as_str(), "horizon owner { id } createdBy { name }
            problem { reference openRepairItemCount } canWork causes { totalCount } notes { totalCount }").await;
        assert_eq!((read.text("/repairItem/horizon").as_str(), read.at("/repairItem/owner")), ("SHORT", &json!(null)), "whoever records it is not its owner");
        assert_eq!(read.text("/repairItem/createdBy/name"), Who::Responder.name());
        assert_eq!((read.text("/repairItem/problem/reference"), read.int("/repairItem/problem/openRepairItemCount")), (ground.problem.reference.clone(), 1));
        assert_eq!((read.at("/repairItem/canWork"), read.int("/repairItem/causes/totalCount")), (&json!(false), 0));

        let preventive = try_propose(&client, merge(bare.clone(), json!({ "kind": "PREVENTIVE" }))).await;
        assert_eq!(preventive.int("/createRepairItem/repairItem/duePolicy/days"), 90);
        assert!(rules(preventive.at("/createRepairItem/findings")).contains(&"ACT-02"));
        for (more, field) in [
            (json!({ "title": " " }), "title"), (json!({ "title": "x".repeat(201) }), "title"),
            (json!({ "problemId": "prb_x" }), "problemId"), (json!({ "causeIds": [ground.rca] }), "causeIds"),
            (json!({ "causeIds": ["cau_01hzzzzzzzf2bvaj1yyyyyyyyy"] }), "causeIds"),
            (json!({ "ownerId": "usr_01hzzzzzzzf2bvaj1yyyyyyyyy" }), "ownerId"), (json!({ "teamId": "tea_x" }), "teamId"),
        ] {
            assert_field(&try_propose(&client, merge(bare.clone(), more)).await, field);
        }
        let gone = try_propose(&client, merge(bare, json!({ "problemId": "prb_01hzzzzzzzf2bvaj1yyyyyyyyy" }))).await;
        assert!(["NOT_FOUND", "BAD_USER_INPUT"].contains(&gone.code().as_str()), "{}", gone.body);
    }

    async fn committing_waits_for_what_it_needs_and_starts_the_clock(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let manager = server.sign_in(Who::Problems).await;
        let factor = analysis::cause(&manager, &ground.rca, "Two teams share one pool", json!({ "isUnlinked": true, "lens": "PROCESS" })).await;
        let bare = json!({ "causeIds": [], "ownerId": null, "teamId": null, "doneCondition": null });
        let mut item = sound(&manager, &ground, &manager.user_id, bare).await;
        assert_rule(&status(&manager, &mut item, "COMMITTED", json!({})).await, "ACT-01");
        update(&manager, &mut item, json!({ "causeIds": [factor] })).await.ok();
        assert_rule(&status(&manager, &mut item, "COMMITTED", json!({})).await, "ACT-01");
        update(&manager, &mut item, json!({ "causeIds": [ground.cause] })).await.ok();
        let parts = [json!({ "ownerId": manager.user_id }), json!({ "teamId": ground.team }), json!({ "doneCondition": "Twice the peak fits." })];
        for part in parts {
            assert_rule(&status(&manager, &mut item, "COMMITTED", json!({})).await, "ACT-04");
            update(&manager, &mut item, part).await.ok();
        }
        let done = status(&manager, &mut item, "DONE", json!({})).await;
        assert_eq!(done.code(), "RULE_VIOLATION", "not before a commitment: {}", done.body);
        let committed = status(&manager, &mut item, "COMMITTED", json!({ "note": "We **start** on Monday." })).await;
        let after = of_step(&committed);
        let confirmed = analysis::read_rca(&manager, &ground.rca, "causes { nodes { id confirmedAt } }").await;
        let confirmed = confirmed.list("/rca/causes/nodes").iter().find(|one| one["id"] == json!(ground.cause)).unwrap()["confirmedAt"].clone();
        assert_eq!((&after["status"], &after["duePolicy"]["basis"]), (&json!("COMMITTED"), &json!("ROOT_CAUSE_CONFIRMED")));
        assert_eq!(after["duePolicy"]["countedFrom"], confirmed);
        assert_eq!(after["dueAt"], after["duePolicy"]["policyDueAt"]);
        assert!(is_days_after(after["dueAt"].as_str().unwrap(), confirmed.as_str().unwrap(), 10), "{after}");
        let told = read(&manager, &item.id, "notes { nodes { kind status bodyHtml author { name } } totalCount }").await;
        assert_eq!((told.text("/repairItem/notes/nodes/0/kind").as_str(), told.text("/repairItem/notes/nodes/0/status").as_str()), ("STATUS", "COMMITTED"));
        assert!(told.text("/repairItem/notes/nodes/0/bodyHtml").contains("<strong>start</strong>"));

        // Preventive: any cause that stands, and what it changes.
        let preventive = json!({ "kind": "PREVENTIVE", "causeIds": [] });
        let mut item = sound(&manager, &ground, &manager.user_id, preventive).await;
        assert_rule(&status(&manager, &mut item, "COMMITTED", json!({})).await, "ACT-02");
        update(&manager, &mut item, json!({ "causeIds": [factor] })).await.ok();
        assert_rule(&status(&manager, &mut item, "COMMITTED", json!({})).await, "ACT-02");
        update(&manager, &mut item, json!({ "target": "PROCESS" })).await.ok();
        let committed = status(&manager, &mut item, "COMMITTED", json!({})).await;
        let after = of_step(&committed);
        assert_eq!(after["duePolicy"]["basis"], json!("COMMITTED"));
        assert!(is_days_after(after["dueAt"].as_str().unwrap(), after["committedAt"].as_str().unwrap(), 90), "{after}");
        assert_rule(&update(&manager, &mut item, json!({ "removeTarget": true })).await, "ACT-02");
        let mut idea = sound(&manager, &ground, &manager.user_id, json!({ "kind": "PREVENTIVE", "target": "DESIGN" })).await;
        update(&manager, &mut idea, json!({ "removeTarget": true, "removeOwner": true, "removeTeam": true, "plan": { "baseline": null } })).await.ok();
        let read = read(&manager, &idea.id, "target owner { id } team { id } plan { metric baseline missing }").await;
        assert_eq!(read.at("/repairItem"), &json!({ "target": null, "owner": null, "team": null,
            "plan": { "metric": "Refused connections a day", "baseline": null, "missing": ["baseline", "check date"] } }), "what is left out stays");
    }

    async fn act_03_beyond_the_policy_needs_reason_and_approver_and_stays_visible(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (manager, approver) = (server.sign_in(Who::Manager).await, server.sign_in(Who::Problems).await);
        let mut item = sound(&manager, &ground, &manager.user_id, json!({})).await;
        status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
        let far = time::millis_ahead(DAY * 40);
        assert_rule(&postpone(&manager, &mut item, &far, json!({ "reason": " " })).await, "ACT-03");
        assert_field(&postpone(&manager, &mut item, &time::minutes_ago(5), json!({ "reason": "x" })).await, "dueAt");
        assert_rule(&postpone(&manager, &mut item, &far, json!({ "reason": "The vendor ships in May." })).await, "ACT-03");
        let none = postpone(&manager, &mut item, &far, json!({ "reason": "x", "approverId": manager.user_id })).await;
        assert_field(&none, "approverId");
        let reason = json!({ "reason": "The vendor ships in **May**.", "approverId": approver.user_id });
        let answer = postpone(&manager, &mut item, &far, reason).await;
        let after = answer.at("/postponeRepairItem/repairItem");
        assert!(time::same(after["dueAt"].as_str().unwrap(), &far) && after["isOverPolicy"] == json!(true), "{after}");
        assert_eq!(after["dueException"], json!({ "reason": "The vendor ships in **May**.", "approver": { "name": Who::Problems.name() } }));
        assert!(rules(answer.at("/postponeRepairItem/findings")).contains(&"ACT-03"), "{}", answer.body);
        let told = read(&manager, &item.id, "dueException { reasonHtml decidedAt } notes(first: 1) { nodes { kind dueAt } }").await;
        assert!(told.text("/repairItem/dueException/reasonHtml").contains("<strong>May</strong>"));
        assert_eq!(told.text("/repairItem/notes/nodes/0/kind"), "DUE");

        // A date that is wished from the start is judged at once where the policy's date is known.
        let wish = merge(ground.sound(&manager.user_id), json!({ "dueAt": far }));
        assert_rule(&try_propose(&manager, wish.clone()).await, "ACT-03");
        assert_rule(&try_propose(&manager, merge(wish.clone(), json!({ "dueReason": "x" }))).await, "ACT-03");
        let wish = merge(wish, json!({ "dueReason": "x", "dueApproverId": approver.user_id }));
        let mut item = propose(&manager, wish).await;
        let after = status(&manager, &mut item, "COMMITTED", json!({})).await;
        assert_eq!(of_step(&after)["isOverPolicy"], json!(true));
        assert!(time::same(of_step(&after)["dueAt"].as_str().unwrap(), &far), "{}", after.body);
        let soon = json!({ "dueAt": time::millis_ahead(DAY * 2) });
        let mut item = sound(&manager, &ground, &manager.user_id, soon).await;
        let after = status(&manager, &mut item, "COMMITTED", json!({})).await;
        assert_eq!(of_step(&after)["isOverPolicy"], json!(false), "sooner needs nobody's word");
    }

    async fn not_doing_is_a_decision_with_reason_and_approver(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (manager, approver) = (server.sign_in(Who::Manager).await, server.sign_in(Who::Problems).await);
        let mut item = sound(&manager, &ground, &manager.user_id, json!({})).await;
        assert_rule(&status(&approver, &mut item, "NOT_DOING", json!({})).await, "ACT-11");
        assert_rule(&status(&manager, &mut item, "NOT_DOING", json!({ "note": "It costs more than it saves." })).await, "ACT-11");
        let named = json!({ "note": "x", "approverId": manager.user_id });
        assert_field(&status(&manager, &mut item, "NOT_DOING", named).await, "approverId");
        let named = json!({ "note": "It costs more than it saves.", "approverId": approver.user_id });
        let declined = status(&manager, &mut item, "NOT_DOING", named).await;
        let after = of_step(&declined);
        assert_eq!(after["notDoing"], json!({ "reason": "It costs more than it saves.", "approver": { "name": Who::Problems.name() } }));
        assert_eq!((&after["isOpen"], &after["nextStatuses"]), (&json!(false), &json!(["PROPOSED"])));
        let seen = analysis::read(&manager, &ground.problem.id, "openRepairItemCount repairItems(filter: { isOpen: false }) { nodes { id } totalCount }").await;
        assert_eq!((seen.int("/problem/openRepairItemCount"), seen.int("/problem/repairItems/totalCount")), (0, 1));
        let back = status(&manager, &mut item, "PROPOSED", json!({})).await;
        assert!(of_step(&back)["notDoing"].is_null(), "{}", back.body);
        // Whoever may approve approves by acting.
        let own = status(&approver, &mut item, "NOT_DOING", json!({ "note": "Not worth it." })).await;
        assert_eq!(of_step(&own)["notDoing"]["approver"]["name"], json!(Who::Problems.name()));
        let mut done = sound(&manager, &ground, &manager.user_id, json!({})).await;
        finish(&manager, &mut done).await;
        let refused = status(&approver, &mut done, "NOT_DOING", json!({ "note": "x" })).await;
        assert_eq!(refused.code(), "RULE_VIOLATION", "what is done is done: {}", refused.body);
    }

    async fn act_10_done_is_not_effective_and_no_effect_opens_the_cause_again(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let manager = server.sign_in(Who::Problems).await;
        let mut item = sound(&manager, &ground, &manager.user_id, json!({})).await;
        assert_rule(&measure(&manager, &mut item, "EFFECTIVE", json!({})).await, "ACT-10");
        status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
        assert_rule(&measure(&manager, &mut item, "EFFECTIVE", json!({})).await, "ACT-10");
        let answer = status(&manager, &mut item, "DONE", json!({})).await;
        let done = of_step(&answer);
        assert!(is_days_after(done["plan"]["checkAt"].as_str().unwrap(), done["doneAt"].as_str().unwrap(), 30), "{done}");
        assert_eq!((&done["plan"]["missing"], &done["plan"]["isCheckDue"]), (&json!([]), &json!(false)));
        for by_hand in ["EFFECTIVE", "REOPENED"] {
            assert_eq!(status(&manager, &mut item, by_hand, json!({})).await.code(), "RULE_VIOLATION", "{by_hand} by hand");
        }
        for (more, field) in [(json!({ "observed": null }), "observed"), (json!({ "measuredAt": time::minutes_ago(60) }), "measuredAt"),
            (json!({ "measuredAt": time::millis_ahead(DAY) }), "measuredAt")]
        {
            let refused = measure(&manager, &mut item, "EFFECTIVE", more).await;
            assert!(["RULE_VIOLATION", "BAD_USER_INPUT"].contains(&refused.code().as_str()) && refused.fact("field") == field, "{}", refused.body);
        }
        let unclear = measure(&manager, &mut item, "INCONCLUSIVE", json!({ "observed": null, "note": "Traffic was low." })).await;
        assert_eq!(unclear.text("/recordEffectiveness/repairItem/status"), "DONE");
        let partial = measure(&manager, &mut item, "PARTIAL", json!({ "observed": "12" })).await;
        assert_eq!(partial.at("/recordEffectiveness/repairItem/effectiveness"), &json!({ "result": "PARTIAL", "observed": "12" }));

        let failed = measure(&manager, &mut item, "INEFFECTIVE", json!({ "observed": "41", "note": "See [the graph](https://graphs.example/8)." })).await;
        let after = failed.at("/recordEffectiveness/repairItem");
        assert_eq!((&after["status"], &after["reopening"]["reason"], &after["doneAt"]), (&json!("REOPENED"), &json!("INEFFECTIVE"), &json!(null)));
        assert_eq!(after["duePolicy"]["basis"], json!("REOPENED"));
        let seen = analysis::read(&manager, &ground.problem.id, "status rca { causes { nodes { id verdict isRootCause } } }").await;
        let cause = seen.list("/problem/rca/causes/nodes").iter().find(|one| one["id"] == json!(ground.cause)).unwrap();
        assert_eq!((&cause["verdict"], &cause["isRootCause"]), (&json!("POTENTIAL"), &json!(false)), "the cause is open again");
        assert_eq!(seen.text("/problem/status"), "IN_ANALYSIS", "the problem follows");
        let told = read(&manager, &item.id, "effectiveness { result noteHtml recordedBy { name } measuredAt } notes { nodes { kind status } }").await;
        assert!(told.text("/repairItem/effectiveness/noteHtml").contains("graphs.example/8"));
        let kinds = told.texts("/repairItem/notes/nodes", "kind");
        assert!(kinds.iter().filter(|kind| *kind == "EFFECT").count() >= 3, "{kinds:?}");
    }

    async fn rcs_07_a_problem_closes_when_its_repair_is_shown_to_work(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let manager = server.sign_in(Who::Problems).await;
        let mut problem = ground.problem.clone();
        let mut item = propose(&manager, merge(ground.sound(&manager.user_id), json!({ "plan": null }))).await;
        let all = steps(&manager, &ground.rca).await;
        assert!(!all[3].1 && all[3].2.iter().any(|rule| rule == "RCS-06"), "an idea is no solution: {all:?}");
        status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
        let all = steps(&manager, &ground.rca).await;
        assert!(all[3].1 && !all[4].1, "a commitment is, and it is not done: {all:?}");
        for to in ["IN_PROGRESS", "DONE"] {
            status(&manager, &mut item, to, json!({})).await.ok();
        }
        let all = steps(&manager, &ground.rca).await;
        assert!(all[4].1 && !all[5].1 && all[5].2.iter().any(|rule| rule == "RCS-07"), "{all:?}");
        problem.refresh(&manager).await;
        for to in ["KNOWN_ERROR", "FIX_IN_PROGRESS", "MEASURING"] {
            analysis::status(&manager, &mut problem, to, json!({})).await.ok();
        }
        assert_rule(&analysis::status(&manager, &mut problem, "CLOSED", json!({})).await, "RCS-07");
        let worked = measure(&manager, &mut item, "EFFECTIVE", json!({ "baseline": "40", "note": "Four weeks without one." })).await;
        assert_eq!(worked.at("/recordEffectiveness/repairItem/status"), "EFFECTIVE");
        assert_eq!(worked.at("/recordEffectiveness/repairItem/nextStatuses"), &json!([]));
        problem.refresh(&manager).await;
        let closed = analysis::status(&manager, &mut problem, "CLOSED", json!({})).await;
        assert_eq!(closed.text("/changeProblemStatus/problem/status"), "CLOSED");
        assert_eq!(closed.int("/changeProblemStatus/problem/stepsPassed"), 6);
    }

    async fn whoever_owns_an_item_or_whose_team_does_it_works_on_it(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let (admin, manager, owner, other) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Problems).await,
            server.sign_in(Who::Responder).await, server.sign_in(Who::Other).await);
        let mut item = sound(&manager, &ground, &owner.user_id, json!({})).await;
        let refused = status(&other, &mut item, "COMMITTED", json!({})).await;
        assert_eq!((refused.code().as_str(), refused.fact("permission")), ("FORBIDDEN", &json!("REPAIR_WORK")));
        status(&owner, &mut item, "COMMITTED", json!({})).await.ok();
        assert_eq!(read(&owner, &item.id, "canWork").await.at("/repairItem/canWork"), &json!(true));
        // After the commitment, a change is work on it.
        let refused = update(&other, &mut item, json!({ "title": "Something else" })).await;
        assert_eq!((refused.code().as_str(), refused.fact("permission")), ("FORBIDDEN", &json!("REPAIR_WORK")));
        let input = json!({ "id": other.user_id, "version": 1, "teamIds": [ground.team] });
        admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.ok();
        update(&other, &mut item, json!({ "title": "Size the pool of each region" })).await.ok();
        let note = json!({ "repairItemId": item.id, "body": "The change is **reviewed**.", "idempotencyKey": "note-1" });
        let added = other.mutate("addRepairNote", "AddRepairNoteInput", "note { kind bodyHtml author { name } } findings { rule }", note).await;
        assert_eq!(added.at("/addRepairNote/note/author/name"), Who::Other.name());
        assert_eq!(read(&other, &item.id, "version").await.int("/repairItem/version"), item.version, "a note changes no version");
        let mine = "{ viewer { repairItems { nodes { id } totalCount } repairCounts { open later proposed overdue } } }";
        let (own, none) = (owner.ask(mine, json!({})).await, other.ask(mine, json!({})).await);
        assert_eq!(own.texts("/viewer/repairItems/nodes", "id"), std::slice::from_ref(&item.id));
        assert_eq!(own.int("/viewer/repairItems/totalCount"), 1);
        assert_eq!(own.int("/viewer/repairCounts/open"), 1);
        assert!(none.list("/viewer/repairItems/nodes").is_empty(), "owned, not shared: {}", none.body);
    }

    async fn a_recurrence_opens_what_was_done_again(server: &Server) {
        let ground = Ground::lay(server, "Checkout slows down at peak").await;
        let manager = server.sign_in(Who::Problems).await;
        let (first, again) = (tests::story::declare(&manager, "Slow", json!({})).await, tests::story::declare(&manager, "Slow again", json!({})).await);
        analysis::link(&manager, &ground.problem.id, &first.id).await.ok();
        let mut item = sound(&manager, &ground, &manager.user_id, json!({})).await;
        finish(&manager, &mut item).await;
        measure(&manager, &mut item, "EFFECTIVE", json!({})).await.ok();
        let mut problem = ground.problem.clone();
        problem.refresh(&manager).await;
        for to in ["KNOWN_ERROR", "FIX_IN_PROGRESS", "MEASURING", "CLOSED"] {
            analysis::status(&manager, &mut problem, to, json!({})).await.ok();
        }
        let responder = server.sign_in(Who::Responder).await;
        tests::story::link(&responder, &again, &first, "RECURRENCE_OF").await.ok();
        let seen = read(&manager, &item.id, "status reopening { reason } problem { status openRepairItemCount }").await;
        assert_eq!((seen.text("/repairItem/status").as_str(), seen.text("/repairItem/reopening/reason").as_str()), ("REOPENED", "RECURRENCE"));
        assert_eq!((seen.text("/repairItem/problem/status").as_str(), seen.int("/repairItem/problem/openRepairItemCount")), ("IN_ANALYSIS", 1));
    }
}
