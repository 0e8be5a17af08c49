//! API keys: for programs, with a role and an end (section 5 of the security page).

use std::time::Duration;

use serde_json::{Value, json};
use tests::socket::{Event, INCIDENT_CHANGED, Socket};
use tests::story::{declare, entry, merge};
use tests::stream::{self, Stream};
use tests::{Backend, Client, Server, Who, time};

/// What a bound key may ask in these tests.
const OPEN: &str = "query Open($n: Int!) { incidents(first: $n) { nodes { title } } }";

async fn create(admin: &Client, more: Value) -> (String, String) {
    let input = merge(
        json!({ "name": "Alert bridge", "role": "RESPONDER", "expiresAt": time::millis_ahead(86_400_000) }),
        more,
    );
    let answer = admin.mutate("createApiKey", "CreateApiKeyInput", "apiKey { id } secret", input).await;
    (answer.text("/createApiKey/apiKey/id"), answer.text("/createApiKey/secret"))
}

on_both! {
    async fn a_key_acts_as_its_role_and_signs_what_it_writes(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let (id, secret) = create(&admin, json!({})).await;
        server.keep_secret(&secret);
        assert!(secret.starts_with("cmk_") && secret.len() > 50, "{}", secret.len());
        let bot = server.bearer(&secret);
        let incident = declare(&bot, "From a bridge", json!({})).await;
        let written = entry(&bot, &incident, "alert", json!({ "kind": "ALERT" })).await;
        assert_eq!(written.at("/addTimelineEntry/timelineEntry/author"), &json!({ "id": id, "kind": "API_KEY", "name": "Alert bridge" }));
        let refused = bot.mutate("createTeam", "CreateTeamInput", "team { id }", json!({ "name": "x" })).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        assert!(!written.headers.contains_key("set-cookie"), "a key is no session");
        let listed = admin.ask("{ apiKeys { nodes { id name role expiresAt revokedAt } } }", json!({})).await;
        assert_eq!(listed.text("/apiKeys/nodes/0/id"), id);
        assert!(!listed.body.contains(&secret), "shown once");
    }

    async fn a_revoked_key_is_refused_at_the_next_request(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let (id, secret) = create(&admin, json!({})).await;
        let bot = server.bearer(&secret);
        declare(&bot, "Works", json!({})).await;
        let revoked = admin.mutate("revokeApiKey", "RevokeApiKeyInput", "apiKey { revokedAt }", json!({ "id": id })).await;
        assert!(revoked.at("/revokeApiKey/apiKey/revokedAt").is_string());
        assert!(bot.ask("{ incidents { nodes { id } } }", json!({})).await.is_unauthenticated());
    }

    async fn a_key_ends_when_it_said(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let (_, secret) = create(&admin, json!({ "expiresAt": time::millis_ahead(1500) })).await;
        let bot = server.bearer(&secret);
        bot.ask("{ incidents { nodes { id } } }", json!({})).await.ok();
        tokio::time::sleep(Duration::from_millis(1700)).await;
        assert!(bot.ask("{ incidents { nodes { id } } }", json!({})).await.is_unauthenticated());
    }

    async fn a_key_is_made_once_per_idempotency_key(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let expires = time::millis_ahead(86_400_000);
        let input = json!({ "name": "Bot", "role": "VIEWER", "expiresAt": expires, "idempotencyKey": "k" });
        let first = admin.mutate("createApiKey", "CreateApiKeyInput", "apiKey { id } secret", input.clone()).await;
        let again = admin.mutate("createApiKey", "CreateApiKeyInput", "apiKey { id } secret", input).await;
        assert_eq!(first.text("/createApiKey/apiKey/id"), again.text("/createApiKey/apiKey/id"));
        assert!(first.at("/createApiKey/secret").is_string() && again.at("/createApiKey/secret").is_null());
    }
}

