//! What becomes public, and the projection that is made of it.

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::*;
use crate::availability::DayLevel;
use crate::catalog::{Service, ServiceTier};
use crate::id::{ImpactWindowId, IncidentId, MaintenanceId, MaintenanceUpdateId, ServiceId};
use crate::identity::{Principal, SystemActor};
use crate::incident::{Declaration, ImpactLevel, Incident, Severity};
use crate::organisation::Organisation;
use crate::text::{Body, Markdown, Name, Title};

pub(super) fn at(text: &str) -> Instant {
    format!("2026-11-{text}:00Z").parse().unwrap()
}

pub(super) fn service(number: u128, name: &str, is_public: bool) -> Service {
    Service {
        id: ServiceId::new(Uuid::from_u128(number)),
        name: Name::parse(name).unwrap(),
        description: Markdown::default(),
        tier: ServiceTier::Tier1,
        owner_team: None,
        logs_url: None,
        dashboard_url: None,
        runbook_url: None,
        group: None,
        position: 0,
        is_public,
        monitored_since: Some(at("26T00:00")),
        created_at: at("01T00:00"),
        version: 1,
    }
}

pub(super) fn incident(is_private: bool, services: &[&Service]) -> Incident {
    let declaration = Declaration {
        id: IncidentId::new(Uuid::from_u128(9)),
        title: Title::parse("The pool is too small").unwrap(),
        summary: Markdown::default(),
        severity: Severity::Sev2,
        services: services.iter().map(|service| service.id).collect(),
        impact: Some((ImpactWindowId::new(Uuid::from_u128(8)), at("28T08:00"), ImpactLevel::PartialOutage)),
        detected_at: None,
        detection_source: None,
        lead: None,
        tags: Vec::new(),
        is_private,
    };
    Incident::declare(declaration, Principal::System(SystemActor::Cli), at("28T08:30")).unwrap().0
}

fn settings() -> PortalSettings {
    PortalSettings {
        is_enabled: true,
        logo_url: None,
        accent: None,
        support_url: None,
        partial_impact: PartialImpactPolicy::CountAsDown,
        excludes_maintenance: false,
        version: 1,
    }
}

fn work(services: &[&Service]) -> Maintenance {
    Maintenance {
        id: MaintenanceId::new(Uuid::from_u128(7)),
        number: 1,
        title: Title::parse("New disks").unwrap(),
        body: Body::parse("Slow for a while.").unwrap(),
        status: MaintenanceStatus::Scheduled,
        services: services.iter().map(|service| service.id).collect(),
        starts_at: at("28T10:00"),
        ends_at: at("28T11:00"),
        started_at: None,
        ended_at: None,
        created_by: Principal::System(SystemActor::Cli),
        created_at: at("27T10:00"),
        version: 1,
    }
}

fn assemble(services: &[&Service], published: Option<Published>, works: Vec<Maintenance>) -> Assembled {
    let incidents: Vec<_> = published.into_iter().map(|one| (one, Vec::new())).collect();
    let works: Vec<_> = works.into_iter().map(|one| (one, Vec::new())).collect();
    told(services, &incidents, &works)
}

/// The same with what was said.
pub(super) fn told(
    services: &[&Service],
    incidents: &[(Published, Vec<Said>)],
    works: &[(Maintenance, Vec<MaintenanceUpdate>)],
) -> Assembled {
    let day = |day: u32| {
        let date = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        (date, date.and_hms_opt(0, 0, 0).unwrap().and_utc())
    };
    let material = Material {
        organisation: &Organisation::fresh().unwrap(),
        settings: &settings(),
        services,
        incidents,
        works,
        analyses: &[],
        days: &[day(25), day(26), day(27), day(28)],
        tomorrow: at("29T00:00"),
        now: at("28T12:00"),
    };
    material.assemble(&str::to_owned)
}

#[test]
fn a_private_incident_publishes_nothing() {
    let shop = service(1, "Checkout", true);
    assert_eq!(Published::of(&incident(true, &[&shop])), None);
    assert!(Published::of(&incident(false, &[&shop])).is_some());
}

