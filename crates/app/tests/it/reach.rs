//! Webhooks: secrets are shown once, failing for days switches one off, and history tells nobody.

use app::integration::{CreateWebhook, Leased, Parcel, UpdateWebhook};
use domain::identity::{Actor, SystemActor};
use domain::integration::{Attempt, DeliveryStatus, Verdict, Webhook, WebhookState, WebhookTopic};
use domain::notification::NotificationKind;

use crate::incident::{Stage, stage};

async fn hook(stage: &Stage) -> (Webhook, String) {
    let command = CreateWebhook {
        name: "Chat".to_owned(),
        url: "https://hooks.trips.example/x".to_owned(),
        topics: vec![WebhookTopic::Incident, WebhookTopic::Incident],
        idempotency_key: None,
    };
    let answer = stage.world.app.create_webhook(&stage.ada, command).await.unwrap();
    (answer.webhook, answer.secret.unwrap().into_exposed())
}

async fn lease(stage: &Stage) -> Vec<Leased> {
    stage.world.app.lease_deliveries(9, &[]).await.unwrap().0
}

async fn finish(stage: &Stage, leased: &Leased, verdict: Verdict) {
    let at = stage.world.app.now();
    let attempt =
        Attempt { at, millis: 1, status_code: Some(500), error: "no".to_owned(), answer: "a\0b".to_owned() };
    stage.world.app.finish_attempt(leased, attempt, verdict, 0.5).await.unwrap();
}

#[tokio::test]
async fn an_endpoint_that_fails_for_days_is_switched_off_and_admins_are_told() {
    let stage = stage().await;
    let app = &stage.world.app;
    let (webhook, _) = hook(&stage).await;
    stage.declare("Search is slow").await;
    // A new event every five hours, each of which fails.
    for _ in 0..30 {
        for leased in lease(&stage).await {
            finish(&stage, &leased, Verdict::Retry { after: None }).await;
        }
        stage.world.clock.advance(5 * 3600);
        let is_on = app.webhook(&stage.ada, webhook.id).await.unwrap().state == WebhookState::Active;
        if !is_on {
            break;
        }
        stage.declare("Again").await;
    }
    let now = app.webhook(&stage.ada, webhook.id).await.unwrap();
    assert_eq!(now.state, WebhookState::Disabled);
    let page = app.deliveries_of_webhooks(&stage.ada, &[webhook.id], &[], None, 99).await.unwrap();
    assert!(page[&webhook.id].items.iter().all(|one| one.delivery.status != DeliveryStatus::Pending));
    let inbox = app.notifications(&stage.ada, Some(true), None, 9).await.unwrap().items;
    assert_eq!(inbox.iter().map(|one| one.kind).collect::<Vec<_>>(), [NotificationKind::WebhookDisabled]);
    stage.declare("Nobody is told").await;
    assert!(lease(&stage).await.is_empty());
    let on = UpdateWebhook {
        id: now.id,
        version: now.version,
        name: None,
        url: None,
        topics: None,
        is_active: Some(true),
    };
    assert_eq!(app.update_webhook(&stage.ada, on).await.unwrap().webhook.failing_since, None);
    stage.declare("Told again").await;
    assert!(!lease(&stage).await.is_empty());
}

#[tokio::test]
async fn secrets_are_shown_once_and_kept_sealed_and_both_sign_for_a_day() {
    let stage = stage().await;
    let app = &stage.world.app;
    let (webhook, first) = hook(&stage).await;
    assert_eq!(webhook.topics, [WebhookTopic::Incident], "each once");
    assert!(first.starts_with("whsec_"));
    let second = app.rotate_webhook_secret(&stage.ada, webhook.id).await.unwrap().secret.unwrap();
    let secrets = async || {
        stage.declare("Search is slow").await;
        let leased = lease(&stage).await.remove(0);
        finish(&stage, &leased, Verdict::Delivered).await;
        let Parcel::Webhook { secrets, .. } = leased.parcel else { panic!("a call") };
        secrets.iter().map(|secret| secret.expose().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(secrets().await, [second.expose(), first.as_str()]);
    stage.world.clock.advance(24 * 3600);
    assert_eq!(secrets().await, [second.expose()]);
    app.store().checkpoint().await.unwrap();
    let bytes = std::fs::read(stage.world.dir.path().join("test.sqlite")).unwrap();
    for secret in [first.as_str(), second.expose()] {
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "kept in plain");
    }
}

#[tokio::test]
async fn history_tells_nobody_and_gone_is_gone() {
    let stage = stage().await;
    let app = &stage.world.app;
    let (webhook, _) = hook(&stage).await;
    for quiet in [SystemActor::Cli, SystemActor::Demo] {
        app.declare_incident(&Actor::system(quiet), stage.declaration("From the past")).await.unwrap();
    }
    assert!(lease(&stage).await.is_empty());
    stage.declare("Search is slow").await;
    let leased = lease(&stage).await;
    finish(&stage, &leased[0], Verdict::Gone).await;
    assert_eq!(app.webhook(&stage.ada, webhook.id).await.unwrap().state, WebhookState::Disabled);
}
