//! Where things are: the paths of the portal, and the address it is reached at.

use std::borrow::Cow;

use domain::publication::SHARED_ROOT;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand in a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The page.
pub const STATUS: &str = "/status";
/// What was, by month; takes `?q=`.
pub const HISTORY: &str = "/status/history";
/// The form of subscribing.
pub const SUBSCRIBE: &str = "/status/subscribe";
/// The Atom feed.
pub const ATOM: &str = "/history.atom";
/// The RSS feed.
pub const RSS: &str = "/history.rss";
/// The form of signing in, for customers.
pub const SIGN_IN: &str = "/status/sign-in";
/// Where signing out is sent to.
pub const SIGN_OUT: &str = "/status/sign-out";
/// What a customer's person sees.
pub const ACCOUNT: &str = "/status/account";
/// The badge of the whole page.
pub const BADGE: &str = "/status/badge.svg";
/// Published analyses.
pub const RCAS: &str = "/status/rca";
/// Where the files of [`crate::assets`] are.
pub const ASSETS: &str = "/status/assets/";

fn segment(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, SEGMENT).into()
}

/// The page of an incident.
pub fn incident(reference: &str) -> String {
    format!("/status/incidents/{}", segment(reference))
}

/// The page of announced work.
pub fn maintenance(reference: &str) -> String {
    format!("/status/maintenance/{}", segment(reference))
}

/// The page of a published analysis, the newest version.
pub fn rca(reference: &str) -> String {
    format!("{RCAS}/{}", segment(reference))
}

/// The page of one version of a published analysis.
pub fn rca_version(reference: &str, number: i32) -> String {
    format!("{RCAS}/{}/{number}", segment(reference))
}

/// A published analysis as Markdown: the newest version, or one of them.
pub fn rca_markdown(reference: &str, number: Option<i32>) -> String {
    match number {
        None => format!("{}.md", rca(reference)),
        Some(number) => format!("{}.md", rca_version(reference, number)),
    }
}

/// The page that asks for the yes to a subscription.
pub fn confirm(token: &str) -> String {
    format!("/status/confirm/{}", segment(token))
}

/// The page that ends a subscription.
pub fn unsubscribe(token: &str) -> String {
    format!("/status/unsubscribe/{}", segment(token))
}

/// The page of an analysis that was shared with a customer.
pub fn shared_rca(id: &str) -> String {
    format!("{SHARED_ROOT}{}", segment(id))
}

/// The same as Markdown.
pub fn shared_markdown(id: &str) -> String {
    format!("{}.md", shared_rca(id))
}

/// Where a customer's acknowledgement is sent to.
pub fn shared_acknowledge(id: &str) -> String {
    format!("{}/acknowledge", shared_rca(id))
}

/// Where a customer's question is sent to.
pub fn shared_question(id: &str) -> String {
    format!("{}/question", shared_rca(id))
}

/// The mark of a status for a browser's tab; [`crate::icon`] draws it.
pub(crate) fn icon(mark: &str) -> String {
    format!("/status/icon-{mark}.svg")
}

/// The Atom feed of a service.
pub fn service_atom(id: &str) -> String {
    format!("/status/services/{}.atom", segment(id))
}

/// The RSS feed of a service.
pub fn service_rss(id: &str) -> String {
    format!("/status/services/{}.rss", segment(id))
}

/// A link within the site or to the web; anything else leads to the first page.
pub(crate) fn fit(link: &str) -> &str {
    let is_path = link.starts_with('/') && !link.starts_with("//");
    let is_fit = is_path || link.starts_with("https://") || link.starts_with("http://");
    if is_fit { link } else { STATUS }
}

/// The address at which readers outside reach the portal. Feeds and status JSON tell whole addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Scheme and host, without a slash at the end.
    base: String,
    /// What stands for this page in ids that never change, such as `status.example.com`.
    authority: String,
}

impl Site {
    /// A site at an address such as `https://status.example.com`. Ids in feeds are made of its host: a site that moves and wants its
    /// readers to know old entries again keeps the old one by [`Site::with_authority`].
    pub fn new(base: &str) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        let host = base.split_once("://").map_or(base.as_str(), |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default().to_ascii_lowercase();
        Self { authority: host, base }
    }

    /// The same site with another name in ids that never change.
    #[must_use]
    pub fn with_authority(mut self, authority: &str) -> Self {
        authority.clone_into(&mut self.authority);
        self
    }

    /// The whole address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The whole address of a link within the site or to the web; anything else leads to the first page.
    pub(crate) fn whole(&self, link: &str) -> String {
        let link = fit(link);
        if link.starts_with('/') { self.url(link) } else { link.to_owned() }
    }

    /// An id that is never given again (RFC 4151).
    pub(crate) fn tag(&self, kind: &str, id: &str) -> String {
        format!("tag:{},2026:{kind}/{}", self.authority, segment(id))
    }

    /// What stands for the page in ids.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_ids_are_whole_and_stay() {
        let site = Site::new("https://Status.Example.com:8443/");
        assert_eq!(site.url(STATUS), "https://Status.Example.com:8443/status");
        assert_eq!(site.tag("incident", "inc_1"), "tag:status.example.com,2026:incident/inc_1");
        let moved = Site::new("https://new.example").with_authority("status.example.com");
        assert_eq!(moved.tag("incident", "inc_1"), site.tag("incident", "inc_1"));
        assert_eq!(incident("a/../b\"<"), "/status/incidents/a%2F..%2Fb%22%3C");
    }
}
