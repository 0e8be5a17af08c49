//! What an import did, as people and programs read it, in bounded memory.
//!
//! It must not bring anything in.

use std::collections::BTreeMap;
use std::io::{self, Write};

use app::incident::import::Outcome;
use domain::finding::Finding;
use formats::markdown::Quarter;
use serde::Serialize;
use serde_json::json;

/// So many findings and names are shown to people one by one; all are counted.
const SHOWN: usize = 500;

/// Counts, and the first of everything that was found.
pub(super) struct Report<W: Write> {
    out: W,
    is_json: bool,
    has_findings: bool,
    files: usize,
    created: usize,
    updated: usize,
    unchanged: usize,
    findings: usize,
    skipped: usize,
    rules: BTreeMap<String, usize>,
    lines: Vec<String>,
    skipped_files: Vec<Skipped>,
    updated_files: Vec<String>,
    quarters: Vec<Means>,
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    rule: &'a str,
    level: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
struct Skipped {
    file: String,
    reason: &'static str,
}

/// Means of a quarter, printed and of its reports, in minutes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Means {
    quarter: String,
    printed_repair: Option<i64>,
    printed_resolve: Option<i64>,
    computed_repair: Option<i64>,
    computed_resolve: Option<i64>,
}

impl<W: Write> Report<W> {
    /// Begins a report; findings of a report in JSON are written as they come.
    pub fn new(mut out: W, is_json: bool) -> io::Result<Self> {
        if is_json {
            write!(out, "{{\"findings\":[")?;
        }
        Ok(Self {
            out,
            is_json,
            has_findings: false,
            files: 0,
            created: 0,
            updated: 0,
            unchanged: 0,
            findings: 0,
            skipped: 0,
            rules: BTreeMap::new(),
            lines: Vec::new(),
            skipped_files: Vec::new(),
            updated_files: Vec::new(),
            quarters: Vec::new(),
        })
    }

    /// A record that was brought in.
    pub fn brought(&mut self, file: &str, outcome: Outcome, findings: &[Finding]) -> io::Result<()> {
        self.files += 1;
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => {
                self.updated += 1;
                if self.updated_files.len() < SHOWN {
                    self.updated_files.push(file.to_owned());
                }
            }
            Outcome::Unchanged => self.unchanged += 1,
        }
        self.found(file, findings)
    }

    /// A file that holds no incident.
    pub fn skipped(&mut self, file: String, reason: &'static str) {
        self.skipped += 1;
        if self.skipped_files.len() < SHOWN {
            self.skipped_files.push(Skipped { file, reason });
        }
    }

    /// What an index says beside its reports.
    pub fn quarters(&mut self, quarters: &[Quarter]) {
        self.quarters.extend(quarters.iter().take(SHOWN).map(|quarter| Means {
            quarter: quarter.name.clone(),
            printed_repair: quarter.mean_repair,
            printed_resolve: quarter.mean_resolve,
            computed_repair: quarter.computed_repair(),
            computed_resolve: quarter.computed_resolve(),
        }));
    }

    /// Findings of a file.
    pub fn found(&mut self, file: &str, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            self.findings += 1;
            *self.rules.entry(finding.rule.to_string()).or_default() += 1;
            let (rule, level) = (finding.rule.as_str(), finding.level.as_str());
            if self.is_json {
                let comma = if std::mem::replace(&mut self.has_findings, true) { "," } else { "" };
                writeln!(self.out, "{comma}")?;
                serde_json::to_writer(&mut self.out, &Line { file, rule, level, message: &finding.message })?;
            } else if self.lines.len() < SHOWN {
                self.lines.push(format!("{file}  {rule} {level}  {}", finding.message));
            }
        }
        Ok(())
    }

    /// Ends the report.
    pub fn finish(mut self) -> io::Result<()> {
        if self.is_json {
            let counts = json!({
                "files": self.files,
                "created": self.created,
                "updated": self.updated,
                "unchanged": self.unchanged,
                "skipped": self.skipped,
                "skippedFiles": self.skipped_files,
                "updatedFiles": self.updated_files,
                "rules": self.rules,
                "quarters": self.quarters,
            });
            let rest = counts.to_string();
            return writeln!(self.out, "],\n{}", rest.trim_start_matches('{'));
        }
        for line in &self.lines {
            writeln!(self.out, "{line}")?;
        }
        if self.findings > self.lines.len() {
            writeln!(self.out, "… and {} more findings", self.findings - self.lines.len())?;
        }
        for one in &self.skipped_files {
            writeln!(self.out, "{}  skipped: {}", one.file, one.reason)?;
        }
        for file in &self.updated_files {
            writeln!(self.out, "{file}  changed: its incident was brought up to date")?;
        }
        if !self.rules.is_empty() {
            let rules: Vec<String> =
                self.rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
            writeln!(self.out, "{}", rules.join(", "))?;
        }
        let skipped = if self.skipped > 0 { format!(", {} skipped", self.skipped) } else { String::new() };
        writeln!(
            self.out,
            "{} files: {} created, {} updated, {} unchanged{skipped}; {} findings",
            self.files, self.created, self.updated, self.unchanged, self.findings
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(is_json: bool, findings: usize) -> String {
        let mut out = Vec::new();
        let mut report = Report::new(&mut out, is_json).unwrap();
        for _ in 0..findings {
            report.brought("a.md", Outcome::Updated, &[Finding::hint("IMP-02", "No end.")]).unwrap();
        }
        report.skipped("index.md".to_owned(), "it lists other pages");
        report.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_is_one_object_however_much_was_found() {
        for findings in [0, 1, 700] {
            let report: serde_json::Value = serde_json::from_str(&written(true, findings)).unwrap();
            assert_eq!(report["findings"].as_array().map(Vec::len), Some(findings));
            assert_eq!(report["updated"], json!(findings));
            assert_eq!(report["skippedFiles"][0]["file"], json!("index.md"));
        }
    }

    #[test]
    fn people_see_a_few_and_the_counts_of_all() {
        let text = written(false, 700);
        assert!(text.contains("… and 200 more findings") && text.contains("IMP-02 700"), "{text}");
        assert!(text.ends_with("700 files: 0 created, 700 updated, 0 unchanged, 1 skipped; 700 findings\n"));
        assert!(text.lines().count() < 1100);
    }
}
