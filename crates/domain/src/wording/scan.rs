//! Which bytes of a Markdown text are prose: the blocks first, line by line, then what stands inside a line.
//!
//! A small reader of its own, because domain builds for the browser and needs only "is this prose". It errs
//! towards skipping. It must not know words. Every look-ahead is bounded, so the time grows with the length
//! of the text alone.

use std::ops::Range;

use super::inline;

/// What a byte of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Words of the writer.
    Prose,
    /// Signs that format; as if they were not there.
    Markup,
    /// Code, an address or a quotation inside a sentence; stands for one thing without words.
    Opaque,
    /// Not prose at all, and the end of a sentence.
    Break,
}

/// One mark for each byte.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let mut marks = vec![Mark::Prose; text.len()];
    comments(text, &mut marks);
    Lines { text, marks: &mut marks, before: Before::Blank, fence: None, in_list: false }.run();
    let mut at = 0;
    while at < marks.len() {
        let end = marks[at..].iter().position(|mark| *mark == Mark::Break).map_or(marks.len(), |n| at + n);
        inline::mark(text.as_bytes(), at..end, &mut marks);
        at = end + 1;
    }
    marks
}

/// HTML comments, wherever they are; one that is never closed is none.
fn comments(text: &str, marks: &mut [Mark]) {
    let mut at = 0;
    while let Some(start) = text[at..].find("<!--").map(|n| at + n) {
        let Some(end) = text[start..].find("-->").map(|n| start + n + 3) else { return };
        marks[start..end].fill(Mark::Break);
        at = end;
    }
}

/// What the line before was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Blank,
    Quote,
    Item,
    /// A paragraph's line, and where it starts.
    Paragraph(usize),
}

struct Lines<'t, 'm> {
    text: &'t str,
    marks: &'m mut Vec<Mark>,
    before: Before,
    /// The sign and the length of the fence that is open.
    fence: Option<(u8, usize)>,
    in_list: bool,
}

impl Lines<'_, '_> {
    fn run(mut self) {
        let mut start = 0;
        while start < self.text.len() {
            let end = self.text[start..].find('\n').map_or(self.text.len(), |n| start + n);
            self.line(start..end);
            start = end + 1;
        }
    }

    /// The line is not prose, and a sentence ends before it.
    fn skip(&mut self, line: &Range<usize>) {
        let end = (line.end + 1).min(self.marks.len());
        self.marks[line.start.saturating_sub(1)..end].fill(Mark::Break);
    }

    fn cut_before(&mut self, start: usize) {
        if start > 0 {
            self.marks[start - 1] = Mark::Break;
        }
    }

    fn line(&mut self, line: Range<usize>) {
        let content = &self.text[line.clone()];
        let trimmed = content.trim_start();
        let indent = content.len() - trimmed.len();
        let fence = fence(trimmed);
        if let Some((sign, length)) = self.fence {
            self.skip(&line);
            if fence.is_some_and(|(s, n)| s == sign && n >= length && trimmed.trim_end().len() == n) {
                self.fence = None;
            }
            return;
        }
        if fence.is_some() {
            self.fence = fence;
            self.skip(&line);
            self.before = Before::Blank;
        } else if trimmed.trim_end().is_empty() {
            self.skip(&line);
            self.before = Before::Blank;
        } else if trimmed.starts_with('>') {
            self.skip(&line);
            self.before = Before::Quote;
        } else if is_heading(trimmed) || is_rule_of_table(trimmed) {
            self.skip(&line);
            self.before = Before::Blank;
        } else if let (Before::Paragraph(start), true) = (self.before, is_underline(trimmed)) {
            // The paragraph's line was a heading.
            self.skip(&(start..line.end));
            self.before = Before::Blank;
        } else if self.is_code(content) {
            self.skip(&line);
        } else if let Some(marker) = item_marker(trimmed) {
            let text = line.start + indent + marker;
            self.cut_before(line.start);
            self.marks[line.start..text].fill(Mark::Markup);
            self.label(text..line.end);
            (self.before, self.in_list) = (Before::Item, true);
        } else if self.before == Before::Quote {
            // A quotation goes on without its sign.
            self.skip(&line);
        } else {
            self.paragraph(line, indent);
        }
    }

    fn paragraph(&mut self, line: Range<usize>, indent: usize) {
        let text = line.start + indent;
        let starts_block = !matches!(self.before, Before::Paragraph(_) | Before::Item);
        if starts_block && indent == 0 {
            self.in_list = false;
        }
        if self.text[text..].starts_with('|') {
            self.cut_before(line.start);
            for (at, _) in self.text[text..line.end].match_indices('|') {
                self.marks[text + at] = Mark::Break;
            }
        } else if self.label(text..line.end) {
            self.cut_before(line.start);
        }
        if self.before != Before::Item {
            self.before = Before::Paragraph(line.start);
        }
    }

