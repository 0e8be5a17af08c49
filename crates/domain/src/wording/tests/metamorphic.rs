//! What must not matter, and what must: the same sentence with another subject, in another place, in other
//! letters.

use super::super::*;
use super::rules_in;

const PERSONS: [&str; 4] = ["The engineer", "The on-call developer", "Oliver", "Somebody"];
const SYSTEMS: [&str; 5] = ["The deploy job", "Travis", "The pod", "PR #254", "The load balancer"];

/// What can be said of a person and of a system; `*` is the subject.
const SAYINGS: [(&str, &str); 16] = [
    ("C1", "* should have tested the failover."),
    ("C1", "* could have raised the limit before the sale."),
    ("C1", "If * had checked the disk, the loss would have been smaller."),
    ("O1", "* failed to check the disk."),
    ("O1", "* did not verify the backup."),
    ("O1", "* ignored the alert of the disk."),
    ("O1", "* never reviewed the change."),
    ("A1", "* broke the checkout."),
    ("A1", "* deleted the production database."),
    ("A1", "* took the site down."),
    ("A1", "* misconfigured the limit."),
    ("H1", "* made a mistake."),
    ("H2", "* accidentally deleted the rule."),
    ("N1", "* was careless."),
    ("N2", "* was slow to react."),
    ("M1", "* panicked after the second wave."),
];

#[test]
fn a_person_is_flagged_and_a_system_is_not() {
    for (rule, saying) in SAYINGS {
        for subject in PERSONS {
            let text = saying.replace('*', subject);
            assert!(rules_in(&text, TextZone::Analysis).contains(rule), "{rule}: {text}");
        }
        for subject in SYSTEMS {
            let text = saying.replace('*', subject);
            assert_eq!(rules_in(&text, TextZone::Analysis).len(), 0, "{text}");
        }
    }
}

#[test]
fn a_wish_for_another_past_is_none_in_an_action() {
    for sample in corpus::samples().iter().filter(|sample| sample.rules.iter().any(|rule| rule == "C1")) {
        let found = rules_in(&sample.text, TextZone::Action);
        assert!(!found.contains("C1"), "{}", sample.text);
    }
}

#[test]
fn quoted_text_is_left_alone() {
    for sample in corpus::samples() {
        if sample.text.contains(['"', '`', '\'', '\u{2019}']) || sample.text.starts_with(['#', '*']) {
            continue;
        }
        for quoted in [
            format!("\"{}\"", sample.text),
            format!("\u{201c}{}\u{201d}", sample.text),
            format!("`{}`", sample.text),
            format!("> {}", sample.text),
            format!("```\n{}\n```", sample.text),
            format!("# {}", sample.text),
            format!("<!-- {} -->", sample.text),
        ] {
            assert_eq!(rules_in(&quoted, sample.zone).len(), 0, "{quoted}");
        }
    }
}

/// The same sentences in other letters.
#[test]
fn apostrophes_contractions_and_spelling_do_not_matter() {
    let curly: fn(&str) -> String = |text| text.replace('\'', "\u{2019}");
    let long: fn(&str) -> String = |text| {
        [
            ("should've", "should have"),
            ("shouldn't", "should not"),
            ("didn't", "did not"),
            ("wasn't", "was not"),
            ("could've", "could have"),
        ]
        .iter()
        .fold(text.to_owned(), |text, (short, long)| text.replace(short, long))
    };
    let short: fn(&str) -> String = |text| {
        [
            (" should have", " should've"),
            (" did not", " didn't"),
            (" was not", " wasn't"),
            (" could have", " could've"),
            (" had not", " hadn't"),
        ]
        .iter()
        .fold(text.to_owned(), |text, (long, short)| text.replace(long, short))
    };
    let british: fn(&str) -> String = |text| {
        [("realize", "realise"), ("judgment", "judgement"), ("organiz", "organis"), ("recogniz", "recognis")]
            .iter()
            .fold(text.to_owned(), |text, (one, other)| text.replace(one, other))
    };
    let american: fn(&str) -> String =
        |text| text.replace("realise", "realize").replace("judgement", "judgment");
    let wrapped: fn(&str) -> String = |text| text.replacen(' ', "\n", 2);
    let item: fn(&str) -> String = |text| format!("- {text}");
    let bold: fn(&str) -> String = |text| text.replace(" the ", " **the** ");
    for sample in corpus::samples() {
        let text = &sample.text;
        if text.starts_with(['#', '*']) {
            continue;
        }
        let expected = rules_in(text, sample.zone);
        for change in [curly, long, short, british, american, wrapped, item, bold] {
            let changed = change(text);
            assert_eq!(rules_in(&changed, sample.zone), expected, "{changed}");
        }
    }
}

#[test]
fn several_persons_are_as_one() {
    for (one, many) in [
        ("The engineer failed to check the disk.", "The engineers failed to check the disk."),
        ("The developer broke the checkout.", "The developers broke the checkout."),
        ("The operator should have tested it.", "The operators should have tested it."),
        ("The admin was careless.", "The admins were careless."),
        ("An engineer accidentally deleted the rule.", "Two engineers accidentally deleted the rule."),
        ("The outage was due to human error.", "The outage was due to human errors."),
    ] {
        assert_eq!(rules_in(one, TextZone::Analysis), rules_in(many, TextZone::Analysis), "{many}");
        assert!(!rules_in(one, TextZone::Analysis).is_empty(), "{one}");
    }
}
