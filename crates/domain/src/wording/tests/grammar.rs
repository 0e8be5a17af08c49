//! Who is the subject, by example.

use super::super::grammar::{Clause, Subject, Who};
use super::super::people::People;
use super::super::token::sentences;

/// The subject of the first "broke", "failed" or "dropped".
fn subject(text: &str) -> Subject {
    let people = People::new(["Ops Oliver", "Dave Lindqvist"]);
    let mut found = None;
    sentences(text, |sentence| {
        let clause = Clause { sentence, people: &people };
        let verb = (0..sentence.len()).find(|n| matches!(sentence.word(*n), "broke" | "failed" | "dropped"));
        found = found.or(verb.map(|verb| clause.subject(verb)));
    });
    found.unwrap()
}

#[test]
fn people_are_told_from_things() {
    use Who::{First, Nobody, Person, Team, They, User, We};
    for (text, expected) in [
        ("The engineer dropped it", Some(Person)),
        ("A member of the ops team had accidentally dropped it", Some(Person)),
        ("The engineer on call dropped it", Some(Person)),
        ("One of the engineers dropped it", Some(Person)),
        ("The engineer (new to this) dropped it", Some(Person)),
        ("The engineer, new to this, dropped it", Some(Person)),
        ("The engineer who ran the job dropped it", Some(Person)),
        ("The engineer opened a shell and dropped it", Some(Person)),
        ("In the evening Oliver dropped it", Some(Person)),
        ("During the sale Ops dropped it", Some(Team)),
        ("At 10:20 Dave Lindqvist dropped it", Some(Person)),
        ("We also dropped it", Some(We)),
        ("I dropped it", Some(First)),
        ("Nobody dropped it", Some(Nobody)),
        ("The user dropped it", Some(User)),
        ("The engineer left when they dropped it", Some(They)),
        ("The pods restarted when they dropped it", None),
        ("The job for the developer failed", None),
        ("The user session dropped it", None),
        ("The change from the developer broke it", None),
        ("The job dropped it", None),
        ("Travis failed", None),
        ("PR #254 failed", None),
        ("The `ops` job dropped it", None),
        ("The cert-manager operator failed", None),
        ("Package manager failed", None),
        ("11:32: dropped it", None),
        ("The deploy started the job and dropped it", None),
    ] {
        assert_eq!(subject(text).who(), expected, "{text}");
    }
    assert_eq!(subject("Dropped it"), Subject::Missing);
}
