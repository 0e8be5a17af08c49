//! Secrets: text that never shows itself, and how fresh ones are made.
//!
//! It must not know where secrets are kept.

use std::fmt;

use domain::id::ApiKeyId;
use sha2::{Digest, Sha256};

use crate::App;

/// A password, token or key as plain text. Neither `Debug` nor `Display` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    pub fn into_exposed(self) -> String {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Characters that are not mistaken for each other.
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// How a key begins, so that leaked ones are found.
const KEY_PREFIX: &str = "cmk_";
const KEY_RANDOM: usize = 37;
const KEY_CHECKSUM: usize = 6;

/// `count` random characters of an alphabet, without a bias towards any of them.
fn characters(app: &App, alphabet: &[u8], count: usize) -> String {
    let limit = 256 - 256 % alphabet.len();
    let mut out = String::with_capacity(count);
    while out.len() < count {
        let bytes: [u8; 64] = app.random();
        let fair = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < limit);
        out.extend(fair.take(count - out.len()).map(|byte| char::from(alphabet[byte % alphabet.len()])));
    }
    out
}

/// A first password of 117 bits, in groups that can be read out.
pub(crate) fn password(app: &App) -> Secret {
    let text = characters(app, BASE58, 20);
    let groups: Vec<&str> = (0..4).map(|n| &text[n * 5..n * 5 + 5]).collect();
    Secret(groups.join("-"))
}

/// A refresh token of 256 bits.
pub(crate) fn refresh_token(app: &App) -> Secret {
    Secret(hex::encode(app.random::<32>()))
}

/// Whether a text can be a refresh token at all.
pub(crate) fn is_refresh_token(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// 43 letters and digits, 256 bits: secrets that stand in an address or are typed into a form.
pub(crate) fn plain(app: &App) -> Secret {
    Secret(characters(app, BASE62, 43))
}

/// Whether a text can be such a secret at all.
pub(crate) fn is_plain(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The token of a one-time link. There is no empty one: a text that cannot be a token never gets as
/// far as a statement.
#[derive(Clone)]
pub(crate) struct LinkToken(Secret);

impl LinkToken {
    /// A fresh token of 256 bits.
    pub(crate) fn fresh(app: &App) -> Self {
        Self(Secret(hex::encode(app.random::<32>())))
    }

    /// A token that came in; `None` when it cannot be one.
    pub(crate) fn parse(text: &Secret) -> Option<Self> {
        let is_token =
            text.0.len() == 64 && text.0.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_token.then(|| Self(text.clone()))
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        hash(&self.0.0)
    }

    /// The link that holds it. Behind the `#`, where browsers keep it to themselves: no token reaches
    /// the log of a server or a proxy.
    pub(crate) fn link(&self, public_url: &str) -> Secret {
        Secret(format!("{}/welcome#{}", public_url.trim_end_matches('/'), self.0.0))
    }
}

/// The secret of a key: `cmk_<id>_<43 characters>`, of which the last six are a checksum.
pub(crate) fn api_key(app: &App, id: ApiKeyId) -> Secret {
    let body = format!("{KEY_PREFIX}{}_{}", suffix(id), characters(app, BASE62, KEY_RANDOM));
    let checksum = checksum(&body);
    Secret(body + &checksum)
}

/// The id in the secret of a key; `None` when the text is not well-formed or its checksum wrong.
pub(crate) fn api_key_id(text: &str) -> Option<ApiKeyId> {
    let rest = text.strip_prefix(KEY_PREFIX)?;
    let (id, random) = rest.split_once('_')?;
    if random.len() != KEY_RANDOM + KEY_CHECKSUM || !random.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let (body, given) = text.split_at(text.len() - KEY_CHECKSUM);
    (checksum(body) == given).then_some(())?;
    format!("{}_{id}", ApiKeyId::PREFIX).parse().ok()
}

fn suffix(id: ApiKeyId) -> String {
    let text = id.to_string();
    text.rsplit_once('_').map_or_else(String::new, |(_, suffix)| suffix.to_owned())
}

fn checksum(text: &str) -> String {
    let digest = hash(text);
    digest[..KEY_CHECKSUM].iter().map(|byte| char::from(BASE62[usize::from(*byte) % BASE62.len()])).collect()
}

/// SHA-256 of a secret with so much entropy that a slow hash would add nothing.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Compares in a time that does not tell where the difference is.
pub(crate) fn is_equal(a: &[u8; 32], b: &[u8; 32]) -> bool {
    let difference = a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b));
    std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_shows_itself() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }

    #[test]
    fn only_what_can_be_a_token_is_looked_up() {
        let good = "0123456789abcdef".repeat(4);
        let link = LinkToken::parse(&Secret::new(&good)).unwrap().link("https://mine.example/");
        assert_eq!(link.expose(), format!("https://mine.example/welcome#{good}"));
        let short = &good[1..];
        for noise in
            ["", "0", "null", " ", short, &format!("{good}0"), &good.to_uppercase(), &good.replace('0', "%")]
        {
            assert!(LinkToken::parse(&Secret::new(noise)).is_none(), "{noise}");
        }
    }

    #[test]
    fn a_key_with_a_slip_is_not_looked_up() {
        let id = ApiKeyId::new(uuid::Uuid::from_u128(0x0189_4d3c_7e5f_7b2a_9c4d_1122_3344_5566));
        let body = format!("{KEY_PREFIX}{}_{}", suffix(id), "a".repeat(KEY_RANDOM));
        let key = format!("{body}{}", checksum(&body));
        assert_eq!(api_key_id(&key), Some(id));
        let slip = key.replacen("aaa", "aab", 1);
        let cut = &key[..key.len() - 1];
        for noise in
            ["", "0", "cmk_", "cmk__", "Bearer", slip.as_str(), cut, &format!("{key}0"), &key.to_uppercase()]
        {
            assert_eq!(api_key_id(noise), None, "{noise}");
        }
    }

    #[test]
    fn digests_are_compared_whole() {
        let mut other = [7; 32];
        assert!(is_equal(&[7; 32], &other));
        other[31] = 6;
        assert!(!is_equal(&[7; 32], &other));
    }
}
