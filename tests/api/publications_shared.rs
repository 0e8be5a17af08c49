//! What is shared with customers: each sees her own, acknowledges, asks and is answered there.

use domain::publication::MOST_QUESTIONS;
use serde_json::{Value, json};
use tests::customer::{Visitor, form_token};
use tests::publication::{Buyer, Published, buyer};
use tests::server::PASSWORD;
use tests::{Answer, Client, Server, Who, analysis};

const CUSTOMERS: &str = include_str!("../contract/customers.graphql");
const SHARED: &str = "sharedRca { id reference title acknowledgedAt questions { id body answer answeredAt answeredBy { name } } }";

async fn shared(client: &Client) -> Answer {
    client.operation(CUSTOMERS, "SharedRcas", json!({})).await
}

async fn ask(client: &Client, id: &str, more: Value) -> Answer {
    let input = tests::story::merge(json!({ "id": id, "body": "Why **again**?" }), more);
    client.mutate("askAboutSharedRca", "AskAboutSharedRcaInput", SHARED, input).await
}

async fn acknowledge(client: &Client, id: &str) -> Answer {
    client.mutate_by_id("acknowledgeSharedRca", SHARED, id).await
}

fn with(buyers: &[&Buyer]) -> Value {
    let ids: Vec<&str> = buyers.iter().map(|buyer| buyer.customer.as_str()).collect();
    json!({ "audience": "CUSTOMERS", "customerIds": ids })
}

