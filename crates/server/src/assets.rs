//! The web client: files that the program carries, or a directory during front-end work.
//!
//! Compressed twins are served as they are; nothing is compressed on a request. This file must not
//! know what the files hold.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY,
};
use ::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use anyhow::{Context, Result};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;

use crate::http::answer::Refusal;
use crate::http::headers;
use crate::http::known;
use crate::http::router::not_found;
use crate::state::Edge;

/// A file in three encodings.
struct Embedded {
    path: &'static str,
    raw: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/client.rs"));

/// What the build of the client says about its files.
#[derive(Clone, Debug, Default, Deserialize)]
struct Manifest {
    files: Vec<File>,
    csp_script_hashes: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct File {
    path: String,
    content_type: String,
    immutable: bool,
    etag: String,
}

/// Where the client comes from.
pub enum Assets {
    /// Carried by the program; empty when it was built without a client.
    Embedded(Bundle),
    /// Read anew for each request.
    Directory(PathBuf),
}

/// The embedded client.
pub struct Bundle {
    manifest: Manifest,
    policy: HeaderValue,
}

impl Assets {
    /// The embedded client, or a directory when one is named.
    pub fn new(directory: &Path) -> Result<Self> {
        if !directory.as_os_str().is_empty() {
            return Ok(Self::Directory(directory.to_path_buf()));
        }
        let manifest = if MANIFEST.is_empty() {
            Manifest::default()
        } else {
            serde_json::from_str(MANIFEST).context("the embedded client is malformed")?
        };
        let policy = HeaderValue::try_from(headers::policy(&manifest.csp_script_hashes))?;
        Ok(Self::Embedded(Bundle { manifest, policy }))
    }

    /// The content security policy that fits the client's page.
    pub fn policy(&self) -> Cow<'_, HeaderValue> {
        match self {
            Self::Embedded(bundle) => Cow::Borrowed(&bundle.policy),
            Self::Directory(directory) => {
                let hashes =
                    read_manifest(directory).map(|manifest| manifest.csp_script_hashes).unwrap_or_default();
                let strict = HeaderValue::from_static("default-src 'self'");
                Cow::Owned(HeaderValue::try_from(headers::policy(&hashes)).unwrap_or(strict))
            }
        }
    }

    fn find(&self, path: &str) -> Option<File> {
        let find = |manifest: &Manifest| manifest.files.iter().find(|file| file.path == path).cloned();
        match self {
            Self::Embedded(bundle) => find(&bundle.manifest),
            Self::Directory(directory) => find(&read_manifest(directory)?),
        }
    }

    fn bytes(&self, file: &File, encoding: Encoding) -> Option<Bytes> {
        match self {
            Self::Embedded(_) => {
                let found = FILES.iter().find(|embedded| embedded.path == file.path)?;
                Some(Bytes::from_static(match encoding {
                    Encoding::Identity => found.raw,
                    Encoding::Brotli => found.brotli,
                    Encoding::Gzip => found.gzip,
                }))
            }
            // The path is one of the manifest's, so it cannot lead out of the directory.
            Self::Directory(directory) => {
                let suffix = match encoding {
                    Encoding::Identity => "",
                    Encoding::Brotli => ".br",
                    Encoding::Gzip => ".gz",
                };
                std::fs::read(directory.join(format!("{}{suffix}", file.path))).ok().map(Bytes::from)
            }
        }
    }
}

fn read_manifest(directory: &Path) -> Option<Manifest> {
    serde_json::from_slice(&std::fs::read(directory.join("manifest.json")).ok()?).ok()
}

/// How bytes are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The smallest that the reader takes.
    pub fn choose(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let accepted: Vec<String> = lines
            .flat_map(|line| line.split(','))
            .filter(|part| !part.replace(' ', "").contains(";q=0") || part.contains("0."))
            .map(|part| part.split(';').next().unwrap_or("").trim().to_ascii_lowercase())
            .collect();
        let takes = |name: &str| accepted.iter().any(|accepted| accepted == name);
        match () {
            () if takes("br") => Self::Brotli,
            () if takes("gzip") => Self::Gzip,
            () => Self::Identity,
        }
    }
}

/// `GET /assets/…`: a file of the client.
pub async fn asset(State(edge): State<Edge>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return method_refused();
    }
    let path = uri.path().strip_prefix("/assets/").unwrap_or_default();
    match edge.assets.find(path).filter(|file| file.path != "index.html") {
        Some(file) => serve(&edge.assets, &file, &method, &headers),
        None => not_found(),
    }
}

