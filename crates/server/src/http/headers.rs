//! Headers on every answer, errors and assets included.
//!
//! It must not know routes.

use http::HeaderMap;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

/// The policy: own files, the inline scripts of the page by their hashes, and nothing from outside.
pub fn policy(script_hashes: &[String]) -> String {
    let mut scripts = String::from("'self'");
    for hash in script_hashes {
        scripts.push_str(" '");
        scripts.push_str(hash);
        scripts.push('\'');
    }
    format!(
        "default-src 'self'; script-src {scripts} 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
}

/// Writes the headers.
pub fn write(headers: &mut HeaderMap, policy: &HeaderValue, is_https: bool) {
    let fixed: [(HeaderName, &'static str); 4] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A page with a plain form says otherwise: with this, browsers hide from us that the form is our own.
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    // What was published may be shown by every site; nothing else says so of itself.
    headers
        .entry(HeaderName::from_static("cross-origin-resource-policy"))
        .or_insert(HeaderValue::from_static("same-origin"));
    // A page of a development build may have brought its own.
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| policy.clone());
    if is_https {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_hashes_and_allows_no_eval() {
        let text = policy(&["sha256-abc=".to_owned(), "sha256-def=".to_owned()]);
        assert!(text.contains("script-src 'self' 'sha256-abc=' 'sha256-def=' 'wasm-unsafe-eval';"), "{text}");
        assert!(!text.contains("'unsafe-eval'") && !text.contains("unsafe-inline"), "{text}");
        assert!(HeaderValue::try_from(text).is_ok());
    }

    #[test]
    fn only_https_asks_to_stay_there() {
        let policy = HeaderValue::from_static("default-src 'self'");
        let mut headers = HeaderMap::new();
        write(&mut headers, &policy, false);
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        write(&mut headers, &policy, true);
        assert!(headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }
}
