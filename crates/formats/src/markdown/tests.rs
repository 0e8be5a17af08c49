//! Whole reports, invented, in each dialect; each defect in turn.

use domain::incident::{InstantName, Precision, Severity};

use super::*;
use crate::record::{ImportedIncident, ImportedTime};

const KEY_EVENTS: &str = "---\ntitle: Incident on 2024-03-05 - Shop is slow\nweight: 3\n---\n\n\
# Incident on 2024-03-05 - Shop is slow\n\n\
- **Key events**\n  - Fault occurs 2024-03-05 07:00\n  - First detected: 2024-03-05 07:10\n  - Incident declared 2024-03-05 07:20\n  \
- Repaired 2024-03-05 08:00\n  - Resolved 2024-03-05 09:00\n\n\
- **Time to repair**: 1h 0m\n\n- **Time to resolve**: 2h 0m\n\n\
- **Identified**: Many users told of slow pages.\n\n\
- **Impact**:\n  - Pages took ten seconds\n\n\
- **Context**:\n  - 2024-03-05 07:15: A disk is nearly full\n  - Timeline: `elsewhere`\n\n\
- **Resolution**:\n    The disk was cleared.\n\n\
- **Review actions**:\n  - Alert earlier\n  - Clear old logs\n";

const TIMELINE: &str = "# 2024-03-05, Shop is down\n\n## Summary\n\nNobody could buy.\n\n\
## Timeline\n\nAll times in CET\n\n### 2024-03-05 07:00\n\nPages fail.\n\n### 07:30\n\nA node is replaced.\n\n\
### 08:00 - all is well\n\nIncident resolved.\n\n\
## Action items\n\n### Process\n\n1. Write it down (DONE)\n2. Tell people\n   about it\n\n### Tools\n\n- [ ] Add an alert\n- [x] Add a graph\n";

fn site() -> Site {
    Site::default()
}

fn report(file: &str, text: &str) -> Report {
    match read_report(file, text.as_bytes(), &site()) {
        Reading::Report(report) => *report,
        Reading::Skipped(reason) => panic!("{file} was skipped: {reason}\n{text}"),
    }
}

fn read(text: &str) -> ImportedIncident {
    report("2024-03-05-shop.md", text).incident
}

