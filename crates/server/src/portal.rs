//! What the status portal answers with: rendered once, kept in memory by path, and kept on disk so that it can be answered while
//! there is no database.
//!
//! It must not read a table: a use case hands over what was published.

mod worker;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use domain::portal::Projection;
use domain::time::Instant;
use http::HeaderValue;
use portal::{Endpoint, Portal, Site, assets, etag, site};
use serde::{Deserialize, Serialize};

pub use worker::start;

/// The file in the data directory.
const FILE: &str = "portal.json";
/// What is shorter is sent as it is.
const PACKED_FROM: usize = 1024;

/// What the portal shows, if anything is known.
pub struct Board {
    site: Site,
    file: PathBuf,
    shown: ArcSwapOption<Shown>,
}

/// One state of the portal.
pub struct Shown {
    /// Whether there is a portal.
    pub is_enabled: bool,
    /// What pages may load and where forms lead.
    pub policy: HeaderValue,
    portal: Portal,
    pages: RwLock<HashMap<String, Arc<Page>>>,
}

/// An answer, ready to be sent.
pub struct Page {
    /// What kind of thing it is.
    pub kind: Kind,
    plain: Packed,
    brotli: OnceLock<Packed>,
    gzip: OnceLock<Packed>,
}

/// Bytes with their name.
#[derive(Clone)]
pub struct Packed {
    pub bytes: Bytes,
    pub etag: HeaderValue,
}

/// Kinds of answers: each has its media type and its headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Html,
    Json,
    Atom,
    Rss,
    Svg,
    Markdown,
}

/// How bytes can be packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    Brotli,
    Gzip,
}

/// What is on disk.
#[derive(Serialize, Deserialize)]
struct Stored {
    is_enabled: bool,
    projection: Projection,
}

impl Board {
    /// The board of an installation, with what was shown last.
    pub fn open(data_dir: &Path, base: &str) -> Self {
        let board = Self { site: Site::new(base), file: data_dir.join(FILE), shown: ArcSwapOption::empty() };
        match std::fs::read(&board.file) {
            Ok(bytes) => match serde_json::from_slice::<Stored>(&bytes) {
                Ok(stored) => board.put(stored.is_enabled, stored.projection),
                // It is written anew as soon as the database was reached.
                Err(error) => tracing::warn!(%error, "what the portal showed last cannot be read"),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%error, "what the portal showed last cannot be read"),
        }
        board
    }

    /// What is shown; `None` while nothing is known.
    pub fn shown(&self) -> Option<Arc<Shown>> {
        self.shown.load_full()
    }

    fn put(&self, is_enabled: bool, projection: Projection) {
        let policy = policy(projection.organisation.logo_url.as_deref());
        let portal = Portal::new(projection, self.site.clone());
        self.shown.store(Some(Arc::new(Shown { is_enabled, policy, portal, pages: RwLock::default() })));
    }

    /// Keeps a state for the next start.
    fn keep(&self, is_enabled: bool, projection: &Projection) -> std::io::Result<()> {
        #[derive(Serialize)]
        struct Kept<'a> {
            is_enabled: bool,
            projection: &'a Projection,
        }
        let bytes = serde_json::to_vec(&Kept { is_enabled, projection })?;
        let new = self.file.with_extension("json.new");
        std::fs::write(&new, bytes)?;
        std::fs::rename(&new, &self.file)
    }
}

impl Shown {
    /// What makes pages that are never kept.
    pub fn portal(&self) -> &Portal {
        &self.portal
    }

    /// The organisation's name.
    pub fn organisation(&self) -> &str {
        &self.portal.projection().organisation.name
    }

    /// The answer at a path; `None` where nothing was published. Only what there is takes room.
    pub fn page(&self, path: &str, now: Instant) -> Option<Arc<Page>> {
        let held = self.pages.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        held.or_else(|| {
            let page = Arc::new(self.render(path, now)?);
            let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
            Some(Arc::clone(pages.entry(path.to_owned()).or_insert(page)))
        })
    }

    /// What a search in the history finds: never kept, as there is no end of questions.
    pub fn search(&self, query: &str, now: Instant) -> Page {
        Page::new(Kind::Html, self.portal.history_page(query, now))
    }