on_both! {
    async fn a_customer_finds_hers_and_nobody_elses(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let (acme, globex) = (buyer(server, "Acme Travel").await, buyer(server, "Globex").await);
        let nothing = shared(&acme.client).await;
        assert_eq!(nothing.at("/viewer/customer/name"), &json!("Acme Travel"));
        assert_eq!(nothing.at("/viewer/sharedRcas/nodes"), &json!([]));
        let made = ground.publish(&manager, with(&[&acme])).await.ok();
        let id = made.text("/publishRca/publication/id");
        assert_eq!(made.at("/publishRca/publication/url"), &json!(format!("/status/account/rca/{id}")));
        let hers = shared(&acme.client).await;
        let first = hers.at("/viewer/sharedRcas/nodes/0").clone();
        assert_eq!((&first["reference"], &first["title"], &first["stage"], &first["acknowledgedAt"]),
            (&json!(ground.reference), &json!("Payments failed at times"), &json!("PRELIMINARY"), &Value::Null));
        assert_eq!(first["repairItems"], json!([{ "title": "Size the pool by region and load", "kind": "CORRECTIVE", "dueAt": first["repairItems"][0]["dueAt"], "status": "COMMITTED" }]));
        assert_eq!(shared(&globex.client).await.at("/viewer/sharedRcas/nodes"), &json!([]));
        let (foreign, unknown) = (acknowledge(&globex.client, &id).await, acknowledge(&globex.client, &id.replace("pbl_01", "pbl_00")).await);
        assert_eq!((foreign.code().as_str(), foreign.without_request_id()), ("NOT_FOUND", unknown.without_request_id()));
        assert_eq!(ask(&globex.client, &id, json!({})).await.code(), "NOT_FOUND");
        let inside = manager.ask("{ viewer { sharedRcas { nodes { id } } } }", json!({})).await;
        assert_eq!((inside.code().as_str(), inside.fact("permission")), ("FORBIDDEN", &json!("SHARED_RCA_READ")));
        // Once this is shown, the version would be too.
        tests::portal::service(server, "Beacon", json!({})).await;
        tests::portal::until(server, "/status", |page| page.contains("Beacon")).await;
        for path in [format!("/status/rca/{}", ground.reference), format!("/status/rca/{}.md", ground.reference)] {
            assert_eq!(tests::portal::get(server, &path).await.status, 404, "everyone reads nothing of it");
        }
        let total = acme.client.ask("{ viewer { sharedRcas(first: 1) { totalCount pageInfo { hasNextPage } } } }", json!({})).await;
        assert_eq!(total.int("/viewer/sharedRcas/totalCount"), 1);

        // The newest version stands for the analysis; a withdrawn one is gone.
        let next = ground.publish(&manager, with(&[&acme, &globex])).await.ok().text("/publishRca/publication/id");
        let listed = acme.client.ask("{ viewer { sharedRcas { totalCount nodes { id } } } }", json!({})).await;
        assert_eq!((listed.int("/viewer/sharedRcas/totalCount"), listed.texts("/viewer/sharedRcas/nodes", "id")), (1, vec![next.clone()]));
        manager.mutate_by_id("withdrawRcaPublication", "publication { id }", &next).await.ok();
        assert_eq!(shared(&globex.client).await.at("/viewer/sharedRcas/nodes"), &json!([]));
        let back = acme.client.ask("{ viewer { sharedRcas { nodes { id } } } }", json!({})).await;
        assert_eq!(back.texts("/viewer/sharedRcas/nodes", "id"), [id]);
    }

    async fn she_acknowledges_asks_and_is_answered(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let (acme, globex) = (buyer(server, "Acme Travel").await, buyer(server, "Globex").await);
        let id = ground.publish(&manager, with(&[&acme, &globex])).await.ok().text("/publishRca/publication/id");
        let first = acknowledge(&acme.client, &id).await.ok();
        let at = first.text("/acknowledgeSharedRca/sharedRca/acknowledgedAt");
        assert_eq!(acknowledge(&acme.client, &id).await.ok().text("/acknowledgeSharedRca/sharedRca/acknowledgedAt"), at);
        let asked = ask(&acme.client, &id, json!({ "idempotencyKey": "once" })).await.ok();
        let again = ask(&acme.client, &id, json!({ "idempotencyKey": "once" })).await.ok();
        let other = ask(&acme.client, &id, json!({ "idempotencyKey": "once", "body": "Other" })).await;
        assert_eq!(other.code(), "CONFLICT");
        let questions = "/askAboutSharedRca/sharedRca/questions";
        assert_eq!((asked.list(questions).len(), asked.at(questions)), (1, again.at(questions)));
        assert_eq!(ask(&acme.client, &id, json!({ "body": " " })).await.fact("field"), "body");
        assert_eq!(ask(&globex.client, &id, json!({ "body": "Ours" })).await.ok().list(questions).len(), 1, "each sees her own");

        let open = manager.ask("{ openRcaQuestions { totalCount nodes { id body bodyHtml customer { name } publication { id reference } } } }", json!({})).await;
        assert_eq!(open.int("/openRcaQuestions/totalCount"), 2);
        assert_eq!((open.at("/openRcaQuestions/nodes/0/customer/name"), open.at("/openRcaQuestions/nodes/0/publication/id")), (&json!("Acme Travel"), &json!(id)));
        assert!(!open.body.contains("Bettina") && open.text("/openRcaQuestions/nodes/0/bodyHtml").contains("<strong>again</strong>"), "{}", open.body);
        let told = manager.ask("{ viewer { notifications { nodes { kind title subjectId } } } }", json!({})).await;
        let told: Vec<&Value> = told.list("/viewer/notifications/nodes").iter().filter(|one| one["kind"] == "RCA_QUESTION").collect();
        assert_eq!((told.len(), &told[0]["title"]), (2, &json!("Payments failed at times")));

        let question = open.text("/openRcaQuestions/nodes/0/id");
        let input = json!({ "id": question, "body": "Bettina Quell of Globex asked too; see https://wiki.corp/x. The pool was small." });
        let answer = manager.mutate("answerRcaQuestion", "AnswerRcaQuestionInput", "question { answer answeredBy { name } } findings { rule message }", input.clone()).await.ok();
        let text = answer.text("/answerRcaQuestion/question/answer");
        assert!(text.contains("The pool was small.") && !text.contains("Bettina") && !text.contains("Globex") && !text.contains("wiki"), "{text}");
        assert!(!answer.list("/answerRcaQuestion/findings").is_empty());
        assert_eq!(answer.at("/answerRcaQuestion/question/answeredBy/name"), &json!(Who::Problems.name()));
        let again = manager.mutate("answerRcaQuestion", "AnswerRcaQuestionInput", "question { answer }", input.clone()).await.ok();
        assert_eq!(again.text("/answerRcaQuestion/question/answer"), text, "the same again");
        let other = manager.mutate("answerRcaQuestion", "AnswerRcaQuestionInput", "question { id }", json!({ "id": question, "body": "Another" })).await;
        assert_eq!((other.code().as_str(), other.fact("rule")), ("RULE_VIOLATION", &json!("PM-07")));
        let seen = acknowledge(&acme.client, &id).await.ok();
        assert_eq!(seen.text("/acknowledgeSharedRca/sharedRca/questions/0/answer"), text);
        assert_eq!(seen.at("/acknowledgeSharedRca/sharedRca/questions/0/answeredBy"), &Value::Null);
        assert!(!seen.body.contains(Who::Problems.name()));
        let inside = analysis::read_rca(&manager, &ground.rca, "publications { customers { name } acknowledgements { customer { name } at } questions { answer } }").await;
        assert_eq!(inside.texts("/rca/publications/0/customers", "name").len(), 2);
        assert_eq!(inside.at("/rca/publications/0/acknowledgements/0/customer/name"), &json!("Acme Travel"));
        assert_eq!(inside.list("/rca/publications/0/questions").len(), 2);
        // Nothing of the inside is reached from what is hers.
        let reach = acme.client.ask("{ viewer { sharedRcas { nodes { questions { customer { services { name } users { name } } publication { title } } } } } }", json!({})).await;
        assert!(reach.codes().iter().any(|code| code == "FORBIDDEN") && !reach.body.contains("Bettina"), "{}", reach.body);
    }

    async fn a_question_about_what_was_withdrawn_waits_for_nobody(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let acme = buyer(server, "Acme Travel").await;
        let id = ground.publish(&manager, with(&[&acme])).await.ok().text("/publishRca/publication/id");
        ask(&acme.client, &id, json!({})).await.ok();
        let open = "{ openRcaQuestions { totalCount nodes { id } } }";
        let waiting = manager.ask(open, json!({})).await;
        assert_eq!(waiting.int("/openRcaQuestions/totalCount"), 1);
        manager.mutate_by_id("withdrawRcaPublication", "publication { id }", &id).await.ok();
        let none = manager.ask(open, json!({})).await;
        assert_eq!((none.int("/openRcaQuestions/totalCount"), none.at("/openRcaQuestions/nodes")), (0, &json!([])));
        let input = json!({ "id": waiting.text("/openRcaQuestions/nodes/0/id"), "body": "The pool was small." });
        let answer = manager.mutate("answerRcaQuestion", "AnswerRcaQuestionInput", "question { id }", input).await;
        assert_eq!((answer.code().as_str(), answer.fact("rule")), ("RULE_VIOLATION", &json!("PM-07")));
    }

    async fn a_customer_asks_so_many_questions_and_no_more(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let (acme, globex) = (buyer(server, "Acme Travel").await, buyer(server, "Globex").await);
        let id = ground.publish(&manager, with(&[&acme, &globex])).await.ok().text("/publishRca/publication/id");
        for _ in 0..MOST_QUESTIONS {
            ask(&acme.client, &id, json!({})).await.ok();
        }
        let more = ask(&acme.client, &id, json!({})).await;
        assert!(["BAD_USER_INPUT", "RULE_VIOLATION"].contains(&more.code().as_str()), "{}", more.body);
        assert!(more.body.contains(&MOST_QUESTIONS.to_string()), "{}", more.body);
        ask(&globex.client, &id, json!({})).await.ok();
    }

    async fn what_is_shared_names_no_other_customer(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let (acme, globex) = (buyer(server, "Acme Travel").await, buyer(server, "Globex").await);
        let told = |content: &Answer| content.text("/previewRca/html");
        let why = json!({ "why": "Acme Travel and Globex saw it; Bettina Quell told us." });
        let mine = told(&ground.preview(&manager, tests::story::merge(with(&[&acme]), why.clone())).await);
        assert!(mine.contains("Acme Travel") && !mine.contains("Globex") && !mine.contains("Bettina"), "{mine}");
        let both = told(&ground.preview(&manager, tests::story::merge(with(&[&acme, &globex]), why)).await);
        assert!(!both.contains("Acme") && !both.contains("Globex"), "{both}");
        for (more, field) in [(json!({ "audience": "CUSTOMERS" }), "customerIds"), (json!({ "customerIds": [acme.customer] }), "customerIds"),
            (json!({ "audience": "CUSTOMERS", "customerIds": [acme.customer.replace("cus_01", "cus_00")] }), "customerIds")]
        {
            let refused = ground.preview(&manager, more.clone()).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!(field)), "{more}");
        }
    }

    async fn she_reads_acknowledges_and_asks_at_the_portal(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let (acme, globex) = (buyer(server, "Acme Travel").await, buyer(server, "Globex").await);
        let id = ground.publish(&manager, with(&[&acme])).await.ok().text("/publishRca/publication/id");
        let path = format!("/status/account/rca/{id}");
        tests::portal::until(server, "/status", |page| page.contains("Checkout")).await;
        let mut visitor = Visitor::new(server);
        let asked = visitor.get(&path).await;
        assert_eq!((asked.status, asked.headers["location"].to_str().unwrap()), (303, "/status/sign-in"));
        visitor.sign_in(&acme.email, PASSWORD).await;
        assert!(visitor.get("/status/account").await.body.contains(&path), "the account lists it");
        let page = visitor.get(&path).await;
        assert_eq!((page.status, page.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
        for text in ["Payments failed at times", "This is preliminary", "Acknowledge that you have read it", "Ask a question", "<svg"] {
            assert!(page.body.contains(text), "{text} is not in {}", page.body);
        }
        let markdown = visitor.get(&format!("{path}.md")).await;
        assert!(markdown.body.starts_with("# Payments failed at times") && markdown.headers["content-type"].to_str().unwrap().starts_with("text/markdown"));

        // A form of another page does nothing.
        let (acknowledge, question) = (format!("{path}/acknowledge"), format!("{path}/question"));
        for (token, headers) in [("x".to_owned(), vec![]), (form_token(&page), vec![("origin", "https://evil.example")])] {
            let forged = visitor.post(&acknowledge, &[("form_token", &token)], &headers).await;
            assert_eq!(forged.status, 403);
            assert_eq!(visitor.post(&question, &[("form_token", &token), ("body", "x")], &headers).await.status, 403);
        }
        assert!(visitor.get(&path).await.body.contains("Acknowledge that you have read it"));

        let token = form_token(&page);
        let done = visitor.post(&acknowledge, &[("form_token", &token)], &[]).await;
        assert_eq!((done.status, done.headers["location"].to_str().unwrap()), (303, format!("{path}#talk").as_str()));
        let key = page.body.split_once("name=\"key\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let form = [("form_token", token.as_str()), ("key", key.as_str()), ("body", "Why <script>alert(1)</script>?")];
        for _ in 0..2 {
            assert_eq!(visitor.post(&question, &form, &[]).await.status, 303);
        }
        let page = visitor.get(&path).await;
        assert!(page.body.contains("Acknowledged") && page.body.contains("Not answered yet") && !page.body.contains("<script>alert"), "{}", page.body);
        assert_eq!(page.body.matches("You asked").count(), 1, "sent twice, asked once");
        let empty = visitor.post(&question, &[("form_token", &token), ("body", " ")], &[]).await;
        assert!(empty.status == 400 && empty.body.contains("Your question must not be empty"), "{}", empty.body);
        let open = manager.ask("{ openRcaQuestions { nodes { id } } }", json!({})).await;
        let input = json!({ "id": open.text("/openRcaQuestions/nodes/0/id"), "body": "Since the pool was small." });
        manager.mutate("answerRcaQuestion", "AnswerRcaQuestionInput", "question { id }", input).await.ok();
        assert!(visitor.get(&path).await.body.contains("Since the pool was small."));

        // What is not hers is what does not exist.
        let mut other = Visitor::new(server);
        other.sign_in(&globex.email, PASSWORD).await;
        let (foreign, unknown) = (other.get(&path).await, other.get(&path.replace("pbl_01", "pbl_00")).await);
        assert_eq!((foreign.status, unknown.status), (404, 404));
        assert_eq!(foreign.body, unknown.body);
        let token = form_token(&other.get("/status/account").await);
        for nothing in [&acknowledge, &question] {
            let refused = other.post(nothing, &[("form_token", &token), ("body", "x")], &[]).await;
            assert_eq!((refused.status, &refused.body), (404, &unknown.body));
        }
        for (path, status) in [(format!("{path}/else"), 404), ("/status/account/rca/x".to_owned(), 404), (acknowledge, 405)] {
            assert_eq!(visitor.get(&path).await.status, status, "{path}");
        }
        manager.mutate_by_id("withdrawRcaPublication", "publication { id }", &id).await.ok();
        assert_eq!(visitor.get(&path).await.status, 404);
    }
}
