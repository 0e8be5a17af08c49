//! Sentences with the rules that hold of them, written before the rules: twenty at least for each rule and
//! plain accounts of the same events, half of them in the voice of a customer or a manager. Tests and the
//! benchmark measure with them.
//!
//! A line of a file is `rules | sentence`, with `-` when none holds and the zone before it when it is not the
//! analysis. It must not know how the rules find anything.

use super::{People, TextZone};

/// One labelled sentence.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Where the sentence stands.
    pub zone: TextZone,
    /// The ids of the rules that hold of it; none for a clean sentence.
    pub rules: Vec<String>,
    /// The sentence.
    pub text: String,
}

const FILES: &[&str] = &[
    include_str!("corpus/c1.txt"),
    include_str!("corpus/o1.txt"),
    include_str!("corpus/a1.txt"),
    include_str!("corpus/h1.txt"),
    include_str!("corpus/h2.txt"),
    include_str!("corpus/n1.txt"),
    include_str!("corpus/n2.txt"),
    include_str!("corpus/b1.txt"),
    include_str!("corpus/m1.txt"),
    include_str!("corpus/w1.txt"),
    include_str!("corpus/v1.txt"),
    include_str!("corpus/p1.txt"),
    include_str!("corpus/r1.txt"),
    include_str!("corpus/s1.txt"),
    include_str!("corpus/i1.txt"),
    include_str!("corpus/mix.txt"),
];

/// Every labelled sentence.
pub fn samples() -> Vec<Sample> {
    FILES
        .iter()
        .flat_map(|file| file.lines())
        .filter(|line| !line.starts_with('#'))
        .filter_map(sample)
        .collect()
}

/// The people whom the sentences name.
pub fn people() -> People {
    People::new([
        "Dave Lindqvist",
        "Oliver Banks",
        "Taylor Reyes",
        "Meena Rao",
        "Victor Hale",
        "Carrie Novak",
    ])
}

fn sample(line: &str) -> Option<Sample> {
    let (labels, text) = line.split_once(" | ")?;
    let mut sample = Sample { zone: TextZone::Analysis, rules: Vec::new(), text: text.to_owned() };
    for label in labels.split_whitespace().filter(|label| *label != "-") {
        match label.strip_prefix('@') {
            Some(zone) => sample.zone = TextZone::parse(zone)?,
            None => sample.rules.push(label.to_owned()),
        }
    }
    Some(sample)
}
