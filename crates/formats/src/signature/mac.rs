//! What every signature comes down to.
//!
//! It must not know what is signed.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// The block of SHA-256 in bytes: a shorter key counts as if filled up with zeros, a longer one as
/// its digest (RFC 2104).
const BLOCK: usize = 64;

/// HMAC-SHA256 over the parts, one after the other.
pub(super) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let digest: [u8; 32];
    let key = if key.len() > BLOCK {
        digest = Sha256::digest(key).into();
        &digest[..]
    } else {
        key
    };
    let mut block = [0; BLOCK];
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cases 1, 2 and 6 of RFC 4231.
    #[test]
    fn keys_of_any_length() {
        for (key, text, expected) in [
            (vec![0x0b; 20], "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe".to_vec(),
                "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                vec![0xaa; 131],
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ] {
            let (first, rest) = text.as_bytes().split_at(3);
            assert_eq!(hex::encode(mac(&key, &[first, rest])), expected, "{text}");
        }
        // The ends of a block: the last key taken as it is, and the first that is digested.
        assert_ne!(mac(&[7; BLOCK], &[b"x"]), mac(&Sha256::digest([7; BLOCK]), &[b"x"]));
        assert_eq!(mac(&[7; BLOCK + 1], &[b"x"]), mac(&Sha256::digest([7; BLOCK + 1]), &[b"x"]));
    }
}
