//! cState: a status page kept as a folder of Markdown files with a YAML header each, and one
//! `config.yml` that names the systems.
//!
//! [`read_config`] first, then [`read_issue`] for each file of the issues folder. Both always
//! answer; what was odd comes back as findings (IMP-02 to IMP-07, IMP-11 to IMP-16).
//! It must not know folders: names and bytes come in as arguments.

mod body;
mod config;
mod fields;
mod header;
mod issue;
mod labels;
pub(crate) mod time;

#[cfg(test)]
mod tests;

pub use config::{SiteConfig, System, read_config};
pub use issue::read_issue;
