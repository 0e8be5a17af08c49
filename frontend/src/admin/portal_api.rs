//! The settings of the portal. It must not know screens.

use crate::{
    model::PartialImpactPolicy,
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{model::PartialImpactPolicy, operations};

    operations! {
        PortalSettings "src/admin/operations/portal_settings.graphql",
        UpdatePortal "src/admin/operations/update_portal.graphql",
    }
}
pub use documents::update_portal::UpdatePortalSettingsInput;
use documents::{PortalSettings, UpdatePortal, portal_settings, update_portal};

/// What customers see, and how uptime is counted.
#[derive(Clone, PartialEq)]
pub struct Held {
    pub is_enabled: bool,
    /// Addresses of the logo and of help, and the accent colour; empty for none.
    pub logo: String,
    pub accent: String,
    pub support: String,
    pub partial: PartialImpactPolicy,
    pub excludes: bool,
    pub url: String,
    pub version: i64,
}

fn map(n: Node<'_>) -> Held {
    let maybe = |field: &str| n.maybe_text(field).unwrap_or_default();
    Held {
        is_enabled: n.flag("isEnabled"),
        logo: maybe("logoUrl"),
        accent: maybe("accentColor"),
        support: maybe("supportUrl"),
        partial: n.word("partialImpact", PartialImpactPolicy::parse, PartialImpactPolicy::CountAsDown),
        excludes: n.flag("excludesMaintenance"),
        url: n.text("url"),
        version: n.number("version"),
    }
}

pub async fn held() -> Result<Held, ApiError> {
    let data = ask::<PortalSettings>(portal_settings::Variables {}).await?;
    read(&data, "portalSettings", map)
}

pub fn update(input: UpdatePortalSettingsInput) -> Done {
    change::<UpdatePortal>(update_portal::Variables { input })
}
