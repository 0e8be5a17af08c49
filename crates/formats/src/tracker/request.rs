//! A request for somebody else to send.
//!
//! It must not know how it is sent, nor show the token it carries.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::repair::TrackerProvider;
use thiserror::Error;

use super::address::web_address;

/// The longest token, in bytes.
const MAX_TOKEN: usize = 1024;

/// A request over HTTP. Names of headers are in lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `PUT` or `PATCH`.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Names and values, each name once.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, or empty.
    pub body: Vec<u8>,
}

/// Why no request could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// The address of the API is no plain address of the web.
    #[error("the address of the API is not an http or https address without query and user name")]
    Base,
    /// The token holds something that cannot stand in a header.
    #[error("the token is empty, too long, or holds characters that no token has")]
    Token,
    /// The issue is not one of this tool, or its parts could not stand in an address.
    #[error("the issue cannot be addressed")]
    Issue,
}

impl Request {
    /// A request to a path below `base`; `parts` are escaped, also where they hold a slash.
    pub(super) fn new(
        provider: TrackerProvider,
        method: &'static str,
        base: &str,
        parts: &[&str],
        token: &str,
        body: Option<&serde_json::Value>,
    ) -> Result<Self, RequestError> {
        let mut headers = vec![
            ("authorization", authorization(provider, token)?),
            ("accept", accepted(provider).to_owned()),
        ];
        if provider == TrackerProvider::GitHub {
            headers.push(("x-github-api-version", "2022-11-28".to_owned()));
        }
        if body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        Ok(Self { method, url: address(base, parts)?, headers, body })
    }
}

fn address(base: &str, parts: &[&str]) -> Result<String, RequestError> {
    let mut url = web_address(base).filter(|url| url.fragment().is_none()).ok_or(RequestError::Base)?;
    // The library leaves such parts out, which would ask for something else.
    if parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
        return Err(RequestError::Issue);
    }
    url.path_segments_mut().map_err(|()| RequestError::Base)?.pop_if_empty().extend(parts);
    Ok(url.into())
}

/// A bearer token; for Jira's cloud, where a token goes with an address of mail, `NAME:TOKEN`.
fn authorization(provider: TrackerProvider, token: &str) -> Result<String, RequestError> {
    let token = token.trim();
    if token.is_empty() || token.len() > MAX_TOKEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(RequestError::Token);
    }
    if provider == TrackerProvider::Jira && token.contains(':') {
        return Ok(format!("Basic {}", STANDARD.encode(token)));
    }
    Ok(format!("Bearer {token}"))
}

fn accepted(provider: TrackerProvider) -> &'static str {
    match provider {
        TrackerProvider::GitHub => "application/vnd.github+json",
        TrackerProvider::GitLab | TrackerProvider::Jira => "application/json",
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value): &(&'static str, String)| {
            let value = if *name == "authorization" { "…" } else { value };
            format!("{name}: {value}")
        };
        let headers: Vec<String> = self.headers.iter().map(shown).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &headers)
            .field("body", &String::from_utf8_lossy(&self.body))
            .finish()
    }
}
