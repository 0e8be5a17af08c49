//! Which media type an answer gets, and whether a body is JSON at all.
//!
//! It must not know the schema.

use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};

/// The shape of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `application/graphql-response+json`: the status tells about the outcome.
    Graphql,
    /// `application/json`: 200 for every well-formed request.
    Json,
    /// `text/event-stream`: one event for each result.
    Events,
}

impl Shape {
    /// The media type.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Graphql => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Events => "text/event-stream",
        }
    }
}

/// What the caller takes; `None` when nothing of ours fits.
pub fn shape(headers: &HeaderMap) -> Option<Shape> {
    best(headers, true)
}

/// As [`shape`], for an answer that cannot be a stream of events.
pub fn json_shape(headers: &HeaderMap) -> Option<Shape> {
    best(headers, false)
}

fn best(headers: &HeaderMap, takes_events: bool) -> Option<Shape> {
    if !headers.contains_key(ACCEPT) {
        return Some(Shape::Graphql);
    }
    let lines: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let ranges: Vec<(String, u32)> =
        lines.iter().flat_map(|line| line.split(',')).filter_map(range).collect();
    // Of equal weights the first of ours wins; events must be asked for by name.
    let offers = [
        (Shape::Graphql, "application/graphql-response+json", true),
        (Shape::Json, "application/json", true),
        (Shape::Events, "text/event-stream", false),
    ];
    let mut best: Option<(Shape, u32)> = None;
    for (shape, media, takes_wildcard) in offers {
        if shape == Shape::Events && !takes_events {
            continue;
        }
        let weight = weight(&ranges, media, takes_wildcard);
        if weight > best.map_or(0, |(_, weight)| weight) {
            best = Some((shape, weight));
        }
    }
    best.map(|(shape, _)| shape)
}

/// The weight of the most specific range that covers `media`.
fn weight(ranges: &[(String, u32)], media: &str, takes_wildcard: bool) -> u32 {
    let of =
        |wanted: &str| ranges.iter().filter(|(range, _)| range == wanted).map(|(_, weight)| *weight).max();
    let group = media.split('/').next().unwrap_or(media);
    let wildcard = || of(&format!("{group}/*")).or_else(|| of("*/*")).filter(|_| takes_wildcard);
    of(media).or_else(wildcard).unwrap_or(0)
}

/// A media range with its weight in thousandths.
fn range(text: &str) -> Option<(String, u32)> {
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next()?.to_ascii_lowercase();
    let mut weight = 1000;
    for part in parts {
        if let Some(q) = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")) {
            weight = thousandths(q)?;
        }
    }
    media.contains('/').then_some((media, weight))
}

fn thousandths(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let whole: u32 = whole.parse().ok()?;
    if rest.len() > 3 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: u32 = format!("{rest:0<3}").parse().ok()?;
    Some((whole * 1000 + part).min(1000))
}

/// Whether the body says that it is JSON in UTF-8; nothing else is taken, so that no page can send
/// a request of ours as a form.
pub fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next().and_then(|value| value.to_str().ok()), values.next()) else {
        return false;
    };
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some("application/json")
        && parts.all(|part| match part.split_once('=') {
            Some(("charset", charset)) => matches!(charset.trim_matches('"'), "utf-8" | "utf8"),
            _ => part.is_empty(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_decides_the_shape() {
        for (accept, wanted) in [
            (None, Some(Shape::Graphql)),
            (Some("*/*"), Some(Shape::Graphql)),
            (Some("application/*"), Some(Shape::Graphql)),
            (Some("application/json"), Some(Shape::Json)),
            (Some("application/graphql-response+json, application/json;q=0.9"), Some(Shape::Graphql)),
            (Some("application/graphql-response+json;q=0.5, application/json"), Some(Shape::Json)),
            (Some("text/event-stream"), Some(Shape::Events)),
            (Some("text/event-stream, application/json;q=0.5"), Some(Shape::Events)),
            (Some("text/html"), None),
            (Some("text/*"), None),
            (Some("application/json;q=0"), None),
            (Some("application/json;q=x"), None),
            (Some(""), None),
            (Some(";;;,,/"), None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(ACCEPT, http::HeaderValue::from_static(accept));
            }
            assert_eq!(shape(&headers), wanted, "{accept:?}");
        }
    }

    #[test]
    fn only_json_is_json() {
        for (kind, wanted) in [
            ("application/json", true),
            ("Application/JSON; Charset=UTF-8", true),
            ("application/json;charset=latin1", false),
            ("application/graphql", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=x", false),
            ("text/plain", false),
            ("text/plain; application/json", false),
            ("application/json; x=y", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(kind));
            assert_eq!(is_json(&headers), wanted, "{kind}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
