//! `bench wording`: how many marks of the wording rules are right and how many places they find, beside a plain list of
//! phrases, and how fast they are. Needs neither server nor database.

mod baseline;
mod score;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use domain::finding::FindingLevel;
use domain::wording::{People, Rule, TextZone, check, corpus};
use serde::Deserialize;

use score::{Counts, table};

/// Measures the wording rules.
#[derive(Parser)]
pub struct Arguments {
    /// Labelled sentences as JSON lines: text, label (flag, clean, ambiguous), rules. When not given, a folder beside the
    /// checkout that holds data/lint/sentences.jsonl is used.
    #[arg(long)]
    sentences: Option<PathBuf>,
}

/// A sentence with the rules that hold of it.
struct Sentence {
    zone: TextZone,
    text: String,
    rules: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    label: String,
    #[serde(default)]
    rules: Vec<String>,
}

/// Prints the tables.
pub fn run(arguments: &Arguments) -> Result<()> {
    let own: Vec<Sentence> = corpus::samples()
        .into_iter()
        .map(|sample| Sentence {
            zone: sample.zone,
            text: sample.text,
            rules: sample.rules.into_iter().collect(),
        })
        .collect();
    measure("The project's own sentences", &own, &corpus::people());
    match arguments.sentences.clone().or_else(beside) {
        Some(path) => measure("Sentences of published reports", &read(&path)?, &People::default()),
        None => println!("No sentences of published reports: name a file with --sentences."),
    }
    speed(&own);
    Ok(())
}

/// The labelled sentences in a folder beside the checkout.
fn beside() -> Option<PathBuf> {
    let folders = std::fs::read_dir("..").ok()?;
    let mut files = folders.flatten().map(|folder| folder.path().join("data/lint/sentences.jsonl"));
    files.find(|file| file.is_file())
}

/// Reads a file; ambiguous sentences are left out.
fn read(path: &Path) -> Result<Vec<Sentence>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.map(serde_json::from_str).collect::<Result<Vec<Line>, _>>()?;
    let clear = lines.into_iter().filter(|line| line.label != "ambiguous");
    Ok(clear
        .map(|line| Sentence {
            zone: TextZone::Analysis,
            rules: if line.label == "flag" { line.rules.into_iter().collect() } else { BTreeSet::new() },
            text: line.text,
        })
        .collect())
}

fn measure(title: &str, sentences: &[Sentence], people: &People) {
    let mut rows: Vec<(String, Counts, Counts)> =
        Rule::ALL.iter().map(|rule| (rule.to_string(), Counts::default(), Counts::default())).collect();
    let mut all = (Counts::default(), Counts::default());
    let mut errors = Counts::default();
    for sentence in sentences {
        let hits = check(&sentence.text, sentence.zone, people);
        let found: BTreeSet<&str> = hits.iter().map(|hit| hit.rule.as_str()).collect();
        let listed = baseline::rules(&sentence.text);
        let is_flag = !sentence.rules.is_empty();
        all.0.note(is_flag, !found.is_empty());
        all.1.note(is_flag, !listed.is_empty());
        errors.note(is_flag, hits.iter().any(|hit| hit.level == FindingLevel::Error));
        for (rule, ours, plain) in &mut rows {
            let is_expected = sentence.rules.contains(rule.as_str());
            ours.note(is_expected, found.contains(rule.as_str()));
            plain.note(is_expected, listed.contains(rule.as_str()));
        }
    }
    rows.push(("all".to_owned(), all.0, all.1));
    println!("\n{title}: {} sentences\n\n{}", sentences.len(), table(&rows));
    println!("Errors alone: precision {}", errors.precision());
}

/// How fast a megabyte of prose is read.
fn speed(sentences: &[Sentence]) {
    let mut text = String::new();
    while text.len() < 1_000_000 {
        for sentence in sentences {
            text.push_str(&sentence.text);
            text.push_str("\n\n");
        }
    }
    let people = corpus::people();
    check(&text[..0], TextZone::Analysis, &people);
    let start = Instant::now();
    let hits = check(&text, TextZone::Analysis, &people).len();
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "megabytes are shown with one digit")]
    let megabytes = text.len() as f64 / 1e6;
    println!("\n{megabytes:.1} MB in {seconds:.3} s: {:.1} MB/s ({hits} marks)", megabytes / seconds);
}
