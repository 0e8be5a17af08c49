//! What a reader of rendered HTML meets: its words, and the addresses of its links.
//!
//! It must not know what is sensitive.

/// Tags that stand within a word and do not part it.
const INLINE: [&str; 6] = ["em", "strong", "code", "del", "a", "mark"];

/// The words of safe HTML without its tags, and the address of each link behind its words.
pub(super) fn words(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut links = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let end = end_of_tag(&rest[open..]);
        let tag = &rest[open..open + end];
        let name: String =
            tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        if !INLINE.contains(&name.as_str()) {
            text.push('\n');
        }
        for value in tag.split('"').skip(1).step_by(2) {
            links.push('\n');
            links.push_str(value);
        }
        rest = &rest[open + end..];
    }
    text.push_str(rest);
    decoded(&(text + &links))
}

fn end_of_tag(text: &str) -> usize {
    let mut is_quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '>' if !is_quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn decoded(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    plain.replace("&nbsp;", " ").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tags_break_up_are_whole() {
        let html = "<p>Tay<em>lor</em> &amp; <a href=\"https://x.example/?a=1&amp;b\" rel=\"no>w\">it</a></p><p>Next</p>";
        assert_eq!(words(html), "\nTaylor & it\n\nNext\n\nhttps://x.example/?a=1&b\nno>w");
    }
}
