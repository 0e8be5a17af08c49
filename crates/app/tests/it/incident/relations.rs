//! Relations between incidents (`VOC-06`).

use app::Error;
use app::incident::LinkIncidents;
use domain::id::{IncidentId, IncidentLinkId};
use domain::incident::IncidentLinkKind;

use super::stage;

fn link(from: IncidentId, to: IncidentId, kind: IncidentLinkKind) -> LinkIncidents {
    LinkIncidents { from_id: from, to_id: to, kind, idempotency_key: None }
}

fn rule<T>(result: &app::Result<T>) -> Option<&'static str> {
    match result {
        Err(Error::Rule { rule, .. }) => Some(rule),
        _ => None,
    }
}

#[tokio::test]
async fn relations_are_made_once_never_in_a_circle_and_can_end() {
    let stage = stage().await;
    let app = &stage.world.app;
    let (a, b, c) = (stage.declare("A").await.id, stage.declare("B").await.id, stage.declare("C").await.id);
    let cascaded = IncidentLinkKind::CascadedTo;
    let keyed = LinkIncidents { idempotency_key: Some("k".to_owned()), ..link(a, b, cascaded) };
    let first = app.link_incidents(&stage.oliver, keyed.clone()).await.unwrap();
    assert_eq!(app.link_incidents(&stage.oliver, keyed).await.unwrap(), first);
    app.link_incidents(&stage.oliver, link(b, c, cascaded)).await.unwrap();
    assert_eq!(rule(&app.link_incidents(&stage.oliver, link(c, a, cascaded)).await), Some("VOC-06"));
    assert_eq!(rule(&app.link_incidents(&stage.oliver, link(a, a, cascaded)).await), Some("VOC-06"));
    assert_eq!(rule(&app.link_incidents(&stage.oliver, link(a, b, cascaded)).await), Some(""));
    app.link_incidents(&stage.oliver, link(c, a, IncidentLinkKind::RecurrenceOf)).await.unwrap();
    let found = app.incident_links(&stage.victor, &[a, b]).await.unwrap();
    assert_eq!((found[&a].len(), found[&b].len()), (2, 2));
    app.unlink_incidents(&stage.oliver, first.id).await.unwrap();
    assert!(matches!(app.unlink_incidents(&stage.oliver, first.id).await, Err(Error::NotFound)));
    app.link_incidents(&stage.oliver, link(c, a, cascaded)).await.unwrap();
}

#[tokio::test]
async fn two_parallel_relations_do_not_close_a_circle_together() {
    let stage = stage().await;
    let (a, b) = (stage.declare("A").await.id, stage.declare("B").await.id);
    for _ in 0..10 {
        let kind = IncidentLinkKind::DuplicateOf;
        let one = stage.world.app.link_incidents(&stage.oliver, link(a, b, kind));
        let other = stage.world.app.link_incidents(&stage.dave, link(b, a, kind));
        let (one, other) = tokio::join!(one, other);
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let made = one.or(other).unwrap();
        stage.world.app.unlink_incidents(&stage.oliver, made.id).await.unwrap();
    }
}

#[tokio::test]
async fn an_end_out_of_sight_does_not_exist() {
    let stage = stage().await;
    let app = &stage.world.app;
    let open = stage.declare("Open").await.id;
    let quiet = stage.declare_private("Quiet").await.id;
    let unknown = IncidentId::new(uuid::Uuid::from_u128(1));
    for end in [quiet, unknown] {
        let refused = app.link_incidents(&stage.dave, link(open, end, IncidentLinkKind::SameProblem)).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
    let made =
        app.link_incidents(&stage.oliver, link(open, quiet, IncidentLinkKind::SameProblem)).await.unwrap();
    assert!(app.incident_links(&stage.dave, &[open]).await.unwrap().is_empty());
    for id in [made.id, IncidentLinkId::new(uuid::Uuid::from_u128(1))] {
        assert!(matches!(app.incident_link(&stage.dave, id).await, Err(Error::NotFound)));
        assert!(matches!(app.unlink_incidents(&stage.dave, id).await, Err(Error::NotFound)));
    }
}