fn rules(incident: &ImportedIncident) -> Vec<&str> {
    incident.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

fn clock(time: ImportedTime) -> String {
    time.at.format("%m-%d %H:%M").to_string()
}

fn headings(incident: &ImportedIncident) -> Vec<&str> {
    incident.extra.sections.iter().map(|section| section.heading.as_deref().unwrap_or("-")).collect()
}

#[test]
fn key_events_make_instants_and_keep_the_rest() {
    let report = report("2024-03-05-shop.html.md.erb", KEY_EVENTS);
    let incident = report.incident;
    assert_eq!(incident.title, "Incident on 2024-03-05 - Shop is slow");
    assert_eq!(incident.started_at.map(clock).as_deref(), Some("03-05 07:00"));
    assert_eq!(incident.resolved_at.map(clock).as_deref(), Some("03-05 08:00"));
    let instants: Vec<_> = incident.extra.instants.iter().map(|(name, time)| (*name, clock(*time))).collect();
    let at = |name, clock: &str| (name, clock.to_owned());
    assert_eq!(
        instants,
        [
            at(InstantName::Detected, "03-05 07:10"),
            at(InstantName::Declared, "03-05 07:20"),
            at(InstantName::Closed, "03-05 09:00"),
        ]
    );
    assert_eq!((report.stated.repair, report.stated.resolve), (Some(60), Some(120)));
    assert_eq!(
        headings(&incident),
        [
            "Key events",
            "Time to repair",
            "Time to resolve",
            "Identified",
            "Impact",
            "Context",
            "Resolution",
            "Review actions"
        ]
    );
    let actions: Vec<&str> = incident.extra.actions.iter().map(|action| action.text.as_str()).collect();
    assert_eq!(actions, ["Alert earlier", "Clear old logs"]);
    assert!(incident.messages.iter().any(|message| message.body == "A disk is nearly full"));
    assert_eq!(incident.messages.len(), 6, "five key events and one line of context");
    assert_eq!(rules(&incident), ["IMP-07"], "London's time is not written there");
    assert!(incident.window().is_some());
}

#[test]
fn a_timeline_of_headings_makes_entries_in_its_zone() {
    let incident = read(TIMELINE);
    let entries: Vec<_> = incident
        .messages
        .iter()
        .map(|message| {
            let time = message.time.unwrap();
            (clock(time), time.precision, message.body.as_str())
        })
        .collect();
    assert_eq!(
        entries,
        [
            ("03-05 06:00".to_owned(), Precision::Minute, "Pages fail."),
            ("03-05 06:30".to_owned(), Precision::Approximate, "A node is replaced."),
            ("03-05 07:00".to_owned(), Precision::Approximate, "all is well\n\nIncident resolved."),
        ]
    );
    assert_eq!(incident.extra.summary, "Nobody could buy.");
    assert_eq!(headings(&incident), ["Summary", "Timeline", "Action items"]);
    let actions: Vec<_> = incident
        .extra
        .actions
        .iter()
        .map(|one| (one.group.as_deref().unwrap(), one.is_done, one.text.as_str()))
        .collect();
    assert_eq!(
        actions,
        [
            ("Process", Some(true), "Write it down (DONE)"),
            ("Process", None, "Tell people\nabout it"),
            ("Tools", Some(false), "Add an alert"),
            ("Tools", Some(true), "Add a graph"),
        ]
    );
}

#[test]
fn each_defect_of_key_events_is_a_finding() {
    let table: &[(&str, &str, &str)] = &[
        ("Repaired 2024-03-05 08:00", "Repaired 2024-03-05 09:30", "IMP-01"),
        ("Incident declared 2024-03-05 07:20", "Incident declared 2024-03-05 08:20", "IMP-01"),
        ("  - Incident declared 2024-03-05 07:20\n", "", "IMP-02"),
        ("Incident declared 2024-03-05 07:20", "Incident not declared", "IMP-02"),
        ("Repaired 2024-03-05 08:00", "Repaired: N/A", "IMP-02"),
        ("**Time to repair**: 1h 0m", "**Time to repair**: N/A", "IMP-02"),
        ("Repaired 2024-03-05 08:00", "Repaired 2024-03-05 17:14pm", "IMP-03"),
        ("Repaired 2024-03-05 08:00", "Repaired 2024-03-05T8:00", "IMP-03"),
        ("Repaired 2024-03-05 08:00", "Repaired 20244-03-05 08:00", "IMP-03"),
        ("Repaired 2024-03-05 08:00", "Repaired:", "IMP-03"),
        ("Repaired 2024-03-05 08:00", "Repaired: soon after", "IMP-03"),
        ("Incident declared 2024-03-05", "Incident declared 2023-03-05", "IMP-04"),
        ("# Incident on 2024-03-05", "# Incident on 2024-03-06", "IMP-04"),
        ("Repaired 2024-03-05 08:00", "Repaired 2024-03-05 06:00", "IMP-05"),
        ("Repaired 2024-03-05 08:00", "Repaired 2024-03-05 07:00", "IMP-06"),
        ("- **Identified**", "- **Status**: Resolved at 2024-03-05 09:00 CET\n\n- **Identified**", "IMP-08"),
        ("**Time to repair**: 1h 0m", "**Time to repair**: 1h 5m", "IMP-09"),
        (
            "**Time to resolve**: 2h 0m",
            "**Time to resolve**: 1h 0m (during support hours 10:00-17:00)",
            "IMP-10",
        ),
        ("First detected: 2024-03-05 07:10", "First detected: 07:10", "IMP-11"),
        ("First detected: 2024-03-05 07:10", "First detected: 2024-03-05", "IMP-11"),
        ("First detected: 2024-03-05 07:10", "First detected: 2024-03-05 ~07:10", "IMP-11"),
        ("  - Resolved", "  - Repaired 2024-03-05 08:10\n  - Resolved", "IMP-12"),
        ("Repaired 2024-03-05", "Repaired declared 2024-03-05", "IMP-15"),
        ("Repaired 2024-03-05", "Repaired 5 March 2024", "IMP-15"),
        ("Repaired 2024-03-05", "Repaired 05/03/2024", "IMP-15"),
        ("**Time to repair**: 1h 0m", "**Time to repair**: 60m", "IMP-15"),
    ];
    for (from, to, rule) in table {
        assert!(KEY_EVENTS.contains(from), "{from}");
        let incident = read(&KEY_EVENTS.replace(from, to));
        assert!(rules(&incident).contains(rule), "{to} wants {rule}: {:?}", incident.findings);
        assert!(incident.messages.len() >= 5, "{to}: nothing is dropped");
    }
}

#[test]
fn each_defect_of_a_timeline_is_a_finding() {
    let table: &[(&str, &str, &str)] = &[
        ("Incident resolved.", "Good night.", "IMP-02"),
        ("### 2024-03-05 07:00", "### 2024-03-05 17:14pm", "IMP-03"),
        ("# 2024-03-05, Shop is down", "# Shop is down", "IMP-11"),
        ("### 2024-03-05 07:00", "### 2024-05-05 07:00", "IMP-04"),
        ("All times in CET", "We like trains", "IMP-07"),
        ("All times in CET", "All times in PDT", "IMP-07"),
        ("All times in CET", "All times in CET (UTC-7)", "IMP-08"),
        ("Nobody could buy.", "Nobody could buy. All times are in UTC.", "IMP-08"),
        ("### 07:30", "### 07:30 - 07:45", "IMP-11"),
        ("### 07:30", "### 06:30", "IMP-12"),
        ("### 07:30", "### 2024-03-05 07:00", "IMP-12"),
        ("### 07:30", "### 7:30 am", "IMP-15"),
        ("### 2024-03-05 07:00", "### March 5 2024 07:00", "IMP-15"),
    ];
    for (from, to, rule) in table {
        assert!(TIMELINE.contains(from), "{from}");
        let incident = read(&TIMELINE.replace(from, to));
        assert!(rules(&incident).contains(rule), "{to} wants {rule}: {:?}", incident.findings);
        assert_eq!(incident.messages.len(), 3, "{to}: nothing is dropped");
    }
}

#[test]
fn a_broken_time_keeps_its_text_and_the_day() {
    let incident = read(&TIMELINE.replace("### 2024-03-05 07:00", "### 2024-03-05 17:14pm"));
    let first = &incident.messages[0];
    assert_eq!(first.label.as_deref(), Some("2024-03-05 17:14pm"));
    assert_eq!(first.time.map(|time| time.precision), Some(Precision::Day));
    assert!(incident.window().is_none(), "a day is no beginning of a window");
}

#[test]
fn contradicting_zones_lower_every_time() {
    let incident = read(&TIMELINE.replace("All times in CET", "All times in CET (UTC-7)"));
    let known = incident.messages.iter().filter_map(|message| message.time);
    assert!(known.map(|time| time.precision).all(|precision| precision == Precision::Approximate));
}

#[test]
fn two_timelines_may_have_a_zone_each() {
    let text = "# 2024-07-05 Shop\n\n## Timeline (times in BST)\n\n### 5:00 PM\n\nDown.\n\n\
        ## Follow-up timeline (times in UTC)\n\n### 8:00 PM\n\nQuestions.\n";
    let incident = read(text);
    let clocks: Vec<String> = incident.messages.iter().map(|one| clock(one.time.unwrap())).collect();
    assert_eq!(clocks, ["07-05 16:00", "07-05 20:00"]);
    assert!(!rules(&incident).contains(&"IMP-08"), "{:?}", incident.findings);
}

#[test]
fn lists_tables_and_paragraphs_are_timelines_too() {
    let with = |timeline: &str| {
        read(&format!(
            "# Shop, 2024-03-05\n\n## Timeline\n\nAll times in UTC\n\n{timeline}\n\n## Impact\n\nMuch.\n"
        ))
    };
    let table = "| Time (UTC) | What |\n|---|---|\n| 07:00 | Down |\n| 07:30 | `a \\| b` runs |";
    for (timeline, bodies) in [
        ("- 07:00 - Down\n- **07:30**: Up", vec!["Down", "Up"]),
        ("* 2024-03-05 07:00 Down\n* nobody knows when\n* 07:30 Up", vec!["Down", "nobody knows when", "Up"]),
        ("- [07:00] Down\n- (07:30) Up", vec!["Down", "Up"]),
        (table, vec!["Down", "`a | b` runs"]),
        ("07:00 Down\n\n07:30 Up", vec!["Down", "Up"]),
        ("07:00 Down\n07:30 Up", vec!["Down", "Up"]),
    ] {
        let incident = with(timeline);
        let told: Vec<&str> = incident.messages.iter().map(|message| message.body.as_str()).collect();
        assert_eq!(told, bodies, "{timeline}");
    }
}

#[test]
fn labels_anywhere_are_understood() {
    let text = "# Shop was down\n\n| Field | Value |\n|---|---|\n| Severity | P2 |\n\
        | Impact time | Mar 5 2024 at 07:00 to Mar 5 2024 at 08:30 |\n| Duration | 1h 45m |\n\
        | Incident commander | Somebody of the shop |\n| Affected services | Shop, Checkout |\n\n\
        ## Responders\n\n- Ops\n- Scribe: the office\n\n## What happened\n\nA lot.\n";
    let incident = read(text);
    assert_eq!((incident.severity, incident.severity_text.as_deref()), (Severity::Sev2, Some("P2")));
    assert_eq!(incident.started_at.map(clock).as_deref(), Some("03-05 07:00"));
    assert_eq!(incident.resolved_at.map(clock).as_deref(), Some("03-05 08:30"));
    assert_eq!(incident.services, ["Shop", "Checkout"]);
    let people: Vec<_> =
        incident.extra.participants.iter().map(|one| (one.role.as_str(), one.text.as_str())).collect();
    assert_eq!(
        people,
        [("Incident commander", "Somebody of the shop"), ("Responders", "Ops"), ("Scribe", "the office")]
    );
    assert!(rules(&incident).contains(&"IMP-09"), "{:?}", incident.findings);
    assert_eq!(headings(&incident), ["-", "Responders", "What happened"]);
}

#[test]
fn anything_with_a_date_comes_in_and_nothing_else() {
    for text in [
        "",
        "no heading",
        "---\ntitle: [broken\n  date: \n\nno end",
        "\u{feff}# \r\n\r\ntext",
        "```\n# not a heading",
    ] {
        let incident = read(text);
        assert!(!incident.title.is_empty(), "{text}");
        assert_eq!(incident.started_at.map(|time| time.precision), Some(Precision::Day), "{text}");
        assert!(incident.extra.sections.iter().all(|section| section.heading.as_deref() != Some("")));
    }
    let skipped =
        |file: &str, text: &str| matches!(read_report(file, text.as_bytes(), &site()), Reading::Skipped(_));
    assert!(skipped(
        "template.md",
        "# {{ yyyy-mm-dd }}, {{ name }}\n\n## Timeline\n\n### {{ hh:mm }}\n\nStart.\n"
    ));
    assert!(skipped("README.md", "# How to write\n\n[a](a.md) [b](b.md) [c](c.md)\n"));
    assert!(skipped("empty.md", ""));
    assert!(!skipped("shop.md", "# Shop\n\n## Timeline\n\n- 2024-03-05 07:00 down\n"));
}

#[test]
fn text_of_any_kind_never_panics() {
    let pieces = [
        "- **",
        "**",
        "#",
        " 7:",
        "2024-",
        "03-05",
        "T9:",
        "\n",
        "| a |",
        "```",
        "ä",
        "–",
        "[",
        "](",
        "~",
        "12",
        "pm",
        "Key events",
        "\t",
        "(",
        "UTC+",
        "All times in ",
    ];
    let mut state = 7_u64;
    for _ in 0..3_000 {
        let mut text = String::from("# x\n");
        for _ in 0..24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 33).unwrap() % pieces.len();
            text.push_str(pieces[at]);
        }
        let _ = read_report("2024-03-05-x.md", text.as_bytes(), &site());
        let _ = read_index(text.as_bytes());
    }
}

