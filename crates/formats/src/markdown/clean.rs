//! Inline marks taken off a short text: emphasis, code, links.
//!
//! It must not touch text that is shown as Markdown.

/// A heading without emphasis around it and marks behind.
pub(super) fn heading(text: &str) -> String {
    let text = text.trim();
    let bare = text.trim_end_matches('#');
    let text = if bare.len() < text.len() && (bare.is_empty() || bare.ends_with(' ')) { bare } else { text };
    let text = text.trim();
    for mark in ["**", "__"] {
        if let Some(inner) = text.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark))
            && !inner.contains(mark)
        {
            return inner.trim().to_owned();
        }
    }
    text.to_owned()
}

/// One line without emphasis; links become their words.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let link = rest[open + 1..].split_once("](").and_then(|(words, tail)| {
            let (_, after) = tail.split_once(')')?;
            (!words.contains('[')).then_some((words, after))
        });
        let Some((words, after)) = link else {
            out.push_str(&rest[..=open]);
            rest = &rest[open + 1..];
            continue;
        };
        out.push_str(&rest[..open]);
        out.push_str(words);
        rest = after;
    }
    out.push_str(rest);
    let out =
        out.replace("**", "").replace("__", "").replace('`', "").replace("<br>", " ").replace("<br/>", " ");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
