//! SQL in the store is a constant with bound values, never put together from pieces at run time.
//! Must not know: SQL beyond its four verbs.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ExprLit, Lit};

use crate::check::Finding;
use crate::check::sources::{Source, Sources, is_test};

const VERBS: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE"];
const FORMATTING: &[&str] = &["format", "format_args", "write", "writeln"];

/// SQL text that is formatted or concatenated.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, file) in sources.product("crates/store/src/") {
        Visitor { source, findings: &mut findings }.visit_file(file);
    }
    findings
}

struct Visitor<'a> {
    source: &'a Source,
    findings: &'a mut Vec<Finding>,
}

impl Visitor<'_> {
    fn report(&mut self, how: &str, span: Span) {
        let message = format!("SQL put together with {how}; make it a constant and bind the values");
        self.findings.push(Finding::new(self.source.at(span), message));
    }

    /// Looks into the tokens of a macro call for formatting of SQL, however deep.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut before: Option<(String, Span)> = None;
        let mut bang = false;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => (before, bang) = (Some((ident.to_string(), ident.span())), false),
                TokenTree::Punct(punct) if punct.as_char() == '!' => bang = true,
                TokenTree::Group(group) => {
                    let name = before.take().filter(|_| bang);
                    self.call(name.as_ref().map_or("", |(name, _)| name), group.span(), group.stream());
                    bang = false;
                }
                _ => (before, bang) = (None, false),
            }
        }
    }

    fn call(&mut self, name: &str, span: Span, tokens: TokenStream) {
        if FORMATTING.contains(&name) && tokens.clone().into_iter().any(|token| is_sql_literal(&token)) {
            self.report(&format!("`{name}!`"), span);
        }
        self.tokens(tokens);
    }
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let Some(last) = call.path.segments.last() else { return };
        self.call(&last.ident.to_string(), last.ident.span(), call.tokens.clone());
    }

    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        let adds = matches!(expr.op, BinOp::Add(_) | BinOp::AddAssign(_));
        if adds && (holds_sql(&expr.left) || holds_sql(&expr.right)) {
            self.report("`+`", expr.op.span());
        }
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "push_str" && call.args.iter().any(holds_sql) {
            self.report("`push_str`", call.method.span());
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// A string literal with SQL, also behind `.to_owned()`, `String::from` or a reference.
fn holds_sql(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => is_sql(&text.value()),
        Expr::MethodCall(call) => holds_sql(&call.receiver),
        Expr::Call(call) => call.args.iter().any(holds_sql),
        Expr::Reference(reference) => holds_sql(&reference.expr),
        Expr::Paren(inner) => holds_sql(&inner.expr),
        _ => false,
    }
}

fn is_sql_literal(token: &TokenTree) -> bool {
    let TokenTree::Literal(literal) = token else { return false };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).is_ok_and(|text| is_sql(&text.value()))
}

fn is_sql(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| VERBS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings_in(path: &str, body: &str) -> usize {
        let mut sources = Sources::default();
        sources.add(path, &format!("fn f() {{ {body} }}"));
        assert!(sources.broken.is_empty());
        check(&sources).len()
    }

    fn findings(body: &str) -> usize {
        findings_in("crates/store/src/incident/list.rs", body)
    }

    #[test]
    fn sql_from_pieces_fails() {
        assert_eq!(findings("let q = format!(\"SELECT * FROM {table}\");"), 1);
        assert_eq!(findings("run(vec![format!(\"DELETE FROM {}\", table)]);"), 1);
        assert_eq!(findings("let q = \"UPDATE a SET b = \".to_owned() + value;"), 1);
        assert_eq!(findings("q.push_str(\"INSERT INTO a\");"), 1);
        assert_eq!(findings("write!(q, \"SELECT {x}\");"), 1);
    }

    #[test]
    fn constants_and_other_texts_pass() {
        assert_eq!(findings("const Q: &str = \"SELECT 1 FROM a WHERE b = $1\"; query(Q, [b]);"), 0);
        assert_eq!(findings("let m = format!(\"cannot select or UPDATED_AT {x}\");"), 0);
        assert_eq!(findings("let n = 1 + 2;"), 0);
        assert_eq!(findings_in("crates/server/src/cli.rs", "let m = format!(\"SELECT {x}\");"), 0);
    }
}