#[test]
fn an_index_gives_zone_and_means_and_finds_what_is_misfiled() {
    let text = "# Log\n\n## Q1 2024 (January-March)\n\n- **Mean Time to Repair**: 1h 0m\n- **Mean Time to Resolve**: 2h 10m\n\n\
        * [a](incidents/2024-03-05-shop)\n\n## Q2 2024\n\n* [b](2024-03-06-late.md)\n\n## About\n\nIn the Vienna timezone: Europe/Vienna\n";
    let mut site = Site { index: read_index(text.as_bytes()), ..Site::default() };
    assert_eq!(site.index.zone, Some(chrono_tz::Tz::Europe__Vienna));
    let stated = report("2024-03-05-shop.html.md.erb", KEY_EVENTS).stated;
    site.index.observe("incidents/2024-03-05-shop.html.md.erb", stated);
    let findings = site.index.findings();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(site.index.quarters[0].computed_resolve(), Some(120));
    let late = KEY_EVENTS.replace("2024-03-05", "2024-03-06");
    let Reading::Report(late) = read_report("2024-03-06-late.md", late.as_bytes(), &site) else {
        panic!("a report")
    };
    assert!(rules(&late.incident).contains(&"IMP-04"), "{:?}", late.incident.findings);
    assert_eq!(late.incident.started_at.map(clock).as_deref(), Some("03-06 06:00"));
}
