//! Dates and times at the beginning of a line, in the many ways in which people write them.
//!
//! A time that cannot be right is told apart from no time at all; nothing is guessed. It must not
//! know what the time stands for.

use chrono::{NaiveDate, NaiveTime};
use domain::incident::Precision;

use super::clock::{clock, read_clock};
use super::date::date;
use super::lexer::{Lexer, Token};
use super::zone::{self, Zone};
use crate::record::ImportedTime;

/// How a time was written, where that matters to its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Note {
    /// Said to be approximate (IMP-11).
    Approximate,
    /// A span; its beginning was taken (IMP-11).
    Range,
    /// The date of an earlier line was taken (IMP-11).
    Inherited,
    /// A local time that the clocks showed twice, or never (IMP-11).
    ClockChange,
    /// The month by its name (IMP-15).
    MonthName,
    /// The day before the month (IMP-15).
    DayFirst,
    /// The month before the day, in digits (IMP-15).
    MonthFirst,
    /// Hour, day or month of one digit, or other marks than usual (IMP-15).
    Unpadded,
    /// Hours of a twelve-hour clock (IMP-15).
    TwelveHours,
    /// No year; that of the record was taken (IMP-11).
    NoYear,
    /// A date without a time of day (IMP-11).
    DateOnly,
}

/// A date, a time of day, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct When {
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    /// The other end of a span: its date, if it has one of its own, and its time.
    pub until: Option<(Option<NaiveDate>, NaiveTime)>,
    /// What looks like a time and is none, as written (IMP-03).
    pub malformed: Option<String>,
    pub zone: Option<Zone>,
    pub notes: Vec<Note>,
    /// How many bytes of the text it took.
    pub used: usize,
}

impl When {
    /// The instant, and what had to be assumed for it. `None` without any date.
    pub fn resolve(&self, inherited: Option<NaiveDate>, zone: Zone) -> Option<(ImportedTime, Vec<Note>)> {
        let mut notes = self.notes.clone();
        let date = self.date.or_else(|| {
            notes.push(Note::Inherited);
            inherited
        })?;
        let zone = self.zone.unwrap_or(zone);
        let (at, is_clear) = zone.to_utc(date.and_time(self.time.unwrap_or(NaiveTime::MIN)));
        let Some(time) = self.time else {
            notes.extend(self.malformed.is_none().then_some(Note::DateOnly));
            return Some((ImportedTime { at, precision: Precision::Day }, notes));
        };
        if !is_clear {
            notes.push(Note::ClockChange);
        }
        let is_lowered = notes.iter().any(|note| *note <= Note::ClockChange || *note == Note::NoYear);
        let precision = match () {
            () if is_lowered => Precision::Approximate,
            () if time.format("%S").to_string() != "00" => Precision::Exact,
            () => Precision::Minute,
        };
        Some((ImportedTime { at, precision }, notes))
    }

    /// The other end of a span.
    pub fn resolve_end(&self, inherited: Option<NaiveDate>, zone: Zone) -> Option<ImportedTime> {
        let (date, time) = self.until?;
        let date = date.or(self.date).or(inherited)?;
        let (at, _) = self.zone.unwrap_or(zone).to_utc(date.and_time(time));
        Some(ImportedTime { at, precision: Precision::Approximate })
    }
}

/// Reads the date or time that a text begins with; `None` when it begins with neither. `year` is
/// that of the record, for dates that have none.
pub(super) fn read(text: &str, year: Option<i32>) -> Option<When> {
    let mut lexer = Lexer::new(text);
    let mut when = When::default();
    skip_words(&mut lexer, &mut when);
    let had_date = date(&mut lexer, &mut when, year);
    let before_time = lexer.clone();
    let strict = had_date && lexer.take_glued("T");
    if had_date && !strict {
        between(&mut lexer, &mut when);
    }
    if when.malformed.is_none() && !clock(&mut lexer, &mut when, strict) {
        lexer = before_time;
    }
    if when.date.is_none() && when.time.is_none() && when.malformed.is_none() {
        return None;
    }
    if when.time.is_some() {
        fuzz(&mut lexer, &mut when);
        named_zone(&mut lexer, &mut when);
        until(&mut lexer, &mut when, year);
        named_zone(&mut lexer, &mut when);
    }
    when.used = lexer.used();
    when.notes.sort_unstable();
    when.notes.dedup();
    Some(when)
}

