//! The records of a history, one after the other: finds its files and has each read.
//!
//! It must not know the database, nor what is in a file: that is for the format's reader.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use domain::finding::Finding;
use formats::cstate::{self, SiteConfig};
use formats::markdown::{self, Quarter, Reading};
use formats::record::ImportedIncident;
use formats::statuspage;
use walkdir::{DirEntry, WalkDir};

use super::{Format, Order};

/// What a history gives.
pub(super) enum Item {
    /// So many files are to come.
    Expected(u64),
    /// An incident.
    Record(Box<ImportedIncident>),
    /// A file that holds none, with the reason.
    Skipped(String, &'static str),
    /// What is odd about a file that is no incident.
    Findings(String, Vec<Finding>),
    /// What index pages say about quarters.
    Quarters(Vec<Quarter>),
}

/// Whoever takes the items; false to stop.
type Take<'a> = &'a mut dyn FnMut(Item) -> bool;

/// Reads all paths of an order, one file at a time.
pub(super) fn read(order: &Order, take: Take<'_>) -> Result<()> {
    for path in &order.paths {
        let is_wanted = match order.format {
            Format::Cstate => read_cstate(order, path, take)?,
            Format::Markdown => read_markdown(order, path, take)?,
            Format::Statuspage => read_statuspage(order, path, take)?,
        };
        if !is_wanted {
            break;
        }
    }
    Ok(())
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_cstate(order: &Order, path: &Path, take: Take<'_>) -> Result<bool> {
    let site = cstate_site(path)?;
    let config = match &site.config {
        None => SiteConfig::default(),
        Some(path) => {
            let config = cstate::read_config(&bytes(path)?);
            if !take(Item::Findings(name(&site.root, path), config.findings.clone())) {
                return Ok(false);
            }
            config
        }
    };
    if !take(Item::Expected(count(&site.files))) {
        return Ok(false);
    }
    for file in &site.files {
        let file = file?;
        let mut record = cstate::read_issue(&name(&site.root, file.path()), &bytes(file.path())?, &config);
        record.file = order.key(&name(&site.root, file.path()));
        if !take(Item::Record(Box::new(record))) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn read_markdown(order: &Order, path: &Path, take: Take<'_>) -> Result<bool> {
    let files = Files::of(path, |name| {
        [".md", ".markdown", ".md.erb", ".mdown", ".mkd", ".mdx"].iter().any(|ending| name.ends_with(ending))
    });
    let mut site = markdown::Site { zone: order.zone()?, ..markdown::Site::default() };
    let mut index_file = None;
    let mut files_found = 0;
    for file in &files {
        files_found += 1;
        let file = file?;
        let stem = file.file_name().to_string_lossy().to_lowercase();
        if ["index", "_index", "readme"].iter().any(|name| stem.starts_with(name)) {
            site.index.extend(markdown::read_index(&bytes(file.path())?));
            index_file.get_or_insert_with(|| order.key(&name(&files.root, file.path())));
        }
    }
    ensure!(files_found > 0, "{} has no Markdown files", path.display());
    if !take(Item::Expected(files_found)) {
        return Ok(false);
    }
    for file in &files {
        let file = file?;
        let name = order.key(&name(&files.root, file.path()));
        let item = match markdown::read_report(&name, &bytes(file.path())?, &site) {
            Reading::Skipped(reason) => Item::Skipped(name, reason),
            Reading::Report(report) => {
                site.index.observe(&name, report.stated);
                Item::Record(Box::new(report.incident))
            }
        };
        if !take(item) {
            return Ok(false);
        }
    }
    if let Some(file) = index_file {
        return Ok(
            take(Item::Findings(file, site.index.findings())) && take(Item::Quarters(site.index.quarters))
        );
    }
    Ok(true)
}

fn read_statuspage(order: &Order, path: &Path, take: Take<'_>) -> Result<bool> {
    ensure!(path.is_file(), "{} is not a file", path.display());
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut is_wanted = true;
    let read = statuspage::read_page(BufReader::new(file), |page, text| {
        let mut record = statuspage::read_incident(page, text);
        record.file = order.key(&record.file);
        is_wanted = take(Item::Record(Box::new(record)));
        is_wanted
    });
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(is_wanted)
}

/// The files below a folder, or one file, found while walking.
struct Files {
    root: PathBuf,
    path: PathBuf,
    is_wanted: fn(&str) -> bool,
}

impl Files {
    fn of(path: &Path, is_wanted: fn(&str) -> bool) -> Self {
        let root = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
        Self { root: root.to_path_buf(), path: path.to_path_buf(), is_wanted }
    }
}

impl<'a> IntoIterator for &'a Files {
    type Item = Result<DirEntry>;
    type IntoIter = Box<dyn Iterator<Item = Result<DirEntry>> + 'a>;

    /// By name, so that numbers follow the dates that names begin with.
    fn into_iter(self) -> Self::IntoIter {
        let walk = WalkDir::new(&self.path).sort_by_file_name().into_iter();
        // A file that is named is wanted whatever it is called.
        let is_single = self.path.is_file();
        let is_hidden =
            |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        Box::new(walk.filter_entry(move |entry| !is_hidden(entry)).filter_map(move |entry| {
            let entry = match entry.with_context(|| format!("cannot read {}", self.path.display())) {
                Ok(entry) => entry,
                Err(error) => return Some(Err(error)),
            };
            let name = entry.file_name().to_string_lossy().to_lowercase();
            (entry.file_type().is_file() && (is_single || (self.is_wanted)(&name))).then_some(Ok(entry))
        }))
    }
}

fn count(files: &Files) -> u64 {
    files.into_iter().flatten().count() as u64
}

/// One cState history: a folder of files with the configuration beside them.
struct Site {
    config: Option<PathBuf>,
    root: PathBuf,
    files: Files,
}

/// The files of a path: one file, or a site with its configuration.
fn cstate_site(path: &Path) -> Result<Site> {
    // `_index.md` describes the folder itself.
    let is_issue =
        |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "md") && name != "_index.md";
    if path.is_file() {
        let root = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let config = [Some(root.as_path()), root.parent()].into_iter().flatten().find_map(config_in);
        return Ok(Site { config, root, files: Files::of(path, is_issue) });
    }
    let folders = [path.join("issues"), path.join("content/issues"), path.to_path_buf()];
    let Some(root) = folders.into_iter().find(|folder| folder.is_dir()) else {
        bail!("{} has no folder of issues", path.display());
    };
    let files = Files::of(&root, is_issue);
    ensure!(files.into_iter().next().is_some(), "{} has no Markdown files", root.display());
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

    fn names(files: &Files) -> Vec<String> {
        files.into_iter().map(|file| name(&files.root, file.unwrap().path())).collect()
    }

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
        let site = cstate_site(dir.path()).unwrap();
        assert_eq!(site.config, Some(dir.path().join("config.yml")));
        assert_eq!(names(&site.files), ["2020/c.md", "a.MD", "b.md"]);

        let one = cstate_site(&dir.path().join("issues/b.md")).unwrap();
        assert_eq!(one.config, site.config);
        assert_eq!(names(&one.files), ["b.md"]);
        assert_eq!(name(&site.root, &dir.path().join("config.yml")), "config.yml");
        assert!(cstate_site(&dir.path().join("nowhere")).is_err());
    }

    #[test]
    fn markdown_is_found_under_all_its_endings_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join(".git")).unwrap();
        for file in ["b.html.md.erb", "a.markdown", "LICENSE", "c.rs", ".git/d.md"] {
            std::fs::write(dir.path().join(file), "# 2024-03-05 Down\n").unwrap();
        }
        let order = Order {
            format: Format::Markdown,
            paths: vec![dir.path().to_path_buf()],
            zone: None,
            source: Some("old".to_owned()),
        };
        let mut seen = Vec::new();
        read(&order, &mut |item| {
            if let Item::Record(record) = item {
                seen.push(record.file.clone());
            }
            true
        })
        .unwrap();
        assert_eq!(seen, ["old/a.markdown", "old/b.html.md.erb"]);
    }
}
