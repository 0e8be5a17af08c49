//! The refresh cookie: its name, its attributes, reading it back.
//!
//! It must not know what the token inside means.

use ::http::HeaderMap;
use ::http::header::{COOKIE, HeaderValue};

use crate::config::PublicUrl;

/// How the refresh cookie looks on this installation.
#[derive(Clone, Copy, Debug)]
pub struct RefreshCookie {
    is_secure: bool,
}

impl RefreshCookie {
    /// With prefix and `Secure` over https; a plain one over http.
    pub fn new(public: &PublicUrl) -> Self {
        Self { is_secure: public.is_https }
    }

    fn name(self) -> &'static str {
        if self.is_secure { "__Host-refresh" } else { "refresh" }
    }

    /// `Set-Cookie` that keeps the token for `max_age` seconds.
    pub fn set(self, token: &str, max_age: u64) -> Option<HeaderValue> {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let text =
            format!("{}={token}; Path=/; Max-Age={max_age}; HttpOnly{secure}; SameSite=Strict", self.name());
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// `Set-Cookie` that forgets the token.
    pub fn clear(self) -> HeaderValue {
        HeaderValue::from_static(if self.is_secure {
            "__Host-refresh=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"
        } else {
            "refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
        })
    }

    /// The token that the browser sent; `None` when there is none, or more than one.
    pub fn read(self, headers: &HeaderMap) -> Option<String> {
        let mut found = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, value)| *name == self.name() && !value.is_empty())
            .map(|(_, value)| value.to_owned());
        let token = found.next();
        // Two of the same name: somebody planted one of them.
        if found.next().is_some() { None } else { token }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(url: &str) -> RefreshCookie {
        RefreshCookie::new(&PublicUrl::parse(url).unwrap())
    }

    #[test]
    fn https_gets_the_prefix_and_all_attributes() {
        let text = cookie("https://a.example").set("tok", 60).unwrap();
        let text = text.to_str().unwrap();
        assert!(text.starts_with("__Host-refresh=tok; "), "{text}");
        for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
            assert!(text.contains(attribute), "{text}");
        }
        assert!(!text.contains("Domain"), "{text}");
    }

    #[test]
    fn http_goes_without_prefix_and_secure() {
        let text = cookie("http://127.0.0.1:8080").set("tok", 60).unwrap();
        assert!(text.to_str().unwrap().starts_with("refresh=tok; "));
        assert!(!text.to_str().unwrap().contains("Secure"));
    }

    #[test]
    fn one_cookie_is_read_and_two_are_not() {
        let read = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(COOKIE, HeaderValue::from_static(line));
            }
            cookie("http://localhost").read(&headers)
        };
        assert_eq!(read(&["a=1; refresh=tok; b=2"]).as_deref(), Some("tok"));
        assert_eq!(read(&["a=1", "refresh=tok"]).as_deref(), Some("tok"));
        assert_eq!(read(&["refresh=one; refresh=two"]), None);
        assert_eq!(read(&["refresh="]), None);
        assert_eq!(read(&["__Host-refresh=tok"]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn a_token_cannot_break_out_of_its_header() {
        assert!(cookie("http://localhost").set("a\r\nx: y", 1).is_none());
    }
}