/// Words in front: about, at, a day of the week.
fn skip_words(lexer: &mut Lexer<'_>, when: &mut When) {
    const ABOUT: &[&str] = &[
        "~",
        "≈",
        "ca",
        "c",
        "circa",
        "around",
        "about",
        "approx",
        "approximately",
        "roughly",
        "after",
        "before",
        "by",
        "early",
        "late",
        "sometime",
        "some",
        "shortly",
        "since",
        "until",
    ];
    const PLAIN: &[&str] = &["at", "on", "from", "between", "the", "morning", "of", "time"];
    loop {
        let mark = lexer.clone();
        let Some(token) = lexer.next_token() else { return };
        let word = token.text().to_lowercase();
        if ABOUT.contains(&word.as_str()) {
            when.notes.push(Note::Approximate);
            lexer.take_glued(".");
        } else if !(PLAIN.contains(&word.as_str()) || is_weekday(&word)) {
            *lexer = mark;
            return;
        } else if is_weekday(&word) {
            lexer.take(",");
            lexer.take_glued(".");
        }
        if !lexer.starts_value() && !lexer.starts_word() && lexer.peek_text() != "~" {
            *lexer = mark;
            return;
        }
    }
}

fn is_weekday(word: &str) -> bool {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    days.iter().any(|day| *day == word || (word.len() >= 3 && day.starts_with(word)))
}

/// What may stand between date and time.
fn between(lexer: &mut Lexer<'_>, when: &mut When) {
    lexer.take(",");
    for word in
        ["at", "@", "-", "–", "around", "about", "ca", "~", "approx", "approximately", "circa", "from"]
    {
        if lexer.take(word) {
            if !matches!(word, "at" | "@" | "-" | "–" | "from") {
                when.notes.push(Note::Approximate);
            }
            lexer.take_glued(".");
        }
    }
}

/// `+/- 5 min`, `ish`, `(approx)`.
fn fuzz(lexer: &mut Lexer<'_>, when: &mut When) {
    let mark = lexer.clone();
    let is_fuzzy = lexer.take("±") || (lexer.take("+") && lexer.take("/") && lexer.take("-"));
    if is_fuzzy && matches!(lexer.next_token(), Some(Token::Number(_))) {
        for unit in ["m", "min", "mins", "minutes", "h"] {
            lexer.take(unit);
        }
        when.notes.push(Note::Approximate);
        return;
    }
    *lexer = mark.clone();
    if lexer.take_glued("ish") || (lexer.take("(") && about(lexer) && lexer.take(")")) {
        when.notes.push(Note::Approximate);
        return;
    }
    *lexer = mark;
}

fn about(lexer: &mut Lexer<'_>) -> bool {
    let found = ["approx", "approximately", "roughly", "estimated"].iter().any(|word| lexer.take(word));
    lexer.take_glued(".");
    found
}

fn named_zone(lexer: &mut Lexer<'_>, when: &mut When) {
    let mark = lexer.clone();
    let in_brackets = lexer.take("(");
    let rest = lexer.rest();
    let trimmed = rest.trim_start();
    if let Some(named) = zone::at(trimmed) {
        lexer.skip_bytes(rest.len() - trimmed.len() + named.end);
        if !in_brackets || lexer.take(")") {
            when.zone = Some(named.zone);
            return;
        }
    }
    *lexer = mark;
}

