//! How issue trackers say that a webhook is theirs: GitHub and Jira sign the body, GitLab sends a word.
//!
//! Neither says when it was sent; whoever receives remembers the ids of deliveries.

use subtle::ConstantTimeEq as _;

use super::SignatureError;
use super::mac::mac;

/// What both trackers put before the signature.
const PREFIX: &str = "sha256=";

/// Whether one of the secrets made the header `X-Hub-Signature-256` (GitHub) or `X-Hub-Signature`
/// (Jira): `sha256=` and 64 lower-case hexadecimal digits over the raw body.
///
/// Errors: a header of another shape; no match. A secret without a character matches nothing, since
/// everybody knows it.
pub fn verify_hub(secrets: &[impl AsRef<[u8]>], header: &[u8], body: &[u8]) -> Result<(), SignatureError> {
    let digits =
        header.strip_prefix(PREFIX.as_bytes()).ok_or(SignatureError::Malformed("X-Hub-Signature"))?;
    if digits.len() != 64 || !digits.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(SignatureError::Malformed("X-Hub-Signature"));
    }
    let known = secrets.iter().map(AsRef::as_ref).filter(|secret| !secret.is_empty());
    let is_signed = known.fold(false, |found, secret| {
        let expected = hex::encode(mac(secret, &[body]));
        found | bool::from(expected.as_bytes().ct_eq(digits))
    });
    if is_signed { Ok(()) } else { Err(SignatureError::NoMatch) }
}

/// Whether the header `X-Gitlab-Token` is one of the secrets. A secret without a character is none.
///
/// The time it takes may tell the length of a secret, never what is in it.
pub fn is_token(secrets: &[impl AsRef<[u8]>], header: &[u8]) -> bool {
    let known = secrets.iter().map(AsRef::as_ref).filter(|secret| !secret.is_empty());
    known.fold(false, |found, secret| found | bool::from(secret.ct_eq(header)))
}
