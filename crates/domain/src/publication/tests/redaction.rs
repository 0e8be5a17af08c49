//! What must not leave does not, however it is written.

use std::collections::BTreeSet;

use crate::publication::redaction::Reason;
use crate::publication::{MARKS, Person, Redactor, Sensitive, without_marks};

fn person(name: &str, role: &str) -> Person {
    Person { name: name.to_owned(), role: role.to_owned() }
}

fn sensitive() -> Sensitive {
    Sensitive {
        people: vec![
            person("Taylor Smithfield", "the incident lead"),
            person("José Muñoz", "an engineer"),
            person("Tech Lead Dave", "an engineer"),
            person("Will Okafor", "a problem manager"),
            person("李伟", "an engineer"),
            person("Ann-Marie O'Brien", "an engineer"),
            person("Incident Manager", "an incident manager"),
        ],
        customers: vec!["Acme Travel".to_owned(), "Globex".to_owned()],
        hidden_numbers: BTreeSet::from([7]),
        private_titles: vec!["Data of one customer exposed".to_owned()],
        hosts: BTreeSet::from([
            "dashboards.trips.example".to_owned(),
            "coalmine.trips.example:8443".to_owned(),
        ]),
        keeps_links: false,
    }
}

fn redacted(text: &str) -> String {
    without_marks(&Redactor::new(&sensitive()).redact("why", text).text)
}

#[test]
fn people_appear_by_role() {
    for (text, expected) in [
        ("Taylor Smithfield restarted it.", "The incident lead restarted it."),
        ("We asked TAYLOR SMITHFIELD twice.", "We asked the incident lead twice."),
        (
            "We asked taylor.smithfield, taylor_smithfield and taylorsmithfield",
            "We asked the incident lead, the incident lead and the incident lead",
        ),
        ("Smithfield, Taylor's query", "The incident lead's query"),
        ("It was Taylor\u{2019}s idea", "It was the incident lead\u{2019}s idea"),
        ("the tailor said; Taylorism", "the tailor said; Taylorism"),
        (
            "Then Jose\u{301} and JOSE MUNOZ and jose munoz",
            "Then an engineer and an engineer and an engineer",
        ),
        ("Tech Lead Dave wrote it, Dave merged it", "An engineer wrote it, an engineer merged it"),
        ("The Tech Lead and the Incident Manager met", "The Tech Lead and the Incident Manager met"),
        ("随后李伟重启了数据库", "随后an engineer重启了数据库"),
        ("cc @taylor and @dave", "cc @the incident lead and @an engineer"),
        ("Ta\u{200b}ylor Smith\u{ad}field", "The incident lead"),
        ("**Taylor** *Smithfield*", "**The incident lead*"),
        ("Taylor\nSmithfield", "The incident lead"),
        ("O\u{2019}Brien of Ann Marie", "An engineer of an engineer an engineer"),
        ("the Smithfield patch, our Dave", "the incident lead patch, our engineer"),
        ("- Taylor paged\n- Dave came", "- The incident lead paged\n- An engineer came"),
    ] {
        assert_eq!(redacted(text), expected, "{text}");
    }
}

#[test]
fn a_name_that_is_an_ordinary_word_is_told_apart_by_its_place() {
    let redactor = Redactor::new(&sensitive());
    assert_eq!(
        redacted("It will restart; then Will restarted it."),
        "It will restart; then a problem manager restarted it."
    );
    let doubtful = redactor.redact("why", "Will the pool grow? Nobody knew.");
    assert_eq!((doubtful.doubts, doubtful.redactions.len()), (vec!["Will".to_owned()], 0));
    assert_eq!(redacted("Will Okafor knew."), "A problem manager knew.");
}

#[test]
fn addresses_and_hosts_do_not_leave() {
    for (text, expected) in [
        (
            "See [the board](https://dashboards.trips.example/x_(y)?a=1 \"Board\").",
            "See the board (an internal link).",
        ),
        ("See ![graph](http://10.0.0.7/g.png) now", "See graph (an internal link) now"),
        ("See <https://coalmine.trips.example/incidents/INC-1> now", "See an internal link now"),
        ("See https://dashboards.trips.example/x, please", "See an internal link, please"),
        ("See https://grafana/d/1 and http://wiki.corp/x", "See an internal link and an internal link"),
        (
            "Read [our page](https://example.org/a) and /status",
            "Read [our page](https://example.org/a) and /status",
        ),
        (
            "Mail [us](mailto:taylor%40trips.example) or t.s@trips.example.",
            "Mail us (an internal link) or an e-mail address.",
        ),
        ("https://example.org/u/taylor-smithfield", "An internal link"),
        ("https://example.org/?m=taylor%40trips.example", "An internal link"),
        ("postgres://app:secret@db-1/shop", "An internal link"),
        ("on db-prod-03 at 10.2.3.4", "on an internal system at an internal system"),
        (
            "node a.trips.internal:5432 and dashboards.trips.example",
            "node an internal system and an internal system",
        ),
        (
            "Acme Travel and acme travel saw it, Globex too; globex",
            "A customer and a customer saw it, a customer too; a customer",
        ),
    ] {
        assert_eq!(redacted(text), expected, "{text}");
    }
}

