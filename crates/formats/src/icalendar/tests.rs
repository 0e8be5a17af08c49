//! A small calendar as a whole, and texts that try to be more than text.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Calendar, Event, EventState, write};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn event() -> Event {
    Event {
        uid: "repair_01h455vb4pex5vsknk084sn02q@coalmine.example".to_owned(),
        summary: "REP-7 Limit the queue".to_owned(),
        description: "Problem: PRB-3\nDone when: no job waits; not even one, ever".to_owned(),
        url: "https://coalmine.example/repair-items/REP-7".to_owned(),
        day: NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
        updated_at: utc("2026-11-20T10:11:12.345678Z"),
        sequence: 4,
        state: EventState::Open,
        alarm_days_before: Some(2),
    }
}

fn written(event: Event) -> String {
    write(&Calendar { name: "Repairs".to_owned(), events: vec![event] }, utc("2026-11-28T05:06:07Z"))
}

/// The lines as a reader joins them again.
fn unfolded(document: &str) -> Vec<String> {
    document.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn property(document: &str, name: &str) -> Option<String> {
    let lines = unfolded(document);
    lines.iter().find_map(|line| line.strip_prefix(&format!("{name}:")).map(str::to_owned))
}

#[test]
fn a_small_calendar_is_written_whole() {
    let expected = "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Coalmine//Due dates//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Repairs
X-WR-CALNAME:Repairs
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
UID:repair_01h455vb4pex5vsknk084sn02q@coalmine.example
DTSTAMP:20261128T050607Z
DTSTART;VALUE=DATE:20261231
DTEND;VALUE=DATE:20270101
SUMMARY:REP-7 Limit the queue
DESCRIPTION:Problem: PRB-3\\nDone when: no job waits\\; not even one\\, ever
URL:https://coalmine.example/repair-items/REP-7
LAST-MODIFIED:20261120T101112Z
SEQUENCE:4
STATUS:CONFIRMED
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:REP-7 Limit the queue
TRIGGER:-PT39H
END:VALARM
END:VEVENT
END:VCALENDAR
";
    assert_eq!(written(event()), expected.replace('\n', "\r\n"));
}

#[test]
fn an_empty_calendar_is_one_too() {
    let document = write(&Calendar { name: String::new(), events: Vec::new() }, utc("2026-11-28T05:06:07Z"));
    assert!(document.starts_with("BEGIN:VCALENDAR\r\n") && document.ends_with("\r\nEND:VCALENDAR\r\n"));
    assert!(!document.contains("VEVENT"));
}

#[test]
fn only_open_dates_remind() {
    let done = written(Event { state: EventState::Done, ..event() });
    assert!(!done.contains("VALARM"));
    assert_eq!(property(&done, "SUMMARY").unwrap(), "✓ REP-7 Limit the queue");
    let cancelled = written(Event { state: EventState::Cancelled, ..event() });
    assert!(!cancelled.contains("VALARM"));
    assert_eq!(property(&cancelled, "STATUS").unwrap(), "CANCELLED");
    assert!(!written(Event { alarm_days_before: None, ..event() }).contains("VALARM"));
    for (days, trigger) in [(0, "PT9H"), (1, "-PT15H"), (7, "-PT159H"), (u32::MAX, "-PT103079215071H")] {
        let document = written(Event { alarm_days_before: Some(days), ..event() });
        assert_eq!(property(&document, "TRIGGER").unwrap(), trigger);
    }
}

#[test]
fn special_characters_are_escaped() {
    let document = written(Event { summary: r"a\b;c,d\n:e".to_owned(), ..event() });
    assert_eq!(property(&document, "SUMMARY").unwrap(), r"a\\b\;c\,d\\n:e");
    for end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
        let document = written(Event { description: format!("a{end}b\tc{end}"), ..event() });
        assert_eq!(property(&document, "DESCRIPTION").unwrap(), "a\\nb c", "{end:?}");
    }
    let document = written(Event { summary: "a\0\u{1b}[31m\u{7f}\u{202e}b".to_owned(), ..event() });
    assert_eq!(property(&document, "SUMMARY").unwrap(), "a[31mb");
}

#[test]
fn no_text_makes_a_property() {
    for end in ["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\u{b}", "\u{c}"] {
        let evil = format!("x{end}ATTACH:https://evil.example{end}END:VEVENT{end}BEGIN:VEVENT");
        let document = write(
            &Calendar {
                name: evil.clone(),
                events: vec![Event {
                    uid: evil.clone(),
                    summary: evil.clone(),
                    description: evil.clone(),
                    url: evil.clone(),
                    ..event()
                }],
            },
            utc("2026-11-28T05:06:07Z"),
        );
        let begins = |name: &str| unfolded(&document).iter().filter(|line| line.starts_with(name)).count();
        assert_eq!((begins("ATTACH"), begins("BEGIN:VEVENT"), begins("END:VEVENT")), (0, 1, 1), "{end:?}");
        assert!(!document.replace("\r\n", "").contains(['\r', '\n', '\u{85}', '\u{2028}', '\u{b}', '\u{c}']));
    }
}

#[test]
fn lines_are_folded_between_characters() {
    for unit in ["a", "é", "老", "🪨", "a\u{301}", ",", "a 老🪨;"] {
        for count in 1..120 {
            let summary = unit.repeat(count);
            let document = written(Event { summary: summary.clone(), ..event() });
            let lines: Vec<&str> = document.split_terminator("\r\n").collect();
            assert!(lines.iter().all(|line| line.len() <= 75), "{unit} {count}");
            let wanted = summary.replace(',', "\\,").replace(';', "\\;");
            assert_eq!(property(&document, "SUMMARY").unwrap(), wanted, "{unit} {count}");
        }
    }
}

#[test]
fn days_at_the_ends_of_the_calendar() {
    for (day, start, end) in [
        ((2024, 2, 28), "20240228", Some("20240229")),
        ((2023, 2, 28), "20230228", Some("20230301")),
        ((9999, 12, 31), "99991231", None),
    ] {
        let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
        let document = written(Event { day, ..event() });
        assert_eq!(property(&document, "DTSTART;VALUE=DATE").unwrap(), start);
        assert_eq!(property(&document, "DTEND;VALUE=DATE").as_deref(), end);
    }
    for day in [NaiveDate::MAX, NaiveDate::MIN] {
        assert!(!written(Event { day, ..event() }).contains("VEVENT"));
    }
    assert_eq!(property(&written(Event { sequence: -3, ..event() }), "SEQUENCE").unwrap(), "0");
}
