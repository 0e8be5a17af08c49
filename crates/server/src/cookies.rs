//! Our cookies: their names, their attributes, reading them back.
//!
//! It must not know what the tokens inside mean.

use ::http::HeaderMap;
use ::http::header::{COOKIE, HeaderValue};

use crate::config::PublicUrl;

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// What the client asks for access tokens with.
    Refresh,
    /// What a customer's person is known by at the status portal.
    Portal,
    /// What a form of the portal is compared to while nobody is signed in.
    PortalForm,
}

/// How one of our cookies looks on this installation: with prefix and `Secure` over https, a plain one over http.
#[derive(Clone, Copy, Debug)]
pub struct Cookie {
    of: Use,
    is_secure: bool,
}

impl Cookie {
    /// The refresh cookie: never sent along from another site.
    pub fn refresh(public: &PublicUrl) -> Self {
        Self { of: Use::Refresh, is_secure: public.is_https }
    }

    /// The portal's cookie: sent along when a link leads here, so that whoever is signed in stays so.
    pub fn portal(public: &PublicUrl) -> Self {
        Self { of: Use::Portal, is_secure: public.is_https }
    }

    /// The cookie of the portal's form of signing in.
    pub fn portal_form(public: &PublicUrl) -> Self {
        Self { of: Use::PortalForm, is_secure: public.is_https }
    }

    fn name(self) -> &'static str {
        match (self.of, self.is_secure) {
            (Use::Refresh, true) => "__Host-refresh",
            (Use::Refresh, false) => "refresh",
            (Use::Portal, true) => "__Host-portal",
            (Use::Portal, false) => "portal",
            (Use::PortalForm, true) => "__Host-portal-form",
            (Use::PortalForm, false) => "portal-form",
        }
    }

    fn text(self, token: &str, max_age: u64) -> String {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let site = if self.of == Use::Portal { "Lax" } else { "Strict" };
        format!("{}={token}; Path=/; Max-Age={max_age}; HttpOnly{secure}; SameSite={site}", self.name())
    }

    /// `Set-Cookie` that keeps the token for `max_age` seconds.
    pub fn set(self, token: &str, max_age: u64) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(self.text(token, max_age)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// `Set-Cookie` that forgets the token.
    pub fn clear(self) -> HeaderValue {
        // A text of our own is always a header.
        HeaderValue::try_from(self.text("", 0)).unwrap_or(HeaderValue::from_static(""))
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

    fn public(url: &str) -> PublicUrl {
        PublicUrl::parse(url).unwrap()
    }

    #[test]
    fn https_gets_the_prefix_and_all_attributes() {
        let https = public("https://a.example");
        for (cookie, name, site) in [
            (Cookie::refresh(&https), "__Host-refresh", "Strict"),
            (Cookie::portal(&https), "__Host-portal", "Lax"),
            (Cookie::portal_form(&https), "__Host-portal-form", "Strict"),
        ] {
            let text = cookie.set("tok", 60).unwrap();
            let text = text.to_str().unwrap();
            assert!(text.starts_with(&format!("{name}=tok; ")), "{text}");
            for attribute in ["HttpOnly", "Secure", &format!("SameSite={site}"), "Path=/", "Max-Age=60"] {
                assert!(text.contains(attribute), "{text}");
            }
            assert!(!text.contains("Domain"), "{text}");
            let gone = cookie.clear();
            let gone = gone.to_str().unwrap();
            assert!(gone.starts_with(&format!("{name}=; ")) && gone.contains("Max-Age=0"), "{gone}");
        }
    }

    #[test]
    fn http_goes_without_prefix_and_secure() {
        let http = public("http://127.0.0.1:8080");
        for (cookie, name) in [(Cookie::refresh(&http), "refresh"), (Cookie::portal(&http), "portal")] {
            let text = cookie.set("tok", 60).unwrap();
            assert!(text.to_str().unwrap().starts_with(&format!("{name}=tok; ")));
            assert!(!text.to_str().unwrap().contains("Secure"));
        }
    }

    #[test]
    fn one_cookie_is_read_and_two_are_not() {
        let read = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(COOKIE, HeaderValue::from_static(line));
            }
            Cookie::refresh(&public("http://localhost")).read(&headers)
        };
        assert_eq!(read(&["a=1; refresh=tok; b=2"]).as_deref(), Some("tok"));
        assert_eq!(read(&["a=1", "refresh=tok"]).as_deref(), Some("tok"));
        assert_eq!(read(&["refresh=one; refresh=two"]), None);
        assert_eq!(read(&["refresh="]), None);
        assert_eq!(read(&["__Host-refresh=tok"]), None);
        assert_eq!(read(&["portal=tok"]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn a_token_cannot_break_out_of_its_header() {
        assert!(Cookie::refresh(&public("http://localhost")).set("a\r\nx: y", 1).is_none());
    }
}