    /// Four blanks after an empty line are code, unless a list goes on.
    fn is_code(&self, content: &str) -> bool {
        let is_indented = content.starts_with("    ") || content.starts_with('\t');
        is_indented && self.before == Before::Blank && !self.in_list
    }

    /// A bold label at the start of a line, or a line that is bold as a whole, is a heading.
    fn label(&mut self, line: Range<usize>) -> bool {
        let content = &self.text[line.clone()];
        let Some(inner) = content.strip_prefix("**").or_else(|| content.strip_prefix("__")) else {
            return false;
        };
        let Some(length) = inner.find("**").or_else(|| inner.find("__")) else { return false };
        let (label, rest) = (&inner[..length], &inner[length + 2..]);
        let has_colon = label.trim_end().ends_with(':') || rest.trim_start().starts_with(':');
        let is_title = rest.trim().is_empty()
            && !label.trim_end().ends_with(['.', '!'])
            && label.split_whitespace().count() <= 8;
        if !has_colon && !is_title {
            return false;
        }
        let colon = usize::from(rest.starts_with(':'));
        self.marks[line.start..line.start + length + 4 + colon].fill(Mark::Break);
        true
    }
}

fn fence(line: &str) -> Option<(u8, usize)> {
    let sign = *line.as_bytes().first().filter(|sign| matches!(sign, b'`' | b'~'))?;
    let length = line.bytes().take_while(|byte| *byte == sign).count();
    // A row of backticks that ends in the same line is a code span.
    let is_span = sign == b'`' && line[length..].contains('`');
    (length >= 3 && !is_span).then_some((sign, length))
}

fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let depth = line.len() - rest.len();
    (1..=6).contains(&depth) && (rest.is_empty() || rest.starts_with([' ', '\t', '\r']))
}

fn is_underline(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 2 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
}

fn is_rule_of_table(line: &str) -> bool {
    line.starts_with('|') && line.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\r'))
}

/// The length of a list item's marker, with a task's box.
fn item_marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let sign = match (digits, line.as_bytes().get(digits)?) {
        (0, b'-' | b'*' | b'+') => 1,
        (1..=9, b'.' | b')') => digits + 1,
        _ => return None,
    };
    let blanks = line[sign..].len() - line[sign..].trim_start_matches([' ', '\t']).len();
    if blanks == 0 {
        return None;
    }
    let text = sign + blanks;
    let is_box = ["[ ] ", "[x] ", "[X] "].iter().any(|task| line[text..].starts_with(task));
    Some(if is_box { text + 4 } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The prose of a text; `·` for something opaque, `|` for an end.
    fn prose(text: &str) -> String {
        let marks = marks(text);
        let mut out = String::new();
        for (at, c) in text.char_indices() {
            match marks[at] {
                Mark::Prose => out.push(c),
                Mark::Opaque if !out.ends_with('·') => out.push('·'),
                Mark::Break if !out.ends_with('|') => out.push('|'),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn blocks_that_are_no_prose_are_skipped() {
        for (text, expected) in [
            ("# A title\nText.", "|Text."),
            ("A title\n=====\nText.", "|Text."),
            ("Before\n```sh\nrm *\n```\nAfter", "Before|After"),
            ("Before\n\n    code\n\nAfter", "Before|After"),
            ("> said\nand on\n\nText", "|Text"),
            ("one <!-- a\n\nb --> two", "one | two"),
            ("- one\n- [ ] two", "one|two"),
            ("1. one\n   more", "one\n   more"),
            ("| a | b |\n|---|---|\n| c | d |", "| a | b | c | d |"),
            ("**Impact**: slow", "| slow"),
            ("**What could have gone better**\n\nText", "|Text"),
            ("two\nlines", "two\nlines"),
            ("#hash is prose", "#hash is prose"),
        ] {
            assert_eq!(prose(text), expected, "{text:?}");
        }
    }

    #[test]
    fn code_addresses_and_quotations_stand_for_one_thing() {
        for (text, expected) in [
            ("ran `rm -rf` there", "ran · there"),
            ("``a ` b`` c", "· c"),
            ("an open ` tick", "an open ` tick"),
            ("see https://example.org/a_b.", "see ·."),
            ("see [the *page*](https://example.org).", "see the page."),
            ("she said \"who did it\" then", "she said · then"),
            ("she said \u{201c}who did it\u{201d} then", "she said · then"),
            ("he typed 'delete it all' twice", "he typed · twice"),
            ("the teams' pods didn't start", "the teams' pods didn't start"),
            ("the teams\u{2019} pods didn\u{2019}t start", "the teams\u{2019} pods didn\u{2019}t start"),
            ("a _b_ snake_case <br> c", "a b snake_case  c"),
        ] {
            assert_eq!(prose(text), expected, "{text:?}");
        }
    }
}
