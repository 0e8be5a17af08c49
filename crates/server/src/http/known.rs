//! Whether the other side has the content already (`If-None-Match`).

use http::HeaderMap;
use http::header::IF_NONE_MATCH;

/// Whether the headers name this entity tag, which is quoted. Tags are compared weakly, as RFC 9110 says for this header.
pub fn has_it(headers: &HeaderMap, etag: &str) -> bool {
    let sent = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    sent.flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_any_of_its_forms() {
        let has_it = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(IF_NONE_MATCH, value.parse().unwrap());
            }
            has_it(&headers, "\"a1\"")
        };
        for known in [&["\"a1\""][..], &["W/\"a1\""], &["*"], &["\"b\", W/\"a1\""], &["\"b\"", "\"a1\""]] {
            assert!(has_it(known), "{known:?}");
        }
        for unknown in
            [&[][..], &[""], &["a1"], &["\"a11\""], &["\"A1\""], &["W/W/\"a1\""], &["\"b\", \"c\""]]
        {
            assert!(!has_it(unknown), "{unknown:?}");
        }
    }
}
