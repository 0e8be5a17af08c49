//! Times as people type them into headers and headings, read without guessing.
//!
//! Accepted: `YYYY-MM-DD`, then optionally a `T` or space and `HH:MM[:SS[.fraction]]`, then
//! optionally `Z`, `UTC`, `GMT` or a numeric offset. Everything else is malformed (IMP-03).
//! It must not know which field a time belongs to.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::incident::Precision;

use crate::record::ImportedTime;

/// Years outside are typing mistakes: no status page is older, none plans that far.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// Something about the writing of a time that its reader should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeNote {
    /// No offset (IMP-07).
    NoOffset,
    /// `-00:00`, which means "UTC, local offset unknown" (IMP-16).
    NegativeZero,
    /// More digits than microseconds (IMP-16).
    LongFraction,
    /// A date without a time of day (IMP-11).
    DateOnly,
    /// A local time that the clocks showed twice, or never (IMP-11).
    ClockChange,
}

/// A time that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadTime {
    pub time: ImportedTime,
    pub notes: Vec<TimeNote>,
}

/// A whole day, from a file name, as an instant of precision DAY.
pub(crate) fn day(date: NaiveDate, zone: Tz) -> ImportedTime {
    let (at, _) = to_utc(date.and_time(NaiveTime::MIN), zone);
    ImportedTime { at, precision: Precision::Day }
}

/// Reads a time; `None` when it is malformed.
///
/// Seconds written as `00` count as precision MINUTE, since most people fill them in without looking.
pub(crate) fn read(text: &str, zone: Tz) -> Option<ReadTime> {
    let text = text.trim();
    let date = read_date(text.get(..10)?)?;
    let rest = &text[10..];
    let mut notes = Vec::new();
    if rest.is_empty() {
        notes.push(TimeNote::DateOnly);
        return Some(ReadTime { time: day(date, zone), notes });
    }
    let clock = rest.strip_prefix(['T', 't']).unwrap_or_else(|| rest.trim_start());
    if clock.len() == rest.len() {
        return None;
    }
    let end =
        clock.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(clock.len());
    let (time, mut precision) = read_clock(&clock[..end], &mut notes)?;
    let local = date.and_time(time);
    let at = match clock[end..].trim() {
        "" => {
            notes.push(TimeNote::NoOffset);
            let (at, clear) = to_utc(local, zone);
            if !clear {
                notes.push(TimeNote::ClockChange);
                precision = Precision::Approximate;
            }
            at
        }
        "Z" | "z" | "UTC" | "GMT" => local.and_utc(),
        offset => {
            let (offset, negative_zero) = read_offset(offset)?;
            if negative_zero {
                notes.push(TimeNote::NegativeZero);
            }
            offset.from_local_datetime(&local).single()?.with_timezone(&Utc)
        }
    };
    let time = ImportedTime { at: domain::time::truncate(at), precision };
    Some(ReadTime { time, notes })
}

/// `YYYY-MM-DD`, padded, in a believable year.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shaped {
        return None;
    }
    let year = text[..4].parse().ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, text[5..7].parse().ok()?, text[8..].parse().ok()?)
}

fn read_clock(text: &str, notes: &mut Vec<TimeNote>) -> Option<(NaiveTime, Precision)> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut parts = whole.split(':');
    let hour = two_digits(parts.next()?)?;
    let minute = two_digits(parts.next()?)?;
    let second = parts.next().map(two_digits);
    if parts.next().is_some() || (fraction.is_some() && second.is_none()) {
        return None;
    }
    let second = match second {
        Some(second) => second?,
        None => 0,
    };
    let nanos = match fraction {
        Some(digits) => read_fraction(digits, notes)?,
        None => 0,
    };
    let exact = second != 0 || fraction.is_some();
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?;
    Some((time, if exact { Precision::Exact } else { Precision::Minute }))
}

fn read_fraction(digits: &str, notes: &mut Vec<TimeNote>) -> Option<u32> {
    if digits.is_empty() || digits.len() > 18 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if digits.len() > 6 {
        notes.push(TimeNote::LongFraction);
    }
    let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
    nine.parse().ok()
}

