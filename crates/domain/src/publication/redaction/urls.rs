//! Addresses in a text, as far as they reach.
//!
//! It must not know which of them may be read by whom.

use std::ops::Range;

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url<'t> {
    /// Where it stands.
    pub range: Range<usize>,
    /// All of it.
    pub text: &'t str,
    /// The scheme in lower case; empty where none is named.
    pub scheme: String,
    /// The host in lower case, without brackets and port; empty where there is none.
    pub host: String,
}

/// All addresses: `scheme://…`, `//…` where a link leads to it, and `mailto:` and its like.
pub(super) fn find(text: &str) -> Vec<Url<'_>> {
    let mut found: Vec<Url<'_>> = Vec::new();
    let mut from = 0;
    while let Some(slashes) = text[from..].find("//").map(|at| from + at) {
        from = slashes + 2;
        let before = &text[..slashes];
        let (start, scheme) = match before.strip_suffix(':') {
            Some(rest) => {
                let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | ':');
                let start = rest.trim_end_matches(is_part).len();
                (start, text[start..slashes - 1].to_ascii_lowercase())
            }
            // Also as browsers read it: a backslash is a slash to them.
            None if before.ends_with(['(', '<', '[', '"', '\'', ' ', '\n']) || before.is_empty() => {
                (slashes, String::new())
            }
            None => continue,
        };
        if before.ends_with(':') && start + 1 == slashes {
            continue;
        }
        let end = slashes + 2 + reach(&text[slashes + 2..]);
        let rest = text[slashes + 2..end].trim_start_matches(['/', '\\']);
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        found.push(Url { range: start..end, text: &text[start..end], scheme, host: bare(host) });
        from = end.max(from);
    }
    found.extend(mailto(text));
    found
}

/// `mailto:…`: the address in it is found by itself; what is hidden in percent signs is not.
fn mailto(text: &str) -> Vec<Url<'_>> {
    let lower = text.to_ascii_lowercase();
    let places = lower.match_indices("mailto:").map(|(at, _)| at);
    let url = |start: usize| {
        let end = start + reach(&text[start..]);
        Url { range: start..end, text: &text[start..end], scheme: "mailto".to_owned(), host: String::new() }
    };
    places.map(url).collect()
}

/// How far an address reaches, without the signs that end a sentence behind it.
fn reach(text: &str) -> usize {
    text[..whole(text)].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']).len()
}

fn whole(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            '<' | '>' | '"' | '`' | '|' | '“' | '”' => return at,
            _ if c.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

/// A host without brackets, port and the dot of the root.
pub(super) fn bare(host: &str) -> String {
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, _)) => inner,
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = host.trim_end_matches(['.', ',', ';', '\'', '*', '_', '!']);
    decoded(host).to_lowercase()
}

/// A text without percent signs that stand for characters.
pub(super) fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        if let Some(decoded) = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            out.push(decoded);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_as_far_as_they_reach() {
        let found = |text: &str| -> Vec<(String, String, String)> {
            find(text).into_iter().map(|url| (url.text.to_owned(), url.scheme, url.host)).collect()
        };
        let one = |text: &str, scheme: &str, host: &str| {
            vec![(text.to_owned(), scheme.to_owned(), host.to_owned())]
        };
        assert_eq!(
            found("See (https://Grafana.example:3000/d/1?x=(y)) now"),
            one("https://Grafana.example:3000/d/1?x=(y)", "https", "grafana.example")
        );
        assert_eq!(found("[x](//host/a)"), one("//host/a", "", "host"));
        assert_eq!(found("<http://[fd00::1]:80/>"), one("http://[fd00::1]:80/", "http", "fd00::1"));
        assert_eq!(
            found("jdbc:postgresql://user:pw@db/x"),
            one("jdbc:postgresql://user:pw@db/x", "jdbc:postgresql", "db")
        );
        assert_eq!(found("a // b"), one("//", "", ""));
        assert_eq!(found("http://x%2Einternal"), one("http://x%2Einternal", "http", "x.internal"));
        assert_eq!(decoded("a%40b%zz%"), "a@b%zz%");
    }
}
