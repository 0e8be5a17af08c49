//! `coalmine import FORMAT PATH…`: finds the files of a history, has them read, brings them in.
//!
//! It must not know what is in a file: that is for the format's reader.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use app::incident::import::{Import, Outcome};
use clap::ValueEnum;
use domain::finding::Finding;
use domain::identity::{Actor, SystemActor};
use formats::cstate::{self, SiteConfig};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use walkdir::WalkDir;

use super::open;
use crate::config::Config;
use crate::system::SystemClock;

/// A format that can be brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A cState site: config.yml, and one Markdown file for each incident under issues.
    Cstate,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::Cstate => "cstate",
        }
    }
}

/// What was done, as `--json` prints it.
#[derive(Debug, Default, Serialize)]
struct Report {
    files: usize,
    created: usize,
    updated: usize,
    unchanged: usize,
    findings: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    file: String,
    rule: String,
    level: &'static str,
    message: String,
}

impl Report {
    fn add(&mut self, file: &str, findings: &[Finding]) {
        self.findings.extend(findings.iter().map(|finding| Line {
            file: file.to_owned(),
            rule: finding.rule.to_string(),
            level: finding.level.as_str(),
            message: finding.message.clone(),
        }));
    }
}

/// One history: a folder of files with the configuration beside them.
struct Site {
    config: Option<PathBuf>,
    root: PathBuf,
    files: Vec<PathBuf>,
}

pub(super) async fn run(format: Format, paths: &[PathBuf], is_json: bool) -> Result<()> {
    let sites = paths.iter().map(|path| find(path)).collect::<Result<Vec<_>>>()?;
    let app = open::app(&Config::load()?, Arc::new(SystemClock)).await?;
    let actor = Actor::system(SystemActor::Import);
    let progress = progress(sites.iter().map(|site| site.files.len()).sum());
    let mut report = Report::default();
    for site in &sites {
        let config = read_config(site, &mut report)?;
        for path in &site.files {
            let file = name(&site.root, path);
            progress.set_message(file.clone());
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            let record = cstate::read_issue(&file, &bytes, &config);
            let command = Import { format: format.name(), record: &record };
            let imported =
                app.import_incident(&actor, command).await.with_context(|| format!("importing {file}"))?;
            report.files += 1;
            match imported.outcome {
                Outcome::Created => report.created += 1,
                Outcome::Updated => report.updated += 1,
                Outcome::Unchanged => report.unchanged += 1,
            }
            report.add(&file, &imported.findings);
            progress.inc(1);
        }
    }
    progress.finish_and_clear();
    if is_json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print(&report);
    }
    Ok(())
}

/// Shown on a terminal only; goes to standard error.
fn progress(files: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    let bar = ProgressBar::new(files as u64);
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

fn print(report: &Report) {
    for line in &report.findings {
        println!("{}  {} {}  {}", line.file, line.rule, line.level, line.message);
    }
    println!(
        "{} files: {} created, {} updated, {} unchanged; {} findings",
        report.files,
        report.created,
        report.updated,
        report.unchanged,
        report.findings.len()
    );
}

fn read_config(site: &Site, report: &mut Report) -> Result<SiteConfig> {
    let Some(path) = &site.config else { return Ok(SiteConfig::default()) };
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let config = cstate::read_config(&bytes);
    report.add(&name(&site.root, path), &config.findings);
    Ok(config)
}

/// The files of a path: one file, or a site with its configuration.
fn find(path: &Path) -> Result<Site> {
    ensure!(path.exists(), "{} does not exist", path.display());
    if path.is_file() {
        let root = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let config = [Some(root.as_path()), root.parent()].into_iter().flatten().find_map(config_in);
        return Ok(Site { config, root, files: vec![path.to_path_buf()] });
    }
    let folders = [path.join("issues"), path.join("content/issues"), path.to_path_buf()];
    let Some(root) = folders.into_iter().find(|folder| folder.is_dir()) else {
        bail!("{} has no folder of issues", path.display());
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(&root).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot read {}", root.display()))?;
        let is_markdown =
            entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
        // `_index.md` describes the folder itself.
        if entry.file_type().is_file() && is_markdown && entry.file_name() != "_index.md" {
            files.push(entry.into_path());
        }
    }
    ensure!(!files.is_empty(), "{} has no Markdown files", root.display());
    Ok(Site { config: config_in(path), root, files })
}

fn config_in(folder: &Path) -> Option<PathBuf> {
    ["config.yml", "config.yaml"].into_iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// The name under which a file is known: its path within the site.
fn name(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).ok().filter(|inner| !inner.as_os_str().is_empty());
    let inner = inner.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_found_with_its_configuration() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("issues/2020")).unwrap();
        for file in [
            "config.yml",
            "issues/b.md",
            "issues/a.MD",
            "issues/2020/c.md",
            "issues/_index.md",
            "issues/x.txt",
        ] {
            std::fs::write(dir.path().join(file), "").unwrap();
        }
        let site = find(dir.path()).unwrap();
        assert_eq!(site.config, Some(dir.path().join("config.yml")));
        let names: Vec<String> = site.files.iter().map(|path| name(&site.root, path)).collect();
        assert_eq!(names, ["2020/c.md", "a.MD", "b.md"]);

        let one = find(&dir.path().join("issues/b.md")).unwrap();
        assert_eq!(one.config, site.config);
        assert_eq!(name(&one.root, &one.files[0]), "b.md");
        assert_eq!(name(&site.root, &dir.path().join("config.yml")), "config.yml");
        assert!(find(&dir.path().join("nowhere")).is_err());
    }
}
