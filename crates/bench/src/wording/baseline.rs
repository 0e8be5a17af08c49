//! The plain list of phrases that the wording rules are measured against: what a search for words finds.

use std::collections::BTreeSet;

/// Phrases and the rule that each stands for.
const PHRASES: &[(&str, &str)] = &[
    ("should", "C1"),
    ("could have", "C1"),
    ("would have", "C1"),
    ("failed to", "O1"),
    ("did not", "O1"),
    ("didn't", "O1"),
    ("forgot", "O1"),
    ("deleted", "A1"),
    ("broke", "A1"),
    ("human error", "H1"),
    ("user error", "H1"),
    ("mistake", "H2"),
    ("accident", "H2"),
    ("unintentional", "H2"),
    ("careless", "N1"),
    ("bad", "N1"),
    ("wrong", "N2"),
    ("incorrect", "N2"),
    ("insufficient", "N2"),
    ("obvious", "B1"),
    ("clearly", "B1"),
    ("attention", "M1"),
    ("who ", "W1"),
    ("careful", "V1"),
    ("never", "P1"),
    ("root cause", "R1"),
    ("my fault", "S1"),
];

/// The rules whose phrases stand anywhere in a text.
pub(super) fn rules(text: &str) -> BTreeSet<&'static str> {
    let text = text.to_lowercase().replace('\u{2019}', "'");
    PHRASES.iter().filter(|(phrase, _)| text.contains(phrase)).map(|(_, rule)| *rule).collect()
}
