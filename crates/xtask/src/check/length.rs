//! A file has at most 500 lines.
//! Must not know: what is in the file.

use crate::check::Finding;
use crate::check::sources::Sources;

const LIMIT: usize = 500;

/// Files that are too long.
pub fn check(sources: &Sources) -> Vec<Finding> {
    let lengths = sources.files.iter().map(|source| (source, source.text.lines().count()));
    lengths
        .filter(|(_, lines)| *lines > LIMIT)
        .map(|(source, lines)| {
            Finding::new(&source.path, format!("{lines} lines; at most {LIMIT}, 350 wanted: split by role"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, lines: usize) -> usize {
        let mut sources = Sources::default();
        sources.add(path, &"\n".repeat(lines));
        check(&sources).len()
    }

    #[test]
    fn a_long_file_fails_and_the_longest_good_one_passes() {
        assert_eq!(findings("a.rs", 501), 1);
        assert_eq!(findings("a.css", 501), 1);
        assert_eq!(findings("a.rs", 500), 0);
    }
}
