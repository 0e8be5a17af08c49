//! The portal's settings as the API shows them.

use async_graphql::SimpleObject;
use domain::portal::{self as d, Accent};
use domain::text::WebUrl;

use super::enums::PartialImpactPolicy;

/// How the status portal looks and counts.
#[derive(Clone, Debug, SimpleObject)]
pub struct PortalSettings {
    /// Whether there is a portal; without one its addresses lead nowhere.
    pub is_enabled: bool,
    /// The organisation's mark.
    pub logo_url: Option<String>,
    /// The organisation's colour as `#rrggbb`.
    pub accent_color: Option<String>,
    /// Where customers find help.
    pub support_url: Option<String>,
    /// What impact counts that is less than a major outage (`AVL-04`).
    pub partial_impact: PartialImpactPolicy,
    /// Whether announced work is left out of uptime (`AVL-05`).
    pub excludes_maintenance: bool,
    /// Where the portal is, from the root of the site.
    pub url: String,
    /// Version of the settings.
    pub version: i32,
}

impl From<d::PortalSettings> for PortalSettings {
    fn from(settings: d::PortalSettings) -> Self {
        let url = |url: Option<WebUrl>| url.map(WebUrl::into_string);
        Self {
            is_enabled: settings.is_enabled,
            logo_url: url(settings.logo_url),
            accent_color: settings.accent.as_ref().map(Accent::as_str).map(str::to_owned),
            support_url: url(settings.support_url),
            partial_impact: settings.partial_impact.into(),
            excludes_maintenance: settings.excludes_maintenance,
            url: "/status".to_owned(),
            version: settings.version,
        }
    }
}
