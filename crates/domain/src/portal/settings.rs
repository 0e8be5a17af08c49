//! How the portal of an organisation looks and counts.

use crate::availability::{Counting, PartialPolicy, Weights};
use crate::text::{TextError, WebUrl};
use crate::vocabulary;

vocabulary! {
    /// What impact counts that is less than a major outage (`AVL-04`).
    PartialImpactPolicy {
        /// A partial outage counts in full, degraded performance does not.
        CountAsDown = "COUNT_AS_DOWN",
        /// Only major outages count.
        Ignore = "IGNORE",
        /// A partial outage counts by three tenths, degraded performance by one.
        Weighted = "WEIGHTED",
    }
}

/// Settings of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalSettings {
    /// Whether there is a portal at all.
    pub is_enabled: bool,
    /// The organisation's mark.
    pub logo_url: Option<WebUrl>,
    /// The organisation's colour.
    pub accent: Option<Accent>,
    /// Where customers find help.
    pub support_url: Option<WebUrl>,
    /// `AVL-04`.
    pub partial_impact: PartialImpactPolicy,
    /// `AVL-05`: announced work is left out of the figure; the other reading is shown beside it.
    pub excludes_maintenance: bool,
    /// Version of the settings.
    pub version: i32,
}

/// A change of the settings; what is `None` stays, `Some(None)` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortalChange {
    /// Whether there is a portal.
    pub is_enabled: Option<bool>,
    /// Another mark.
    pub logo_url: Option<Option<WebUrl>>,
    /// Another colour.
    pub accent: Option<Option<Accent>>,
    /// Another place for help.
    pub support_url: Option<Option<WebUrl>>,
    /// Another policy.
    pub partial_impact: Option<PartialImpactPolicy>,
    /// Whether announced work is left out.
    pub excludes_maintenance: Option<bool>,
}

/// An address that a mark cannot be shown from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// It is no address of the web.
    #[error(transparent)]
    Address(#[from] TextError),
    /// The portal shows no image that somebody on the way could change.
    #[error("must begin with https://")]
    NotSecure,
}

impl PortalSettings {
    /// Reads the address of a mark.
    ///
    /// Errors: what is no address, or one that does not begin with `https://`.
    pub fn logo(text: &str) -> Result<WebUrl, LogoError> {
        let url = WebUrl::parse(text)?;
        if url.as_str().starts_with("https://") { Ok(url) } else { Err(LogoError::NotSecure) }
    }

    /// Applies a change; whether anything is different now.
    pub fn apply(&mut self, change: PortalChange) -> bool {
        let before = self.clone();
        self.is_enabled = change.is_enabled.unwrap_or(self.is_enabled);
        if let Some(logo_url) = change.logo_url {
            self.logo_url = logo_url;
        }
        if let Some(accent) = change.accent {
            self.accent = accent;
        }
        if let Some(support_url) = change.support_url {
            self.support_url = support_url;
        }
        self.partial_impact = change.partial_impact.unwrap_or(self.partial_impact);
        self.excludes_maintenance = change.excludes_maintenance.unwrap_or(self.excludes_maintenance);
        *self != before
    }

    /// The rule by which figures of this portal are counted.
    pub fn counting(&self) -> Counting {
        let partial = match self.partial_impact {
            PartialImpactPolicy::CountAsDown => PartialPolicy::CountAsDown,
            PartialImpactPolicy::Ignore => PartialPolicy::Ignore,
            PartialImpactPolicy::Weighted => {
                Weights::new(100, 300).map_or(PartialPolicy::CountAsDown, PartialPolicy::Weighted)
            }
        };
        Counting { partial, excludes_planned: self.excludes_maintenance }
    }
}

/// A colour as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accent(String);

/// A text that is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a colour such as #1a5fb4")]
pub struct AccentError;

impl Accent {
    /// Reads `#rrggbb`.
    ///
    /// Errors: anything else.
    pub fn parse(text: &str) -> Result<Self, AccentError> {
        let digits = text.trim().strip_prefix('#').ok_or(AccentError)?;
        let is_colour = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_colour.then(|| Self(format!("#{}", digits.to_ascii_lowercase()))).ok_or(AccentError)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
