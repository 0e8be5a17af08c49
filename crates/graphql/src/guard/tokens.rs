//! Counts the tokens of a query text without building anything.
//!
//! It must not decide whether the text is well-formed: the parser does, once the text is known to
//! be small and flat enough for it.

/// What a text holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Names, numbers, strings and punctuation.
    pub tokens: usize,
    /// Most brackets open at once.
    pub nesting: usize,
    /// Directives, wherever they stand.
    pub directives: usize,
}

/// Counts, and stops soon after `enough` tokens.
pub(super) fn count(text: &str, enough: usize) -> Count {
    let bytes = text.as_bytes();
    let mut count = Count::default();
    let (mut at, mut open) = (0, 0usize);
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | 0xef | 0xbb | 0xbf => {
                at += 1;
                continue;
            }
            b'#' => {
                at += length_while(&bytes[at..], |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => string_length(&bytes[at..]),
            b'.' => length_while(&bytes[at..], |byte| byte == b'.').min(3),
            b'_' | b'-' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                // The first byte may be a sign, the rest a name or a number.
                1 + length_while(&bytes[at + 1..], |byte| byte == b'_' || byte.is_ascii_alphanumeric())
            }
            _ => 1,
        };
        match byte {
            b'{' | b'[' | b'(' => {
                open += 1;
                count.nesting = count.nesting.max(open);
            }
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            b'@' => count.directives += 1,
            _ => {}
        }
        count.tokens += 1;
        if count.tokens > enough {
            break;
        }
    }
    count
}

fn length_while(bytes: &[u8], mut wanted: impl FnMut(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| wanted(**byte)).count()
}

/// Bytes of the string that starts here, to its end or the end of the text.
fn string_length(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\"\"\"") {
        let mut at = 3;
        while at < bytes.len() {
            if bytes[at..].starts_with(b"\\\"\"\"") {
                at += 4;
            } else if bytes[at..].starts_with(b"\"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        }
        return bytes.len();
    }
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}
