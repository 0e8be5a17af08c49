//! The catalogue's table (section 11): what is flagged, at which level, and what must not be.

use super::super::*;
use super::{found, found_in};
use FindingLevel::{Error, Hint, Warning};

fn has(text: &str, rule: &str, level: FindingLevel) -> bool {
    found(text).contains(&(rule.to_owned(), level))
}

#[test]
fn the_flagged_lines_of_the_table_are_flagged() {
    for (text, rule, level) in [
        ("The team should have tested the failover", "C1", Hint),
        ("The engineer should have tested the failover", "C1", Warning),
        ("It could have been noticed earlier.", "C1", Warning),
        ("The user didn't think to scroll down", "O1", Warning),
        ("A team member ran destroy on the wrong cluster", "A1", Error),
        ("User error was made here by assuming the hash was the same", "H1", Error),
        ("The on-call person unintentionally deleted the `prod` namespace", "H2", Warning),
        ("Johnny wrote bad code", "N1", Error),
        ("Johnny Junior Developer wrote bad code", "N1", Error),
        ("We were slow to realize that the package was gone", "N2", Hint),
        ("The fix was obvious", "B1", Warning),
        ("Operator lost awareness", "M1", Warning),
        ("Who approved this?", "W1", Error),
        ("Be careful when deploying", "V1", Warning),
        ("We will make sure this never happens", "P1", Warning),
        ("The root cause was the index", "R1", Hint),
        ("It was my fault", "S1", Hint),
        ("I also made an incorrect assumption", "S1", Hint),
        ("Dave's query was slow", "I1", Hint),
        ("Clearly Ops did not have the scaling set correctly to serve additional traffic", "B1", Warning),
        ("Clearly Ops did not have the scaling set correctly to serve additional traffic", "O1", Hint),
        ("Dev needs to write better code", "N2", Hint),
    ] {
        let people = People::new(["Dave Lindqvist", "Johnny Reed"]);
        let all = check(text, TextZone::Analysis, &people);
        assert!(
            all.iter().any(|hit| hit.rule.as_str() == rule && hit.level == level),
            "{text}: {rule} {level} not in {all:?}"
        );
    }
}

#[test]
fn what_the_table_spares_is_spared() {
    for text in [
        "The service might have a downtime due to its volume.",
        "The template should have a GitHub issue.",
        "It could have been a network fault.",
        "## Things that could have gone better",
        "PR failed to deploy",
        "Elasticsearch did not receive logs",
        "The engineer did not have any contextual cue",
        "The engineer restored the service",
        "Meena investigates",
        "error rate for users",
        "user-facing error",
        "a bad node",
        "bad gateway",
        "poor connection",
        "The pods were slow to stop",
        "insufficient capacity",
        "applied to the wrong cluster",
        "nothing obvious in the logs",
        "Who was paged?",
        "who was paged",
        "we did the best we could",
        "Management had Ops on a budget and we did the best we could",
        "> Who approved this?",
        "See `who did this` and https://example.org/who-approved-this",
    ] {
        let without_names = found(text).into_iter().filter(|(rule, _)| rule != "I1").collect::<Vec<_>>();
        assert_eq!(without_names, [], "{text}");
    }
}

#[test]
fn groups_and_we_are_one_step_softer() {
    for (person, group) in [
        ("The engineer failed to check it", "The ops team failed to check it"),
        ("The engineer should have tested it", "We should have tested it"),
        ("The engineer broke the checkout", "Dev broke the checkout"),
        ("The engineer was careless", "The team was careless"),
    ] {
        let (person, group) = (found(person), found(group));
        assert_eq!(person.len(), 1, "{person:?}");
        assert_eq!((&person[0].0, advice::lower(person[0].1)), (&group[0].0, group[0].1));
    }
}

#[test]
fn zones_run_their_own_rules() {
    let text = "The engineer should have tested it. The engineer broke it. Be more careful. This will never happen again. Dave.";
    for (zone, expected) in [
        (TextZone::Analysis, "C1 A1 V1 P1 I1"),
        (TextZone::Action, "A1 V1 P1"),
        (TextZone::Timeline, "A1"),
        (TextZone::Update, "A1 V1 P1 I1"),
    ] {
        let rules: Vec<String> = found_in(text, zone).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules.join(" "), expected, "{zone}");
    }
    let team = "Dev broke it, and the team was careless";
    assert!(found_in(team, TextZone::Cause).iter().all(|(_, level)| *level == Warning));
    assert!(found_in(team, TextZone::Condition).iter().all(|(_, level)| *level == Error), "FB-05");
}

#[test]
fn places_count_utf16_code_units() {
    let text = "💥 “x” — The engineer broke it";
    let hits = check(text, TextZone::Analysis, &People::default());
    let units: Vec<u16> = text.encode_utf16().collect();
    assert_eq!(String::from_utf16(&units[hits[0].start..hits[0].end]).unwrap(), "broke");
    assert!(has("Café: the engineer didn\u{2019}t check it", "O1", Warning));
}

#[test]
fn nothing_breaks_on_odd_text() {
    for text in [
        "", "'", "\"", "`", "```", "<!--", "who", "should", "had", "by", "\\", "’s", "a’", "[](", "|", "**",
        "- ", "💥", "n't",
    ] {
        for zone in TextZone::ALL {
            check(text, *zone, &People::new(["x"]));
        }
        check(&text.repeat(200), TextZone::Analysis, &People::new(["who"]));
    }
    // Every pair of odd pieces, so that no border between them is forgotten.
    let pieces = [
        "I", "who", "had", "should", "have", "'s", "by", "to", "(", ")", ",", ".", "`x`", "error", "made",
        "not", "it", "\n",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                check(&format!("{a} {b} {c}"), TextZone::Analysis, &People::default());
            }
        }
    }
}

#[test]
fn a_megabyte_takes_time_in_line_with_its_length() {
    // Tests are not optimized; what is measured in seconds is in the benchmark. Here it must only not grow by
    // the square.
    for piece in ["‘", "`", "<!", "[x](", "who did ", "the engineer, the engineer ", "a\n"] {
        check(&piece.repeat(20_000), TextZone::Analysis, &People::default());
    }
}
