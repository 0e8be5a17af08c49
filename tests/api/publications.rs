//! Published analyses: versions that stay, previews that tell the truth, and nothing that must not leave.

use serde_json::{Value, json};
use tests::portal::{get, service, until};
use tests::publication::{Published, VERSION};
use tests::story::{self, declare, merge, read, update};
use tests::{Answer, Client, Server, Who, analysis, repair, time};

/// Somebody with a name, and what must not leave with her.
const NAME: &str = "Quenby Abernathy";
const CANARY: &str = "brindlewick";

async fn named(server: &Server) {
    let admin = server.sign_in(Who::Admin).await;
    let input = json!({ "email": "quenby@mine.example", "name": NAME, "roles": ["RESPONDER"] });
    admin.mutate("inviteUser", "InviteUserInput", "user { id }", input).await.ok();
}

fn of(answer: &Answer, field: &str) -> Value {
    answer.at(&format!("/publishRca/publication/{field}")).clone()
}

async fn withdraw(client: &Client, id: &str) -> Answer {
    client.mutate_by_id("withdrawRcaPublication", VERSION, id).await
}

on_both! {
    async fn what_was_previewed_is_published_and_read_by_everyone(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let preview = ground.preview(&manager, json!({})).await;
        let shown = preview.text("/previewRca/html");
        for text in ["Payments failed at times", "This is preliminary", "The sale begins.", "Payments fail at times.", "Size the pool by region and load",
            "The pool held twenty connections for all regions", "root cause", "<svg", "Checkout"]
        {
            assert!(shown.contains(text), "{text} is not in {shown}");
        }
        for text in ["A note of the inside", "The pool is too small", "Load tests had no owner", "Checkout refuses buyers"] {
            assert!(!shown.contains(text), "{text} is in {shown}");
        }
        let answer = ground.publish_with(&manager, &preview.text("/previewRca/token"), json!({}), json!({})).await.ok();
        assert_eq!((of(&answer, "number"), of(&answer, "stage"), of(&answer, "changes")), (json!(1), json!("PRELIMINARY"), json!([])));
        let path = format!("/status/rca/{}", ground.reference);
        assert_eq!(of(&answer, "url"), json!(format!("{path}/1")));
        let page = until(server, &path, |page| page.contains("One payment in five failed.")).await;
        for text in ["This is preliminary", "The sale begins.", "Size the pool by region and load", "Planned", "<svg", "Analyses"] {
            assert!(page.body.contains(text), "{text} is not in {}", page.body);
        }
        assert_eq!(get(server, &format!("{path}/1")).await.status, 200);
        let markdown = get(server, &format!("{path}.md")).await;
        assert!(markdown.body.starts_with("# Payments failed at times\n") && markdown.body.contains("## Why it happened"), "{}", markdown.body);
        for nothing in [format!("{path}/2"), format!("{path}/01"), "/status/rca/RCA-999".to_owned(), format!("{path}/1/1"), format!("{path}/2.md")] {
            assert_eq!(get(server, &nothing).await.status, 404, "{nothing}");
        }
        let incident = get(server, &format!("/status/incidents/{}", ground.incident.reference)).await;
        assert!(incident.body.contains(&path) && incident.body.contains("Analysis published"), "{}", incident.body);
        assert!(get(server, "/status/rca").await.body.contains("Payments failed at times"));
        let incidents = get(server, "/api/v2/incidents.json").await;
        assert_eq!(incidents.json.pointer("/incidents/0/status"), Some(&json!("postmortem")));
        let public = server.anonymous().ask("{ publicStatus { incidents { nodes { rca { reference stage url } } } } }", json!({})).await;
        assert_eq!(public.at("/publicStatus/incidents/nodes/0/rca"), &json!({ "reference": ground.reference, "stage": "PRELIMINARY", "url": path }));
        let listed = analysis::read_rca(&manager, &ground.rca, "status publications { number title publishedBy { name } questions { id } }").await;
        assert_eq!((listed.at("/rca/status"), listed.at("/rca/publications/0/number")), (&json!("DRAFT"), &json!(1)));
    }

    async fn the_final_version_says_what_is_different_and_both_stay(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        ground.publish(&manager, json!({ "why": "We do not know yet." })).await.ok();
        let last = json!({ "stage": "FINAL" });
        let early = ground.publish(&manager, last.clone()).await;
        assert_eq!((early.code().as_str(), early.fact("rule"), early.fact("field")), ("RULE_VIOLATION", &json!("PM-07"), &json!("stage")));
        ground.review(server).await;
        let answer = ground.publish(&manager, last.clone()).await.ok();
        assert_eq!((of(&answer, "number"), of(&answer, "changes")), (json!(2), json!(["“Why it happened” was written anew."])));
        assert_eq!(analysis::read_rca(&manager, &ground.rca, "status").await.at("/rca/status"), &json!("PUBLISHED"));
        let path = format!("/status/rca/{}", ground.reference);
        let page = until(server, &path, |page| page.contains("Final analysis")).await;
        assert!(page.body.contains("What is different from the version before") && page.body.contains("was written anew"), "{}", page.body);
        let first = get(server, &format!("{path}/1")).await;
        assert!(first.body.contains("We do not know yet.") && first.body.contains("read the newest one"), "{}", first.body);
        let late = ground.publish(&manager, json!({})).await;
        assert_eq!((late.code().as_str(), late.fact("rule")), ("RULE_VIOLATION", &json!("PM-07")), "a preliminary version comes before the final one");
    }

    async fn nothing_that_must_not_leave_leaves(server: &Server) {
        named(server).await;
        let ground = Published::lay(server).await;
        let (manager, drafter) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
        let chief = server.sign_in(Who::Manager).await;
        let hidden = declare(&chief, &format!("A {CANARY} was seen"), json!({ "isPrivate": true })).await;
        update(&chief, &hidden, "EXTERNAL", json!({ "body": CANARY, "eta": time::millis_ahead(900_000) })).await.ok();
        analysis::link(&chief, &ground.problem.id, &hidden.id).await.ok();
        story::entry(&drafter, &ground.incident, &format!("{NAME} finds the pool."), json!({ "kind": "MILESTONE" })).await.ok();
        let cause = analysis::cause(&drafter, &ground.rca, "The limit in Quenby\u{2019}s script at https://wiki.corp/x was twenty", json!({ "isUnlinked": true, "bone": "change" })).await;
        analysis::evidence(&drafter, &cause).await;
        analysis::verdict(&drafter, &cause, 1, "VALIDATED").await.ok();
        let host = server.url.trim_start_matches("http://").to_owned();
        let why = format!("**{NAME}** and quenby@mine.example looked at {}/incidents/INC-1, [a board](http://{host}/x), db-prod-03, 10.1.2.3 and {}; a {CANARY} was seen.",
            server.url, hidden.reference);
        let more = json!({ "title": "Quenby Abernathy saw it", "why": why });
        let preview = ground.preview(&manager, more.clone()).await;
        let html = preview.text("/previewRca/html");
        assert!(html.contains("<mark>An engineer</mark>") && html.contains("<mark>an e-mail address</mark>"), "{html}");
        let places = preview.texts("/previewRca/redactions", "place");
        for place in ["title", "why", "timeline", "causes"] {
            assert!(places.iter().any(|one| one == place), "{place} is not in {places:?}");
        }
        let published = ground.publish(&manager, more).await.ok();
        let path = format!("/status/rca/{}", ground.reference);
        until(server, &path, |page| page.contains("An engineer saw it")).await;
        let mut bodies = vec![html, published.body];
        for address in [path.clone(), format!("{path}/1"), format!("{path}.md"), "/status/rca".to_owned(), "/status".to_owned(), "/history.atom".to_owned(),
            "/api/v2/incidents.json".to_owned(), format!("/status/incidents/{}", ground.incident.reference)]
        {
            bodies.push(get(server, &address).await.body);
        }
        for body in &bodies {
            let lower = body.to_lowercase().replace(&format!("{}/", server.url), "/");
            for secret in ["quenby", "abernathy", "mine.example", "wiki.corp", "db-prod-03", "10.1.2.3", &format!("{CANARY} was"), &hidden.reference.to_lowercase(), "\u{e000}"] {
                assert!(!lower.contains(secret), "{secret} is in {body}");
            }
        }
        assert!(!bodies[2].contains(&host), "the program's own address leads inside: {}", bodies[2]);

        let number = hidden.reference.trim_start_matches("INC-");
        let broken = ground.publish(&manager, json!({ "why": format!("As in INC-**{number}**.") })).await;
        assert_eq!((broken.code().as_str(), broken.fact("rule")), ("RULE_VIOLATION", &json!("PM-07")), "{}", broken.body);

        // What formatting breaks up cannot be replaced, and is refused.
        let broken = ground.publish(&manager, json!({ "why": "Que*nby* saw it." })).await;
        assert_eq!((broken.code().as_str(), broken.fact("rule"), broken.fact("field")), ("RULE_VIOLATION", &json!("PM-07"), &json!("why")), "{}", broken.body);
    }

    async fn words_about_people_are_refused(server: &Server) {
        named(server).await;
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        for (why, rule) in [("Quenby broke the pool.", "A1"), ("It was human error.", "H1"), ("A careless engineer had the shift.", "N1"), ("Who approved this?", "W1")] {
            let more = json!({ "why": why });
            let preview = ground.preview(&manager, more.clone()).await;
            let errors: Vec<&Value> = preview.list("/previewRca/findings").iter().filter(|one| one["level"] == "ERROR").collect();
            assert!(errors.iter().any(|one| one["rule"] == rule), "{why}: {}", preview.body);
            let refused = ground.publish(&manager, more).await;
            assert_eq!((refused.code().as_str(), refused.fact("rule"), refused.fact("field")), ("RULE_VIOLATION", &json!(rule), &json!("why")), "{why}");
        }
        let advice = ground.publish(&manager, json!({ "why": "The team should have tested it." })).await.ok();
        assert!(advice.list("/publishRca/findings").iter().any(|one| one["rule"] == "C1"), "{}", advice.body);
    }

    async fn nobody_finds_out_by_asking_which_incidents_are_private(server: &Server) {
        let ground = Published::lay(server).await;
        let (manager, chief) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Manager).await);
        let hidden = declare(&chief, "Hidden", json!({ "isPrivate": true })).await;
        let seen = async |reference: &str| {
            let preview = ground.preview(&manager, json!({ "why": format!("As in {reference}, the pool was small.") })).await;
            let all = preview.list("/previewRca/redactions").iter().filter(|one| one["place"] == "why");
            all.map(|one| (one["replacement"].clone(), one["reason"].clone())).collect::<Vec<_>>()
        };
        let private = seen(&hidden.reference).await;
        assert_eq!(private.len(), 1);
        assert_eq!(seen("INC-999").await, private, "one that is not there looks the same");
        assert_eq!(seen(&ground.incident.reference).await, []);
    }

    async fn a_preview_holds_for_the_number_it_showed(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let token = ground.preview(&manager, json!({})).await.text("/previewRca/token");
        ground.publish_with(&manager, &token, json!({}), json!({})).await.ok();
        let again = ground.publish_with(&manager, &token, json!({}), json!({})).await;
        assert_eq!(again.code(), "CONFLICT", "the second would be another version");
    }

    async fn an_analysis_of_private_incidents_alone_stays_inside(server: &Server) {
        let ground = Published::lay(server).await;
        let (manager, chief) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Manager).await);
        let published = ground.publish(&manager, json!({})).await.ok();
        let path = format!("/status/rca/{}", ground.reference);
        until(server, &path, |page| page.contains("One payment in five failed.")).await;
        let version = read(&chief, &ground.incident.id, "version").await.int("/incident/version");
        let input = json!({ "id": ground.incident.id, "version": version, "isPrivate": true });
        chief.mutate("updateIncident", "UpdateIncidentInput", "incident { isPublic }", input).await.ok();
        until(server, &path, |page| !page.contains("One payment in five failed.")).await;
        assert_eq!(get(server, &path).await.status, 404);
        let kept = analysis::read_rca(&manager, &ground.rca, "publications { id withdrawnAt }").await;
        assert_eq!(kept.at("/rca/publications/0/id"), &of(&published, "id"));
        assert!(!kept.at("/rca/publications/0/withdrawnAt").is_null());
        let refused = ground.publish(&manager, json!({})).await;
        assert_eq!((refused.code().as_str(), refused.fact("rule"), refused.fact("field")), ("RULE_VIOLATION", &json!("PM-07"), &json!("audience")));
        let inside = ground.publish(&manager, json!({ "audience": "INSIDE" })).await.ok();
        assert_eq!(of(&inside, "number"), json!(2));
        service(server, "Beacon", json!({})).await;
        until(server, "/status", |page| page.contains("Beacon")).await;
        assert!(of(&inside, "url").as_str().unwrap().starts_with(&format!("/problems/{}/", ground.problem.reference)));
        assert_eq!(get(server, &path).await.status, 404);
    }

    async fn a_version_is_what_the_preview_showed_or_nothing(server: &Server) {
        let ground = Published::lay(server).await;
        let (manager, drafter) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
        let token = ground.preview(&manager, json!({})).await.text("/previewRca/token");
        for more in [json!({ "why": "Something else." }), json!({ "audience": "INSIDE" }), json!({ "title": "Another" })] {
            assert_eq!(ground.publish_with(&manager, &token, more.clone(), json!({})).await.code(), "CONFLICT", "{more}");
        }
        let stale = ground.publish_with(&manager, &token, json!({}), json!({ "rcaVersion": 99 })).await;
        assert_eq!((stale.code().as_str(), stale.fact("currentVersion")), ("CONFLICT", &json!(ground.version(&manager).await)));
        // What stands beside the text counts too.
        story::entry(&drafter, &ground.incident, "The pool is full.", json!({ "kind": "MILESTONE" })).await.ok();
        assert_eq!(ground.publish_with(&manager, &token, json!({}), json!({})).await.code(), "CONFLICT");
        assert_eq!(analysis::read_rca(&manager, &ground.rca, "publications { id }").await.at("/rca/publications"), &json!([]));

        let token = ground.preview(&manager, json!({})).await.text("/previewRca/token");
        let key = json!({ "idempotencyKey": "once", "rcaVersion": ground.version(&manager).await });
        let first = ground.publish_with(&manager, &token, json!({}), key.clone()).await.ok();
        let again = ground.publish_with(&manager, &token, json!({}), key.clone()).await.ok();
        assert_eq!(of(&first, "id"), of(&again, "id"));
        let other = ground.publish_with(&manager, &token, json!({ "why": "x" }), key).await;
        assert_eq!(other.code(), "CONFLICT");
        for document in [
            "UPDATE rca_publication SET why = 'x'", "DELETE FROM rca_publication", "UPDATE rca_publication_item SET title = 'x'",
        ] {
            assert!(server.database.refuses(document).await, "{document}");
        }
        let fields = json!({ "rcaId": ground.rca });
        for who in [Who::Responder, Who::Viewer, Who::Admin, Who::Manager] {
            let client = server.sign_in(who).await;
            let refused = client.ask("query($rcaId: ID!) { rcaPublicationDefaults(rcaId: $rcaId) { title } }", fields.clone()).await;
            assert_eq!((refused.code().as_str(), refused.fact("permission")), ("FORBIDDEN", &json!("RCA_PUBLISH")));
        }
        let begun = manager.ask("query($rcaId: ID!) { rcaPublicationDefaults(rcaId: $rcaId) { title whatHappened why whatWeDid whatWeWillDo } }", fields).await;
        let text = |field: &str| begun.text(&format!("/rcaPublicationDefaults/{field}"));
        assert!(text("why").contains("The pool held twenty connections for all regions."), "{}", begun.body);
        assert!(text("whatHappened").contains("Checkout did not work for some users"), "{}", begun.body);
        assert!(text("whatWeWillDo").contains("Size the pool by region and load."), "{}", begun.body);
        let more = merge(begun.at("/rcaPublicationDefaults").clone(), json!({}));
        ground.publish(&manager, more).await.ok();
    }

    async fn a_withdrawn_version_is_gone_outside_and_kept_inside(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let published = ground.publish(&manager, json!({})).await.ok();
        let id = of(&published, "id").as_str().unwrap().to_owned();
        let path = format!("/status/rca/{}", ground.reference);
        until(server, &path, |page| page.contains("One payment in five failed.")).await;
        let gone = withdraw(&manager, &id).await.ok();
        let at = gone.text("/withdrawRcaPublication/publication/withdrawnAt");
        let again = withdraw(&manager, &id).await.ok();
        assert_eq!(again.text("/withdrawRcaPublication/publication/withdrawnAt"), at);
        until(server, &path, |page| !page.contains("One payment in five failed.")).await;
        for address in [path.clone(), format!("{path}/1"), format!("{path}.md")] {
            assert_eq!(get(server, &address).await.status, 404, "{address}");
        }
        assert!(!get(server, &format!("/status/incidents/{}", ground.incident.reference)).await.body.contains(&path));
        let viewer = server.sign_in(Who::Viewer).await;
        let kept = viewer.ask("query($id: ID!) { node(id: $id) { ... on RcaPublication { title withdrawnAt } } }", json!({ "id": id })).await;
        assert_eq!(kept.at("/node/title"), &json!("Payments failed at times"));
        let rows = server.database.texts("SELECT action FROM audit_log WHERE action LIKE 'rca.publi%' ORDER BY action").await;
        assert_eq!(rows, ["rca.publication_withdrawn", "rca.published"]);
        ground.publish(&manager, json!({})).await.ok();
        until(server, &path, |page| page.contains("version 2")).await;
    }

    async fn a_publication_keeps_the_promise_and_items_stay_true(server: &Server) {
        let ground = Published::lay(server).await;
        let (manager, drafter) = (server.sign_in(Who::Problems).await, server.sign_in(Who::Responder).await);
        for stage in ["PRELIMINARY", "FINAL"] {
            let input = json!({ "incidentId": ground.incident.id, "stage": stage, "audience": "EXTERNAL" });
            drafter.mutate("promiseRca", "PromiseRcaInput", "promise { id }", input).await.ok();
        }
        let outcomes = async || read(&drafter, &ground.incident.id, "rcaPromises { stage outcome }").await.texts("/incident/rcaPromises", "outcome");
        ground.publish(&manager, json!({ "audience": "INSIDE" })).await.ok();
        assert_eq!(outcomes().await, ["OPEN", "OPEN"], "customers do not read it");
        ground.publish(&manager, json!({})).await.ok();
        assert_eq!(outcomes().await, ["KEPT", "OPEN"]);
        let path = format!("/status/rca/{}", ground.reference);
        until(server, &path, |page| page.contains("Planned")).await;
        let mut item = ground.item.clone();
        item.refresh(&manager).await;
        repair::status(&manager, &mut item, "IN_PROGRESS", json!({})).await.ok();
        until(server, &path, |page| page.contains("In progress")).await;
        repair::status(&manager, &mut item, "DONE", json!({})).await.ok();
        until(server, &path, |page| page.contains("Done; its effect is being checked")).await;
        ground.review(server).await;
        ground.publish(&manager, json!({ "stage": "FINAL" })).await.ok();
        assert_eq!(outcomes().await, ["KEPT", "KEPT"]);
    }
}
