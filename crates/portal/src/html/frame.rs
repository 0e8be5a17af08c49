//! What surrounds every page: head, navigation, footer.

use domain::portal::Projection;

use super::status_mark;
use crate::assets::{self, SCRIPT, STYLE};
use crate::{Portal, site};

/// The frame of a page.
pub(super) struct Frame {
    pub title: String,
    pub organisation: String,
    /// The organisation's mark: the only thing that a page may load from elsewhere, as the organisation says where.
    pub logo: Option<String>,
    /// `now`, `history`, `subscribe` or nothing.
    pub current: &'static str,
    /// Tells the script whether there is news; empty where there is nothing to follow.
    pub revision: String,
    /// What is looked for, in the form of the search.
    pub query: String,
    /// A mark of how things stand, for the tab.
    pub icon: String,
    pub style: &'static str,
    pub script: &'static str,
    /// The organisation's colour, and the style sheet that draws with it.
    pub accent: Option<String>,
    pub brand: Option<String>,
    /// Where customers find help.
    pub support: Option<String>,
}

impl Frame {
    /// The frame of a page of a portal.
    pub fn new(portal: &Portal, title: &str, current: &'static str) -> Self {
        let Projection { organisation, .. } = &portal.projection;
        let brand = organisation.accent.as_deref().and_then(assets::brand);
        Self {
            title: format!("{title} · {} status", organisation.name),
            logo: organisation.logo_url.clone().filter(|url| is_image(url)),
            accent: organisation.accent.clone().filter(|_| brand.is_some()),
            brand,
            support: organisation.support_url.clone().filter(|url| is_web(url)),
            revision: portal.revision.clone(),
            icon: site::icon(if portal.projection.is_empty() {
                "none"
            } else {
                status_mark(portal.projection.overall())
            }),
            ..Self::bare(title, &organisation.name, current)
        }
    }

    /// The frame of a page about nothing that was published.
    pub fn bare(title: &str, organisation: &str, current: &'static str) -> Self {
        Self {
            title: format!("{title} · {organisation}"),
            organisation: organisation.to_owned(),
            logo: None,
            current,
            revision: String::new(),
            query: String::new(),
            icon: site::icon("none"),
            style: &STYLE.path,
            script: &SCRIPT.path,
            accent: None,
            brand: None,
            support: None,
        }
    }
}

fn is_web(url: &str) -> bool {
    // The settings keep the letters of an address as they were typed.
    let lower = url.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

fn is_image(url: &str) -> bool {
    (url.starts_with('/') && !url.starts_with("//")) || url.starts_with("https://")
}
