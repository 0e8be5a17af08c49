//! The YAML header of an issue file, and what remains readable of a broken one.
//!
//! It must not know what the fields mean.

use serde_norway::{Mapping, Value};

/// Fields that a header may go on with after a blank line, when its closing line is missing.
const KNOWN: [&str; 11] = [
    "title",
    "date",
    "resolved",
    "resolvedwhen",
    "severity",
    "affected",
    "section",
    "informational",
    "draft",
    "tags",
    "pin",
];

/// A file split into header and body.
#[derive(Debug, Default)]
pub(super) struct Split<'a> {
    /// Fields by name; empty when there is no header.
    pub fields: Mapping,
    /// What follows the header.
    pub body: &'a str,
    /// What was wrong with the header, in words.
    pub defects: Vec<String>,
}

/// A scalar as the text that was written; `None` for lists, maps and null.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Tagged(tagged) => scalar(&tagged.value),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

impl Split<'_> {
    /// A field, found without regard to case, as the site's generator does.
    pub fn field(&self, name: &str) -> Option<&Value> {
        let same = |key: &Value| key.as_str().is_some_and(|key| key.eq_ignore_ascii_case(name));
        self.fields
            .get(name)
            .or_else(|| self.fields.iter().find(|(key, _)| same(key)).map(|(_, value)| value))
    }
}

/// Splits a file whose lines end with line feeds. Always answers.
pub(super) fn split(text: &str) -> Split<'_> {
    let mut lines = lines(text).skip_while(|(_, line)| line.trim().is_empty());
    let Some((start, first)) = lines.next().filter(|(_, line)| line.trim_end() == "---") else {
        let defect = "the file has no header between two lines of `---`".to_owned();
        return Split { body: text, defects: vec![defect], ..Split::default() };
    };
    let inner = start + first.len();
    let closing = lines.find(|(_, line)| matches!(line.trim_end(), "---" | "..."));
    if let Some((at, line)) = closing {
        return match serde_norway::from_str::<Value>(&text[inner..at]) {
            Ok(Value::Mapping(fields)) => {
                Split { fields, body: &text[at + line.len()..], defects: Vec::new() }
            }
            Ok(Value::Null) => Split {
                body: &text[at + line.len()..],
                defects: vec!["the header is empty".to_owned()],
                ..Split::default()
            },
            Ok(_) => broken(text, inner, Some((at, at + line.len())), "the header is not a list of fields"),
            Err(error) => {
                let place =
                    error.location().map(|at| format!(" at line {}", at.line() + 1)).unwrap_or_default();
                broken(
                    text,
                    inner,
                    Some((at, at + line.len())),
                    &format!("the header is not readable YAML{place}"),
                )
            }
        };
    }
    broken(text, inner, None, "the header has no closing line of `---`")
}

/// Reads what can be read line by line. `closing` is where the closing line begins and ends.
fn broken<'a>(text: &'a str, inner: usize, closing: Option<(usize, usize)>, defect: &str) -> Split<'a> {
    let limit = closing.map_or(text.len(), |(at, _)| at);
    let block = &text[inner..limit];
    // One block without a blank line in it is all header, whatever its odd lines say.
    let one_block = closing.is_some() && !block.trim_end().contains("\n\n");
    let length = if one_block { block.len() } else { header_length(block) };
    let header = &text[inner..inner + length];
    // A header that ends at its closing line has lost nothing; else the rest is body, rules and all.
    let whole = text[inner + length..limit].trim().is_empty();
    let body = match closing {
        Some((_, after)) if whole => &text[after..],
        _ => &text[inner + length..],
    };
    let (fields, way) = match serde_norway::from_str::<Value>(header) {
        Ok(Value::Mapping(fields)) => (fields, "its leading lines were read"),
        _ => (salvage(header), "its lines were read one by one"),
    };
    let outcome = if fields.is_empty() { "nothing in it could be read" } else { way };
    Split { fields, body, defects: vec![format!("{defect}; {outcome}")] }
}

