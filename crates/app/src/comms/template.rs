//! Texts that updates begin with: shipped ones, and the organisation's own in their place.

use chrono::Duration;
use chrono_tz::Tz;
use domain::comms::Audience;
use domain::comms::template::{Facts, UpdateTemplate, fill, shipped};
use domain::id::ServiceId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::{Severity, Summary};
use domain::text::Body;
use serde_json::json;
use store::comms::draft as templates;

use super::command::SaveTemplate;
use crate::error::parse;
use crate::{App, Error, Result, authorize};

/// Minutes to the next update where a severity has no cadence.
const WITHOUT_CADENCE: u32 = 120;

impl App {
    /// Every template, SEV1 first, external ones first.
    pub async fn update_templates(&self, actor: &Actor) -> Result<Vec<UpdateTemplate>> {
        authorize(actor, Permission::SettingsRead, Relation::default())?;
        let written = templates::templates(self.store()).await?;
        let mut all = Vec::new();
        for severity in Severity::ALL.iter().copied() {
            for audience in [Audience::External, Audience::Internal] {
                all.push(of(&written, severity, audience)?);
            }
        }
        Ok(all)
    }

    /// Writes a template of the organisation's own.
    ///
    /// Errors: a stale version.
    pub async fn save_update_template(&self, actor: &Actor, command: SaveTemplate) -> Result<UpdateTemplate> {
        authorize(actor, Permission::StatusUpdateApprove, Relation::default())?;
        let body = parse("body", Body::parse(&command.body))?;
        let mut write = self.write(actor).await?;
        let written = templates::templates(&write.tx).await?;
        let current = of(&written, command.severity, command.audience)?;
        if current.version != command.version {
            return Err(Error::stale(current.version));
        }
        let mut template = UpdateTemplate { body, ..current };
        templates::save_template(&write.tx, &template).await?;
        template.version += 1;
        let facts = json!({
            "severity": template.severity.as_str(), "audience": template.audience.as_str(), "version": template.version,
        });
        write.audit("update_template.saved", "settings", "organisation", &facts);
        write.commit().await?;
        Ok(template)
    }

    /// What an update about an incident to an audience begins with: the one of its severity among the templates, its places filled.
    pub async fn filled_update_template(
        &self,
        actor: &Actor,
        templates: &[UpdateTemplate],
        incident: &Summary,
        services: &[ServiceId],
        audience: Audience,
    ) -> Result<String> {
        authorize(actor, Permission::IncidentRead, Relation::default())?;
        let template = of(templates, incident.severity, audience)?;
        let organisation = self.directory().organisation();
        let thresholds = organisation.thresholds.of(incident.severity);
        let cadence = match audience {
            Audience::Internal => thresholds.internal_cadence,
            Audience::External => thresholds.external_cadence,
        };
        let next = self.now() + Duration::minutes(i64::from(cadence.unwrap_or(WITHOUT_CADENCE)));
        let zone = organisation.time_zone.as_str().parse::<Tz>().unwrap_or(Tz::UTC);
        let next = next.with_timezone(&zone).format("%H:%M %Z").to_string();
        let named = self.directory().named_services(services).await?;
        let facts = Facts {
            title: incident.title.as_str(),
            services: named.iter().map(|service| service.name.to_string()).collect(),
            status: incident.status,
            next: &next,
        };
        Ok(fill(template.body.as_str(), &facts))
    }
}

/// The organisation's template, or else the shipped one.
fn of(written: &[UpdateTemplate], severity: Severity, audience: Audience) -> Result<UpdateTemplate> {
    let own = written.iter().find(|one| (one.severity, one.audience) == (severity, audience));
    if let Some(own) = own {
        return Ok(own.clone());
    }
    let body = Body::parse(shipped(severity, audience)).map_err(Error::internal)?;
    Ok(UpdateTemplate { severity, audience, body, version: 0 })
}
