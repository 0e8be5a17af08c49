//! Stretches of impact, from the changes of components that the updates tell.
//!
//! It must not know texts.

use std::collections::BTreeMap;

use domain::incident::ImpactLevel;
use serde_json::Value;

use crate::record::{ImportedImpact, ImportedTime, ImportedWindow};

/// A change of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub at: ImportedTime,
    pub component: String,
    /// `None` when it works again.
    pub level: Option<ImpactLevel>,
}

/// What a component's status means: no level when it works.
///
/// Errors: a word that is not known.
pub(super) fn level(status: &str) -> Result<Option<ImpactLevel>, ()> {
    Ok(match status {
        "operational" => None,
        "degraded_performance" | "under_maintenance" => Some(ImpactLevel::DegradedPerformance),
        "partial_outage" => Some(ImpactLevel::PartialOutage),
        "major_outage" => Some(ImpactLevel::MajorOutage),
        _ => return Err(()),
    })
}

/// The components of an update with their new status.
pub(super) fn affected(update: &Value) -> Vec<(String, String)> {
    let list = update.get("affected_components").and_then(Value::as_array);
    let text =
        |one: &Value, name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    list.into_iter()
        .flatten()
        .map(|one| (text(one, "name"), text(one, "new_status")))
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

/// Windows of the changes, which come oldest first; equal stretches of several components are one.
/// What is still impaired ends with the incident, or is open with it; an incident that is over
/// without an end leaves no window that would never end.
pub(super) fn windows(changes: &[Change], end: Option<ImportedTime>, is_over: bool) -> Vec<ImportedImpact> {
    let mut open: BTreeMap<&str, (ImportedTime, ImpactLevel)> = BTreeMap::new();
    let mut found: Vec<ImportedImpact> = Vec::new();
    for change in changes {
        let before = open.get(change.component.as_str()).copied();
        if before.map(|(_, level)| level) == change.level {
            continue;
        }
        if let Some((from, level)) = before {
            close(&mut found, &change.component, from, Some(change.at), level);
        }
        match change.level {
            Some(level) => open.insert(&change.component, (change.at, level)),
            None => open.remove(change.component.as_str()),
        };
    }
    for (component, (from, level)) in open {
        if end.is_some() || !is_over {
            close(&mut found, component, from, end, level);
        }
    }
    found.sort_by_key(|impact| impact.window.from.at);
    found
}

fn close(
    found: &mut Vec<ImportedImpact>,
    component: &str,
    from: ImportedTime,
    to: Option<ImportedTime>,
    level: ImpactLevel,
) {
    if to.is_some_and(|to| to.at <= from.at) {
        return;
    }
    let window = ImportedWindow { from, to };
    match found.iter_mut().find(|one| one.window == window && one.level == level) {
        Some(same) => same.services.push(component.to_owned()),
        None => found.push(ImportedImpact { window, level, services: vec![component.to_owned()] }),
    }
}
