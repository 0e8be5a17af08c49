//! One style sheet from many: concatenated in file-name order, comments and indentation taken out.
//! Must not know: CSS beyond comments and strings; layers and nesting stay as written.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// All `*.css` of a directory as one sheet.
pub fn bundle(dir: &Path) -> Result<String> {
    let entries = fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    files.sort();
    ensure!(!files.is_empty(), "no style sheets in {}", dir.display());
    let mut sheet = String::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        sheet.push_str(&minify(&text));
    }
    Ok(sheet)
}

/// Takes out comments (outside strings), leading and trailing blanks of lines, and empty lines.
pub fn minify(css: &str) -> String {
    let mut bare = String::with_capacity(css.len());
    let mut chars = css.chars().peekable();
    let mut quote = None;
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '/') if chars.peek() == Some(&'*') => {
                chars.next();
                let mut last = ' ';
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
                // A comment separates tokens, as white space does.
                bare.push(' ');
                continue;
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (Some(_), '\\') => {
                bare.push(c);
                bare.extend(chars.next());
                continue;
            }
            _ => {}
        }
        bare.push(c);
    }
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |sheet, line| sheet + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_the_rest_stays() {
        let css = "/* head */\n.a {\n    color: red; /* why */\n\n  margin: 0 1px;\n}\n";
        assert_eq!(minify(css), ".a {\ncolor: red;\nmargin: 0 1px;\n}\n");
        assert_eq!(minify("a/* x */b{}"), "a b{}\n");
    }

    #[test]
    fn strings_are_not_touched() {
        let css = ".q::before { content: \"/* no \\\" comment */\"; }";
        assert_eq!(minify(css), format!("{css}\n"));
    }

    #[test]
    fn files_come_in_the_order_of_their_names() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("20-b.css"), "b {}").unwrap();
        fs::write(dir.path().join("10-a.css"), "a {}").unwrap();
        fs::write(dir.path().join("notes.txt"), "no").unwrap();
        assert_eq!(bundle(dir.path()).unwrap(), "a {}\nb {}\n");
    }
}
