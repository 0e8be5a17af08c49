//! One small issue file for each defect, and files that are barely files.

use chrono::{DateTime, Utc};
use domain::finding::FindingLevel;
use domain::incident::{ImpactLevel, Precision, Severity};
use domain::text::{Body, Name, Tag, Title};

use super::{SiteConfig, read_config, read_issue};
use crate::record::{ImportedIncident, MessageKind, TimeBasis};

const FILE: &str = "2024-03-05-web-outage.md";

fn site() -> SiteConfig {
    read_config(b"params:\n  systems:\n    - name: web.example.org\n    - name: mail.example.org\n")
}

fn sound() -> String {
    "---\ntitle: Web is down\ndate: 2024-03-05T07:08:09Z\nresolved: true\nresolvedWhen: 2024-03-05T08:08:09Z\n\
     # a comment\nseverity: down\naffected:\n  - web.example.org\nsection: issue\n---\n\n\
     [Final Message]\nIt works again.\n\n[Initial Message]\nWe are looking.\n"
        .to_owned()
}

fn read(text: &str) -> ImportedIncident {
    read_issue(FILE, text.as_bytes(), &site())
}

/// The sound file with one line changed.
fn with(from: &str, to: &str) -> ImportedIncident {
    let text = sound();
    assert!(text.contains(from), "{from}");
    read(&text.replace(from, to))
}

/// The rules that spoke, without the one about borrowed times of messages.
fn rules(incident: &ImportedIncident) -> Vec<&str> {
    let borrowed = "state no time of their own";
    let findings = incident.findings.iter().filter(|finding| !finding.message.contains(borrowed));
    findings.map(|finding| finding.rule.as_str()).collect()
}

fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

#[test]
fn a_sound_file_is_read_whole() {
    let incident = read(&sound());
    assert_eq!(rules(&incident), Vec::<&str>::new());
    assert_eq!(incident.file, FILE);
    assert_eq!(incident.title, "Web is down");
    assert_eq!((incident.severity, incident.impact), (Severity::Sev2, ImpactLevel::MajorOutage));
    assert_eq!(incident.services, ["web.example.org"]);
    assert!(incident.resolved && incident.tags.is_empty() && incident.undeclared_services.is_empty());
    let window = incident.window().unwrap();
    assert_eq!(window.from.at, utc("2024-03-05T07:08:09Z"));
    assert_eq!(window.to.unwrap().at, utc("2024-03-05T08:08:09Z"));
    assert_eq!(window.from.precision, Precision::Exact);
    assert_eq!(incident.raw, sound());
}

#[test]
fn messages_come_oldest_first_and_borrow_times_openly() {
    let incident = read(&sound());
    let [first, last] = &incident.messages[..] else { panic!("{:?}", incident.messages) };
    assert_eq!(
        (first.kind, first.basis, first.body.as_str()),
        (MessageKind::Initial, TimeBasis::Start, "We are looking.")
    );
    assert_eq!(
        (last.kind, last.basis, last.body.as_str()),
        (MessageKind::Final, TimeBasis::End, "It works again.")
    );
    assert_eq!(first.time.unwrap().precision, Precision::Approximate);
    assert_eq!(last.time.unwrap().at, utc("2024-03-05T08:08:09Z"));
    let finding = incident.findings.last().unwrap();
    assert_eq!(finding.rule.as_str(), "IMP-11");
    assert_eq!(
        finding.message,
        "2 of 2 messages state no time of their own: 1 placed at the start and 1 placed at the end, as an approximation."
    );
}

#[test]
fn each_defect_of_the_header_has_its_rule() {
    let table: &[(&str, &str, &[&str])] = &[
        ("07:08:09Z", "07:08:09", &["IMP-07"]),
        ("07:08:09Z", "07:08:09-00:00", &["IMP-16"]),
        ("07:08:09Z", "07:08:09.123456789Z", &["IMP-16"]),
        ("2024-03-05T07:08:09Z", "2024-03-05", &["IMP-11"]),
        ("07:08:09Z", "7:08:09Z", &["IMP-03"]),
        ("2024-03-05T07:08:09Z", "20244-03-05T07:08:09Z", &["IMP-03"]),
        ("2024-03-05T07:08:09Z", "''", &["IMP-03"]),
        ("date: 2024-03-05T07:08:09Z\n", "", &["IMP-03"]),
        ("2024-03-05T08:08:09Z", "''", &["IMP-03"]),
        ("T08:08:09Z", "T17:14pm", &["IMP-03"]),
        ("T08:08:09Z", "T06:08:09Z", &["IMP-05"]),
        ("T08:08:09Z", "T07:08:09Z", &["IMP-06"]),
        ("resolvedWhen: 2024-03-05T08:08:09Z\n", "", &["IMP-02"]),
        ("resolved: true", "resolved: false", &["IMP-04"]),
        ("resolved: true", "resolved: Yes", &["IMP-15"]),
        ("resolved: true\n", "", &["IMP-02", "IMP-04"]),
        ("date: 2024-03-05T07", "date: 2024-03-02T07", &["IMP-04"]),
        ("date: 2024-03-05T07", "date: 2024-03-04T07", &[]),
        ("severity: down", "severity: Down", &["IMP-15"]),
        ("severity: down", "severity: major", &["IMP-15"]),
        ("severity: down\n", "", &["IMP-15"]),
        ("severity: down", "severity: notice", &["IMP-14"]),
        ("section: issue", "section: maintenance", &["IMP-14"]),
        ("affected:\n  - web.example.org\n", "", &["IMP-13"]),
        ("  - web.example.org\n", "", &["IMP-13"]),
        ("  - web.example.org", "  - shop.example.org", &["IMP-13"]),
        ("  - web.example.org", "  - web.example.org\n  - web.example.org", &["IMP-12"]),
        ("  - web.example.org", "  - web.example.org\n  - [a]", &["IMP-13"]),
        ("title: Web is down\n", "", &["IMP-03"]),
        ("title: Web is down", "title: Outage: web", &["IMP-03"]),
        ("title: Web is down", "title: \"a\\tb\"", &["IMP-15"]),
    ];
    for (from, to, expected) in table {
        let incident = with(from, to);
        assert_eq!(rules(&incident), *expected, "{from} -> {to}: {:?}", incident.findings);
        assert_eq!(incident.messages.len(), 2, "{from} -> {to}");
    }
}

