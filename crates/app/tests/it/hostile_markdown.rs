//! A13: texts that want to run something. Whatever is written, what is shown holds tags, attributes and schemes of a short list,
//! and a browser that reads it anew reads the same.

use std::collections::BTreeSet;

use app::markdown::Renderer;
use scraper::{Html, Node};
use serde::Deserialize;

/// Tags with their attributes.
const LISTED: &[(&str, &[&str])] = &[
    ("a", &["href", "title", "rel"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &[]),
    ("del", &[]),
    ("em", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("hr", &[]),
    ("li", &[]),
    ("ol", &["start"]),
    ("p", &[]),
    ("pre", &[]),
    ("strong", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &[]),
    ("th", &[]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &[]),
];

/// Texts that got past others: `html` runs, fetches, covers or names something, `schemes` say where a link would lead, `odd` is
/// Markdown of its own. The tests in a browser write the same texts.
const HOSTILE: &str = include_str!("../../../../tests/hostile.json");

#[derive(Deserialize)]
struct Hostile {
    html: Vec<String>,
    schemes: Vec<String>,
    odd: Vec<String>,
}

/// Each text in the places where Markdown treats it in ways of its own.
fn payloads() -> Vec<String> {
    let Hostile { html, schemes, odd } = serde_json::from_str(HOSTILE).unwrap();
    let mut all = Vec::new();
    for html in html {
        all.push(html.clone());
        all.push(format!("Before {html} *behind*"));
        all.push(format!("> - 1. {html}\n\n| a |\n|---|\n| {html} |"));
        all.push(format!("[x](https://ok.example \"{}\")", html.replace('"', "\\\"")));
        all.push(format!("# {html}\n\n```{html}\n{html}\n```\n\n`{html}`"));
    }
    for scheme in schemes {
        all.push(format!("[x]({scheme})"));
        all.push(format!("[x](<{scheme}> 'title\" onclick=\"alert(1)')"));
        all.push(format!("![x]({scheme})"));
        all.push(format!("<{scheme}>"));
        all.push(format!("[x][y]\n\n[y]: {scheme} \"t\""));
        all.push(format!("[![x]({scheme})]({scheme})"));
    }
    all.extend(odd);
    all
}

/// What is not on the list in a piece of HTML.
fn unlisted(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let tree = Html::parse_fragment(html);
    for node in tree.tree.root().descendants().skip(1) {
        match node.value() {
            Node::Element(element) => {
                // What the parser puts around a fragment.
                let Some((_, listed)) = LISTED.iter().find(|(name, _)| *name == element.name()) else {
                    if element.name() != "html" {
                        found.insert(format!("<{}>", element.name()));
                    }
                    continue;
                };
                for (name, value) in element.attrs() {
                    if !listed.contains(&name) {
                        found.insert(format!("{}@{name}", element.name()));
                    }
                    if name == "href" {
                        found.extend(leads_elsewhere(value));
                    }
                }
                if element.name() == "a" && element.attr("href").is_some() {
                    let rel = element.attr("rel").unwrap_or_default();
                    if rel != "noopener noreferrer nofollow" {
                        found.insert(format!("a@rel={rel}"));
                    }
                }
            }
            Node::Text(_) | Node::Fragment => {}
            other => {
                found.insert(format!("{other:?}"));
            }
        }
    }
    found
}

/// What is wrong with where a link leads, as a browser reads it: white space around and control characters within are dropped.
fn leads_elsewhere(href: &str) -> Option<String> {
    let plain: String = href.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim().to_ascii_lowercase();
    let scheme =
        plain.split(['/', '?', '#']).next().and_then(|begin| begin.split_once(':')).map(|(scheme, _)| scheme);
    // What cannot be a scheme is a part of a path: the link stays on the site.
    let can_be = |scheme: &&str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    };
    match scheme.filter(can_be) {
        None | Some("http" | "https" | "mailto") => None,
        Some(other) => Some(format!("href to {other}")),
    }
}

#[test]
fn nothing_gets_through_but_what_is_listed() {
    let renderer = Renderer::default();
    let payloads = payloads();
    assert!(payloads.len() > 600, "{}", payloads.len());
    for payload in payloads {
        let html = renderer.render(&payload);
        assert_eq!(unlisted(&html), BTreeSet::new(), "{payload:?} gave {html}");
        // What a browser makes of it and writes down again is as harmless, so that no copy of it wakes anything.
        let again = Html::parse_fragment(&html).root_element().inner_html();
        assert_eq!(unlisted(&again), BTreeSet::new(), "{payload:?} gave {html}, and read anew {again}");
    }
}

#[test]
fn the_judge_sees_what_is_not_listed() {
    for (html, expected) in [
        ("<script>x</script>", "<script>"),
        ("<p onclick=x>x</p>", "p@onclick"),
        ("<a href=\"java\nscript:x\" rel=\"noopener noreferrer nofollow\">x</a>", "href to javascript"),
        ("<a href=\"https://ok.example\">x</a>", "a@rel="),
        ("<!-- x -->", "Comment"),
        ("<svg><a>x</a></svg>", "<svg>"),
    ] {
        let found = unlisted(html);
        assert!(found.iter().any(|one| one.contains(expected)), "{html}: {found:?}");
    }
    assert_eq!(
        unlisted("<p>a <a href=\"/x\" rel=\"noopener noreferrer nofollow\">b</a></p>"),
        BTreeSet::new()
    );
}
