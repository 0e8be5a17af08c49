//! Incidents: the record with its parts, lists, timeline, relations, updates.

mod lists;
mod records;
mod stories;

use domain::id::{ImpactWindowId, IncidentId, ResponderId, ServiceId, TimelineEntryId, UserId};
use domain::identity::{Principal, Role};
use domain::incident::{
    Declaration, DetectionSource, EntryDetail, ImpactLevel, Incident, Precision, Severity, TimelineEntry,
};
use domain::text::{Body, Markdown, Tag, Title};
use domain::time::Instant;
use store::Store;
use store::incident::{Scope, repo};

use crate::harness::{at, uuid};
use crate::{catalog, identity};

/// People and a service that incidents can name.
pub struct World {
    pub oliver: UserId,
    pub meena: UserId,
    pub shop: ServiceId,
    pub database: ServiceId,
}

pub async fn world(store: &Store) -> World {
    let (oliver, meena) = (identity::person(&[Role::Responder]), identity::person(&[Role::IncidentManager]));
    let (shop, database) = (catalog::service(), catalog::service());
    for person in [&oliver, &meena] {
        identity::insert(store, person).await;
    }
    for service in [&shop, &database] {
        catalog::insert(store, service).await;
    }
    World { oliver: oliver.id, meena: meena.id, shop: shop.id, database: database.id }
}

/// An incident with every kind of part, declared 600 s after the beginning, with impact from `start`.
pub fn incident(world: &World, title: &str, start: i64) -> Incident {
    let declaration = Declaration {
        id: IncidentId::new(uuid()),
        title: Title::parse(title).unwrap(),
        summary: Markdown::parse("Customers see *errors*.").unwrap(),
        severity: Severity::Sev1,
        services: vec![world.shop, world.database],
        impact: Some((ImpactWindowId::new(uuid()), at(start), ImpactLevel::MajorOutage)),
        detected_at: Some(at(start + 60)),
        detection_source: Some(DetectionSource::Customer),
        lead: Some((ResponderId::new(uuid()), world.oliver)),
        tags: vec![Tag::parse("sale").unwrap(), Tag::parse("Database").unwrap()],
        is_private: false,
    };
    Incident::declare(declaration, Principal::User(world.oliver), at(start + 600)).unwrap().0
}

/// Stores an incident and gives it back with its number.
pub async fn insert(store: &Store, mut incident: Incident) -> Incident {
    let tx = store.begin().await.unwrap();
    repo::insert(&tx, &mut incident).await.unwrap();
    tx.commit().await.unwrap();
    incident
}

pub fn entry(
    world: &World,
    incident: IncidentId,
    happened_at: Instant,
    detail: EntryDetail,
) -> TimelineEntry {
    TimelineEntry {
        id: TimelineEntryId::new(uuid()),
        incident,
        happened_at,
        precision: Precision::Minute,
        recorded_at: at(9_000),
        detail,
        body: Body::parse("Seen on the *dashboard*.").unwrap(),
        links: Vec::new(),
        author: Principal::User(world.oliver),
        author_role: None,
        corrects: None,
        corrected_by: None,
        is_pinned: false,
    }
}

/// Sees public incidents only.
pub fn outsider() -> Scope {
    Scope::default()
}

/// Sees public incidents and these.
pub fn member_of(ids: &[IncidentId]) -> Scope {
    Scope { sees_all_private: false, member_of: ids.to_vec() }
}
