//! Headings of messages, in the forms that people use: `[Final Message]`, `**Update at …**`,
//! `*Resolved* - …`, `## Update`, `Update: …`, or a bare time in bold.
//!
//! It must not know the order of messages.

use crate::record::MessageKind;

/// A line that begins a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// The heading without its marks.
    pub text: &'a str,
    /// What it means; `None` for a bare time.
    pub kind: Option<MessageKind>,
    /// Whether it is a variant of the usual words (IMP-15).
    pub variant: bool,
    /// The text behind it on the same line.
    pub rest: &'a str,
}

/// The words that begin a heading. The usual ones come first, and longer ones before their beginnings.
const WORDS: [(&str, MessageKind, bool); 20] = [
    ("final message", MessageKind::Final, false),
    ("initial message", MessageKind::Initial, false),
    ("update", MessageKind::Update, false),
    ("resolved", MessageKind::Final, false),
    ("investigating", MessageKind::Update, false),
    ("identified", MessageKind::Update, false),
    ("monitoring", MessageKind::Update, false),
    ("just began", MessageKind::Initial, true),
    ("final", MessageKind::Final, true),
    ("closing", MessageKind::Final, true),
    ("closed", MessageKind::Final, true),
    ("completed", MessageKind::Final, true),
    ("fixed", MessageKind::Final, true),
    ("initial", MessageKind::Initial, true),
    ("started", MessageKind::Initial, true),
    ("scheduled", MessageKind::Initial, true),
    ("edited", MessageKind::Update, true),
    ("edit", MessageKind::Update, true),
    ("in progress", MessageKind::Update, true),
    ("follow-up", MessageKind::Update, true),
];

/// What may follow the word in a heading; anything else makes it a sentence.
const FOLLOWERS: [&str; 10] = ["message", "maintenance", "update", "at ", "on ", "-", "–", "—", "(", "#"];

/// The heading on this line, if it is one. `paragraph` says that the line begins a paragraph.
pub(super) fn label(line: &str, paragraph: bool) -> Option<Label<'_>> {
    let text = line.trim();
    if line.starts_with("    ") || line.starts_with('\t') {
        return None;
    }
    bracket(text).or_else(|| emphasis(text)).or_else(|| heading(text)).or_else(|| plain(text, paragraph))
}

/// The beginning of a date in a heading, up to the heading's end.
pub(super) fn date_in(label: &str) -> Option<&str> {
    let digits = |range: &[u8]| range.iter().all(u8::is_ascii_digit);
    let at =
        label.as_bytes().windows(6).position(|w| digits(&w[..4]) && w[4] == b'-' && w[5].is_ascii_digit())?;
    Some(label[at..].trim_end_matches([')', ':', '*', '_', ']', '.', ' ']))
}

fn bracket(text: &str) -> Option<Label<'_>> {
    let (inner, after) = text.strip_prefix('[')?.split_once(']')?;
    // `[text](address)`, `[text][name]` and `[name]: address` are links.
    if after.starts_with(['(', '[', ':']) { None } else { classify(inner, after) }
}

fn emphasis(text: &str) -> Option<Label<'_>> {
    let mark = text.chars().next().filter(|c| matches!(c, '*' | '_'))?;
    let run = text.chars().take_while(|c| *c == mark).count();
    if run > 3 || text[run..].starts_with(' ') {
        return None;
    }
    let close = &text[..run];
    let Some((inner, after)) = text[run..].split_once(close) else {
        // A forgotten closing mark is forgiven where a time proves that this is a heading.
        return (run == 2 && date_in(text).is_some()).then(|| classify(&text[run..], "")).flatten();
    };
    let after = after.trim();
    let rest = after.trim_start_matches(['-', '–', '—', ':']);
    let separated = after.is_empty() || rest.len() < after.len() || inner.trim_end().ends_with(':');
    if separated { classify(inner, rest) } else { None }
}

fn heading(text: &str) -> Option<Label<'_>> {
    let inner = text.trim_start_matches('#');
    let depth = text.len() - inner.len();
    if (1..=6).contains(&depth) && inner.starts_with(' ') { classify(inner, "") } else { None }
}

fn plain(text: &str, paragraph: bool) -> Option<Label<'_>> {
    let (inner, rest) = text.split_once(':')?;
    let usual = ["update", "edit", "final message", "initial message"];
    let known = usual.iter().any(|word| inner.eq_ignore_ascii_case(word));
    if paragraph && known && rest.starts_with(' ') { classify(inner, rest) } else { None }
}

fn classify<'a>(inner: &'a str, rest: &'a str) -> Option<Label<'a>> {
    let text = inner.trim().trim_end_matches(':').trim_end();
    let lower = text.to_lowercase();
    let rest = rest.trim();
    for (word, kind, variant) in WORDS {
        let Some(tail) = lower.strip_prefix(word) else { continue };
        if tail.starts_with(char::is_alphanumeric) {
            continue;
        }
        let tail = tail.trim_start();
        let fits = tail.is_empty()
            || tail.starts_with(|c: char| c.is_ascii_digit())
            || FOLLOWERS.iter().any(|follower| tail.starts_with(follower));
        if fits {
            let variant = variant || !(tail.is_empty() || date_in(tail).is_some());
            return Some(Label { text, kind: Some(kind), variant, rest });
        }
    }
    let bare_time = date_in(text).is_some_and(|date| date.len() == text.len() && text.len() >= 10);
    let timelike = bare_time && super::time::read(text, chrono_tz::Tz::UTC).is_some();
    timelike.then_some(Label { text, kind: None, variant: false, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_from_prose() {
        use MessageKind::{Final, Initial, Update};
        let table: &[(&str, Option<MessageKind>, bool, &str)] = &[
            ("[Final Message]", Some(Final), false, ""),
            ("[Final message]", Some(Final), false, ""),
            ("[Initial Message - Friday]", Some(Initial), true, ""),
            ("[Edit]", Some(Update), true, ""),
            ("[Update] All done.", Some(Update), false, "All done."),
            ("**Update at 2024-03-05 11:20 UTC**", Some(Update), false, ""),
            ("**Update 2024-03-05 11:58 UTC", Some(Update), false, ""),
            ("*Resolved* - It works.", Some(Final), false, "It works."),
            ("*Just began* - We look.", Some(Initial), true, "We look."),
            ("Update: it took 2 minutes", Some(Update), false, "it took 2 minutes"),
            ("**2024-03-05 07:37:00**", None, false, ""),
            ("### Update 2", Some(Update), false, ""),
        ];
        for (line, kind, _, rest) in table {
            let label = label(line, true).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((label.kind, label.rest), (*kind, *rest), "{line}");
        }
        for (line, _, variant, _) in table.iter().filter(|row| !row.0.contains("###")) {
            assert_eq!(label(line, true).unwrap().variant, *variant, "{line}");
        }
        for line in [
            "[INFRA-1]",
            "[update](https://example.org)",
            "[update]: https://example.org",
            "* update the client",
            "*Update* your client",
            "# Update sites are slow",
            "Updates: many",
            "**Note**",
            "2024-03-05 down",
            "",
            "    [Update]",
            "## Timeline",
            "****",
            "[",
            "*",
        ] {
            assert_eq!(label(line, true), None, "{line}");
        }
        assert_eq!(label("Update: in the middle", false), None);
    }

    #[test]
    fn dates_in_headings_are_found() {
        assert_eq!(date_in("Update (2024-03-05 11:20 UTC):"), Some("2024-03-05 11:20 UTC"));
        assert_eq!(date_in("Edit - Monday 25th"), None);
    }
}
