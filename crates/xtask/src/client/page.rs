//! The page: placeholders filled with hashed names, inline scripts fingerprinted for the content security policy.
//! Must not know: HTML beyond `<script>` tags.

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

/// Replaces every `{{name}}`; a name without a value, or left over, is an error.
pub fn fill(template: &str, values: &[(&str, String)]) -> Result<String> {
    let mut page = template.to_owned();
    for (name, value) in values {
        page = page.replace(&format!("{{{{{name}}}}}"), value);
    }
    if let Some(start) = page.find("{{") {
        let rest: String = page[start..].chars().take(30).collect();
        bail!("index.html has a placeholder nobody fills: {rest}");
    }
    Ok(page)
}

/// `sha256-…` of every inline script of the page, in order.
pub fn script_hashes(page: &str) -> Vec<String> {
    let mut hashes = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("<script") {
        let tag = &rest[start..];
        let Some(open) = tag.find('>') else { break };
        let Some(close) = tag.find("</script>") else { break };
        let attributes = &tag[..open];
        let body = &tag[(open + 1).min(close)..close];
        if !attributes.contains(" src=") && !body.is_empty() {
            hashes.push(format!("sha256-{}", base64(&Sha256::digest(body.as_bytes()))));
        }
        rest = &tag[close + "</script>".len()..];
    }
    hashes
}

/// Standard base64 with padding, which the policy asks for.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() { char::from(ALPHABET[index as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_or_named() {
        let page =
            fill("<link href=\"{{css}}\">{{css}}", &[("css", "/assets/app.1.css".to_owned())]).unwrap();
        assert_eq!(page, "<link href=\"/assets/app.1.css\">/assets/app.1.css");
        let error = fill("{{other}}", &[("css", String::new())]).unwrap_err().to_string();
        assert!(error.contains("{{other}}"), "{error}");
    }

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn inline_scripts_are_hashed_and_linked_ones_are_not() {
        let page = "<script>alert('Hello, world.');</script><script src=\"a.js\"></script>\
                    <script type=\"module\">1</script>";
        let hashes = script_hashes(page);
        assert_eq!(hashes.len(), 2);
        assert_eq!(hashes[0], "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}
