//! The portal's settings: read, change.

use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::portal::{Accent, PortalChange, PortalSettings};
use domain::text::WebUrl;
use serde_json::{Value, json};
use store::portal::settings;
use uuid::Uuid;

use super::UpdatePortalSettings;
use crate::error::parse;
use crate::{App, Error, Result, authorize};

impl App {
    /// The portal's settings.
    pub async fn portal_settings(&self, actor: &Actor) -> Result<PortalSettings> {
        authorize(actor, Permission::PortalRead, Relation::default())?;
        Ok(settings::load(self.store()).await?)
    }

    /// Changes the portal's settings. The audit row holds what was before and after.
    ///
    /// Errors: stale version, an address that is not of the web, a mark that is not read over https, a text that is no colour.
    pub async fn update_portal_settings(
        &self,
        actor: &Actor,
        command: UpdatePortalSettings,
    ) -> Result<PortalSettings> {
        authorize(actor, Permission::PortalManage, Relation::default())?;
        let change = PortalChange {
            is_enabled: command.is_enabled,
            logo_url: command.logo_url.as_deref().map(logo).transpose()?,
            accent: command.accent_color.as_deref().map(accent).transpose()?,
            support_url: command.support_url.as_deref().map(|text| url("supportUrl", text)).transpose()?,
            partial_impact: command.partial_impact,
            excludes_maintenance: command.excludes_maintenance,
        };
        let mut write = self.write(actor).await?;
        let mut portal = settings::load(&write.tx).await?;
        if portal.version != command.version {
            return Err(Error::stale(portal.version));
        }
        let before = facts(&portal);
        if !portal.apply(change) {
            return Ok(portal);
        }
        settings::save(&write.tx, &portal).await?;
        portal.version += 1;
        let audit = json!({ "before": before, "after": facts(&portal) });
        write.audit("portal_settings.updated", "portal_settings", "portal", &audit);
        write.event("portal", "portal.settings_updated", Uuid::nil(), &json!({ "version": portal.version }));
        write.commit().await?;
        Ok(portal)
    }
}

fn url(field: &str, text: &str) -> Result<Option<WebUrl>> {
    if text.trim().is_empty() { Ok(None) } else { parse(field, WebUrl::parse(text)).map(Some) }
}

fn logo(text: &str) -> Result<Option<WebUrl>> {
    if text.trim().is_empty() { Ok(None) } else { parse("logoUrl", PortalSettings::logo(text)).map(Some) }
}

fn accent(text: &str) -> Result<Option<Accent>> {
    if text.trim().is_empty() { Ok(None) } else { parse("accentColor", Accent::parse(text)).map(Some) }
}

fn facts(portal: &PortalSettings) -> Value {
    json!({
        "isEnabled": portal.is_enabled,
        "logoUrl": portal.logo_url.as_ref().map(WebUrl::as_str),
        "accentColor": portal.accent.as_ref().map(Accent::as_str),
        "supportUrl": portal.support_url.as_ref().map(WebUrl::as_str),
        "partialImpact": portal.partial_impact.as_str(),
        "excludesMaintenance": portal.excludes_maintenance,
    })
}
