//! Precision and recall with their intervals, as a table.

use std::fmt::Write;

/// Right marks, wrong marks and misses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Counts {
    /// Counts one sentence.
    pub fn note(&mut self, is_expected: bool, is_found: bool) {
        match (is_expected, is_found) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    /// The share of marks that are right.
    pub fn precision(self) -> String {
        share(self.right, self.right + self.wrong)
    }

    /// The share of places that are found.
    pub fn recall(self) -> String {
        share(self.right, self.right + self.missed)
    }
}

/// A share with its interval; a dash without anything to share.
fn share(part: u32, of: u32) -> String {
    if of == 0 {
        return "-".to_owned();
    }
    let (low, high) = wilson(part, of);
    format!("{:.2} ({low:.2}–{high:.2})", f64::from(part) / f64::from(of))
}

/// Wilson's interval of a share, at 95 %.
fn wilson(part: u32, of: u32) -> (f64, f64) {
    let (n, z) = (f64::from(of), 1.959_964);
    let p = f64::from(part) / n;
    let scale = 1.0 + z * z / n;
    let middle = (p + z * z / (2.0 * n)) / scale;
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / scale;
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// A line for each rule: ours, then the plain list of phrases.
pub(super) fn table(rows: &[(String, Counts, Counts)]) -> String {
    let mut out = String::from(
        "| rule | n | TP | FP | FN | precision | recall | phrases: TP | FP | FN | precision | recall |\n",
    );
    out.push_str("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (rule, ours, plain) in rows {
        let n = ours.right + ours.missed;
        let _ = write!(out, "| {rule} | {n} |");
        for counts in [ours, plain] {
            let (right, wrong, missed) = (counts.right, counts.wrong, counts.missed);
            let _ =
                write!(out, " {right} | {wrong} | {missed} | {} | {} |", counts.precision(), counts.recall());
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_wilsons() {
        // 8 of 10, from the formula by hand.
        let (low, high) = wilson(8, 10);
        assert!((low - 0.4902).abs() < 0.0005 && (high - 0.9433).abs() < 0.0005, "{low} {high}");
        assert_eq!(share(0, 0), "-");
        assert_eq!(share(5, 5), "1.00 (0.57–1.00)");
    }

    #[test]
    fn sentences_are_counted_once() {
        let mut counts = Counts::default();
        for (is_expected, is_found) in
            [(true, true), (true, false), (false, true), (false, false), (true, true)]
        {
            counts.note(is_expected, is_found);
        }
        assert_eq!((counts.right, counts.wrong, counts.missed), (2, 1, 1));
    }
}
