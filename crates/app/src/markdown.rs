//! Markdown to safe HTML: rendered on read, sanitized, cached by content, never stored, so that a
//! mended sanitizer reaches old text.
//!
//! It must not know whose text it is.

use std::collections::HashSet;
use std::sync::Arc;

use moka::sync::Cache;
use pulldown_cmark::{Event, Options, Parser, html};
use sha2::{Digest, Sha256};

/// Renders Markdown; cheap to call for text that was rendered before.
pub struct Renderer {
    cache: Cache<[u8; 32], Arc<str>>,
    sanitizer: ammonia::Builder<'static>,
}

impl Default for Renderer {
    fn default() -> Self {
        Self {
            // About 16 MiB of rendered text.
            cache: Cache::builder()
                .weigher(|_, html: &Arc<str>| u32::try_from(html.len()).unwrap_or(u32::MAX))
                .max_capacity(16 * 1024 * 1024)
                .build(),
            sanitizer: sanitizer(),
        }
    }
}

const TAGS: &[&str] = &[
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

fn sanitizer() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .add_tag_attributes("a", ["href", "title"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
}

impl Renderer {
    /// HTML that is safe to show: a short list of tags, links to the web and to mail only.
    pub fn render(&self, markdown: &str) -> Arc<str> {
        let key: [u8; 32] = Sha256::digest(markdown).into();
        self.cache.get_with(key, || {
            let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
            let events = Parser::new_ext(markdown, options).map(plain_headings).map(|event| match event {
                // Raw HTML is shown as the text it is.
                Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
                other => other,
            });
            let mut out = String::with_capacity(markdown.len() * 3 / 2);
            html::push_html(&mut out, events);
            Arc::from(self.sanitizer.clean(&out).to_string())
        })
    }
}

/// Headings of a text sit below those of the page that shows it.
fn plain_headings(event: Event<'_>) -> Event<'_> {
    use pulldown_cmark::{HeadingLevel, Tag, TagEnd};
    let lower = |level: HeadingLevel| match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    };
    match event {
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: lower(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders_the_common_forms() {
        let html = Renderer::default().render("# What\n\nSee [graph](https://g.example/x), **bold**.");
        assert_eq!(
            &*html,
            "<h3>What</h3>\n<p>See <a href=\"https://g.example/x\" rel=\"noopener noreferrer nofollow\">graph</a>, \
             <strong>bold</strong>.</p>\n"
        );
    }

    #[test]
    fn nothing_active_gets_through() {
        let renderer = Renderer::default();
        for attack in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "<svg onload=alert(1)>",
            "![x](https://tracker.example/p.gif)",
            "<a href=\"vbscript:x\" style=\"position:fixed\">x</a>",
        ] {
            let html = renderer.render(attack);
            for bad in [
                "<script",
                "<img",
                "<svg",
                "<a href=\"javascript",
                "<a href=\"data",
                "<a href=\"vbscript",
                "<a style",
            ] {
                assert!(!html.contains(bad), "{attack} gave {html}");
            }
        }
    }
}
