//! Standard Webhooks: `v1` signatures over id, time of sending and body.
//!
//! Signatures by key pair (`v1a`) are passed over. It must not know which ids came before.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::time::Instant;
use subtle::ConstantTimeEq as _;

use super::mac::mac;
use super::{Secret, SignatureError};

/// How far the time of sending may be from now, either way.
pub const TOLERANCE_SECONDS: i64 = 5 * 60;

/// The longest id and the longest list of signatures that are looked at, in bytes.
const MAX_ID: usize = 256;
const MAX_SIGNATURES: usize = 4096;

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// The three headers as they came in; a missing one is empty.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// `webhook-id`, the same on every attempt.
    pub id: &'a [u8],
    /// `webhook-timestamp`, in whole seconds since 1970.
    pub timestamp: &'a [u8],
    /// `webhook-signature`, a list parted by spaces.
    pub signature: &'a [u8],
}

/// The header `webhook-signature`: one signature for each secret, so that the receiver may have
/// either one while secrets are being changed.
///
/// `timestamp` is in whole seconds since 1970; `id` holds no full stop, or no receiver of ours takes it.
pub fn sign(secrets: &[Secret], id: &str, timestamp: i64, body: &[u8]) -> String {
    let timestamp = timestamp.to_string();
    let signatures = secrets.iter().map(|secret| one(secret, id.as_bytes(), timestamp.as_bytes(), body));
    signatures.collect::<Vec<_>>().join(" ")
}

/// Whether one of the secrets made one of the signatures, not more than [`TOLERANCE_SECONDS`] from `now`.
///
/// Errors: a header that is missing, over-long or not written as it should be; a time too far from
/// `now`; no match. With no secret nothing matches.
pub fn verify(
    secrets: &[Secret],
    headers: &Headers<'_>,
    body: &[u8],
    now: Instant,
) -> Result<(), SignatureError> {
    check_id(headers.id)?;
    let age = now.timestamp().saturating_sub(seconds(headers.timestamp)?);
    if headers.signature.is_empty() || headers.signature.len() > MAX_SIGNATURES {
        return Err(SignatureError::Malformed(SIGNATURE));
    }
    if age > TOLERANCE_SECONDS {
        return Err(SignatureError::TooOld);
    }
    if age < -TOLERANCE_SECONDS {
        return Err(SignatureError::TooNew);
    }
    let expected: Vec<String> =
        secrets.iter().map(|secret| one(secret, headers.id, headers.timestamp, body)).collect();
    let given = headers.signature.split(|&byte| byte == b' ');
    // Every pair is compared, so that the time does not tell which secret was right. A signature of
    // another length or version equals none.
    let is_signed = given.fold(false, |found, given| {
        expected.iter().fold(found, |found, one| found | bool::from(one.as_bytes().ct_eq(given)))
    });
    if is_signed { Ok(()) } else { Err(SignatureError::NoMatch) }
}

fn one(secret: &Secret, id: &[u8], timestamp: &[u8], body: &[u8]) -> String {
    format!("v1,{}", STANDARD.encode(mac(secret.key(), &[id, b".", timestamp, b".", body])))
}

/// A full stop would let parts of a signed message change places.
fn check_id(id: &[u8]) -> Result<(), SignatureError> {
    let is_sound = !id.is_empty()
        && id.len() <= MAX_ID
        && id.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'.');
    if is_sound { Ok(()) } else { Err(SignatureError::Malformed(ID)) }
}

fn seconds(timestamp: &[u8]) -> Result<i64, SignatureError> {
    let malformed = SignatureError::Malformed(TIMESTAMP);
    if timestamp.is_empty() || timestamp.len() > 12 || !timestamp.iter().all(u8::is_ascii_digit) {
        return Err(malformed);
    }
    std::str::from_utf8(timestamp).ok().and_then(|text| text.parse().ok()).ok_or(malformed)
}
