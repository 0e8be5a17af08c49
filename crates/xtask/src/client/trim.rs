//! Weight that no browser needs taken out of what wasm-bindgen makes: the hashes in the names of imports, which no
//! compression can shorten, and the comments and indentation of the script.
//! Must not know: what the imports do, or the finished names of the files.

use std::collections::BTreeMap;

/// What wasm-bindgen puts before the name of an import that ends with a hash.
const PREFIX: &str = "__wbg_";
/// Hexadecimal digits of that hash.
const DIGITS: usize = 16;

/// Numbers the imports of one name instead of hashing them, in the script and in the module alike. A number has as many
/// digits as the hash had, so nothing else in the module moves.
pub fn number_imports(script: &mut String, module: &mut [u8]) {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (at, _) in script.match_indices(PREFIX) {
        let Some(name) = hashed_name(&script[at..]) else { continue };
        names.entry(name.to_owned()).or_insert_with(|| {
            let stem = &name[..name.len() - DIGITS];
            let count = counts.entry(stem.to_owned()).or_default();
            *count += 1;
            format!("{stem}{count:0DIGITS$x}")
        });
    }
    *script = replace_names(script, &names);
    for (name, numbered) in &names {
        replace_bytes(module, name.as_bytes(), numbered.as_bytes());
    }
}

/// The identifier that a text starts with, if it ends with a hash.
fn hashed_name(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').unwrap_or(text.len());
    let name = &text[..end];
    let hash = name.len().checked_sub(DIGITS).filter(|at| *at > PREFIX.len())?;
    let is_hash = name[hash..].bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    (is_hash && name[..hash].ends_with('_')).then_some(name)
}

fn replace_names(script: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find(PREFIX) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let length = hashed_name(from).map_or(PREFIX.len(), str::len);
        let (name, after) = from.split_at(length);
        out.push_str(names.get(name).map_or(name, String::as_str));
        rest = after;
    }
    out + rest
}

/// Both have the same length.
fn replace_bytes(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(from.len()).position(|window| window == from) {
        let start = at + found;
        bytes[start..start + to.len()].copy_from_slice(to);
        at = start + to.len();
    }
}

/// Takes comments that stand on lines of their own, indentation and empty lines out of a script. A script with text over
/// several lines stays as it is, because there a blank may mean something.
pub fn without_comments(script: &str) -> String {
    if script.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return script.to_owned();
    }
    let mut out = String::with_capacity(script.len());
    let mut within = false;
    for line in script.lines().map(str::trim) {
        within = within || line.starts_with("/*");
        if !within && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        within = within && !line.ends_with("*/");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_numbered_by_name_in_both_files() {
        let mut script =
            "__wbg_new_00ff00ff00ff00ff: a, __wbg_new_1234567890abcdef: b, __wbg_now_aaaaaaaaaaaaaaaa(\n\
                          __wbg_ptr, __wbg_new_00ff00ff00ff00ff"
                .to_owned();
        let mut module = b"\0__wbg_new_1234567890abcdef\x01__wbg_now_aaaaaaaaaaaaaaaa\x02__wbg_ptr".to_vec();
        number_imports(&mut script, &mut module);
        assert_eq!(
            script,
            "__wbg_new_0000000000000001: a, __wbg_new_0000000000000002: b, __wbg_now_0000000000000001(\n\
             __wbg_ptr, __wbg_new_0000000000000001"
        );
        assert_eq!(module, b"\0__wbg_new_0000000000000002\x01__wbg_now_0000000000000001\x02__wbg_ptr");
    }

    #[test]
    fn names_without_a_hash_stay() {
        for name in ["__wbg_ptr", "__wbg_somethingintheabc_free", "__wbg_0123456789abcdef"] {
            assert_eq!(hashed_name(name), None, "{name}");
        }
        assert_eq!(hashed_name("__wbg_a_b_0123456789abcdef()"), Some("__wbg_a_b_0123456789abcdef"));
    }

    #[test]
    fn comments_and_indentation_go() {
        let script = "/**\n * @param {x} y\n */\nf() {\n    // why\n    return \"/* text */\";\n\n}\n/* one */\ng();\n";
        assert_eq!(without_comments(script), "f() {\nreturn \"/* text */\";\n}\ng();\n");
    }

    #[test]
    fn text_over_several_lines_is_left_alone() {
        let script = "let a = `one\n    two`;\n";
        assert_eq!(without_comments(script), script);
    }
}