#[test]
fn a_malformed_start_falls_back_to_the_day_of_the_file_name() {
    let incident = with("07:08:09Z", "7:08:09Z");
    let start = incident.started_at.unwrap();
    assert_eq!((start.at, start.precision), (utc("2024-03-05T00:00:00Z"), Precision::Day));
    assert_eq!(incident.messages[0].time.unwrap().precision, Precision::Day);
    assert_eq!(incident.findings[0].level, FindingLevel::Warning);
    assert_eq!(
        incident.findings[0].message,
        "`date` is `2024-03-05T7:08:09Z`, which is not a time; the day in the file name, 2024-03-05, stands in for the start."
    );
}

#[test]
fn contradictory_instants_are_kept_and_make_no_window() {
    let incident = with("T08:08:09Z", "T06:08:09Z");
    assert_eq!(incident.resolved_at.unwrap().at, utc("2024-03-05T06:08:09Z"));
    assert_eq!(incident.window(), None);
    assert!(with("T08:08:09Z", "T07:08:09Z").window().is_some());
    let endless = with("resolvedWhen: 2024-03-05T08:08:09Z\n", "");
    assert!(endless.resolved && endless.window().is_none());
}

#[test]
fn an_open_incident_has_an_open_window() {
    let incident =
        read(&sound().replace("resolved: true\nresolvedWhen: 2024-03-05T08:08:09Z\n", "resolved: false\n"));
    assert_eq!(rules(&incident), ["IMP-02"]);
    assert_eq!(incident.window().map(|window| window.to), Some(None));
}

#[test]
fn a_broken_header_still_gives_an_incident() {
    let incident = with("title: Web is down", "title: \"Web is down\ndate: [");
    assert_eq!(incident.findings[0].rule.as_str(), "IMP-03");
    assert!(incident.resolved, "the lines that can be read are read");
    assert_eq!(incident.started_at.unwrap().at, utc("2024-03-05T00:00:00Z"));

    let prose = read("No header at all.");
    assert_eq!(prose.title, "Web outage");
    assert_eq!(prose.started_at.unwrap().precision, Precision::Day);
    assert_eq!(prose.messages[0].body, "No header at all.");
    assert_eq!(prose.severity, Severity::Sev3);

    let unclosed = read(&sound().replacen("section: issue\n---\n", "section: issue\n", 1));
    assert_eq!(rules(&unclosed), ["IMP-03"]);
    assert_eq!((unclosed.title.as_str(), unclosed.messages.len()), ("Web is down", 2));
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let windows = format!("\u{feff}{}", sound().replace('\n', "\r\n"));
    let (plain, windows) = (read(&sound()), read(&windows));
    assert_eq!((&plain.messages, &plain.findings), (&windows.messages, &windows.findings));
    assert!(windows.raw.contains("\r\n"));
}

#[test]
fn bytes_that_are_no_utf8_are_replaced_with_a_finding() {
    let mut bytes = sound().into_bytes();
    let at = bytes.windows(4).position(|four| four == b"down").unwrap();
    bytes[at] = 0xe9;
    let incident = read_issue(FILE, &bytes, &site());
    assert_eq!(rules(&incident), ["IMP-03"]);
    assert_eq!(incident.title, "Web is \u{fffd}own");
}

#[test]
fn a_site_without_configuration_calls_nothing_undeclared() {
    let incident = read_issue(FILE, sound().as_bytes(), &SiteConfig::default());
    assert_eq!(rules(&incident), Vec::<&str>::new());
}

