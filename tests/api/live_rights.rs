//! A stream ends with the right to it, and never tells of what its reader may not see (G13).

use std::time::Duration;

use serde_json::json;
use tests::socket::{Event, Socket};
use tests::story::{declare, entry};
use tests::stream::Stream;
use tests::{Backend, Client, Server, Who};

/// Lets what happened reach the streams that are open, and a fresh stream reach the server.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(250)).await;
}

async fn watch(server: &Server, client: &Client) -> Socket {
    let mut socket = Socket::signed_in(server, client.token.as_deref().unwrap()).await;
    socket.subscribe("all", json!({})).await;
    settle().await;
    socket
}

async fn member(client: &Client, mutation: &str, incident: &str, user: &str) {
    let input = json!({ "incidentId": incident, "userId": user });
    client.mutate(mutation, "IncidentMemberInput", "incident { id }", input).await.ok();
}

on_both! {
    async fn a_private_incident_reaches_members_only(server: &Server) {
        let (manager, viewer) = (server.sign_in(Who::Manager).await, server.sign_in(Who::Viewer).await);
        let mut inside = watch(server, &manager).await;
        let mut stranger = watch(server, &viewer).await;
        let mut events = Stream::open(server, &viewer, json!({})).await;
        let hidden = declare(&manager, "Behind doors", json!({ "isPrivate": true })).await;
        entry(&manager, &hidden, "secret", json!({})).await.ok();
        let public = declare(&manager, "In the open", json!({})).await;
        assert_eq!(inside.change().await["incidentId"], json!(hidden.id));
        // Events keep their order, so the first that a stranger hears of comes after the hidden ones.
        assert_eq!(stranger.change().await["incidentId"], json!(public.id));
        assert_eq!(events.change().await["incidentId"], json!(public.id));
        stranger.subscribe("by id", json!({ "id": hidden.id })).await;
        let answer = stranger.next(Duration::from_secs(2)).await;
        match answer {
            Event::Message(message) => assert!(message.to_string().contains("NOT_FOUND"), "{message}"),
            Event::Silence => {
                entry(&manager, &hidden, "more", json!({})).await.ok();
                assert!(stranger.is_silent(Duration::from_millis(700)).await);
            }
            Event::Closed(code) => panic!("closed with {code}"),
        }
    }

    async fn who_loses_sight_of_an_incident_is_told_to_hide_it(server: &Server) {
        let (manager, viewer) = (server.sign_in(Who::Manager).await, server.sign_in(Who::Viewer).await);
        let incident = declare(&manager, "Closing doors", json!({})).await;
        settle().await;
        let mut socket = watch(server, &viewer).await;
        let input = json!({ "id": incident.id, "version": 1, "isPrivate": true });
        manager.mutate("updateIncident", "UpdateIncidentInput", "incident { id }", input).await.ok();
        let change = socket.change().await;
        assert_eq!((&change["change"], &change["incidentId"], &change["incident"]), (&json!("HIDDEN"), &json!(incident.id), &json!(null)));
        member(&manager, "addIncidentMember", &incident.id, &viewer.user_id).await;
        let change = socket.change().await;
        assert_eq!(change["incident"]["id"], json!(incident.id), "seen again: {change}");
        member(&manager, "removeIncidentMember", &incident.id, &viewer.user_id).await;
        assert_eq!(socket.change().await["change"], "HIDDEN");
        entry(&manager, &incident, "unseen", json!({})).await.ok();
        let public = declare(&manager, "In the open", json!({})).await;
        loop {
            let change = socket.change().await;
            assert!(change["change"] == "HIDDEN" || change["incidentId"] == json!(public.id), "{change}");
            if change["incidentId"] == json!(public.id) {
                break;
            }
        }
    }

    async fn a_stream_ends_when_its_reader_is_disabled(server: &Server) {
        let (admin, viewer) = (server.sign_in(Who::Admin).await, server.sign_in(Who::Viewer).await);
        let mut socket = watch(server, &viewer).await;
        let mut events = Stream::open(server, &viewer, json!({})).await;
        let input = json!({ "id": viewer.user_id, "version": 1, "isDisabled": true });
        admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.ok();
        assert_eq!(socket.close_code(Duration::from_secs(3)).await, Some(4401));
        let mut ended = false;
        while let Some(sent) = events.next(Duration::from_secs(3)).await {
            ended = ended || sent.event == "complete" || sent.data.to_string().contains("UNAUTHENTICATED");
        }
        assert!(ended, "the event stream ended too");
    }
}

#[tokio::test]
async fn a_stream_ends_on_signing_out() {
    let server = Server::start(Backend::Sqlite).await;
    let input = json!({ "input": { "email": Who::Viewer.email(), "password": tests::server::PASSWORD } });
    let answer = server.anonymous().ask(tests::server::SIGN_IN, input).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut socket = watch(&server, &server.bearer(&answer.text("/signIn/accessToken"))).await;
    let other = server.sign_in(Who::Viewer).await;
    let mut other_socket = watch(&server, &other).await;
    let out = server
        .http()
        .post(format!("{}/auth/logout", server.url))
        .header("x-coalmine-client", "web")
        .header("cookie", cookie);
    assert_eq!(out.send().await.unwrap().status(), 204);
    assert_eq!(socket.close_code(Duration::from_secs(2)).await, Some(4401), "within a second or two");
    declare(&other, "Still heard", json!({})).await;
    other_socket.change().await;
}

#[tokio::test]
async fn a_stream_ends_with_its_token() {
    let server = Server::with(Backend::Sqlite, &[("COALMINE_SESSION__ACCESS_TOKEN_SECONDS", "2")]).await;
    let viewer = server.sign_in(Who::Viewer).await;
    let mut socket = watch(&server, &viewer).await;
    assert_eq!(socket.close_code(Duration::from_secs(9)).await, Some(4401));
}

#[tokio::test]
async fn a_stream_ends_when_its_key_is_revoked_or_its_role_changes() {
    let server = Server::start(Backend::Sqlite).await;
    let admin = server.sign_in(Who::Admin).await;
    let input =
        json!({ "name": "Wall", "role": "VIEWER", "expiresAt": tests::time::millis_ahead(86_400_000) });
    let made = admin.mutate("createApiKey", "CreateApiKeyInput", "apiKey { id } secret", input).await;
    let mut wall = watch(&server, &server.bearer(&made.text("/createApiKey/secret"))).await;
    let responder = server.sign_in(Who::Responder).await;
    let mut socket = watch(&server, &responder).await;
    admin
        .mutate(
            "revokeApiKey",
            "RevokeApiKeyInput",
            "apiKey { id }",
            json!({ "id": made.text("/createApiKey/apiKey/id") }),
        )
        .await
        .ok();
    assert_eq!(wall.close_code(Duration::from_secs(3)).await, Some(4401));
    let input = json!({ "id": responder.user_id, "version": 1, "roles": ["VIEWER"] });
    admin.mutate("updateUser", "UpdateUserInput", "user { id }", input).await.ok();
    assert_eq!(
        socket.close_code(Duration::from_secs(3)).await,
        Some(4401),
        "the client comes back with its new rights"
    );
}