/// How many bytes at the beginning look like a header.
fn header_length(text: &str) -> usize {
    let mut length = 0;
    let mut after_blank = false;
    let mut open_list = false;
    for (at, line) in lines(text) {
        let trimmed = line.trim_end();
        if trimmed.is_empty() {
            after_blank = true;
            continue;
        }
        let nested = line.starts_with([' ', '\t']) || trimmed.starts_with("- ") || trimmed == "-";
        let fits = match key_of(trimmed) {
            Some(key) => !after_blank || KNOWN.contains(&key.to_ascii_lowercase().as_str()),
            None if nested => !after_blank || open_list,
            None => trimmed.starts_with('#') && !after_blank,
        };
        if !fits {
            break;
        }
        open_list = trimmed.ends_with(':') || (open_list && nested);
        after_blank = false;
        length = at + line.len();
    }
    length
}

fn salvage(header: &str) -> Mapping {
    let mut fields = Mapping::new();
    let mut list: Option<String> = None;
    for (_, line) in lines(header) {
        let line = line.trim_end();
        if let Some(key) = key_of(line) {
            let value = plain(&line[key.len() + 1..]);
            list = value.is_empty().then(|| key.to_owned());
            let known = fields.contains_key(key);
            if !known {
                fields.insert(key.into(), if value.is_empty() { Value::Null } else { value.into() });
            }
        } else if let (Some(key), Some(item)) = (&list, line.trim_start().strip_prefix("- ")) {
            let entry = fields.entry(key.as_str().into()).or_insert(Value::Null);
            match entry {
                Value::Sequence(items) => items.push(plain(item).into()),
                other => *other = Value::Sequence(vec![plain(item).into()]),
            }
        }
    }
    fields
}

/// A scalar without its comment and its pair of quotes.
fn plain(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inner.0.to_owned();
        }
    }
    text.split_once(" #").map_or(text, |(text, _)| text).trim_end().to_owned()
}

/// The name in front of the colon of a `name: value` line that is not indented.
fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let name = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    (name && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(key)
}

/// Lines with their line feeds and where they begin.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(split: &Split<'_>, name: &str) -> Option<String> {
        split.field(name).and_then(scalar)
    }

    #[test]
    fn a_sound_header_is_yaml() {
        let split = split(
            "---\ntitle: \"A: b\" # said\nDate: 2024-03-05 07:08:00\naffected: [x]\n---\n\nBody\n---\nmore",
        );
        assert_eq!(get(&split, "title").as_deref(), Some("A: b"));
        assert_eq!(get(&split, "date").as_deref(), Some("2024-03-05 07:08:00"));
        assert_eq!(split.body, "\nBody\n---\nmore");
        assert!(split.defects.is_empty());
    }

    #[test]
    fn a_broken_header_is_read_line_by_line() {
        let split = split(
            "---\ntitle: Outage: web\ndate: '2024-03-05 07:08:00'\nresolved: true # yes\naffected:\n- web.example.org\n---\nBody",
        );
        assert_eq!(get(&split, "title").as_deref(), Some("Outage: web"));
        assert_eq!(get(&split, "date").as_deref(), Some("2024-03-05 07:08:00"));
        assert_eq!(get(&split, "resolved").as_deref(), Some("true"));
        assert_eq!(split.field("affected").and_then(Value::as_sequence).map(Vec::len), Some(1));
        assert_eq!(split.body, "Body");
        assert_eq!(split.defects.len(), 1);
    }

    #[test]
    fn a_header_without_closing_line_ends_where_prose_begins() {
        for rule in ["", "\n---\n\nmore"] {
            let text = format!(
                "---\ntitle: A\n# note\naffected:\n\n  - web.example.org\n\nseverity: down\n\nAll is well.{rule}"
            );
            let split = split(&text);
            assert_eq!(get(&split, "severity").as_deref(), Some("down"), "{rule:?}");
            assert_eq!(split.body.trim(), format!("All is well.{rule}"), "{rule:?}");
            assert_eq!(split.defects.len(), 1);
        }
    }

    #[test]
    fn an_odd_line_does_not_hide_the_lines_below_it() {
        let split = split("---\ntitle: A\n@@ odd\ndate: 2024-03-05\n---\nBody");
        assert_eq!(get(&split, "date").as_deref(), Some("2024-03-05"));
        assert_eq!(split.body, "Body");
    }

    #[test]
    fn no_header_leaves_the_whole_text() {
        let split = split("Just text");
        assert_eq!(split.body, "Just text");
        assert!(split.fields.is_empty());
        assert_eq!(split.defects.len(), 1);
    }
}
