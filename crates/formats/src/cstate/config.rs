//! The site's `config.yml`: which systems the page declares, and in which zone it tells the time.
//!
//! It must not know issues.

use chrono_tz::Tz;
use domain::finding::Finding;
use domain::text::Name;
use serde_norway::Value;

use crate::text::{decode, fit_line, quote};

/// A system that the page declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// Accepted by [`domain::text::Name`].
    pub name: String,
    /// Free text, trimmed; `None` when empty.
    pub description: Option<String>,
    /// The heading under which the page shows it.
    pub category: Option<String>,
}

/// What an import needs to know about a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteConfig {
    /// The name of the page.
    pub title: Option<String>,
    /// `None` when the list is unknown: then no service can be called undeclared.
    pub systems: Option<Vec<System>>,
    /// The zone for times without offset. UTC unless the configuration names another.
    pub zone: Tz,
    /// What was odd about the configuration itself.
    pub findings: Vec<Finding>,
}

impl Default for SiteConfig {
    /// A page whose configuration is not at hand.
    fn default() -> Self {
        Self { title: None, systems: None, zone: Tz::UTC, findings: Vec::new() }
    }
}

impl SiteConfig {
    /// Whether a service is declared; `None` when the list is unknown.
    pub fn declares(&self, service: &str) -> Option<bool> {
        let systems = self.systems.as_ref()?;
        Some(systems.iter().any(|system| system.name == service))
    }
}

/// Reads `config.yml`. A file that cannot be read gives a site without known systems and a finding.
pub fn read_config(bytes: &[u8]) -> SiteConfig {
    let mut site = SiteConfig::default();
    let text = decode(bytes).lines;
    let root: Value = match serde_norway::from_str(&text) {
        Ok(root) => root,
        Err(error) => {
            site.findings.push(Finding::warning(
                "IMP-13",
                format!(
                    "The configuration is not readable YAML ({error}); services cannot be compared with it."
                ),
            ));
            return site;
        }
    };
    site.title = root.get("title").and_then(text_of);
    read_zone(&root, &mut site);
    let systems = root.get("params").and_then(|params| params.get("systems")).or_else(|| root.get("systems"));
    match systems.and_then(Value::as_sequence) {
        Some(systems) => read_systems(systems, &mut site),
        None => site.findings.push(Finding::warning(
            "IMP-13",
            "The configuration has no list `params.systems`; services cannot be compared with it.",
        )),
    }
    site
}

fn read_zone(root: &Value, site: &mut SiteConfig) {
    let Some(name) = root.get("timeZone").or_else(|| root.get("timezone")).and_then(text_of) else { return };
    match name.parse() {
        Ok(zone) => site.zone = zone,
        Err(_) => site.findings.push(Finding::warning(
            "IMP-07",
            format!("The configuration names the zone {}, which is unknown; times without offset are read as UTC.", quote(&name)),
        )),
    }
}

fn read_systems(entries: &[Value], site: &mut SiteConfig) {
    let mut systems: Vec<System> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let field = |key: &str| entry.get(key).and_then(text_of);
        let Some(name) = text_of(entry).or_else(|| field("name")) else {
            let message = format!("System {} of the configuration has no name and was left out.", index + 1);
            site.findings.push(Finding::warning("IMP-13", message));
            continue;
        };
        let (name, changed) = fit_line(&name, Name::MAX);
        if changed {
            let message =
                format!("The name of system {} was fitted to one line: {}.", index + 1, quote(&name));
            site.findings.push(Finding::hint("IMP-15", message));
        }
        if name.is_empty() || systems.iter().any(|known| known.name == name) {
            let message = format!(
                "The configuration names the system {} twice, or not at all; one is kept.",
                quote(&name)
            );
            site.findings.push(Finding::hint("IMP-12", message));
            continue;
        }
        systems.push(System { name, description: field("description"), category: field("category") });
    }
    site.systems = Some(systems);
}

/// The text of a scalar, trimmed; `None` for anything else and for nothing.
fn text_of(value: &Value) -> Option<String> {
    super::header::scalar(value).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_zone_and_title_are_read() {
        let site = read_config(
            b"title: Example Status\ntimeZone: Europe/Vienna\nparams:\n  systems:\n    - name: web.example.org\n      description: |\n        The site\n      category: Public\n    - mail.example.org\n",
        );
        assert_eq!(site.title.as_deref(), Some("Example Status"));
        assert_eq!(site.zone, Tz::Europe__Vienna);
        let systems = site.systems.clone().unwrap();
        assert_eq!(systems[0].description.as_deref(), Some("The site"));
        assert_eq!(systems[0].category.as_deref(), Some("Public"));
        assert_eq!(site.declares("mail.example.org"), Some(true));
        assert_eq!(site.declares("shop.example.org"), Some(false));
        assert!(site.findings.is_empty());
    }

    #[test]
    fn a_broken_configuration_declares_nothing_and_says_so() {
        for bytes in [&b"params: [unclosed"[..], b"title: x\n", b"", b"\xff\xfe"] {
            let site = read_config(bytes);
            assert_eq!(site.declares("web.example.org"), None);
            assert_eq!(site.findings.len(), 1, "{bytes:?}");
            assert_eq!(site.findings[0].rule.as_str(), "IMP-13");
        }
    }

    #[test]
    fn an_unknown_zone_falls_back_to_utc_with_a_finding() {
        let site = read_config(
            b"timeZone: Mars/Base\nparams:\n  systems:\n    - name: a\n    - name: a\n    - description: x\n",
        );
        assert_eq!(site.zone, Tz::UTC);
        let rules: Vec<&str> = site.findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["IMP-07", "IMP-12", "IMP-13"]);
    }
}
