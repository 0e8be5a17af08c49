//! Addresses of issues, and the keys that people say.
//!
//! It must not know which hosts are trusted: that is decided where tokens are kept.

use domain::repair::TrackerProvider;
use domain::text::WebUrl;
use url::Url;

/// The longest project and the longest Jira key, in bytes.
const MAX_PROJECT: usize = 400;
const MAX_KEY: usize = 100;

/// The one host that speaks for its tool by its name.
const GITHUB: &str = "github.com";

/// An issue, as its address names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueRef {
    /// The tool it lives in.
    pub provider: TrackerProvider,
    /// The host in lower case, with the port where it is not the usual one.
    pub host: String,
    /// `OWNER/REPO`, `GROUP/SUB/PROJECT` or the part of a Jira key before its number.
    pub project: String,
    /// The number in the project; for Jira the whole key.
    pub number_or_key: String,
    /// What people say: `OWNER/REPO#12`, `GROUP/PROJECT#7`, `KEY-12`.
    pub key: String,
}

/// Reads the address of an issue, guessing the tool: `https://github.com/OWNER/REPO/issues/12`,
/// `https://HOST/GROUP/PROJECT/-/issues/7` (GitLab), `https://HOST/browse/KEY-12` (Jira).
///
/// `None` for anything else: other schemes than http and https, user names, queries, escapes in the path.
/// A fragment, such as a link to a comment, is passed over.
pub fn parse_issue_url(text: &str) -> Option<IssueRef> {
    let url = web_address(text)?;
    let host = host(&url)?;
    let path = path(&url)?;
    if host == GITHUB {
        return github(&host, &path);
    }
    gitlab(&host, &path).or_else(|| match path.as_slice() {
        [rest @ .., browse, key] if rest.len() <= 1 => jira(&host, &[browse, key]),
        _ => None,
    })
}

/// Reads the address of an issue at a tracker whose tool and address are known, such as a GitHub
/// or a Jira of one's own; `base` may have a path. `None` too for an issue of another host.
pub fn parse_issue_url_at(provider: TrackerProvider, base: &str, text: &str) -> Option<IssueRef> {
    let (base, url) = (web_address(base)?, web_address(text)?);
    let host = host(&url)?;
    if base.scheme() != url.scheme() || self::host(&base)? != host {
        return None;
    }
    let (base, path) = (path(&base)?, path(&url)?);
    let path = path.strip_prefix(base.as_slice())?;
    match provider {
        TrackerProvider::GitHub => github(&host, path),
        TrackerProvider::GitLab => gitlab(&host, path),
        TrackerProvider::Jira => jira(&host, path),
    }
}

/// The form in which keys are compared: tools take names of owners, groups and projects in either case.
pub fn fold_key(key: &str) -> String {
    key.trim().to_ascii_lowercase()
}

/// A sound `http` or `https` address without user name and query. The text is looked at before the
/// library mends it: backslashes, spaces and missing slashes are not what a browser's address bar gives.
pub(super) fn web_address(text: &str) -> Option<Url> {
    let text = text.trim();
    if text.len() > WebUrl::MAX || text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return None;
    }
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().filter(|authority| !authority.is_empty())?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    if !is_web || authority.contains('@') {
        return None;
    }
    let url = Url::parse(text).ok()?;
    (url.query().is_none() && url.host_str().is_some()).then_some(url)
}

/// The host, with its port where it is not the usual one.
pub(super) fn host(url: &Url) -> Option<String> {
    let host = url.host_str().filter(|host| !host.ends_with('.'))?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// The parts of the path, without the empty one of a slash at the end.
fn path(url: &Url) -> Option<Vec<&str>> {
    let mut parts: Vec<&str> = url.path_segments()?.collect();
    if parts.last() == Some(&"") {
        parts.pop();
    }
    Some(parts)
}

fn github(host: &str, path: &[&str]) -> Option<IssueRef> {
    match path {
        [owner, repo, "issues", number] => {
            numbered(TrackerProvider::GitHub, host, &format!("{owner}/{repo}"), number)
        }
        _ => None,
    }
}

fn gitlab(host: &str, path: &[&str]) -> Option<IssueRef> {
    match path {
        [project @ .., "-", "issues" | "work_items", number] => {
            numbered(TrackerProvider::GitLab, host, &project.join("/"), number)
        }
        _ => None,
    }
}

fn jira(host: &str, path: &[&str]) -> Option<IssueRef> {
    match path {
        ["browse", key] => {
            let key = key.to_ascii_uppercase();
            let project = jira_project(&key)?.to_owned();
            Some(IssueRef {
                provider: TrackerProvider::Jira,
                host: host.to_owned(),
                project,
                number_or_key: key.clone(),
                key,
            })
        }
        _ => None,
    }
}

fn numbered(provider: TrackerProvider, host: &str, project: &str, number: &str) -> Option<IssueRef> {
    (is_project(provider, project) && is_number(number)).then(|| IssueRef {
        provider,
        host: host.to_owned(),
        project: project.to_owned(),
        number_or_key: number.to_owned(),
        key: format!("{project}#{number}"),
    })
}

/// Whether a text is a project of GitHub (`OWNER/REPO`) or GitLab (two parts or more), with no part that a path
/// would read as something else.
pub(super) fn is_project(provider: TrackerProvider, project: &str) -> bool {
    let count = project.split('/').count();
    let is_counted = if provider == TrackerProvider::GitHub { count == 2 } else { count >= 2 };
    let is_part = |part: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        !matches!(part, "" | "." | ".." | "-") && part.bytes().all(is_plain)
    };
    is_counted && project.len() <= MAX_PROJECT && project.split('/').all(is_part)
}

/// The project of a Jira key such as `OPS-12`; `None` when it is none.
pub(super) fn jira_project(key: &str) -> Option<&str> {
    let (project, number) = key.rsplit_once('-')?;
    let is_plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_project = project.starts_with(|c: char| c.is_ascii_uppercase()) && project.bytes().all(is_plain);
    (key.len() <= MAX_KEY && is_project && is_number(number)).then_some(project)
}

fn is_number(text: &str) -> bool {
    (1..=18).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}
