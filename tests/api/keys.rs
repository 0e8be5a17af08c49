//! API keys: for programs, with a role and an end (section 5 of the security page).

use std::time::Duration;

use serde_json::{Value, json};
use tests::story::{declare, entry, merge};
use tests::{Backend, Client, Server, Who, time};

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
