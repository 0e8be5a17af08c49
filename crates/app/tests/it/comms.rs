//! Promises over a real database: what updates and ends make of them, and who is told once that one is late.

use app::comms::{PromiseFilter, PromiseRca, PublishUpdate, rca_published};
use app::incident::AssignResponder;
use chrono::Duration;
use domain::comms::Audience;
use domain::comms::promise::{Promise, PromiseOutcome, RcaStage};
use domain::identity::Actor;
use domain::incident::{IncidentStatus, ResponderRole, Summary};
use domain::notification::NotificationKind;

use crate::harness::neighbour;
use crate::incident::{Stage, stage};

/// Publishes an update that promises the next one in some minutes.
async fn publish(stage: &Stage, incident: &Summary, audience: Audience, minutes: Option<i64>) {
    let app = &stage.world.app;
    let command = PublishUpdate {
        incident_id: incident.id,
        audience,
        body: "We are on it.".to_owned(),
        next_update_at: minutes.map(|minutes| app.now() + Duration::minutes(minutes)),
        eta: None,
        idempotency_key: None,
    };
    app.publish_status_update(&stage.oliver, command).await.unwrap();
}

async fn promises(stage: &Stage, filter: PromiseFilter) -> Vec<Promise> {
    stage.world.app.promises(&stage.meena, filter, None, 100).await.unwrap().items
}

async fn outcomes(stage: &Stage) -> Vec<PromiseOutcome> {
    let mut all = promises(stage, PromiseFilter::default()).await;
    all.sort_by_key(|promise| promise.made_at);
    all.iter().map(|promise| promise.outcome).collect()
}

/// How many late promises somebody was told of.
async fn told(stage: &Stage, actor: &Actor) -> usize {
    let inbox = stage.world.app.notifications(actor, None, None, 100).await.unwrap().items;
    inbox.iter().filter(|one| one.kind == NotificationKind::PromiseLate).count()
}

async fn give(stage: &Stage, incident: &Summary, role: ResponderRole, to: &Actor) {
    let user_id = to.principal.user().unwrap();
    let command =
        AssignResponder { incident_id: incident.id, role, user_id, at: None, idempotency_key: None };
    stage.world.app.assign_responder(&stage.meena, command).await.unwrap();
}

/// Decides until nothing is left.
async fn decide(stage: &Stage) {
    while stage.world.app.decide_escalations(stage.world.app.now()).await.unwrap() > 0 {}
}

#[tokio::test]
async fn updates_and_ends_settle_what_was_promised() {
    use PromiseOutcome::{Broken, Kept, Late, Open};
    let stage = stage().await;
    let incident = stage.declare("Booking is slow").await;
    publish(&stage, &incident, Audience::External, Some(60)).await;
    stage.world.clock.advance(30 * 60);
    publish(&stage, &incident, Audience::External, Some(60)).await;
    assert_eq!(outcomes(&stage).await, [Kept, Open]);
    stage.world.clock.advance(90 * 60);
    publish(&stage, &incident, Audience::Internal, Some(10)).await;
    assert_eq!(outcomes(&stage).await, [Kept, Open, Open], "another audience keeps nothing");
    let late = promises(&stage, PromiseFilter { is_late: Some(true), ..PromiseFilter::default() }).await;
    assert_eq!(late.iter().map(|one| one.audience).collect::<Vec<_>>(), [Audience::External]);
    publish(&stage, &incident, Audience::External, Some(60)).await;
    assert_eq!(outcomes(&stage).await, [Kept, Late, Open, Open]);
    stage.world.clock.advance(20 * 60);
    stage.step(&incident, IncidentStatus::Resolved, None).await;
    assert_eq!(outcomes(&stage).await, [Kept, Late, Broken, Open], "customers are owed the last word");
    publish(&stage, &incident, Audience::Internal, None).await;
    assert_eq!(outcomes(&stage).await, [Kept, Late, Late, Open], "the last word came late");
    publish(&stage, &incident, Audience::External, None).await;
    assert_eq!(outcomes(&stage).await, [Kept, Late, Late, Kept]);

    let report = stage.world.app.promise_report(&stage.victor, None, None).await.unwrap();
    let external = &report.rows[0].tally;
    assert_eq!(
        (external.made, external.kept, external.late, external.median_lateness),
        (3, 2, 1, Some(1800))
    );
    assert!(report.csv.contains("\r\nEXTERNAL,UPDATE,3,2,1,0,0,1800\r\n"), "{}", report.csv);
}

#[tokio::test]
async fn a_late_promise_is_told_to_the_leads_and_then_to_managers_once_each() {
    let stage = stage().await;
    let incident = stage.declare("Booking is slow").await;
    give(&stage, &incident, ResponderRole::IncidentLead, &stage.oliver).await;
    give(&stage, &incident, ResponderRole::CommunicationsLead, &stage.dave).await;
    publish(&stage, &incident, Audience::External, Some(60)).await;
    let counts = async || {
        let (oliver, dave) = (told(&stage, &stage.oliver).await, told(&stage, &stage.dave).await);
        (oliver, dave, told(&stage, &stage.meena).await)
    };
    decide(&stage).await;
    assert_eq!(counts().await, (0, 0, 0), "nothing is late");
    stage.world.clock.advance(61 * 60);
    // Whoever else decides at the same time tells nobody twice.
    let other = neighbour(&stage.world).await;
    let now = stage.world.app.now();
    let (one, two) = tokio::join!(stage.world.app.decide_escalations(now), other.decide_escalations(now));
    assert!(one.unwrap() + two.unwrap() >= 1);
    decide(&stage).await;
    assert_eq!(counts().await, (1, 1, 0));
    let inbox = stage.world.app.notifications(&stage.dave, None, None, 9).await.unwrap().items;
    let late = inbox.iter().find(|one| one.kind == NotificationKind::PromiseLate).unwrap();
    assert_eq!(late.subject, incident.id.to_string());
    stage.world.clock.advance(58 * 60);
    decide(&stage).await;
    assert_eq!(counts().await, (1, 1, 0), "a cadence later, not before");
    stage.world.clock.advance(2 * 60);
    decide(&stage).await;
    decide(&stage).await;
    assert_eq!(counts().await, (1, 1, 1));
    stage.world.clock.advance(24 * 3600);
    decide(&stage).await;
    assert_eq!(counts().await, (1, 1, 1), "there is no third time");
}

