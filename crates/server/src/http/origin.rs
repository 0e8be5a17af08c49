//! Whether a request may come from the page it comes from. Requests without a page, such as those
//! of scripts, pass: they carry no cookies of ours.
//!
//! It must not know what is asked for.

use http::HeaderMap;
use http::header::ORIGIN;

use super::answer::Refusal;

/// A header that no form can send; asked for wherever a cookie counts.
pub const CLIENT_HEADER: &str = "x-coalmine-client";

/// Refuses pages of other sites.
pub fn check(headers: &HeaderMap, origins: &[String]) -> Result<(), Refusal> {
    const FOREIGN: Refusal = Refusal::forbidden("this page may not call this server");
    let mut sent = headers.get_all(ORIGIN).iter();
    if let Some(origin) = sent.next() {
        let is_ours = origin.to_str().is_ok_and(|origin| origins.iter().any(|ours| ours == origin));
        // A plain form of a page that gives no referrer has no origin, and the browser still says where it comes from.
        let is_own_form = origin.as_bytes() == b"null" && site(headers) == Some(b"same-origin");
        return if (is_ours || is_own_form) && sent.next().is_none() { Ok(()) } else { Err(FOREIGN) };
    }
    match site(headers) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(FOREIGN),
    }
}

/// What the browser says of the page; pages cannot write it.
fn site(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes)
}

/// As [`check`], and the header that forces a preflight must be there.
pub fn check_with_cookie(headers: &HeaderMap, origins: &[String]) -> Result<(), Refusal> {
    check(headers, origins)?;
    if headers.get(CLIENT_HEADER).is_some_and(|value| !value.is_empty()) {
        Ok(())
    } else {
        Err(Refusal::forbidden("the header X-Coalmine-Client is missing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(lines: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, http::HeaderValue::from_static(value));
        }
        check(&headers, &["https://a.example".to_owned()]).is_ok()
    }

    #[test]
    fn only_own_pages_and_no_page_at_all_pass() {
        assert!(passes(&[]));
        assert!(passes(&[("origin", "https://a.example")]));
        assert!(passes(&[("origin", "https://a.example"), ("sec-fetch-site", "same-origin")]));
        assert!(passes(&[("sec-fetch-site", "none")]));
        assert!(!passes(&[("origin", "https://b.example")]));
        assert!(!passes(&[("origin", "http://a.example")]));
        assert!(!passes(&[("origin", "null")]));
        assert!(passes(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!passes(&[("origin", "null"), ("sec-fetch-site", site)]), "{site}");
        }
        assert!(!passes(&[("origin", "")]));
        assert!(!passes(&[("origin", "https://a.example"), ("origin", "https://b.example")]));
        assert!(!passes(&[("sec-fetch-site", "cross-site")]));
        assert!(!passes(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn a_cookie_needs_the_header() {
        let mut headers = HeaderMap::new();
        assert!(check_with_cookie(&headers, &[]).is_err());
        headers.insert(CLIENT_HEADER, http::HeaderValue::from_static("web"));
        assert!(check_with_cookie(&headers, &[]).is_ok());
    }
}