fn two_digits(text: &str) -> Option<u32> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// `+HH`, `+HHMM` or `+HH:MM`; and whether it is the negative zero.
fn read_offset(text: &str) -> Option<(FixedOffset, bool)> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = &text[1..];
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => (digits.get(..2)?, digits.get(2..)?),
        5 => digits.split_once(':')?,
        _ => return None,
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    if minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some((FixedOffset::east_opt(sign * seconds)?, sign < 0 && seconds == 0))
}

/// A local time in UTC; and whether it names one instant only.
fn to_utc(local: NaiveDateTime, zone: Tz) -> (DateTime<Utc>, bool) {
    let found = zone.from_local_datetime(&local);
    if let Some(at) = found.earliest() {
        return (at.with_timezone(&Utc), found.single().is_some());
    }
    // The clocks jumped over it: the same wall time with the offset of the day before.
    let before =
        local.checked_sub_days(Days::new(1)).and_then(|day| zone.from_local_datetime(&day).earliest());
    let at = before.map_or(local.and_utc(), |at| at.with_timezone(&Utc) + TimeDelta::days(1));
    (at, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn what_people_type_is_read() {
        use Precision::{Day, Exact, Minute};
        use TimeNote::{DateOnly, LongFraction, NegativeZero, NoOffset};
        let table: &[(&str, &str, Precision, &[TimeNote])] = &[
            ("2024-03-05T07:08:09Z", "2024-03-05T07:08:09Z", Exact, &[]),
            ("2024-03-05 07:08:00+02:00", "2024-03-05T05:08:00Z", Minute, &[]),
            ("2024-03-05 07:08:00 +0200", "2024-03-05T05:08:00Z", Minute, &[]),
            ("2024-03-05T07:08:00-00:00", "2024-03-05T07:08:00Z", Minute, &[NegativeZero]),
            ("2024-03-05 07:08", "2024-03-05T07:08:00Z", Minute, &[NoOffset]),
            ("2024-03-05 07:08 UTC", "2024-03-05T07:08:00Z", Minute, &[]),
            ("2024-03-05", "2024-03-05T00:00:00Z", Day, &[DateOnly]),
            ("2024-03-05T07:08:09.123456789Z", "2024-03-05T07:08:09.123456Z", Exact, &[LongFraction]),
            ("2024-03-05T07:08:09.5-03", "2024-03-05T10:08:09.5Z", Exact, &[]),
        ];
        for (text, at, precision, notes) in table {
            let read = read(text, Tz::UTC).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.time.at, utc(at), "{text}");
            assert_eq!(read.time.precision, *precision, "{text}");
            assert_eq!(read.notes, *notes, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_guessed() {
        for text in [
            "",
            "N/A",
            "2024-03-05T7:08:09Z",
            "20244-03-05T07:08:09Z",
            "0024-03-05",
            "202-03-05T07:08:09Z",
            "2024-13-05",
            "2024-02-30",
            "2024-03-05T17:14pm",
            "2024-03-05T25:00",
            "2024-03-05T07:08:09+25:99",
            "2024-03-05x07:08",
            "2024-03-05T",
            "2024-03-05T07",
            "2024-03-05T07:08:09.Z",
            "äääää-03-05",
            "2024-03-05T07:08:09+ü1",
            "2024-03-0507:08",
            "2024-03-05T07:08:09:10",
        ] {
            assert_eq!(read(text, Tz::UTC), None, "{text}");
        }
    }

    #[test]
    fn local_times_use_the_zone_and_admit_doubt() {
        let vienna = Tz::Europe__Vienna;
        let summer = read("2024-07-01 12:00:00", vienna).unwrap();
        assert_eq!(summer.time.at, utc("2024-07-01T10:00:00Z"));
        let twice = read("2024-10-27 02:30:00", vienna).unwrap();
        assert_eq!(twice.time.at, utc("2024-10-27T00:30:00Z"));
        assert_eq!(twice.time.precision, Precision::Approximate);
        let never = read("2024-03-31 02:30:00", vienna).unwrap();
        assert_eq!(never.time.at, utc("2024-03-31T01:30:00Z"));
        assert!(never.notes.contains(&TimeNote::ClockChange));
    }
}