#[tokio::test]
async fn nobody_is_told_of_what_came_after_all_and_managers_of_what_nobody_leads() {
    let stage = stage().await;
    let kept = stage.declare("Kept").await;
    publish(&stage, &kept, Audience::External, Some(10)).await;
    stage.world.clock.advance(11 * 60);
    publish(&stage, &kept, Audience::External, Some(600)).await;
    decide(&stage).await;
    assert_eq!(told(&stage, &stage.meena).await, 0, "it came before anybody looked");
    let alone = stage.declare("Nobody leads it").await;
    publish(&stage, &alone, Audience::Internal, Some(10)).await;
    stage.world.clock.advance(11 * 60);
    decide(&stage).await;
    assert_eq!((told(&stage, &stage.meena).await, told(&stage, &stage.oliver).await), (1, 0));
}

#[tokio::test]
async fn promises_of_private_incidents_exist_for_members_alone() {
    let stage = stage().await;
    let hidden = stage.declare_private("Nobody knows").await;
    publish(&stage, &hidden, Audience::Internal, Some(10)).await;
    // A report is about what was made before its end, which is now.
    stage.world.clock.advance(1);
    let app = &stage.world.app;
    for (actor, sees) in
        [(&stage.oliver, 1), (&stage.meena, 1), (&stage.dave, 0), (&stage.victor, 0), (&stage.ada, 0)]
    {
        let listed = app.promises(actor, PromiseFilter::default(), None, 10).await.unwrap().items.len();
        assert_eq!(listed, sees, "{:?}", actor.roles);
        assert_eq!(app.count_promises(actor, PromiseFilter::default()).await.unwrap(), sees as u64);
        let report = app.promise_report(actor, None, None).await.unwrap();
        assert_eq!(report.rows.iter().map(|row| row.tally.made as usize).sum::<usize>(), sees);
    }
}

#[tokio::test]
async fn a_published_analysis_keeps_what_was_promised_of_the_incidents_it_explains() {
    use PromiseOutcome::{Kept, Late, Open};
    let shop = crate::problem::workshop().await;
    let stage = &shop.stage;
    let app = &stage.world.app;
    let (explained, other) = (stage.declare("Explained").await, stage.declare("Something else").await);
    let problem = shop.open("Pools are too small", &[explained.id]).await;
    for incident in [&explained, &other] {
        for (promised, audience) in [
            (RcaStage::Preliminary, Audience::External),
            (RcaStage::Final, Audience::External),
            (RcaStage::Final, Audience::Internal),
        ] {
            let command = PromiseRca {
                incident_id: incident.id,
                stage: promised,
                audience,
                due_at: None,
                idempotency_key: None,
            };
            app.promise_rca(&stage.oliver, command).await.unwrap();
        }
    }
    let publish = async |reached: RcaStage, audience: Audience| {
        let mut write = app.write(&shop.petra).await.unwrap();
        rca_published(&mut write, problem.id, reached, audience).await.unwrap();
        write.commit().await.unwrap();
        let ids = [explained.id, other.id];
        let all = app.rca_promises(&stage.victor, &ids).await.unwrap();
        let of = |incident: &Summary, wanted: (RcaStage, Audience)| {
            let found = all[&incident.id].iter().find(|one| (one.stage.unwrap(), one.audience) == wanted);
            found.unwrap().outcome
        };
        assert!(all[&other.id].iter().all(|one| one.outcome == Open), "of another incident");
        (
            of(&explained, (RcaStage::Preliminary, Audience::External)),
            of(&explained, (RcaStage::Final, Audience::External)),
            of(&explained, (RcaStage::Final, Audience::Internal)),
        )
    };
    assert_eq!(publish(RcaStage::Preliminary, Audience::Internal).await, (Open, Open, Open));
    assert_eq!(publish(RcaStage::Preliminary, Audience::External).await, (Kept, Open, Open));
    stage.world.clock.advance(20 * 24 * 3600);
    assert_eq!(publish(RcaStage::Final, Audience::External).await, (Kept, Late, Late));
}

#[tokio::test]
async fn the_end_of_an_incident_does_not_settle_a_promised_analysis() {
    let stage = stage().await;
    let incident = stage.declare("Booking is slow").await;
    let command = PromiseRca {
        incident_id: incident.id,
        stage: RcaStage::Final,
        audience: Audience::External,
        due_at: None,
        idempotency_key: None,
    };
    stage.world.app.promise_rca(&stage.oliver, command).await.unwrap();
    stage.step(&incident, IncidentStatus::Resolved, None).await;
    assert_eq!(outcomes(&stage).await, [PromiseOutcome::Open]);
    stage.world.clock.advance(15 * 24 * 3600);
    decide(&stage).await;
    assert_eq!(told(&stage, &stage.meena).await, 1, "and whoever manages incidents is told when it is late");
}
