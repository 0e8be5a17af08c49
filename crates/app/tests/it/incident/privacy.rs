//! Private incidents: for everyone but members and incident managers they do not exist.

use app::Error;
use app::incident::{AddEntry, AssignResponder, IncidentFilter, ReleaseResponder, UpdateIncident};
use domain::id::IncidentId;
use domain::identity::Actor;
use domain::incident::timeline::DetailParts;
use domain::incident::{ResponderRole, Summary, TimelineEntryKind};

use super::{Stage, stage};
use crate::harness::neighbour;

async fn exists(app: &app::App, actor: &Actor, id: IncidentId) -> bool {
    match app.incident(actor, id).await {
        Ok(_) => true,
        Err(Error::NotFound) => false,
        Err(other) => panic!("{other:?}"),
    }
}

async fn assign(stage: &Stage, incident: &Summary, to: &Actor) {
    let command = AssignResponder {
        incident_id: incident.id,
        role: ResponderRole::Scribe,
        user_id: to.principal.user().unwrap(),
        at: None,
        idempotency_key: None,
    };
    stage.world.app.assign_responder(&stage.oliver, command).await.unwrap();
}

#[tokio::test]
async fn a_private_incident_exists_for_members_and_managers_alone() {
    let stage = stage().await;
    let app = &stage.world.app;
    let told = stage.declare_private("Quiet").await;
    for (actor, sees) in [
        (&stage.oliver, true),
        (&stage.meena, true),
        (&stage.dave, false),
        (&stage.victor, false),
        (&stage.ada, false),
    ] {
        assert_eq!(exists(app, actor, told.id).await, sees);
        assert_eq!(stage.titles(actor).await.len(), usize::from(sees));
        assert_eq!(app.count_incidents(actor, &IncidentFilter::default()).await.unwrap(), u64::from(sees));
        let reference = domain::incident::reference(told.number);
        assert_eq!(app.incident_by_reference(actor, &reference).await.is_ok(), sees);
        assert_eq!(app.incidents_by_ids(actor, &[told.id]).await.unwrap().len(), usize::from(sees));
        assert_eq!(app.incident_instants(actor, &[told.id]).await.unwrap().len(), usize::from(sees));
        assert_eq!(app.count_timeline(actor, told.id, &[]).await.unwrap(), u64::from(sees));
    }
    let entry = AddEntry {
        incident_id: told.id,
        body: "x".to_owned(),
        kind: TimelineEntryKind::Note,
        happened_at: None,
        precision: None,
        corrects: None,
        links: Vec::new(),
        detail: DetailParts::default(),
        idempotency_key: None,
    };
    assert!(matches!(app.add_timeline_entry(&stage.dave, entry.clone()).await, Err(Error::NotFound)));
    let written = app.add_timeline_entry(&stage.oliver, entry).await.unwrap().entry;
    assert!(matches!(app.timeline_entry(&stage.dave, written.id).await, Err(Error::NotFound)));
    assert!(matches!(app.pin_timeline_entry(&stage.dave, written.id, true).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_role_or_an_invitation_opens_it_and_its_end_closes_it() {
    let stage = stage().await;
    let app = &stage.world.app;
    let told = stage.declare_private("Quiet").await;
    let dave = stage.dave.principal.user().unwrap();
    app.add_incident_member(&stage.oliver, told.id, dave).await.unwrap();
    assert!(exists(app, &stage.dave, told.id).await);
    app.remove_incident_member(&stage.oliver, told.id, dave).await.unwrap();
    assert!(!exists(app, &stage.dave, told.id).await);
    let again = app.remove_incident_member(&stage.oliver, told.id, dave).await;
    assert!(matches!(again, Err(Error::Invalid { field, .. }) if field == "userId"));
    assign(&stage, &told, &stage.dave).await;
    assert!(exists(app, &stage.dave, told.id).await);
    let release = ReleaseResponder { incident_id: told.id, role: ResponderRole::Scribe, at: None };
    app.release_responder(&stage.oliver, release).await.unwrap();
    assert!(!exists(app, &stage.dave, told.id).await);
}

#[tokio::test]
async fn an_administrator_may_let_themselves_in_and_the_audit_log_tells() {
    let stage = stage().await;
    let app = &stage.world.app;
    let told = stage.declare_private("Quiet").await;
    let (ada, dave) = (stage.ada.principal.user().unwrap(), stage.dave.principal.user().unwrap());
    let other = app.add_incident_member(&stage.ada, told.id, dave).await;
    assert!(
        matches!(other, Err(Error::NotFound)),
        "others cannot be let in by who does not see it: {other:?}"
    );
    app.add_incident_member(&stage.ada, told.id, ada).await.unwrap();
    assert!(exists(app, &stage.ada, told.id).await);
    assert_eq!(stage.world.audit().await.last().map(String::as_str), Some("incident.member_added"));
    let outsider = app.add_incident_member(&stage.dave, told.id, dave).await;
    assert!(matches!(outsider, Err(Error::NotFound)), "{outsider:?}");
}

#[tokio::test]
async fn closing_an_incident_to_others_keeps_it_for_who_did() {
    let stage = stage().await;
    let app = &stage.world.app;
    let other_process = neighbour(&stage.world).await;
    let told = stage.declare("Loud").await;
    let command = UpdateIncident {
        id: told.id,
        version: told.version,
        title: None,
        summary: None,
        service_ids: None,
        detection_source: None,
        tags: None,
        is_private: Some(true),
        public_title: None,
    };
    app.update_incident(&stage.dave, command).await.unwrap();
    assert!(exists(app, &stage.dave, told.id).await);
    assert!(!exists(app, &stage.oliver, told.id).await && !exists(app, &stage.victor, told.id).await);
    // Another process learns of the members through the outbox.
    for _ in 0..100 {
        if exists(&other_process, &stage.dave, told.id).await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the other process never learnt of the members");
}
