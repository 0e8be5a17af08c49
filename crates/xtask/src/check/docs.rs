//! Every public item of domain and app is documented, and every file there says what it is for.
//! Must not know: whether a comment is any good.

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Fields, Visibility};

use crate::check::Finding;
use crate::check::sources::{Source, Sources, is_test};

const CRATES: &[&str] = &["crates/domain/src/", "crates/app/src/"];

/// Undocumented public items and files.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, file) in CRATES.iter().flat_map(|dir| sources.product(dir)) {
        if !documented(&file.attrs) {
            let message = "the file does not say what it is for (`//!` at its top)";
            findings.push(Finding::new(format!("{}:1", source.path), message));
        }
        Visitor { source, findings: &mut findings }.visit_file(file);
    }
    findings
}

struct Visitor<'a> {
    source: &'a Source,
    findings: &'a mut Vec<Finding>,
}

impl Visitor<'_> {
    fn require(&mut self, kind: &str, name: &syn::Ident, attributes: &[Attribute]) {
        if !documented(attributes) {
            let message = format!("public {kind} `{name}` is not documented");
            self.findings.push(Finding::new(self.source.at(name.span()), message));
        }
    }

    fn require_public(
        &mut self,
        kind: &str,
        name: &syn::Ident,
        visibility: &Visibility,
        attrs: &[Attribute],
    ) {
        if is_public(visibility) {
            self.require(kind, name, attrs);
        }
    }

    fn fields(&mut self, fields: &Fields) {
        for field in fields {
            // Fields of a tuple struct have no name to explain; the type's own comment covers them.
            if let Some(name) = &field.ident {
                self.require_public("field", name, &field.vis, &field.attrs);
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// `///`, `//!`, `#[doc = …]` or `#[doc(hidden)]`.
fn documented(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("doc"))
}

fn attributes(item: &syn::Item) -> &[Attribute] {
    use syn::Item::{Const, Enum, Fn, Impl, Mod, Static, Struct, Trait, Type, Union};
    match item {
        Const(syn::ItemConst { attrs, .. })
        | Enum(syn::ItemEnum { attrs, .. })
        | Fn(syn::ItemFn { attrs, .. })
        | Impl(syn::ItemImpl { attrs, .. })
        | Mod(syn::ItemMod { attrs, .. })
        | Static(syn::ItemStatic { attrs, .. })
        | Struct(syn::ItemStruct { attrs, .. })
        | Trait(syn::ItemTrait { attrs, .. })
        | Type(syn::ItemType { attrs, .. })
        | Union(syn::ItemUnion { attrs, .. }) => attrs,
        _ => &[],
    }
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    // What a function declares inside itself is not public.
    fn visit_block(&mut self, _: &'ast syn::Block) {}

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.require_public("function", &item.sig.ident, &item.vis, &item.attrs);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.require_public("constant", &item.ident, &item.vis, &item.attrs);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.require_public("static", &item.ident, &item.vis, &item.attrs);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.require_public("type", &item.ident, &item.vis, &item.attrs);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // A module in a file of its own is documented there.
        if let Some((_, items)) = &item.content {
            self.require_public("module", &item.ident, &item.vis, &item.attrs);
            for item in items {
                self.visit_item(item);
            }
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.require_public("struct", &item.ident, &item.vis, &item.attrs);
        if is_public(&item.vis) {
            self.fields(&item.fields);
        }
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.require_public("enum", &item.ident, &item.vis, &item.attrs);
        if is_public(&item.vis) {
            for variant in &item.variants {
                self.require("variant", &variant.ident, &variant.attrs);
            }
        }
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.require_public("trait", &item.ident, &item.vis, &item.attrs);
        if is_public(&item.vis) {
            for method in &item.items {
                if let syn::TraitItem::Fn(method) = method {
                    self.require("method", &method.sig.ident, &method.attrs);
                }
            }
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        // A trait's methods are documented at the trait.
        if item.trait_.is_some() {
            return;
        }
        for inner in &item.items {
            match inner {
                syn::ImplItem::Fn(method) if !is_test(&method.attrs) => {
                    self.require_public("method", &method.sig.ident, &method.vis, &method.attrs);
                }
                syn::ImplItem::Const(constant) => {
                    self.require_public("constant", &constant.ident, &constant.vis, &constant.attrs);
                }
                syn::ImplItem::Verbatim(tokens) => {
                    let place = self.source.at(tokens.span());
                    self.findings.push(Finding::new(place, "an item this check cannot read"));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings_in(path: &str, code: &str) -> Vec<String> {
        let mut sources = Sources::default();
        sources.add(path, code);
        assert!(sources.broken.is_empty(), "{:?}", sources.broken);
        check(&sources).into_iter().map(|finding| finding.message).collect()
    }

    fn findings(code: &str) -> Vec<String> {
        findings_in("crates/domain/src/incident/mod.rs", &format!("//! What it is for.\n{code}"))
    }

    #[test]
    fn each_kind_of_undocumented_public_item_fails() {
        for code in [
            "pub fn f() {}",
            "pub struct S;",
            "/// S.\npub struct S { pub field: u8 }",
            "pub enum E {}",
            "/// E.\npub enum E { Variant }",
            "pub trait T {}",
            "/// T.\npub trait T { fn method(); }",
            "pub type T = u8;",
            "pub const C: u8 = 1;",
            "pub static S: u8 = 1;",
            "pub mod m {}",
            "impl S { pub fn method(&self) {} }",
            "impl S { pub const C: u8 = 1; }",
            "mod m { pub fn inner() {} }",
        ] {
            assert_eq!(findings(code).len(), 1, "{code}");
        }
    }

    #[test]
    fn documented_and_private_items_pass() {
        let good = "
            /// S.
            pub struct S { /// Field.
                pub field: u8, private: u8 }
            /// E.
            pub enum E { /// Variant.
                Variant { inner: u8 } }
            pub(crate) fn shared() {}
            fn private() { pub struct Local; }
            pub mod other;
            impl Clone for S { fn clone(&self) -> Self { todo() } }
            #[cfg(test)] mod tests { pub fn helper() {} }
            #[cfg(test)] pub fn helper() {}";
        assert_eq!(findings(good), Vec::<String>::new());
    }

    #[test]
    fn a_file_must_say_what_it_is_for() {
        assert_eq!(findings_in("crates/app/src/lib.rs", "mod a;").len(), 1);
        assert_eq!(findings_in("crates/app/src/lib.rs", "//! Use cases.\nmod a;").len(), 0);
        assert_eq!(findings_in("crates/store/src/lib.rs", "pub fn elsewhere() {}").len(), 0);
    }
}