#[test]
fn nothing_of_a_private_incident_leaves() {
    for (text, expected) in [
        (
            "Like INC-7, inc 7 and INC\u{2011}7, not INC-70.",
            "Like another incident, another incident and another incident, not INC-70.",
        ),
        ("Like INC-７.", "Like another incident."),
        ("As in \"data of one customer  exposed\"", "As in \"another incident\""),
        ("As in Data of one customer: exposed!", "As in another incident!"),
        ("As in data (of one customer) exposed", "As in another incident"),
        ("As in data of one customer exposed", "As in another incident"),
    ] {
        assert_eq!(redacted(text), expected, "{text}");
    }
}

#[test]
fn inside_links_stay_and_people_do_not() {
    let redactor = Redactor::new(&Sensitive { keeps_links: true, ..sensitive() });
    let text = "Taylor: https://dashboards.trips.example/x on db-prod-03";
    let made = redactor.redact("why", text);
    assert_eq!(
        without_marks(&made.text),
        "The incident lead: https://dashboards.trips.example/x on db-prod-03"
    );
    assert_eq!(made.redactions[0].reason, Reason::Person);
}

#[test]
fn marks_stand_around_what_was_replaced_and_nobody_can_bring_their_own() {
    let made = Redactor::new(&sensitive()).redact("title", "By \u{e000}Taylor\u{e001} alone");
    assert_eq!(made.text, "By \u{e000}the incident lead\u{e001} alone");
    let one = &made.redactions[0];
    assert_eq!(
        (one.place, one.original.as_str(), one.replacement.as_str()),
        ("title", "Taylor", "the incident lead")
    );
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.throw(of.len())]
    }
}

const SECRETS: [&str; 14] = [
    "Taylor Smithfield",
    "taylor smithfield",
    "Smithfield",
    "José Muñoz",
    "Jose Munoz",
    "Dave",
    "李伟",
    "O'Brien",
    "Okafor",
    "taylor@trips.example",
    "dashboards.trips.example",
    "10.1.2.3",
    "INC-7",
    "https://coalmine.trips.example/x",
];
const AROUND: [&str; 26] = [
    " ",
    " ",
    " ",
    "\n",
    "\n\n- ",
    ". ",
    ", ",
    "(",
    ")",
    "[",
    "](",
    "**",
    "*",
    "`",
    "<",
    ">",
    "\"",
    "'s ",
    "/",
    "_",
    ": ",
    "# ",
    " the ",
    " pool ",
    " https://example.org/",
    "| ",
];

#[test]
fn no_text_carries_a_secret_through_and_what_was_redacted_stays_as_it_is() {
    let redactor = Redactor::new(&sensitive());
    let mut dice = Dice(41);
    for _ in 0..6_000 {
        let mut text = String::new();
        for _ in 0..=dice.throw(12) {
            text.push_str(dice.pick(&AROUND));
            text.push_str(dice.pick(&SECRETS));
            text.push_str(dice.pick(&AROUND));
        }
        let made = redactor.redact("why", &text);
        let plain = without_marks(&made.text);
        let lower = plain.to_lowercase();
        for secret in [
            "smithfield",
            "jos\u{e9}",
            "munoz",
            "mu\u{f1}oz",
            "李伟",
            "okafor",
            "trips.example",
            "10.1.2.3",
            "inc-7",
        ] {
            assert!(!lower.contains(secret), "{text:?} gave {plain:?}");
        }
        assert!(
            !plain.contains("Dave") && !plain.contains("Taylor") && !plain.contains("O'Brien"),
            "{text:?} gave {plain:?}"
        );
        assert!(!redactor.finds(&plain), "{text:?} gave {plain:?}");
        assert_eq!(made.text.matches(MARKS[0]).count(), made.text.matches(MARKS[1]).count());
    }
}
