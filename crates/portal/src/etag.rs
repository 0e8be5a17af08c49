//! Names for content: equal bytes, equal name.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// A strong entity tag, quotes included.
pub fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", short(bytes))
}

/// The first half of a hash, in hexadecimal digits.
pub(crate) fn short(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
