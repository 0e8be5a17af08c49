//! Use cases about the organisation's own settings: read, change.
//!
//! It must not know which rules ask for them.

pub mod command;

use std::sync::Arc;

use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::Severity;
use domain::organisation::{Organisation, OrganisationChange, OrganisationError, SeverityChange, Thresholds};
use domain::text::{Name, ShortText};
use serde_json::{Map, Value, json};
use store::organisation::repo;
use uuid::Uuid;

pub use command::{UpdateSettings, UpdateSeverity};

use crate::error::parse;
use crate::{App, Error, Result, authorize};

impl App {
    /// The settings of the organisation, for everybody inside.
    pub fn organisation(&self, actor: &Actor) -> Result<Arc<Organisation>> {
        authorize(actor, Permission::SettingsRead, Relation::default())?;
        Ok(self.directory().organisation())
    }

    /// What rules ask for in this organisation.
    pub fn thresholds(&self) -> Thresholds {
        self.directory().thresholds()
    }

    /// Changes the settings of the organisation. The audit row holds what was before and after.
    ///
    /// Errors: stale version, an unknown time zone, a threshold out of range, two severities of one
    /// name, one severity twice.
    pub async fn update_settings(&self, actor: &Actor, command: UpdateSettings) -> Result<Arc<Organisation>> {
        authorize(actor, Permission::SettingsManage, Relation::default())?;
        let version = command.version;
        let change = read(command)?;
        let mut w = self.write(actor).await?;
        let mut settings = repo::load(&w.tx).await?;
        if settings.version != version {
            return Err(Error::stale(settings.version));
        }
        let before = settings.clone();
        let changed = settings.apply(change).map_err(|error| refused(&error))?;
        if !changed.is_empty() {
            repo::save(&w.tx, &settings).await?;
            let (old, new) = (facts(&before), facts(&settings));
            let differs = |name: &&String| old.get(*name) != new.get(*name);
            let names: Vec<String> = new.keys().filter(differs).cloned().collect();
            let cut = |all: &Map<String, Value>| {
                names.iter().map(|name| (name.clone(), all[name].clone())).collect::<Map<_, _>>()
            };
            let audit = json!({ "changed": changed, "before": cut(&old), "after": cut(&new) });
            w.audit("settings.updated", "settings", "organisation", &audit);
            let event = json!({ "version": settings.version + 1 });
            w.event("organisation", "organisation.settings_updated", Uuid::nil(), &event);
            w.commit().await?;
            self.directory().reload_organisation().await?;
        }
        Ok(self.directory().organisation())
    }
}

fn read(command: UpdateSettings) -> Result<OrganisationChange> {
    let name = command.organisation_name.as_deref();
    let mut severities: Vec<(Severity, SeverityChange)> = Vec::new();
    for change in command.severities {
        if severities.iter().any(|(severity, _)| *severity == change.severity) {
            return Err(Error::invalid("severities", "names a severity twice"));
        }
        severities.push((change.severity, severity(&change)?));
    }
    let days = |field: &str, given: Option<i32>| -> Result<Option<u32>> {
        given.map(|days| parse(field, u32::try_from(days).map_err(|_| NEGATIVE))).transpose()
    };
    Ok(OrganisationChange {
        name: name.map(|name| parse("organisationName", Name::parse(name))).transpose()?,
        time_zone: command.time_zone.as_deref().map(zone).transpose()?,
        late_grace_minutes: command
            .late_grace_minutes
            .map(|minutes| parse("thresholds.lateGraceMinutes", u32::try_from(minutes).map_err(|_| NEGATIVE)))
            .transpose()?,
        approve_external_updates: command.approve_external_updates,
        rca_preliminary_days: days("rcaPreliminaryDays", command.rca_preliminary_days)?,
        rca_final_days: days("rcaFinalDays", command.rca_final_days)?,
        severities,
    })
}

const NEGATIVE: &str = "must not be negative";

fn severity(change: &UpdateSeverity) -> Result<SeverityChange> {
    let minutes = |field: &str, given: Option<Option<i32>>| -> Result<Option<Option<u32>>> {
        let Some(Some(minutes)) = given else { return Ok(given.map(|_| None)) };
        let minutes = u32::try_from(minutes).map_err(|_| NEGATIVE);
        parse(&format!("severities.{field}"), minutes).map(|minutes| Some(Some(minutes)))
    };
    let (label, criteria) = (change.label.as_deref(), change.criteria.as_deref());
    Ok(SeverityChange {
        label: label.map(|text| parse("severities.label", Name::parse(text))).transpose()?,
        criteria: criteria.map(|text| parse("severities.criteria", ShortText::parse(text))).transpose()?,
        roles_within: minutes("rolesWithinMinutes", change.roles_within)?,
        first_update: minutes("firstUpdateMinutes", change.first_update)?,
        internal_cadence: minutes("internalUpdateMinutes", change.internal_cadence)?,
        external_cadence: minutes("externalUpdateMinutes", change.external_cadence)?,
    })
}

/// A zone by its name, as the zone database spells it.
fn zone(name: &str) -> Result<Name> {
    let known = name.trim().parse::<chrono_tz::Tz>();
    let known = known
        .map_err(|_| Error::invalid("timeZone", "is not the name of a time zone, such as Europe/Berlin"))?;
    parse("timeZone", Name::parse(known.name()))
}

fn refused(error: &OrganisationError) -> Error {
    Error::invalid(error.field(), error.to_string())
}

/// The settings as the audit log keeps them.
fn facts(settings: &Organisation) -> Map<String, Value> {
    let mut facts = Map::new();
    facts.insert("organisationName".to_owned(), settings.name.as_str().into());
    facts.insert("timeZone".to_owned(), settings.time_zone.as_str().into());
    facts.insert("lateGraceMinutes".to_owned(), settings.thresholds.late_grace_minutes.into());
    facts.insert("approveExternalUpdates".to_owned(), settings.approve_external_updates.into());
    facts.insert("rcaPreliminaryDays".to_owned(), settings.rca_preliminary_days.into());
    facts.insert("rcaFinalDays".to_owned(), settings.rca_final_days.into());
    for severity in Severity::ALL {
        let (words, of) = (settings.words(*severity), settings.thresholds.of(*severity));
        let value = json!({
            "label": words.label.as_str(), "criteria": words.criteria.as_str(),
            "rolesWithinMinutes": of.roles_within, "firstUpdateMinutes": of.first_update,
            "internalUpdateMinutes": of.internal_cadence, "externalUpdateMinutes": of.external_cadence,
        });
        facts.insert(severity.to_string(), value);
    }
    facts
}
