//! Counting: reads the summaries of Rust's and Node's test runners from their output.
//! Must not know: how the runners are started.

use std::fmt;

/// Tests so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Ran and passed.
    pub passed: u64,
    /// Ran and failed, were cancelled, or could not be run at all.
    pub failed: u64,
    /// Left out by their own marks.
    pub ignored: u64,
}

impl Summary {
    /// Takes in one line of output; lines that are no summary change nothing.
    pub fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(counts) = line.strip_prefix("test result: ") {
            for part in counts.split(['.', ';']) {
                match number_and_word(part) {
                    Some((n, "passed")) => self.passed += n,
                    Some((n, "failed")) => self.failed += n,
                    Some((n, "ignored")) => self.ignored += n,
                    _ => {}
                }
            }
        } else if let Some(count) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            match word_and_number(count) {
                Some(("pass", n)) => self.passed += n,
                Some(("fail" | "cancelled", n)) => self.failed += n,
                Some(("skipped" | "todo", n)) => self.ignored += n,
                _ => {}
            }
        }
    }

    /// A runner that broke without naming a failed test has failed all the same.
    pub fn settle(&mut self, success: bool) {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
    }

    /// Adds the counts of one runner.
    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// Something ran and nothing failed.
    pub fn is_good(&self) -> bool {
        self.failed == 0 && self.passed > 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn number_and_word(text: &str) -> Option<(u64, &str)> {
    let (number, word) = text.trim().split_once(' ')?;
    Some((number.parse().ok()?, word))
}

fn word_and_number(text: &str) -> Option<(&str, u64)> {
    let (word, number) = text.trim().split_once(' ')?;
    Some((word, number.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Summary {
        let mut summary = Summary::default();
        text.lines().for_each(|line| summary.read(line));
        summary
    }

    #[test]
    fn both_runners_are_summed() {
        let rust = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 5 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.25s\n";
        let tap = "# tests 4\n# pass 3\n# fail 1\n# cancelled 0\n# skipped 0\n";
        let spec = "ℹ tests 2\nℹ pass 1\nℹ fail 0\nℹ cancelled 1\nℹ duration_ms 12\n";
        let all = read(&format!("{rust}{tap}{spec}"));
        assert_eq!(all, Summary { passed: 11, failed: 3, ignored: 1 });
        assert_eq!(all.to_string(), "11 passed, 3 failed");
    }

    #[test]
    fn nothing_run_is_not_good() {
        assert!(!read("").is_good());
        assert!(read("# pass 1").is_good());
        assert!(!read("# pass 1\n# fail 1").is_good());
    }
}