on_both! {
    async fn a_bound_key_runs_its_document_and_no_other(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        declare(&server.sign_in(Who::Manager).await, "Seen", json!({})).await;
        let (id, secret) = create(&admin, json!({ "query": OPEN, "role": "ADMIN" })).await;
        server.keep_secret(&secret);
        let bot = server.bearer(&secret);
        for n in [1, 2] {
            let answer = bot.ask(OPEN, json!({ "n": n })).await.ok();
            assert_eq!(answer.text("/incidents/nodes/0/title"), "Seen");
        }
        let before = server.database.traces().await;
        for other in [
            format!("{OPEN} "),
            OPEN.replace("title", "id"),
            "{ __typename }".to_owned(),
            "{ __schema { types { name } } }".to_owned(),
            "mutation { createTeam(input: { name: \"x\" }) { team { id } } }".to_owned(),
            "{".to_owned(),
            String::new(),
        ] {
            let refused = bot.ask(&other, json!({ "n": 1 })).await;
            assert_eq!(refused.code(), "FORBIDDEN", "{other}");
            assert!(refused.body.contains("one document only"), "{}", refused.body);
            assert!(!refused.body.contains("Seen"), "{}", refused.body);
        }
        let code = bot.ask(OPEN, json!({ "n": "x" })).await.code();
        assert_eq!(code, "GRAPHQL_VALIDATION_FAILED", "variables are judged as ever");
        assert_eq!(server.database.traces().await, before, "nothing was written");
        let listed = admin.ask("{ apiKeys { nodes { id query queryHash } } }", json!({})).await;
        assert_eq!(listed.text("/apiKeys/nodes/0/id"), id);
        assert_eq!(listed.text("/apiKeys/nodes/0/query"), OPEN);
        let hash = listed.text("/apiKeys/nodes/0/queryHash");
        let by_hash = |hash: &str| json!({ "variables": { "n": 1 }, "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } });
        assert!(post(server, &secret, by_hash(&hash)).await.contains("Seen"), "the hash stands for the text");
        assert!(post(server, &secret, by_hash(&"0".repeat(64))).await.contains("BAD_USER_INPUT"));
        let unbound = create(&admin, json!({ "name": "Other" })).await.1;
        assert!(post(server, &unbound, by_hash(&hash)).await.contains("BAD_USER_INPUT"), "nobody else's");
    }

    async fn a_bound_key_listens_until_it_ends(server: &Server) {
        let (admin, manager) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Manager).await);
        let query = json!({ "query": INCIDENT_CHANGED });
        let (id, secret) = create(&admin, query.clone()).await;
        let bot = server.bearer(&secret);
        let mut events = Stream::open(server, &bot, json!({})).await;
        let mut socket = Socket::signed_in(server, &secret).await;
        socket.subscribe("all", json!({})).await;
        tokio::time::sleep(Duration::from_millis(250)).await;
        let incident = declare(&manager, "Heard", json!({})).await;
        assert_eq!(socket.change().await["incidentId"], json!(incident.id));
        assert_eq!(events.change().await["incidentId"], json!(incident.id));
        let other = "subscription { incidentChanged { cursor } }";
        for query in [other, "{ incidents { nodes { id } } }"] {
            socket.send(json!({ "type": "subscribe", "id": query, "payload": { "query": query } })).await;
            let refused = socket.next(Duration::from_secs(2)).await.message();
            assert_eq!((&refused["type"], &refused["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("FORBIDDEN")), "{refused}");
        }
        let refused = stream::ask(server, &bot, other, json!({})).await.text().await.unwrap();
        assert!(refused.contains("FORBIDDEN"), "{refused}");
        admin.mutate("revokeApiKey", "RevokeApiKeyInput", "apiKey { revokedAt }", json!({ "id": id })).await.ok();
        assert!(matches!(socket.next(Duration::from_secs(3)).await, Event::Closed(4401)), "closed when the key ends");
        let mut ended = false;
        while let Some(sent) = events.next(Duration::from_secs(3)).await {
            ended = ended || sent.data.to_string().contains("UNAUTHENTICATED");
        }
        assert!(ended, "the event stream ended too");
        assert!(bot.ask(INCIDENT_CHANGED, json!({})).await.is_unauthenticated());
        let short = merge(query, json!({ "expiresAt": time::millis_ahead(2500) }));
        let (_, secret) = create(&admin, short).await;
        let mut socket = Socket::signed_in(server, &secret).await;
        socket.subscribe("all", json!({})).await;
        assert!(matches!(socket.next(Duration::from_secs(6)).await, Event::Closed(4401)), "closed when it expires");
        let listed = admin.ask("{ apiKeys { nodes { lastUsedAt } } }", json!({})).await;
        assert!(listed.at("/apiKeys/nodes/0/lastUsedAt").is_string(), "a stream is a use");
    }

    async fn a_document_that_no_key_can_run_makes_no_key(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        for (query, words) in [
            ("{", "not well-formed"),
            ("{ nonsense }", "line 1, column 3"),
            ("query A { __typename } query B { __typename }", "exactly one operation"),
            ("mutation { createTeam(input: { name: \"x\" }) { team { id } } }", "a query or a subscription"),
            ("{ oneTimeLink(token: \"x\") { name } }", "takes a credential"),
            ("{ __typename }\0", "no document has"),
        ] {
            let input = json!({ "name": "Bot", "role": "VIEWER", "expiresAt": time::millis_ahead(86_400_000), "query": query });
            let refused = admin.mutate("createApiKey", "CreateApiKeyInput", "secret", input).await;
            assert_eq!((refused.code().as_str(), refused.fact("field")), ("BAD_USER_INPUT", &json!("query")), "{query}");
            assert!(refused.body.contains(words), "{}", refused.body);
        }
        let listed = admin.ask("{ apiKeys { totalCount } }", json!({})).await;
        assert_eq!(listed.int("/apiKeys/totalCount"), 0);
    }
}

async fn post(server: &Server, secret: &str, body: Value) -> String {
    let request = server.http().post(format!("{}/graphql", server.url)).bearer_auth(secret).json(&body);
    request.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn changed_keys_are_refused() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    let (id, secret) = create(&admin, json!({})).await;
    let (_, other) = create(&admin, json!({ "name": "Other" })).await;
    let half = secret.len() / 2;
    let last = if secret.ends_with('a') { "b" } else { "a" };
    for token in [
        secret[..secret.len() - 1].to_owned(),
        format!("{}{last}", &secret[..secret.len() - 1]),
        format!("{secret}a"),
        secret.to_uppercase(),
        secret.replace("cmk_", "key_"),
        format!("{}{}", &secret[..half], &other[half..]),
        "cmk_".to_owned(),
        id,
        format!("cmk_{}", "a".repeat(70)),
    ] {
        assert!(
            server.bearer(&token).ask("{ incidents { nodes { id } } }", json!({})).await.is_unauthenticated(),
            "{token}"
        );
    }
    server.bearer(&secret).ask("{ incidents { nodes { id } } }", json!({})).await.ok();
}

#[tokio::test]
async fn a_key_cannot_make_other_keys() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    let (id, secret) = create(&admin, json!({ "role": "ADMIN" })).await;
    let bot = server.bearer(&secret);
    let input = json!({ "name": "Child", "role": "VIEWER", "expiresAt": time::millis_ahead(86_400_000) });
    assert_eq!(bot.mutate("createApiKey", "CreateApiKeyInput", "secret", input).await.code(), "FORBIDDEN");
    assert_eq!(
        bot.mutate("revokeApiKey", "RevokeApiKeyInput", "apiKey { id }", json!({ "id": id })).await.code(),
        "FORBIDDEN"
    );
}

#[tokio::test]
async fn the_command_line_makes_keys_too() {
    let server = Server::start(Backend::Sqlite).await;
    let words = ["api-key", "create", "--name", "Bridge", "--role", "RESPONDER", "--expires", "90d"];
    let printed = server.database.run(&words, "").ok();
    let secret = printed
        .split_whitespace()
        .find(|word| word.starts_with("cmk_"))
        .unwrap_or_else(|| panic!("no key in {printed}"))
        .to_owned();
    let bot = server.bearer(&secret);
    for _ in 0..50 {
        if bot.ask("{ incidents { nodes { id } } }", json!({})).await.codes().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the running program never heard of the key");
}

#[tokio::test]
async fn the_last_use_is_recorded() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    let (_, secret) = create(&admin, json!({})).await;
    let bot = server.bearer(&secret);
    for _ in 0..5 {
        bot.ask("{ incidents { nodes { id } } }", json!({})).await.ok();
    }
    for _ in 0..30 {
        let listed = admin.ask("{ apiKeys { nodes { lastUsedAt } } }", json!({})).await;
        if listed.at("/apiKeys/nodes/0/lastUsedAt").is_string() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("a used key says when");
}