#[test]
fn the_title_of_the_inside_and_services_of_the_inside_stay_there() {
    let (shop, pool) = (service(1, "Checkout", true), service(2, "Pool", false));
    let mut published = Published::of(&incident(false, &[&shop, &pool])).unwrap();
    let page = assemble(&[&shop, &pool], Some(published.clone()), Vec::new()).projection;
    assert_eq!(page.incidents[0].title, "Partial outage: Checkout");
    assert_eq!(page.services().count(), 1);
    assert_eq!(page.incidents[0].services.len(), 1);
    published.title = Title::parse("Payments fail").ok();
    let page = assemble(&[&shop, &pool], Some(published), Vec::new()).projection;
    assert_eq!(page.incidents[0].title, "Payments fail");
}

#[test]
fn published_windows_colour_days_and_figures_are_cut_to_when_measuring_began() {
    let shop = service(1, "Checkout", true);
    let published = Published::of(&incident(false, &[&shop])).unwrap();
    let all = assemble(&[&shop], Some(published), Vec::new());
    let shown = all.projection.services().next().unwrap();
    assert_eq!((shown.status, shown.since), (ComponentStatus::PartialOutage, at("28T08:00")));
    let days: Vec<DayLevel> = shown.days.iter().map(|day| day.worst).collect();
    assert_eq!(
        days,
        [DayLevel::NoData, DayLevel::Operational, DayLevel::Operational, DayLevel::PartialOutage]
    );
    // Four of sixty hours.
    assert_eq!(shown.uptime.percent().as_deref(), Some("93.33"));
    assert_eq!(all.uptime(&shown.id, 1).unwrap().percent().as_deref(), Some("66.67"));
    assert_eq!(all.uptime(&shown.id, 90).unwrap().percent(), shown.uptime.percent());
    assert_eq!(all.uptime("svc_none", 1), None);
}

#[test]
fn an_open_incident_without_windows_tells_by_its_severity() {
    let shop = service(1, "Checkout", true);
    let mut published = Published::of(&incident(false, &[&shop])).unwrap();
    published.windows.clear();
    let page = assemble(&[&shop], Some(published.clone()), Vec::new()).projection;
    assert_eq!(page.overall(), ComponentStatus::PartialOutage);
    published.status = IncidentWord::Resolved;
    assert_eq!(
        assemble(&[&shop], Some(published), Vec::new()).projection.overall(),
        ComponentStatus::Operational
    );
}

#[test]
fn work_takes_its_steps_and_is_told_from_impact() {
    let shop = service(1, "Checkout", true);
    let mut one = work(&[&shop]);
    assert_eq!(
        assemble(&[&shop], None, vec![one.clone()]).projection.overall(),
        ComponentStatus::Operational
    );
    assert!(one.step(MaintenanceStatus::Completed, at("28T10:00")).is_err());
    one.step(MaintenanceStatus::InProgress, at("28T10:05")).unwrap();
    let during = assemble(&[&shop], None, vec![one.clone()]).projection;
    assert_eq!(during.overall(), ComponentStatus::UnderMaintenance);
    one.step(MaintenanceStatus::Completed, at("28T11:05")).unwrap();
    let after = assemble(&[&shop], None, vec![one.clone()]).projection;
    let shown = after.services().next().unwrap();
    assert_eq!(
        (shown.status, shown.days[3].worst),
        (ComponentStatus::Operational, DayLevel::UnderMaintenance)
    );
    assert_eq!(shown.uptime.availability.without_planned.percent().as_deref(), Some("100"));
    assert_eq!(one.apply(MaintenanceChange::default()), Err(MaintenanceError::IsOver));
}

