//! Content lines of RFC 5545: escaped, folded, ended by CR LF.
//!
//! It must not know which properties there are.

use crate::text::is_refused;

/// The longest line in octets, without its end (RFC 5545, 3.1).
const MAX_OCTETS: usize = 75;

/// The lines of a document so far.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A property whose value is made by this program, not by people.
    pub(super) fn plain(&mut self, name: &str, value: &str) {
        self.push(&format!("{name}:{value}"));
    }

    /// A property of type TEXT (3.3.11).
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.push(&format!("{name}:{}", escaped(value)));
    }

    /// A property of type URI, which has no escapes: what cannot stand in an address is dropped,
    /// and an empty address makes no property.
    pub(super) fn uri(&mut self, name: &str, value: &str) {
        let value: String = value.chars().filter(|&c| !is_refused(c) && !c.is_whitespace()).collect();
        if !value.is_empty() {
            self.plain(name, &value);
        }
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }

    /// Adds a line, folded between characters.
    fn push(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > MAX_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len());
    for c in text.trim_end().chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            // Some readers end a line at any of these.
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if is_refused(c) => {}
            c => out.push(c),
        }
    }
    out
}
