//! Puts replacements into a text that is Markdown: a link that leads inside leaves its words, and nothing of the address.
//!
//! It must not know what is sensitive.

use std::ops::Range;

use super::{Reason, Redacted, Redaction, Span, apart, starts_sentence};
use crate::publication::MARKS;

/// Replaces stretches that do not overlap, in the order of the text.
pub(super) fn replace(place: &'static str, text: &str, spans: Vec<Span>, doubts: Vec<String>) -> Redacted {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let mut whole: Vec<Span> = Vec::new();
    for span in spans {
        match link_around(text, &span.range) {
            Some((open, rest)) => {
                cuts.push(open);
                whole.push(Span { range: rest, ..span });
            }
            None => whole.push(Span { range: within_brackets(text, span.range.clone()), ..span }),
        }
    }
    let whole = apart(whole);
    cuts.retain(|cut| !whole.iter().any(|span| span.range.start < cut.end && cut.start < span.range.end));
    let mut out = Redacted { text: String::with_capacity(text.len()), redactions: Vec::new(), doubts };
    let mut at = 0;
    let mut cuts = cuts.into_iter().collect::<Vec<_>>();
    cuts.sort_by_key(|cut| cut.start);
    let mut cuts = cuts.into_iter().peekable();
    let copy = |from: usize,
                to: usize,
                cuts: &mut std::iter::Peekable<std::vec::IntoIter<Range<usize>>>,
                out: &mut String| {
        let mut from = from;
        while let Some(cut) = cuts.next_if(|cut| cut.end <= to) {
            if cut.start >= from {
                out.push_str(&text[from..cut.start]);
                from = cut.end;
            }
        }
        out.push_str(&text[from..to]);
    };
    for span in whole {
        copy(at, span.range.start, &mut cuts, &mut out.text);
        let original = &text[span.range.clone()];
        let replacement = put(text, &span, original);
        let is_behind_words = original.starts_with("](");
        if is_behind_words {
            out.text.push(' ');
        }
        let spelt = if is_behind_words { format!("({replacement})") } else { replacement.clone() };
        out.text.extend([MARKS[0].to_string(), spelt, MARKS[1].to_string()]);
        let original = original.trim_start_matches("](").trim_end_matches(')').to_owned();
        out.redactions.push(Redaction { place, original, replacement, reason: span.reason });
        at = span.range.end;
    }
    copy(at, text.len(), &mut cuts, &mut out.text);
    out
}

/// What takes the place, as it is written there: with a capital at the start of a sentence, and no article after another one.
fn put(text: &str, span: &Span, original: &str) -> String {
    let mut replacement = span.replacement.clone();
    let before = text[..span.range.start].trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let is_spaced = before.len() < span.range.start;
    if is_spaced
        && matches!(word.as_str(), "the" | "a" | "an" | "our" | "this" | "that")
        && before.ends_with(&word)
    {
        for article in ["the ", "an ", "a "] {
            if let Some(rest) = replacement.strip_prefix(article) {
                replacement = String::from(rest);
                break;
            }
        }
    }
    let is_code = span.reason == Reason::Host && original.chars().all(|c| !c.is_uppercase());
    if !is_code && !original.starts_with("](") && starts_sentence(text, span.range.start) {
        let mut letters = replacement.chars();
        replacement = letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect();
    }
    replacement
}

/// The `[` before the words of a link, and the rest from `](` to `)`, where a stretch lies within its address.
fn link_around(text: &str, range: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let before = &text[..range.start];
    let mark = before.rfind("](")?;
    let between = &text[mark + 2..range.start];
    if between.contains([')', '\n', ' ']) && !between.trim_start_matches([' ', '<']).is_empty() {
        return None;
    }
    let mut depth = 0_usize;
    let mut end = None;
    for (at, c) in text[mark + 2..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                end = Some(mark + 2 + at + 1);
                break;
            }
            ')' => depth -= 1,
            '\n' if text[mark + 2 + at..].starts_with("\n\n") => break,
            _ => {}
        }
    }
    let end = end.filter(|end| *end >= range.end)?;
    let mut depth = 0_usize;
    let open = text[..mark].char_indices().rev().find_map(|(at, c)| match c {
        ']' => {
            depth += 1;
            None
        }
        '[' if depth == 0 => Some(at),
        '[' => {
            depth -= 1;
            None
        }
        _ => None,
    })?;
    let start = if text[..open].ends_with('!') { open - 1 } else { open };
    Some((start..open + 1, mark..end))
}

/// `<https://…>` goes with its brackets: what stands there afterwards is no address.
fn within_brackets(text: &str, range: Range<usize>) -> Range<usize> {
    let is_bracketed = text[..range.start].ends_with('<') && text[range.end..].starts_with('>');
    if is_bracketed { range.start - 1..range.end + 1 } else { range }
}