/// Everything else: the client's page, which finds its own way, for whoever wants a page.
pub async fn page(State(edge): State<Edge>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let is_api = ["/graphql", "/auth", "/api", "/assets", "/status"].iter().any(|prefix| {
        uri.path().strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if is_api {
        return not_found();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return method_refused();
    }
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    let wants_page = uri.path() == "/" || accept.contains("text/html") || accept.contains("*/*");
    if !wants_page {
        return not_found();
    }
    match edge.assets.find("index.html") {
        Some(file) => serve(&edge.assets, &file, &method, &headers),
        None => plain(),
    }
}

fn method_refused() -> Response {
    axum::response::IntoResponse::into_response(Refusal::method("GET, HEAD"))
}

fn plain() -> Response {
    let text = "Coalmine is running. This program carries no web client; the API is at /graphql.\n";
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn serve(assets: &Assets, file: &File, method: &Method, headers: &HeaderMap) -> Response {
    let encoding = Encoding::choose(headers);
    let etag = etag(&file.etag, encoding);
    let mut response = Response::new(Body::empty());
    if known::has_it(headers, &etag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        let Some(bytes) = assets.bytes(file, encoding) else { return not_found() };
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        if method != Method::HEAD {
            *response.body_mut() = Body::from(bytes);
        }
        let coding = match encoding {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Identity => None,
        };
        if let Some(coding) = coding {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
    }
    let caching = if file.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(kind) = HeaderValue::try_from(&file.content_type) {
        headers.insert(CONTENT_TYPE, kind);
    }
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(ETAG, etag);
    }
    response
}

/// Each encoding is a representation of its own.
fn etag(plain: &str, encoding: Encoding) -> String {
    let suffix = match encoding {
        Encoding::Brotli => "-br",
        Encoding::Gzip => "-gz",
        Encoding::Identity => "",
    };
    format!("\"{}{suffix}\"", plain.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    fn bundle() -> (tempfile::TempDir, Assets) {
        let dir = tempfile::tempdir().unwrap();
        let manifest = r#"{"files":[{"path":"app.1.js","content_type":"text/javascript","immutable":true,"etag":"\"1\""}],
            "csp_script_hashes":["sha256-x="]}"#;
        std::fs::write(dir.path().join("manifest.json"), manifest).unwrap();
        for (name, text) in
            [("app.1.js", "plain"), ("app.1.js.br", "br"), ("app.1.js.gz", "gz"), ("secret", "no")]
        {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let assets = Assets::new(dir.path()).unwrap();
        (dir, assets)
    }

    #[test]
    fn the_smallest_encoding_that_is_taken_is_chosen() {
        for (accept, wanted) in [
            ("br, gzip", Encoding::Brotli),
            ("gzip, deflate", Encoding::Gzip),
            ("gzip;q=0.5, br;q=0", Encoding::Gzip),
            ("identity", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            assert_eq!(Encoding::choose(&headers(&[("accept-encoding", accept)])), wanted, "{accept}");
        }
    }

    #[test]
    fn hashed_files_stay_and_a_known_one_is_not_sent_again() {
        let (_dir, assets) = bundle();
        let file = assets.find("app.1.js").unwrap();
        let first = serve(&assets, &file, &Method::GET, &headers(&[("accept-encoding", "br")]));
        assert_eq!(first.headers()[CONTENT_ENCODING], "br");
        assert_eq!(first.headers()[CONTENT_LENGTH], "2");
        assert!(first.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert_eq!(first.headers()[ETAG], "\"1-br\"");
        let again = serve(
            &assets,
            &file,
            &Method::GET,
            &headers(&[("accept-encoding", "br"), ("if-none-match", "\"1-br\"")]),
        );
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let other = serve(&assets, &file, &Method::GET, &headers(&[("if-none-match", "\"1-br\"")]));
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn only_files_of_the_manifest_are_served_and_its_hashes_stand_in_the_policy() {
        let (_dir, assets) = bundle();
        for path in ["secret", "../secret", "manifest.json", "app.1.js.br", ""] {
            assert!(assets.find(path).is_none(), "{path}");
        }
        assert!(assets.policy().to_str().unwrap().contains("'sha256-x='"));
    }
}
