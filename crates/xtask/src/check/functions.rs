//! A function has at most 100 lines, from its opening to its closing brace.
//! Must not know: what the function does.

use syn::visit::{self, Visit};
use syn::{Block, Ident};

use crate::check::Finding;
use crate::check::sources::{Source, Sources};

const LIMIT: usize = 100;

/// Functions and methods that are too long, in tests too.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, file) in sources.rust() {
        Visitor { source, findings: &mut findings }.visit_file(file);
    }
    findings
}

struct Visitor<'a> {
    source: &'a Source,
    findings: &'a mut Vec<Finding>,
}

impl Visitor<'_> {
    fn measure(&mut self, name: &Ident, body: &Block) {
        let span = body.brace_token.span;
        let lines = span.close().end().line - span.open().start().line + 1;
        if lines > LIMIT {
            let message = format!("function `{name}` has {lines} lines; at most {LIMIT}, 60 wanted");
            self.findings.push(Finding::new(self.source.at(name.span()), message));
        }
    }
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.measure(&item.sig.ident, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.measure(&item.sig.ident, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.measure(&item.sig.ident, body);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(code: &str) -> Vec<Finding> {
        let mut sources = Sources::default();
        sources.add("a.rs", code);
        assert!(sources.broken.is_empty());
        check(&sources)
    }

    #[test]
    fn a_long_function_fails_wherever_it_is() {
        let body = "\n".repeat(100);
        assert!(findings(&format!("fn long() {{{body}}}"))[0].message.contains("`long` has 101 lines"));
        assert_eq!(findings(&format!("impl A {{ fn long() {{{body}}} }}")).len(), 1);
        assert_eq!(findings(&format!("trait A {{ fn long() {{{body}}} }}")).len(), 1);
        assert_eq!(findings(&format!("mod m {{ #[test] fn long() {{{body}}} }}")).len(), 1);
    }

    #[test]
    fn a_function_of_a_hundred_lines_passes() {
        assert!(findings(&format!("fn long() {{{}}}", "\n".repeat(99))).is_empty());
        assert!(findings("trait A { fn none(); }").is_empty());
    }
}
