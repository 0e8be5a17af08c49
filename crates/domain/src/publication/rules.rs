//! What is checked before a version is published: the gate of section 9, and words about people.

use super::{Parts, PublicationAudience, PublicationError, PublishedItem};
use crate::comms::promise::RcaStage;
use crate::finding::{Finding, FindingLevel};
use crate::id::CustomerId;
use crate::problem::LinkedIncident;
use crate::rca::RcaStatus;
use crate::repair::RepairItem;
use crate::text::listed;
use crate::wording::{self, People, TextZone};

/// Rules of wording that are errors in what is published; the others stay advice.
const ERRORS: [&str; 4] = ["A1", "H1", "N1", "W1"];

/// Checks the gate: which stage may be published to whom.
///
/// A preliminary version may be published from the start of an analysis until its final version is out; the final one needs a
/// review, and an owner and a date for each item that somebody committed to. `incidents` are those that everybody inside may see.
///
/// Errors: outside readers without such an incident; customers missing or in excess; not reviewed; items without owner or date.
pub fn check_gate(
    stage: RcaStage,
    (audience, customers): (PublicationAudience, &[CustomerId]),
    status: RcaStatus,
    incidents: &[LinkedIncident],
    items: &[RepairItem],
) -> Result<(), PublicationError> {
    if (audience == PublicationAudience::Customers) == customers.is_empty() {
        return Err(PublicationError::Customers);
    }
    if audience.is_outside() && incidents.is_empty() {
        return Err(PublicationError::InsideOnly);
    }
    match stage {
        RcaStage::Preliminary if status == RcaStatus::Published => return Err(PublicationError::FinalIsOut),
        RcaStage::Preliminary => return Ok(()),
        RcaStage::Final if stage_of(status) != RcaStage::Final => {
            return Err(PublicationError::NotReviewed);
        }
        RcaStage::Final => {}
    }
    let is_loose = |item: &&RepairItem| {
        PublishedItem::is_told(item) && (item.owner.is_none() && item.team.is_none() || item.due_at.is_none())
    };
    let loose: Vec<String> = items.iter().filter(is_loose).map(RepairItem::reference).collect();
    if loose.is_empty() {
        Ok(())
    } else {
        Err(PublicationError::ItemsUnowned { references: listed(loose.iter().map(String::as_str)) })
    }
}

/// Which stage may be published of an analysis in this status: the whole is told after its review only.
pub const fn stage_of(status: RcaStatus) -> RcaStage {
    match status {
        RcaStatus::Reviewed | RcaStatus::Published => RcaStage::Final,
        RcaStatus::Draft | RcaStatus::InReview => RcaStage::Preliminary,
    }
}

/// What the rules of wording say about title and parts, each with the field that it is about. Only `A1`, `H1`, `N1` and `W1` are
/// errors here.
pub fn wording(parts: &Parts, people: &People) -> Vec<(&'static str, Finding)> {
    let mut found = of_text("title", parts.title.as_str(), TextZone::Summary, people);
    for (part, text) in parts.named() {
        let zone = match part {
            super::Part::WhatWeWillDo => TextZone::Action,
            _ => TextZone::Analysis,
        };
        found.extend(of_text(part.field(), text.as_str(), zone, people));
    }
    found
}

/// What the rules of wording say about one text that is to be published.
pub fn of_text(
    field: &'static str,
    text: &str,
    zone: TextZone,
    people: &People,
) -> Vec<(&'static str, Finding)> {
    let text = super::without_marks(text);
    let units: Vec<u16> = text.encode_utf16().collect();
    let finding = |hit: wording::WordingHit| {
        let words = String::from_utf16_lossy(units.get(hit.start..hit.end).unwrap_or_default());
        let is_error = hit.level == FindingLevel::Error && ERRORS.contains(&hit.rule.as_str());
        let level = match hit.level {
            FindingLevel::Error if !is_error => FindingLevel::Warning,
            level => level,
        };
        (field, Finding { rule: hit.rule, level, message: format!("“{words}”: {}", hit.message) })
    };
    wording::check(&text, zone, people).into_iter().map(finding).collect()
}

/// Refuses what has errors of wording.
///
/// Errors: the first of them.
pub fn check_wording(found: &[(&'static str, Finding)]) -> Result<(), PublicationError> {
    match found.iter().find(|(_, finding)| finding.level == FindingLevel::Error) {
        Some((field, finding)) => Err(PublicationError::Wording {
            rule: finding.rule.known().unwrap_or_default(),
            field,
            message: finding.message.clone(),
        }),
        None => Ok(()),
    }
}
