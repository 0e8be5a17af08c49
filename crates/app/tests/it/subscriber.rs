//! Subscribers: one row when something is published, each delivery once however often it is spread, and an end for who cannot be
//! reached. Secrets are kept sealed.

use app::catalog::{PortalPlace, UpdateService};
use app::comms::PublishUpdate;
use app::integration::{Leased, Parcel};
use app::subscriber::{AskForUpdates, RcaNews, SubscribersQuery, announce_rca, withdraw_rca};
use domain::comms::Audience;
use domain::id::{PublicationId, RcaId};
use domain::identity::Actor;
use domain::incident::Summary;
use domain::integration::{Attempt, Channel, Verdict};
use domain::subscriber::SubscriberChannel;

use crate::harness::cli;
use crate::incident::{Stage, stage};

/// A stage whose service is public.
async fn public_stage() -> Stage {
    let stage = stage().await;
    let app = &stage.world.app;
    let version = app.directory().service(stage.shop).unwrap().version;
    let command = UpdateService {
        id: stage.shop,
        version,
        name: None,
        description: None,
        tier: None,
        owner_team: None,
        logs_url: None,
        dashboard_url: None,
        runbook_url: None,
        portal: PortalPlace { is_public: Some(true), ..PortalPlace::default() },
    };
    app.update_service(&cli(), command).await.unwrap();
    stage
}

async fn ask(stage: &Stage, number: usize) {
    let command = AskForUpdates {
        channel: SubscriberChannel::Webhook,
        address: format!("https://hooks.trips.example/{number}"),
        service_ids: Vec::new(),
    };
    stage.world.app.ask_for_updates(command, None).await.unwrap();
}

async fn lease(stage: &Stage, limit: u64) -> Vec<Leased> {
    stage.world.app.lease_deliveries(limit, &[]).await.unwrap().0
}

async fn finish(stage: &Stage, leased: &Leased, verdict: Verdict) {
    let at = stage.world.app.now();
    let attempt =
        Attempt { at, millis: 1, status_code: Some(500), error: String::new(), answer: "secret".to_owned() };
    stage.world.app.finish_attempt(leased, attempt, verdict, 0.5).await.unwrap();
}

fn body(leased: &Leased) -> serde_json::Value {
    let Parcel::Webhook { body, .. } = &leased.parcel else { panic!("a call") };
    serde_json::from_str(body).unwrap()
}

/// Subscribes endpoints and confirms them by the link in their calls.
async fn subscribe(stage: &Stage, count: usize) {
    for number in 0..count {
        ask(stage, number).await;
    }
    for leased in lease(stage, count as u64).await {
        finish(stage, &leased, Verdict::Delivered).await;
        let url = body(&leased)["data"]["confirmUrl"].as_str().unwrap().to_owned();
        let token = url.rsplit('/').next().unwrap();
        let confirmed = stage.world.app.confirm_subscription(token).await.unwrap();
        assert!(confirmed.secret.unwrap().expose().starts_with("whsec_"));
    }
}

async fn say(stage: &Stage, actor: &Actor, incident: &Summary, text: &str) {
    let app = &stage.world.app;
    let command = PublishUpdate {
        incident_id: incident.id,
        audience: Audience::External,
        body: text.to_owned(),
        next_update_at: Some(app.now() + chrono::Duration::hours(1)),
        eta: None,
        idempotency_key: None,
    };
    app.publish_status_update(actor, command).await.unwrap();
}

const ALL: SubscribersQuery = SubscribersQuery { channel: None, is_confirmed: None, after: None, size: 100 };

#[tokio::test]
async fn a_notice_is_spread_once_and_reads_no_more_for_many_than_for_few() {
    let stage = public_stage().await;
    let app = &stage.world.app;
    subscribe(&stage, 40).await;
    let incident = stage.declare("The cellar is wet").await;
    let before = app.store().statements();
    say(&stage, &stage.oliver, &incident, "Payments fail.").await;
    let with_many = app.store().statements() - before;
    assert_eq!(lease(&stage, 99).await.len(), 0, "nothing before it is spread");
    assert_eq!(app.spread_notices().await.unwrap(), 1);
    assert_eq!(app.spread_notices().await.unwrap(), 0);
    let leased = lease(&stage, 99).await;
    assert_eq!(leased.len(), 40);
    assert!(leased.iter().all(|one| one.channel == Channel::Subscriber));
    let (first, second) = (body(&leased[0]), body(&leased[1]));
    assert_eq!(first["data"]["update"], second["data"]["update"]);
    assert_ne!(first["data"]["unsubscribeUrl"], second["data"]["unsubscribeUrl"]);
    assert_eq!(first["data"]["incident"]["title"], "Partial outage: Shop");
    assert!(!first.to_string().contains("cellar"));
    for one in app.subscribers(&stage.ada, ALL).await.unwrap().items {
        app.remove_subscriber(&stage.ada, one.id).await.unwrap();
    }
    let other = stage.declare("Another").await;
    let before = app.store().statements();
    say(&stage, &stage.oliver, &other, "Payments fail.").await;
    assert_eq!(app.store().statements() - before, with_many, "publishing costs the same for none");
    assert_eq!(app.spread_notices().await.unwrap(), 1);
    assert!(lease(&stage, 99).await.is_empty());
}

