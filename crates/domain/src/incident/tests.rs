//! Table tests of the rules about incidents.

mod clocks;
mod lifecycle;
mod parts;

use super::*;
use crate::id::{ImpactWindowId, IncidentId, ResponderId, ServiceId, UserId};
use crate::time::Instant;

pub(super) const SHOP: ServiceId = ServiceId::new(uuid::Uuid::from_u128(1));
pub(super) const DATABASE: ServiceId = ServiceId::new(uuid::Uuid::from_u128(2));
pub(super) const OLIVER: UserId = UserId::new(uuid::Uuid::from_u128(11));
pub(super) const MEENA: UserId = UserId::new(uuid::Uuid::from_u128(12));

/// A time of the one day that these tests live in.
pub(super) fn at(clock: &str) -> Instant {
    format!("2026-11-23T{clock}:00Z").parse().unwrap()
}

pub(super) fn text(words: &str) -> Body {
    Body::parse(words).unwrap()
}

pub(super) fn declaration() -> Declaration {
    Declaration {
        id: IncidentId::new(uuid::Uuid::from_u128(100)),
        title: Title::parse("Shop is slow").unwrap(),
        summary: Markdown::parse("").unwrap(),
        severity: Severity::Sev1,
        services: vec![DATABASE, SHOP, SHOP],
        impact: None,
        detected_at: None,
        detection_source: None,
        lead: None,
        tags: Vec::new(),
        is_private: false,
    }
}

/// An incident declared at 09:20 with impact from 08:00, noticed at 09:15.
pub(super) fn incident() -> Incident {
    let declaration = Declaration {
        impact: Some((window_id(1), at("08:00"), ImpactLevel::MajorOutage)),
        detected_at: Some(at("09:15")),
        detection_source: Some(DetectionSource::Customer),
        ..declaration()
    };
    Incident::declare(declaration, Principal::User(OLIVER), at("09:20")).unwrap().0
}

pub(super) fn window_id(n: u128) -> ImpactWindowId {
    ImpactWindowId::new(uuid::Uuid::from_u128(200 + n))
}

pub(super) fn responder_id(n: u128) -> ResponderId {
    ResponderId::new(uuid::Uuid::from_u128(300 + n))
}

/// The rules that speak, without their words.
pub(super) fn rules_at(incident: &Incident, now: Instant) -> Vec<String> {
    rules::findings(incident, now, &crate::organisation::Thresholds::default())
        .iter()
        .map(|finding| finding.rule.to_string())
        .collect()
}
