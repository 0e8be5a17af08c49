//! Headers that go out are checked, the one that comes back is read.
//!
//! It must not let a value begin another header (A17).

use std::time::Duration;

use chrono::DateTime;
use domain::time::Instant;
use http::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION,
    RETRY_AFTER, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};

use super::error::OutboundError;

/// Headers that the client writes, or that no request of ours has.
const OWN: [HeaderName; 10] = [
    HOST,
    USER_AGENT,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONNECTION,
    UPGRADE,
    TE,
    TRAILER,
    EXPECT,
    PROXY_AUTHORIZATION,
];

/// How the program calls itself.
const NAME: &str = concat!("Coalmine/", env!("CARGO_PKG_VERSION"));

/// The longest that a receiver may ask to be left alone.
const MOST_WAIT: Duration = Duration::from_hours(24);

/// The headers of a request.
///
/// Errors: `NotAllowed` for one that would change what the client writes, or that is not plain text.
pub(super) fn checked(given: &[(String, String)]) -> Result<HeaderMap, OutboundError> {
    let mut headers = HeaderMap::with_capacity(given.len() + 1);
    headers.insert(USER_AGENT, HeaderValue::from_static(NAME));
    for (name, value) in given {
        let name = HeaderName::try_from(name)
            .map_err(|_| OutboundError::NotAllowed { why: "the name of a header is none" })?;
        if OWN.contains(&name) {
            return Err(OutboundError::NotAllowed { why: "a header belongs to the client" });
        }
        let is_plain = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let value = HeaderValue::try_from(value).ok().filter(|_| is_plain);
        let why = "the value of a header is not plain text";
        headers.append(name, value.ok_or(OutboundError::NotAllowed { why })?);
    }
    Ok(headers)
}

/// How long the receiver asks to be left alone: seconds, or an instant; at most a day.
pub(super) fn retry_after(headers: &HeaderMap, now: Instant) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.is_empty() {
        return None;
    }
    let wait = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // So many digits that they are no number mean very long.
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let until = DateTime::parse_from_rfc2822(text).ok()?;
        (until.to_utc() - now).to_std().unwrap_or_default()
    };
    Some(wait.min(MOST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, value: &str) -> Result<HeaderMap, OutboundError> {
        checked(&[(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn a_value_begins_no_other_header_and_the_clients_own_are_not_touched() {
        let headers = check("Webhook-Id", "msg_1").unwrap();
        assert_eq!(headers["webhook-id"], "msg_1");
        assert!(headers["user-agent"].to_str().unwrap().starts_with("Coalmine/"));
        for value in
            ["a\r\nx: y", "a\nb", "a\rb", "a\0b", "a\u{1b}[31m", "a\tb", "a\u{7f}", "ä", "a\u{202e}b"]
        {
            assert!(check("x-note", value).is_err(), "{value:?}");
        }
        for name in [
            "",
            "a b",
            "a:b",
            "a\r\nb",
            "Host",
            "User-Agent",
            "content-length",
            "Transfer-Encoding",
            "connection",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "proxy-authorization",
        ] {
            assert!(check(name, "a").is_err(), "{name:?}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_an_instant() {
        let now = DateTime::parse_from_rfc3339("2030-01-01T00:00:00Z").unwrap().to_utc();
        let wait = |text: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("0"), Some(0));
        assert_eq!(wait("Tue, 01 Jan 2030 00:01:30 GMT"), Some(90));
        assert_eq!(wait("Mon, 31 Dec 2029 23:00:00 GMT"), Some(0));
        assert_eq!(wait("99999999999999999999999"), Some(86_400));
        assert_eq!(wait("Tue, 01 Jan 2999 00:00:00 GMT"), Some(86_400));
        for none in ["", "soon", "-5", "1.5"] {
            assert_eq!(wait(none), None, "{none}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