#[test]
fn times_without_offset_are_read_in_the_zone_of_the_site() {
    let site = read_config(b"timeZone: Europe/Vienna\nparams:\n  systems:\n    - web.example.org\n");
    let text = sound().replace("T07:08:09Z", " 07:08:09");
    let incident = read_issue(FILE, text.as_bytes(), &site);
    assert_eq!(incident.started_at.unwrap().at, utc("2024-03-05T06:08:09Z"));
    assert_eq!(
        incident.findings[0].message,
        "`date` is written without a UTC offset; read as Europe/Vienna."
    );
}

fn messages(body: &str) -> ImportedIncident {
    let text = sound();
    let header = &text[..text.find("\n\n[Final").unwrap()];
    read(&format!("{header}\n{body}"))
}

#[test]
fn the_forms_of_messages_are_understood() {
    use MessageKind::{Final, Initial, Note, Update};
    let table: &[(&str, &[(MessageKind, &str)])] = &[
        ("Only text.", &[(Note, "Only text.")]),
        ("", &[]),
        ("A\n\n---\n\nB", &[(Note, "A\n\n---\n\nB")]),
        (
            "[Link](https://example.org)\n\n[Final Message]\nB\n\n[Initial Message]\nA",
            &[(Note, "[Link](https://example.org)"), (Initial, "A"), (Final, "B")],
        ),
        ("A\n\n[Edit]\n\nB", &[(Initial, "A"), (Update, "B")]),
        ("Update: B\n\n=====\n\nA", &[(Initial, "A"), (Update, "B")]),
        (
            "[Final]\nC\n\n-----\n\n[Update]\nB\n\n-----\n\n[Initial Message]\nA",
            &[(Initial, "A"), (Update, "B"), (Final, "C")],
        ),
        ("**2024-03-05 08:00**\n\nB\n\n**2024-03-05 07:10**\n\nA", &[(Initial, "A"), (Update, "B")]),
        (
            "A\n\n**2024-03-05 07:10**\n\nB\n\n**2024-03-05 08:00**\n\nC",
            &[(Initial, "A"), (Update, "B"), (Update, "C")],
        ),
        ("[Initial Message]\nA\n\n[Final Message]\nB", &[(Initial, "A"), (Final, "B")]),
        ("```\n[Update]\n```", &[(Note, "```\n[Update]\n```")]),
        ("[Update]", &[(Update, "Update")]),
    ];
    for (body, expected) in table {
        let incident = messages(body);
        let read: Vec<_> =
            incident.messages.iter().map(|message| (message.kind, message.body.as_str())).collect();
        assert_eq!(read, *expected, "{body:?}");
    }
}

#[test]
fn messages_may_state_their_own_time() {
    let incident = messages(
        "*Resolved* - Done. {{< track \"2024-03-05 08:00:00\" >}}\n\n**Update at 2024-03-05 07:30 UTC, still slow**\nB\n\n[Update 2024-03-05 99:99]\nA",
    );
    let times: Vec<_> =
        incident.messages.iter().map(|message| (message.basis, message.time.unwrap().at)).collect();
    assert_eq!(
        times,
        [
            (TimeBasis::Start, utc("2024-03-05T07:08:09Z")),
            (TimeBasis::Stated, utc("2024-03-05T07:30:00Z")),
            (TimeBasis::Stated, utc("2024-03-05T08:00:00Z")),
        ]
    );
    assert_eq!(rules(&incident)[0], "IMP-03");
}

#[test]
fn messages_out_of_order_and_double_headings_are_told() {
    let jumbled = messages("**2024-03-05 08:00**\nC\n\n**2024-03-05 09:00**\nB\n\n**2024-03-05 07:00**\nA");
    assert_eq!(rules(&jumbled), ["IMP-12"]);
    let double = messages("[Final Message]\nB\n\n[Final Message]\nA");
    assert_eq!(rules(&double), ["IMP-12"]);
    assert_eq!(double.messages.len(), 2);
}

#[test]
fn whatever_the_bytes_the_record_fits_the_types_of_the_domain() {
    let long = "x".repeat(70_000);
    let cases = [
        String::new(),
        "---".to_owned(),
        "---\n---".to_owned(),
        "---\n- a\n- b\n---\n".to_owned(),
        "---\ntitle: {a: b}\ndate: [1]\nresolved: {}\naffected: {a: b}\nseverity: []\n---\n\u{0}\u{202e}"
            .to_owned(),
        format!("---\ntitle: {long}\naffected: {long}\n---\n[Update]\n{long}"),
        "---\na: &a [x]\nb: *c\n---\n**\n[\n*\n#\n[]\n****\n{{< track".to_owned(),
        "\u{0}\u{1}---\n\u{7}".to_owned(),
    ];
    for case in &cases {
        for file in [FILE, "", ".md", "äöü.md", "2024-99-99.md", "a/b\\c\u{0}.md"] {
            let incident = read_issue(file, case.as_bytes(), &site());
            assert!(Title::parse(&incident.title).is_ok(), "{:?}", incident.title);
            assert!(incident.services.iter().all(|name| Name::parse(name).is_ok()));
            assert!(incident.messages.iter().all(|message| Body::parse(&message.body).is_ok()));
            assert!(incident.tags.iter().all(|tag| Tag::parse(tag).is_ok()));
            assert!(!incident.findings.is_empty());
        }
    }
}
