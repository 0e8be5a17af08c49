//! Which incidents a problem explains: counted without the private ones, and followed.

use app::Error;
use app::incident::{ChangeSeverity, LinkIncidents, UpdateIncident};
use app::problem::AcceptProblemRisk;
use domain::id::IncidentId;
use domain::incident::{IncidentLinkKind, Severity, Summary};
use domain::problem::{Problem, ProblemStatus, ReopenReason};

use super::{Workshop, opening, workshop};

fn counts(problem: &Problem) -> (i32, i32, Option<Severity>) {
    (problem.incident_count, problem.recurrence_count, problem.worst_severity)
}

async fn set_private(shop: &Workshop, incident: &Summary, is_private: bool) -> Summary {
    let command = UpdateIncident {
        id: incident.id,
        version: incident.version,
        title: None,
        summary: None,
        service_ids: None,
        detection_source: None,
        tags: None,
        is_private: Some(is_private),
        public_title: None,
    };
    shop.app().update_incident(&shop.stage.meena, command).await.unwrap().incident
}

async fn recurrence(shop: &Workshop, again: IncidentId, earlier: IncidentId) {
    let kind = IncidentLinkKind::RecurrenceOf;
    let command = LinkIncidents { from_id: again, to_id: earlier, kind, idempotency_key: None };
    shop.app().link_incidents(&shop.stage.meena, command).await.unwrap();
}

#[tokio::test]
async fn an_incident_is_linked_once_and_can_be_unlinked() {
    let shop = workshop().await;
    let app = shop.app();
    let (a, problem) = (shop.stage.declare("A").await, shop.open("Why", &[]).await);
    let linked = app.link_problem_incident(&shop.stage.oliver, problem.id, a.id).await.unwrap().problem;
    assert_eq!(counts(&linked), (1, 0, Some(Severity::Sev2)));
    assert_eq!((linked.version, shop.problem(&problem).await), (1, linked.clone()));
    assert!(app.link_problem_incident(&shop.stage.oliver, problem.id, a.id).await.is_err(), "twice");
    assert_eq!(app.incident(&shop.petra, a.id).await.unwrap().problem_count, 1);
    let unlinked = app.unlink_problem_incident(&shop.stage.oliver, problem.id, a.id).await.unwrap().problem;
    assert_eq!(counts(&unlinked), (0, 0, None));
    assert_eq!(app.incident(&shop.petra, a.id).await.unwrap().problem_count, 0);
    assert!(app.unlink_problem_incident(&shop.stage.oliver, problem.id, a.id).await.is_err());
    assert_eq!(shop.traces("problem.incident_linked", "problem.incidents_changed").await, (1, 2));
    let denied = app.link_problem_incident(&shop.stage.victor, problem.id, a.id).await;
    assert!(matches!(denied, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn private_incidents_are_not_counted_and_not_listed() {
    let shop = workshop().await;
    let app = shop.app();
    let (open, quiet) = (shop.stage.declare("Open").await, shop.stage.declare_private("Quiet").await);
    let out_of_sight = app.open_problem(&shop.petra, opening("Why", &[quiet.id])).await;
    assert!(matches!(out_of_sight, Err(Error::Invalid { ref field, .. }) if field == "incidentIds"));
    let problem = shop.open("Why", &[open.id]).await;
    let denied = app.link_problem_incident(&shop.petra, problem.id, quiet.id).await;
    assert!(matches!(denied, Err(Error::NotFound)), "{denied:?}");
    app.link_problem_incident(&shop.stage.meena, problem.id, quiet.id).await.unwrap();
    let problem = shop.problem(&problem).await;
    assert_eq!(problem.incident_count, 1);
    for (actor, seen) in [(&shop.petra, 1), (&shop.stage.oliver, 2), (&shop.stage.meena, 2)] {
        let pages = app.incidents_of_problems(actor, &[problem.id], None, 10).await.unwrap();
        assert_eq!(pages[&problem.id].items.len(), seen);
        let counted = app.count_incidents_of_problems(actor, &[problem.id]).await.unwrap();
        assert_eq!(counted[&problem.id], u64::try_from(seen).unwrap());
    }
    let found = app.problems_of_incidents(&shop.petra, &[open.id, quiet.id], None, 10).await.unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), [&open.id]);
}

#[tokio::test]
async fn counts_follow_privacy_severity_and_recurrence() {
    let shop = workshop().await;
    let app = shop.app();
    let (a, b) = (shop.stage.declare("A").await, shop.stage.declare("B").await);
    let problem = shop.open("Why", &[a.id, b.id]).await;
    assert_eq!(counts(&problem), (2, 0, Some(Severity::Sev2)));
    let worse = ChangeSeverity { id: b.id, version: b.version, severity: Severity::Sev1, reason: None };
    let b = app.change_incident_severity(&shop.stage.oliver, worse).await.unwrap().incident;
    assert_eq!(counts(&shop.problem(&problem).await), (2, 0, Some(Severity::Sev1)));
    recurrence(&shop, b.id, a.id).await;
    assert_eq!(counts(&shop.problem(&problem).await), (2, 1, Some(Severity::Sev1)));
    let a = app.incident(&shop.stage.meena, a.id).await.unwrap();
    let a = set_private(&shop, &a, true).await;
    assert_eq!(
        counts(&shop.problem(&problem).await),
        (1, 0, Some(Severity::Sev1)),
        "that it came back would tell of the private one"
    );
    set_private(&shop, &a, false).await;
    assert_eq!(counts(&shop.problem(&problem).await), (2, 1, Some(Severity::Sev1)));
    let b = app.incident(&shop.stage.meena, b.id).await.unwrap();
    set_private(&shop, &b, true).await;
    assert_eq!(counts(&shop.problem(&problem).await), (1, 0, Some(Severity::Sev2)));
    let (_, changed) = shop.traces("", "problem.incidents_changed").await;
    assert_eq!(changed, 5, "one for each change that counts could follow");
}

#[tokio::test]
async fn a_recurrence_opens_the_problem_again_and_is_linked_to_it() {
    let shop = workshop().await;
    let app = shop.app();
    let (a, b) = (shop.stage.declare("A").await, shop.stage.declare("B").await);
    let problem = shop.open("Why", &[a.id]).await;
    let risk = AcceptProblemRisk {
        id: problem.id,
        version: 1,
        rationale: "Rare.".to_owned(),
        approver_id: shop.petra.principal.user().unwrap(),
        review_at: app.now() + chrono::Duration::days(30),
    };
    app.accept_problem_risk(&shop.petra, risk).await.unwrap();
    recurrence(&shop, b.id, a.id).await;
    let opened = shop.problem(&problem).await;
    assert_eq!((opened.status, opened.version), (ProblemStatus::InAnalysis, 3));
    let reopening = opened.reopening.clone().unwrap();
    assert_eq!(reopening.reason, ReopenReason::Recurrence);
    assert_eq!(reopening.recurrence, Some((a.id, b.id)));
    assert_eq!(counts(&opened), (2, 1, Some(Severity::Sev2)));
    assert_eq!(app.incident(&shop.petra, b.id).await.unwrap().problem_count, 1);
    assert_eq!(shop.traces("problem.reopened", "problem.reopened").await, (1, 1));
    // An open problem gains the incident and stays where it is.
    let c = shop.stage.declare("C").await;
    recurrence(&shop, c.id, b.id).await;
    let kept = shop.problem(&problem).await;
    assert_eq!((counts(&kept), kept.version), ((3, 2, Some(Severity::Sev2)), 3));
}