#[test]
fn cancelled_work_is_told_as_such_and_counts_for_nothing() {
    let shop = service(1, "Checkout", true);
    let mut gone = work(&[&shop]);
    gone.step(MaintenanceStatus::Cancelled, at("28T09:00")).unwrap();
    let word = MaintenanceUpdate {
        id: MaintenanceUpdateId::new(Uuid::from_u128(6)),
        maintenance: gone.id,
        status: MaintenanceStatus::Cancelled,
        body: Body::parse("The disks hold.").unwrap(),
        published_at: at("28T09:00"),
        author: Principal::System(SystemActor::Cli),
    };
    let page = told(&[&shop], &[], &[(gone, vec![word])]).projection;
    let shown = page.maintenance("MNT-1").unwrap();
    assert_eq!((shown.status, shown.status.words()), (MaintenanceWord::Cancelled, "Cancelled"));
    assert_eq!((shown.cancelled_at(), shown.completed_at), (Some(at("28T09:00")), None));
    assert_eq!(shown.updates[0].status, MaintenanceWord::Cancelled);
    assert!(shown.status.is_over() && page.upcoming_maintenances().is_empty());
    assert_eq!(page.active_maintenances().count(), 0);

    let mut begun = work(&[&shop]);
    begun.step(MaintenanceStatus::InProgress, at("28T10:00")).unwrap();
    begun.step(MaintenanceStatus::Cancelled, at("28T10:20")).unwrap();
    let page = assemble(&[&shop], None, vec![begun]).projection;
    let service = page.services().next().unwrap();
    assert_eq!(
        (service.days[3].worst, page.overall()),
        (DayLevel::Operational, ComponentStatus::Operational)
    );
    assert_eq!(service.uptime.availability.with_planned.percent().as_deref(), Some("100"));
}

#[test]
fn work_that_was_moved_says_to_when() {
    let shop = service(1, "Checkout", true);
    let mut one = work(&[&shop]);
    assert_eq!(one.moved(), "Moved to 28 Nov 2026, 10:00 – 11:00 UTC.");
    one.ends_at = at("29T00:30");
    assert_eq!(one.moved(), "Moved to 28 Nov 2026, 10:00 – 29 Nov 2026, 00:30 UTC.");
}

#[test]
fn work_names_a_service_and_ends_after_it_begins() {
    let shop = service(1, "Checkout", true);
    assert_eq!(work(&[]).check(), Err(MaintenanceError::NoService));
    let mut one = work(&[&shop]);
    let change = MaintenanceChange {
        ends_at: Some(one.starts_at - Duration::minutes(1)),
        ..MaintenanceChange::default()
    };
    assert_eq!(one.apply(change), Err(MaintenanceError::EndsBeforeStart));
    assert_eq!(one.apply(MaintenanceChange::default()), Ok(false));
}

#[test]
fn colours_are_six_digits() {
    assert_eq!(Accent::parse(" #1A5fb4 ").unwrap().as_str(), "#1a5fb4");
    for text in ["", "red", "#fff", "#12345g", "#1234567", "1a5fb4"] {
        assert!(Accent::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_mark_comes_from_an_https_address() {
    let mark = PortalSettings::logo(" https://cdn.example/mark.svg ").unwrap();
    assert_eq!(mark.as_str(), "https://cdn.example/mark.svg");
    for (text, told) in [
        ("http://cdn.example/mark.svg", "must begin with https://"),
        ("HTTPS://cdn.example/mark.svg", "must begin with https://"),
        ("/mark.svg", "must be an http or https address"),
        ("data:image/svg+xml,<svg/>", "must be an http or https address"),
        ("https://", "must be an http or https address"),
    ] {
        assert_eq!(PortalSettings::logo(text).unwrap_err().to_string(), told, "{text}");
    }
}

#[test]
fn every_heading_has_an_id_of_its_own() {
    let headings = ["", "Shop", "ショップ", "プール倉庫", "ショ-プ", "shop", "Shop-3"];
    let services: Vec<Service> = (1..)
        .zip(headings)
        .map(|(number, heading)| Service {
            group: (!heading.is_empty()).then(|| Name::parse(heading).unwrap()),
            ..service(number, &format!("Service {number}"), true)
        })
        .collect();
    let page = assemble(&services.iter().collect::<Vec<_>>(), None, Vec::new()).projection;
    let mut ids: Vec<&str> = page.groups.iter().map(|group| group.id.as_str()).collect();
    assert_eq!(ids.len(), headings.len(), "{ids:?}");
    assert!(ids.contains(&"group-shop"), "the first one keeps its letters: {ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), headings.len(), "{ids:?}");
}
