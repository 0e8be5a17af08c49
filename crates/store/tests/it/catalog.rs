//! Services.

use domain::catalog::{Service, ServiceTier};
use domain::id::{ServiceId, TeamId};
use domain::text::{Markdown, Name, WebUrl};
use store::catalog::repo;
use store::{Store, StoreError};

use crate::harness::{at, on_both, unique, uuid};

on_both!(
    a_service_survives_with_its_links,
    a_name_is_taken_in_any_case,
    a_stale_change_is_a_conflict,
    an_unknown_owner_is_refused,
);

/// A service with a name of its own.
pub fn service() -> Service {
    Service {
        id: ServiceId::new(uuid()),
        name: Name::parse(&format!("Checkout {}", unique())).unwrap(),
        description: Markdown::parse("Takes *money*.").unwrap(),
        tier: ServiceTier::Tier1,
        owner_team: None,
        logs_url: WebUrl::parse("https://logs.example/").ok(),
        dashboard_url: None,
        runbook_url: None,
        group: Name::parse("Shop").ok(),
        position: 3,
        is_public: true,
        monitored_since: Some(at(0)),
        created_at: at(0),
        version: 1,
    }
}

/// Stores a service.
pub async fn insert(store: &Store, service: &Service) {
    let tx = store.begin().await.unwrap();
    repo::insert(&tx, service).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_service_survives_with_its_links(store: Store) {
    let mut service = service();
    insert(&store, &service).await;
    assert_eq!(repo::load(&store, service.id).await.unwrap(), Some(service.clone()));
    assert_eq!(repo::load(&store, ServiceId::new(uuid())).await.unwrap(), None);
    service.logs_url = None;
    service.runbook_url = WebUrl::parse("https://runbook.example/").ok();
    service.tier = ServiceTier::Tier3;
    let tx = store.begin().await.unwrap();
    repo::save(&tx, &service).await.unwrap();
    tx.commit().await.unwrap();
    service.version = 2;
    assert_eq!(repo::all(&store).await.unwrap(), vec![service]);
}

async fn a_name_is_taken_in_any_case(store: Store) {
    let first = service();
    insert(&store, &first).await;
    let second = Service { name: Name::parse(&first.name.as_str().to_uppercase()).unwrap(), ..service() };
    let tx = store.begin().await.unwrap();
    let refused = repo::insert(&tx, &second).await;
    assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
}

async fn a_stale_change_is_a_conflict(store: Store) {
    let service = service();
    insert(&store, &service).await;
    let tx = store.begin().await.unwrap();
    repo::save(&tx, &service).await.unwrap();
    let stale = repo::save(&tx, &service).await;
    assert!(matches!(stale, Err(StoreError::Conflict { current: 2 })), "{stale:?}");
}

async fn an_unknown_owner_is_refused(store: Store) {
    let orphan = Service { owner_team: Some(TeamId::new(uuid())), ..service() };
    let tx = store.begin().await.unwrap();
    let refused = repo::insert(&tx, &orphan).await;
    assert!(matches!(refused, Err(StoreError::MissingReference(_))), "{refused:?}");
}