    /// The page for an address that leads nowhere.
    pub fn not_found(&self) -> Page {
        Page::new(Kind::Html, self.portal.not_found_page())
    }

    fn render(&self, path: &str, now: Instant) -> Option<Page> {
        let portal = &self.portal;
        if let Some(endpoint) = Endpoint::ALL.iter().find(|endpoint| endpoint.path() == path) {
            return Some(Page::new(Kind::Json, portal.statuspage(*endpoint)));
        }
        let rest = path.strip_prefix("/status/").unwrap_or_default();
        let named = |family: &str, ending: &str| rest.strip_prefix(family)?.strip_suffix(ending);
        let (kind, text) = match path {
            site::STATUS => (Kind::Html, Some(portal.status_page(now))),
            site::HISTORY => (Kind::Html, Some(portal.history_page("", now))),
            site::ATOM => (Kind::Atom, portal.atom(None)),
            site::RSS => (Kind::Rss, portal.rss(None)),
            site::BADGE => (Kind::Svg, portal.badge(None)),
            site::RCAS => (Kind::Html, Some(portal.rca_list_page(now))),
            _ => {
                if let Some(key) = named("rca/", "") {
                    analysis(portal, key, now)
                } else if let Some(key) = named("incidents/", "") {
                    (Kind::Html, portal.incident_page(key, now))
                } else if let Some(key) = named("maintenance/", "") {
                    (Kind::Html, portal.maintenance_page(key, now))
                } else if let Some(id) = named("services/", ".atom") {
                    (Kind::Atom, portal.atom(Some(id)))
                } else if let Some(id) = named("services/", ".rss") {
                    (Kind::Rss, portal.rss(Some(id)))
                } else if let Some(id) = named("badge/", ".svg") {
                    (Kind::Svg, portal.badge(Some(id)))
                } else {
                    (Kind::Svg, portal::icon(named("icon-", ".svg")?))
                }
            }
        };
        Some(Page::new(kind, text?))
    }
}

/// Writes articles of published analyses for the use cases.
pub struct Articles;

impl app::Articles for Articles {
    fn article(&self, analysis: &domain::portal::PublicAnalysis, now: Instant) -> String {
        portal::rca_article(analysis, now)
    }
}

/// A published analysis, `RCA-7` or one version of it, `RCA-7/2`: its page, or its Markdown.
fn analysis(portal: &Portal, path: &str, now: Instant) -> (Kind, Option<String>) {
    let (path, is_markdown) = path.strip_suffix(".md").map_or((path, false), |rest| (rest, true));
    let (key, number) = path.split_once('/').map_or((path, None), |(key, number)| (key, Some(number)));
    if is_markdown {
        (Kind::Markdown, portal.rca_markdown(key, number))
    } else {
        (Kind::Html, portal.rca_page(key, number, now))
    }
}

impl Page {
    /// Takes what was rendered.
    pub fn new(kind: Kind, body: impl Into<Bytes>) -> Self {
        let (brotli, gzip) = (OnceLock::new(), OnceLock::new());
        Self { kind, plain: Packed::new(body.into()), brotli, gzip }
    }

    /// The bytes in a packing, made once; plain where packing is not worth it.
    pub fn packed(&self, packing: Packing) -> (&Packed, Packing) {
        match packing {
            _ if self.plain.bytes.len() < PACKED_FROM => (&self.plain, Packing::Plain),
            Packing::Plain => (&self.plain, Packing::Plain),
            Packing::Brotli => (self.brotli.get_or_init(|| Packed::new(brotli(&self.plain.bytes))), packing),
            Packing::Gzip => (self.gzip.get_or_init(|| Packed::new(gzip(&self.plain.bytes))), packing),
        }
    }
}

impl Packed {
    fn new(bytes: Bytes) -> Self {
        let etag = HeaderValue::try_from(etag(&bytes)).unwrap_or(HeaderValue::from_static("\"none\""));
        Self { bytes, etag }
    }
}

impl Kind {
    /// The media type.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Svg => "image/svg+xml",
            Self::Markdown => "text/markdown; charset=utf-8",
        }
    }
}

