//! Small helpers on text: decoding bytes, quoting what was read, fitting text to its type.
//!
//! They must not know any format.

use std::borrow::Cow;

pub(crate) use domain::text::listed;

/// How much of a source text a finding quotes, in characters.
const QUOTED: usize = 80;

/// A source text made readable.
pub(crate) struct Decoded {
    /// The text with its original line ends, without a byte order mark.
    pub raw: String,
    /// The same with line feeds only.
    pub lines: String,
    /// Whether some bytes were no UTF-8, or null, and became replacement characters.
    pub lossy: bool,
}

/// Decodes UTF-8, with or without byte order mark, whatever the line ends.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    // A database keeps no null character in a text.
    let lossy = matches!(text, Cow::Owned(_)) || text.contains('\0');
    let text = text.replace('\0', "\u{fffd}");
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    Decoded { raw: text, lines, lossy }
}

/// Text between back-ticks for a message: one line, escaped, at most [`QUOTED`] characters.
pub(crate) fn quote(text: &str) -> String {
    let mut shown: String = text.trim().chars().take(QUOTED).flat_map(char::escape_debug).collect();
    if text.trim().chars().count() > QUOTED {
        shown.push('…');
    }
    format!("`{}`", shown.replace("\\'", "'").replace("\\\"", "\""))
}

/// Characters that the types of `domain::text` refuse on one line.
pub(crate) fn is_refused(c: char) -> bool {
    let reorders = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || reorders || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// One line of at most `max` characters, refused characters turned to spaces; and whether that changed it.
pub(crate) fn fit_line(text: &str, max: usize) -> (String, bool) {
    let clean: String = text.trim().chars().map(|c| if is_refused(c) { ' ' } else { c }).collect();
    let clean = clean.trim();
    let fitted = shorten(clean, max);
    let changed = fitted != text.trim();
    (fitted, changed)
}

/// Several lines of at most `max` characters, refused characters shown as U+FFFD; and whether that changed it.
pub(crate) fn fit_block(text: &str, max: usize) -> (String, bool) {
    let keep = |c| c == '\n' || c == '\t' || !is_refused(c);
    let clean: String = text.chars().map(|c| if keep(c) { c } else { '\u{fffd}' }).collect();
    let fitted = shorten(&clean, max);
    let changed = fitted != text;
    (fitted, changed)
}

fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let cut: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_keeps_to_one_short_line() {
        assert_eq!(quote(" it's\n"), "`it's`");
        assert_eq!(quote("a\u{1b}b"), "`a\\u{1b}b`");
        assert_eq!(quote(&"x".repeat(200)).chars().count(), QUOTED + 3);
    }

    #[test]
    fn what_no_database_keeps_is_replaced() {
        let text = decode(b"a\0b\xff\r\n");
        assert_eq!(
            (text.raw.as_str(), text.lines.as_str()),
            ("a\u{fffd}b\u{fffd}\r\n", "a\u{fffd}b\u{fffd}\n")
        );
        assert!(text.lossy && !decode(b"plain").lossy);
    }

    #[test]
    fn fitting_says_whether_it_changed_something() {
        assert_eq!(fit_line(" plain ", 10), ("plain".to_owned(), false));
        assert_eq!(fit_line("a\u{202e}b", 10), ("a b".to_owned(), true));
        assert_eq!(fit_line("abcdef", 4), ("abc…".to_owned(), true));
        assert_eq!(fit_block("a\n\tb", 10), ("a\n\tb".to_owned(), false));
        assert_eq!(fit_block("a\u{0}b", 10), ("a\u{fffd}b".to_owned(), true));
    }

    #[test]
    fn lists_read_like_a_sentence() {
        let items: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        assert_eq!(listed(&items), "a, b and c");
        assert_eq!(listed(&items[..1]), "a");
    }
}
