//! From the text of an address to what the client may be asked for.
//!
//! It must not guess what somebody meant: what the standard would mend is refused, because another
//! reader may mend it in another way.

use std::cell::Cell;

use http::Uri;
use url::{Host, Url};

use super::address::Rules;
use super::error::OutboundError;

/// The longest address, in bytes.
const MOST_BYTES: usize = 2048;

/// Reads an address and judges everything that can be judged without resolving its name.
///
/// Errors: `BadUrl`; `NotAllowed` for scheme, account, port and a host that is an address.
pub(super) fn parse(text: &str, rules: &Rules) -> Result<Uri, OutboundError> {
    use OutboundError::{BadUrl, NotAllowed};

    if text.len() > MOST_BYTES {
        return Err(BadUrl);
    }
    let is_odd = Cell::new(false);
    let note = |violation| is_odd.set(is_odd.get() || violation != url::SyntaxViolation::EmbeddedCredentials);
    let mut url = Url::options().syntax_violation_callback(Some(&note)).parse(text).map_err(|_| BadUrl)?;
    match url.scheme() {
        "https" => {}
        "http" if rules.allow_http => {}
        "http" => return Err(NotAllowed { why: "only https is" }),
        _ => return Err(NotAllowed { why: "only addresses of the web are" }),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NotAllowed { why: "the address holds a name or a password" });
    }
    if is_odd.get() || authority(text).contains('@') {
        return Err(BadUrl);
    }
    if !url.port_or_known_default().is_some_and(|port| rules.allows_port(port)) {
        return Err(NotAllowed { why: "the port is kept for other services" });
    }
    let literal = match url.host().ok_or(BadUrl)? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    };
    if let Some(address) = literal {
        rules.judge(address).map_err(|why| NotAllowed { why })?;
    }
    url.set_fragment(None);
    let uri: Uri = url.as_str().parse().map_err(|_| BadUrl)?;
    // The client reads the address once more, with its own reader: both must see the same host.
    let is_same = uri.host() == url.host_str() && uri.port_u16() == url.port();
    if is_same { Ok(uri) } else { Err(BadUrl) }
}

/// What stands between the scheme and the path, as written.
fn authority(text: &str) -> &str {
    let rest = text.split_once("//").map_or(text, |(_, rest)| rest);
    rest.split(['/', '\\', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, OutboundError> {
        parse(text, &Rules::open()).map(|uri| uri.to_string())
    }

    #[test]
    fn addresses_of_the_web_are_read() {
        for (text, uri) in [
            ("https://hooks.example.org/a?b=c", "https://hooks.example.org/a?b=c"),
            ("HTTPS://Hooks.Example.org:443", "https://hooks.example.org/"),
            ("http://hooks.example.org:8080/a#b", "http://hooks.example.org:8080/a"),
            ("https://bücher.example/x@y", "https://xn--bcher-kva.example/x@y"),
            ("https://[2606:4700::1111]:8443/", "https://[2606:4700::1111]:8443/"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(uri), "{text}");
        }
    }

    #[test]
    fn nothing_is_mended() {
        for text in [
            "",
            "x",
            "//hooks.example.org",
            "https:hooks.example.org",
            "https:/hooks.example.org",
            "https:///hooks.example.org",
            "https:\\\\hooks.example.org",
            " https://hooks.example.org",
            "https://hooks.example.org/a b",
            "https://ho\noks.example.org",
            "https://hooks.example.org/\t",
            "https://hooks.example.org\\@x/",
            "https://",
            "https://[fe80::1%25eth0]/",
            "https://a b/",
            "https://a%00b/",
            "https://@hooks.example.org/",
            "https://:@hooks.example.org/",
            "https://hooks.example.org/%zz",
            "https://hooks.example.org:99999/",
            "https://1.2.3.4.5/",
            "https://256.1.1.1/",
        ] {
            assert_eq!(read(text), Err(OutboundError::BadUrl), "{text:?}");
        }
        assert_eq!(
            read(&format!("https://hooks.example.org/{}", "a".repeat(2048))),
            Err(OutboundError::BadUrl)
        );
        for text in
            ["ftp://hooks.example.org/", "file:///etc/passwd", "gopher://x", "https://u:p@hooks.example.org/"]
        {
            assert!(matches!(read(text), Err(OutboundError::NotAllowed { .. })), "{text}");
        }
    }
}