/// Own files and nothing else but the organisation's mark; forms lead here.
pub fn policy(logo: Option<&str>) -> HeaderValue {
    let origin = logo.and_then(|logo| url::Url::parse(logo).ok()).filter(|url| url.scheme() == "https");
    let origin = origin.map(|url| url.origin().ascii_serialization());
    // A host can hold signs that mean something in a policy; such a one is no host of a mark.
    let is_plain = |text: &String| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:/".contains(&b));
    let images = origin.filter(is_plain).map_or_else(String::new, |origin| format!(" {origin}"));
    let text = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'{images}; connect-src 'self'; \
         form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// A file of the portal's pages by its name.
pub fn asset(path: &str) -> Option<(&'static str, Cow<'static, str>)> {
    let name = path.strip_prefix(site::ASSETS)?;
    if let Some(asset) = assets::by_name(name) {
        return Some((asset.media_type, asset.content.as_str().into()));
    }
    assets::brand_style(name).map(|style| (assets::STYLE.media_type, style.into()))
}

fn brotli(bytes: &[u8]) -> Bytes {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams { quality: 6, ..Default::default() };
    // Writing into memory does not fail.
    let _ = brotli::BrotliCompress(&mut &*bytes, &mut packed, &settings);
    packed.into()
}

fn gzip(bytes: &[u8]) -> Bytes {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_load_the_mark_from_its_own_place_and_nothing_else() {
        let images = |logo: Option<&str>| {
            let policy = policy(logo);
            let text = policy.to_str().unwrap().to_owned();
            text.split("; ").find_map(|part| part.strip_prefix("img-src ")).unwrap().to_owned()
        };
        assert_eq!(images(None), "'self'");
        assert_eq!(
            images(Some("https://Cdn.Example:8443/mark.svg?x='unsafe'")),
            "'self' https://cdn.example:8443"
        );
        for other in [
            "/mark.svg",
            "http://cdn.example/mark.svg",
            "javascript:alert(1)",
            "https://",
            "https://a;script-src/x",
            "https://*",
            "https://a,b",
        ] {
            assert_eq!(images(Some(other)), "'self'", "{other}");
        }
    }

    #[test]
    fn files_are_found_by_their_names_and_a_colour_is_one() {
        let style = &*assets::STYLE;
        assert_eq!(asset(&style.path).unwrap(), (style.media_type, Cow::Borrowed(style.content.as_str())));
        let (media, content) = asset("/status/assets/brand-1a5fb4.css").unwrap();
        assert_eq!((media, content.as_ref()), (style.media_type, ":root { --brand: #1a5fb4; }\n"));
        for name in ["assets/brand-1a5fb4.js", "assets/brand-1A5FB4.css", "brand-1a5fb4.css"] {
            assert!(asset(&format!("/status/{name}")).is_none(), "{name}");
        }
    }

    #[test]
    fn what_was_shown_last_is_there_after_a_start_and_damage_is_no_fault() {
        let dir = tempfile::tempdir().unwrap();
        let board = Board::open(dir.path(), "https://status.example");
        assert!(board.shown().is_none());
        let projection: Projection = serde_json::from_str(
            r#"{"organisation":{"name":"Example","time_zone":"UTC"},"as_of":"2026-11-28T12:00:00Z","groups":[],"incidents":[],"maintenances":[]}"#,
        )
        .unwrap();
        board.keep(true, &projection).unwrap();
        let again = Board::open(dir.path(), "https://status.example").shown().unwrap();
        assert!(again.is_enabled && again.organisation() == "Example");
        let now = "2026-11-28T12:00:00Z".parse().unwrap();
        let page = again.page("/status", now).unwrap();
        assert!(Arc::ptr_eq(&page, &again.page("/status", now).unwrap()), "rendered once");
        for path in ["/status/incidents/INC-1", "/status/nothing", "/status/icon-x.svg", "/api/v2/x.json"] {
            assert!(again.page(path, now).is_none(), "{path}");
        }
        std::fs::write(dir.path().join(FILE), "{").unwrap();
        assert!(Board::open(dir.path(), "https://status.example").shown().is_none());
    }
}
