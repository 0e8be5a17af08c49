//! What stands inside a block of Markdown: code, addresses, quotations and signs that format.
//!
//! It must not know blocks. Every look-ahead is bounded.

use std::ops::Range;

use super::scan::Mark;

/// How far the end of a code span is looked for, in bytes.
const SPAN_REACH: usize = 4000;
/// How far the end of a quotation, a link's target or a tag is looked for, in bytes.
const QUOTE_REACH: usize = 1000;

/// Marks what stands inside a block.
pub(super) fn mark(bytes: &[u8], block: Range<usize>, marks: &mut [Mark]) {
    let mut at = block.start;
    while at < block.end {
        if marks[at] != Mark::Prose {
            at += 1;
            continue;
        }
        let found = piece(bytes, at, block.end);
        let end = found.map_or(at + 1, |(_, end)| end.min(block.end));
        if let Some((mark, _)) = found {
            marks[at..end].fill(mark);
        }
        at = end.max(at + 1);
    }
}

/// What starts at a byte and where it ends; `None` for prose.
fn piece(bytes: &[u8], at: usize, end: usize) -> Option<(Mark, usize)> {
    let rest = &bytes[at..end];
    let before = at.checked_sub(1).map(|n| bytes[n]);
    match rest[0] {
        b'\\' if rest.get(1).is_some_and(u8::is_ascii_punctuation) => Some((Mark::Markup, at + 1)),
        b'`' => code_span(rest).map(|length| (Mark::Opaque, at + length)),
        b'*' | b'[' => Some((Mark::Markup, at + 1)),
        b'_' if !(is_word(before) && is_word(rest.get(1).copied())) => Some((Mark::Markup, at + 1)),
        b'~' if rest.starts_with(b"~~") => Some((Mark::Markup, at + 2)),
        b']' => Some((Mark::Markup, at + link_target(rest))),
        b'<' => angle(rest).map(|(mark, length)| (mark, at + length)),
        b'h' | b'H' | b'w' | b'W' if !is_word(before) => {
            address(rest).map(|length| (Mark::Opaque, at + length))
        }
        b'"' | b'\'' | 0xE2 | 0xC2 => quotation(rest, before).map(|length| (Mark::Opaque, at + length)),
        _ => None,
    }
}

fn is_word(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80)
}

fn code_span(rest: &[u8]) -> Option<usize> {
    let length = rest.iter().take_while(|byte| **byte == b'`').count();
    let mut at = length;
    while at < rest.len().min(SPAN_REACH) {
        let run = rest[at..].iter().take_while(|byte| **byte == b'`').count();
        if run == length {
            return Some(at + run);
        }
        at += run.max(1);
    }
    None
}

/// The length of `](target)`, or of the bracket alone.
fn link_target(rest: &[u8]) -> usize {
    if rest.get(1) != Some(&b'(') {
        return 1;
    }
    let reach = &rest[..rest.len().min(QUOTE_REACH)];
    let end = reach.iter().position(|byte| *byte == b')' || *byte == b'\n');
    end.filter(|end| reach[*end] == b')').map_or(1, |end| end + 1)
}

fn angle(rest: &[u8]) -> Option<(Mark, usize)> {
    let first = *rest.get(1)?;
    if !first.is_ascii_alphabetic() && first != b'/' {
        return None;
    }
    let end = rest.iter().take(QUOTE_REACH).position(|byte| matches!(byte, b'>' | b'\n'))?;
    let mark = if address(&rest[1..]).is_some() { Mark::Opaque } else { Mark::Markup };
    (rest[end] == b'>').then_some((mark, end + 1))
}

fn address(rest: &[u8]) -> Option<usize> {
    let has = |prefix: &[u8]| rest.len() > prefix.len() && rest[..prefix.len()].eq_ignore_ascii_case(prefix);
    if !has(b"https://") && !has(b"http://") && !has(b"www.") {
        return None;
    }
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b')' | b'>' | b'"' | b']' | b'`');
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    // A dot or a comma at the end belongs to the sentence.
    let tail =
        rest[..length].iter().rev().take_while(|b| matches!(b, b'.' | b',' | b';' | b':' | b'!' | b'?'));
    Some(length - tail.count())
}

/// Pairs of quotation marks.
const QUOTES: [(&str, &str); 6] = [
    ("\"", "\""),
    ("\u{201c}", "\u{201d}"),
    ("\u{201e}", "\u{201c}"),
    ("«", "»"),
    ("\u{2018}", "\u{2019}"),
    ("'", "'"),
];

fn quotation(rest: &[u8], before: Option<u8>) -> Option<usize> {
    let (open, close) = QUOTES.iter().find(|(open, _)| rest.starts_with(open.as_bytes()))?;
    let is_single = matches!(*open, "'" | "\u{2018}");
    if is_word(before) {
        return None;
    }
    let reach = &rest[..rest.len().min(QUOTE_REACH)];
    if reach.get(open.len()).is_none_or(u8::is_ascii_whitespace) {
        return None;
    }
    let close = close.as_bytes();
    let mut at = open.len();
    while at + close.len() <= reach.len() {
        if reach[at..].starts_with(close) {
            let after = at + close.len();
            // An apostrophe inside a word, or after a blank, ends no quotation.
            if !is_single || (!reach[at - 1].is_ascii_whitespace() && !is_word(rest.get(after).copied())) {
                return Some(after);
            }
        }
        at += 1;
    }
    None
}