#[tokio::test]
async fn the_order_of_an_incident_holds_however_it_is_spread() {
    let stage = public_stage().await;
    let app = &stage.world.app;
    subscribe(&stage, 1).await;
    let (one, two) = (stage.declare("One").await, stage.declare("Two").await);
    say(&stage, &stage.oliver, &one, "first").await;
    app.spread_notices().await.unwrap();
    say(&stage, &stage.oliver, &one, "second").await;
    say(&stage, &stage.oliver, &two, "other").await;
    app.spread_notices().await.unwrap();
    let texts = |leased: &[Leased]| {
        leased
            .iter()
            .map(|one| body(one)["data"]["update"]["body"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let leased = lease(&stage, 9).await;
    assert_eq!(texts(&leased), ["first", "other"], "the second waits for the first");
    finish(&stage, &leased[0], Verdict::Retry { after: None }).await;
    assert!(lease(&stage, 9).await.is_empty());
    stage.world.clock.advance(10);
    let again = lease(&stage, 9).await;
    assert_eq!((texts(&again), again[0].id), (vec!["first".to_owned()], leased[0].id));
    assert_eq!(body(&again[0]), body(&leased[0]));
    finish(&stage, &again[0], Verdict::Delivered).await;
    assert_eq!(texts(&lease(&stage, 9).await), ["second"]);
}

#[tokio::test]
async fn who_cannot_be_reached_for_days_is_told_no_more_and_who_never_said_yes_is_forgotten() {
    let stage = public_stage().await;
    let app = &stage.world.app;
    subscribe(&stage, 2).await;
    let incident = stage.declare("One").await;
    for round in 0..30 {
        say(&stage, &stage.oliver, &incident, &format!("round {round}")).await;
        app.spread_notices().await.unwrap();
        for leased in lease(&stage, 9).await {
            finish(&stage, &leased, Verdict::Retry { after: None }).await;
        }
        stage.world.clock.advance(5 * 3600);
    }
    let all = app.subscribers(&stage.ada, ALL).await.unwrap().items;
    assert!(all.iter().all(|one| !one.is_active && one.failing_since.is_some()), "{all:?}");
    assert_eq!(app.pending_deliveries().await.unwrap(), 0, "what waited is not sent");
    assert!(stage.world.audit().await.iter().any(|action| action == "subscriber.disabled"));

    // The same address may say yes again.
    subscribe(&stage, 1).await;
    let all = app.subscribers(&stage.ada, ALL).await.unwrap().items;
    assert_eq!((all.len(), all.iter().filter(|one| one.is_active).count()), (2, 1));
    ask(&stage, 7).await;
    assert_eq!(app.count_subscribers(&stage.ada, ALL).await.unwrap(), 3);
    stage.world.clock.advance(3 * 86_400 - 1);
    assert_eq!(app.clear_subscribers().await.unwrap(), 0);
    stage.world.clock.advance(2);
    assert_eq!(app.clear_subscribers().await.unwrap(), 1);
    assert_eq!(app.count_subscribers(&stage.ada, ALL).await.unwrap(), 2);
}

#[tokio::test]
async fn the_command_line_tells_nobody_and_tokens_are_kept_sealed() {
    let stage = public_stage().await;
    let app = &stage.world.app;
    ask(&stage, 0).await;
    let leased = lease(&stage, 9).await.remove(0);
    let token = body(&leased)["data"]["confirmUrl"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    app.store().checkpoint().await.unwrap();
    let bytes = std::fs::read(stage.world.dir.path().join("test.sqlite")).unwrap();
    assert!(!bytes.windows(token.len()).any(|part| part == token.as_bytes()), "kept in plain");
    finish(&stage, &leased, Verdict::Delivered).await;
    app.confirm_subscription(&token).await.unwrap();
    assert!(matches!(app.confirm_subscription(&token).await, Err(app::Error::NotFound)), "once");
    let incident = stage.declare("One").await;
    say(&stage, &cli(), &incident, "By the command line.").await;
    assert_eq!(app.spread_notices().await.unwrap(), 0);
}

#[tokio::test]
async fn a_published_analysis_is_told_and_one_that_was_withdrawn_is_not() {
    let stage = public_stage().await;
    let app = &stage.world.app;
    subscribe(&stage, 1).await;
    let news = |n: u128, title: &str| RcaNews {
        id: PublicationId::new(uuid::Uuid::from_u128(n)),
        rca: RcaId::new(uuid::Uuid::from_u128(70 + n)),
        reference: "RCA-7".to_owned(),
        stage: "FINAL".to_owned(),
        title: title.to_owned(),
        summary: "A pool was too small.".to_owned(),
        path: "/status/rca/RCA-7".to_owned(),
        services: vec![stage.shop],
        at: app.now(),
    };
    let (kept, withdrawn, late) = (news(1, "Kept"), news(2, "Withdrawn"), news(3, "Late"));
    for one in [&kept, &withdrawn, &late] {
        let mut write = app.write(&stage.meena).await.unwrap();
        announce_rca(&mut write, one);
        write.commit().await.unwrap();
    }
    let take_back = async |one: &RcaNews| {
        let write = app.write(&stage.meena).await.unwrap();
        withdraw_rca(&write, one.id).await.unwrap();
        write.commit().await.unwrap();
    };
    take_back(&withdrawn).await;
    app.spread_notices().await.unwrap();
    // Spread already, and not sent yet.
    take_back(&late).await;
    let leased = lease(&stage, 9).await;
    let bodies: Vec<_> = leased.iter().map(body).collect();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    let (kind, rca) = (&bodies[0]["type"], &bodies[0]["data"]["rca"]);
    assert_eq!((kind.as_str(), rca["title"].as_str()), (Some("status.rca_published"), Some("Kept")));
    assert_eq!(rca["url"], format!("{}/status/rca/RCA-7", app.settings().public_url));
}
