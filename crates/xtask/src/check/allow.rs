//! A lint is switched off with `#[expect(lint, reason = "…")]`, never with an allow attribute.
//! Must not know: which lints there are.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::check::Finding;
use crate::check::sources::Sources;

/// Every allow attribute, in macros too, and every expectation without a reason.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, _) in sources.rust() {
        let Ok(tokens) = source.text.parse::<TokenStream>() else { continue };
        walk(tokens, &mut |name, span, inner| {
            let message = match name {
                "allow" => "allow attribute; use `#[expect(lint, reason = \"…\")]`",
                "expect" if !mentions(inner, "reason") => "expect attribute without `reason = \"…\"`",
                _ => return,
            };
            findings.push(Finding::new(source.at(span), message));
        });
    }
    findings
}

/// Calls `visit` with name, place and arguments of every attribute, also those inside `cfg_attr`.
fn walk(tokens: TokenStream, visit: &mut impl FnMut(&str, proc_macro2::Span, TokenStream)) {
    let mut hash = false;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => hash = punct.as_char() == '#' || (hash && punct.as_char() == '!'),
            TokenTree::Group(group) => {
                if hash && group.delimiter() == Delimiter::Bracket {
                    attribute(group.stream(), visit);
                } else {
                    walk(group.stream(), visit);
                }
                hash = false;
            }
            _ => hash = false,
        }
    }
}

fn attribute(tokens: TokenStream, visit: &mut impl FnMut(&str, proc_macro2::Span, TokenStream)) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Ident(name) = token else { continue };
        let Some(TokenTree::Group(group)) = tokens.peek() else { continue };
        let (text, stream) = (name.to_string(), group.stream());
        if text == "cfg_attr" {
            attribute(stream, visit);
        } else {
            visit(&text, name.span(), stream);
        }
    }
}

fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(code: &str) -> usize {
        let mut sources = Sources::default();
        sources.add("a.rs", code);
        assert!(sources.broken.is_empty());
        check(&sources).len()
    }

    #[test]
    fn allow_attributes_fail_in_every_form() {
        assert_eq!(findings("#![allow(dead_code)]"), 1);
        assert_eq!(findings("#[allow(dead_code)] fn f() {}"), 1);
        assert_eq!(findings("#[cfg_attr(test, allow(dead_code))] fn f() {}"), 1);
        assert_eq!(findings("make! { #[allow(dead_code)] fn f() {} }"), 1);
        assert_eq!(findings("#[expect(dead_code)] fn f() {}"), 1);
    }

    #[test]
    fn expectations_with_a_reason_and_mere_words_pass() {
        assert_eq!(findings("#[expect(dead_code, reason = \"used by the macro\")] fn f() {}"), 0);
        assert_eq!(findings("fn f() { allow(1); let s = \"#[allow(x)]\"; }"), 0);
        assert_eq!(findings("#[derive(Clone)] struct S;"), 0);
    }
}