/// `- 11:20`, `to 2024-03-05 11:20`.
fn until(lexer: &mut Lexer<'_>, when: &mut When, year: Option<i32>) {
    let mark = lexer.clone();
    if !["-", "–", "—", "to", "until", "and", "→"].iter().any(|word| lexer.take(word)) {
        return;
    }
    let mut end = When::default();
    skip_words(lexer, &mut end);
    if date(lexer, &mut end, year) && end.malformed.is_none() {
        between(lexer, &mut end);
    }
    if end.malformed.is_none()
        && let Some(Ok(time)) = read_clock(lexer, &mut end.notes, false)
    {
        when.until = Some((end.date, time));
        when.notes.push(Note::Range);
        return;
    }
    *lexer = mark;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let Some(when) = read(text, Some(2024)) else { return "nothing".to_owned() };
        let date = when.date.map_or("-".to_owned(), |date| date.to_string());
        let time = when.time.map_or("-".to_owned(), |time| time.format("%H:%M:%S").to_string());
        let bad = when.malformed.map_or(String::new(), |text| format!(" bad {text}"));
        format!("{date} {time}{bad} | {}", &text[when.used..])
    }

    #[test]
    fn many_ways_of_writing_are_read() {
        for (text, expected) in [
            ("2024-03-05 07:08", "2024-03-05 07:08:00 | "),
            ("2024-03-05 07:08 - it broke", "2024-03-05 07:08:00 |  - it broke"),
            ("2024-03-05 - it broke", "2024-03-05 - |  - it broke"),
            ("2024-03-05T07:08:09Z done", "2024-03-05 07:08:09 |  done"),
            ("2024-03-05: it broke", "2024-03-05 - | : it broke"),
            ("07:08: it broke", "- 07:08:00 | : it broke"),
            ("7:08", "- 07:08:00 | "),
            ("5:02 PM", "- 17:02:00 | "),
            ("5pm UTC", "- 17:00:00 | "),
            ("12:00 a.m. sharp", "- 00:00:00 |  sharp"),
            ("August 12 2025, 5:02 PM", "2025-08-12 17:02:00 | "),
            ("12th Aug 2025 17:02", "2025-08-12 17:02:00 | "),
            ("Tuesday, 12 of August at 17:02", "2024-08-12 17:02:00 | "),
            ("12/08/2025 17:02", "2025-08-12 17:02:00 | "),
            ("08/25/2025 17:02", "2025-08-25 17:02:00 | "),
            ("2024/3/5 7:08", "2024-03-05 07:08:00 | "),
            ("~ 07:08", "- 07:08:00 | "),
            ("2024-03-05 ca. 07:08 +/- 5 min", "2024-03-05 07:08:00 | "),
            ("07:08 - 09:10: slow", "- 07:08:00 | : slow"),
            ("between 8-9 PM", "- 20:00:00 | "),
            ("1430 UTC reboot", "- 14:30:00 |  reboot"),
            ("5 nodes were full", "nothing"),
            ("2 pods", "nothing"),
            ("1.12.3 was deployed", "nothing"),
            ("may be", "nothing"),
            ("", "nothing"),
            ("Investigation starts", "nothing"),
            ("about to fail", "nothing"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_time_is_told_apart() {
        for (text, expected) in [
            ("2024-03-05 17:14pm", "2024-03-05 - bad 17:14pm | "),
            ("2024-03-05T9:14:00", "2024-03-05 - bad 9:14:00 | "),
            ("20244-03-05 07:08", "- - bad 20244-03-05 |  07:08"),
            ("202-03-05", "- - bad 202-03-05 | "),
            ("2024-13-05 07:08", "- - bad 2024-13-05 |  07:08"),
            ("2024-03-05 25:10", "2024-03-05 - bad 25:10 | "),
            ("2024-03-05 10:7x", "2024-03-05 - bad 10:7x | "),
            ("31 June 2024", "- - bad 31 June 2024 | "),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_was_assumed_lowers_the_precision() {
        let utc = Zone::Place(chrono_tz::Tz::UTC);
        let day = NaiveDate::from_ymd_opt(2024, 3, 5);
        let precision = |text: &str| read(text, Some(2024)).unwrap().resolve(day, utc).unwrap().0.precision;
        assert_eq!(precision("2024-03-05 07:08"), Precision::Minute);
        assert_eq!(precision("2024-03-05 07:08:09"), Precision::Exact);
        assert_eq!(precision("07:08"), Precision::Approximate);
        assert_eq!(precision("2024-03-05 ~07:08"), Precision::Approximate);
        assert_eq!(precision("2024-03-05 07:08-08:00"), Precision::Approximate);
        assert_eq!(precision("2024-03-05"), Precision::Day);
        assert_eq!(precision("2024-03-05 17:14pm"), Precision::Day);
        let london = Zone::Place(chrono_tz::Tz::Europe__London);
        let twice = read("2024-10-27 01:30", None).unwrap().resolve(None, london).unwrap();
        assert_eq!(twice.0.precision, Precision::Approximate);
        assert!(read("07:08", None).unwrap().resolve(None, utc).is_none());
    }
}
