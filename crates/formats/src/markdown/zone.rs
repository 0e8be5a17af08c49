//! Time zones as people name them: `PST`, `UTC+1`, `London time`, `Europe/London`.
//!
//! It must not know which times a zone belongs to.

use chrono::{DateTime, Days, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A zone that local times can be read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// A place, with its changes of clocks.
    Place(Tz),
    /// A fixed distance from UTC.
    Fixed(FixedOffset),
}

/// A zone that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub zone: Zone,
    /// The words that name it.
    pub text: &'a str,
    /// Where the words end in the text that was searched.
    pub end: usize,
}

/// Abbreviations with their distance from UTC in minutes, and the place whose season they belong to.
const ABBREVIATIONS: &[(&str, i32, Option<Tz>)] = &[
    ("UTC", 0, None),
    ("GMT", 0, None),
    ("PST", -480, Some(Tz::America__Los_Angeles)),
    ("PDT", -420, Some(Tz::America__Los_Angeles)),
    ("MST", -420, Some(Tz::America__Denver)),
    ("MDT", -360, Some(Tz::America__Denver)),
    ("CST", -360, Some(Tz::America__Chicago)),
    ("CDT", -300, Some(Tz::America__Chicago)),
    ("EST", -300, Some(Tz::America__New_York)),
    ("EDT", -240, Some(Tz::America__New_York)),
    ("BST", 60, Some(Tz::Europe__London)),
    ("WET", 0, Some(Tz::Europe__Lisbon)),
    ("WEST", 60, Some(Tz::Europe__Lisbon)),
    ("CET", 60, Some(Tz::Europe__Paris)),
    ("CEST", 120, Some(Tz::Europe__Paris)),
    ("EET", 120, Some(Tz::Europe__Helsinki)),
    ("EEST", 180, Some(Tz::Europe__Helsinki)),
    ("IST", 330, None),
    ("SGT", 480, None),
    ("JST", 540, None),
    ("AEST", 600, Some(Tz::Australia__Sydney)),
    ("AEDT", 660, Some(Tz::Australia__Sydney)),
    ("NZST", 720, Some(Tz::Pacific__Auckland)),
    ("NZDT", 780, Some(Tz::Pacific__Auckland)),
];

/// Several words for a place, which begin like one of the next list.
const PHRASES: &[(&str, Tz)] = &[
    ("Central European", Tz::Europe__Paris),
    ("Central Europe", Tz::Europe__Paris),
    ("Eastern European", Tz::Europe__Helsinki),
    ("Western European", Tz::Europe__Lisbon),
    ("British Summer", Tz::Europe__London),
    ("British Time", Tz::Europe__London),
];

/// Words for a place; in capitals only where they are short.
const PLACES: &[(&str, Tz)] = &[
    ("PT", Tz::America__Los_Angeles),
    ("MT", Tz::America__Denver),
    ("ET", Tz::America__New_York),
    ("Pacific", Tz::America__Los_Angeles),
    ("Mountain", Tz::America__Denver),
    ("Central", Tz::America__Chicago),
    ("Eastern", Tz::America__New_York),
    ("London", Tz::Europe__London),
    ("UK", Tz::Europe__London),
    ("Berlin", Tz::Europe__Berlin),
    ("Paris", Tz::Europe__Paris),
    ("Zurich", Tz::Europe__Zurich),
    ("Oslo", Tz::Europe__Oslo),
    ("Sydney", Tz::Australia__Sydney),
];

impl Zone {
    /// The instant of a local time, and whether the zone's clocks showed it exactly once.
    pub fn to_utc(self, local: NaiveDateTime) -> (DateTime<Utc>, bool) {
        let zone = match self {
            Self::Fixed(offset) => {
                return (
                    offset.from_local_datetime(&local).single().map_or(local.and_utc(), |at| at.to_utc()),
                    true,
                );
            }
            Self::Place(zone) => zone,
        };
        let found = zone.from_local_datetime(&local);
        if let Some(at) = found.earliest() {
            return (at.to_utc(), found.single().is_some());
        }
        // The clocks jumped over it: the same wall time with the offset of the day before.
        let before =
            local.checked_sub_days(Days::new(1)).and_then(|day| zone.from_local_datetime(&day).earliest());
        (before.map_or(local.and_utc(), |at| at.to_utc() + TimeDelta::days(1)), false)
    }

    /// Seconds east of UTC around a local time.
    pub fn offset(self, local: NaiveDateTime) -> i32 {
        match self {
            Self::Fixed(offset) => offset.local_minus_utc(),
            Self::Place(zone) => zone.offset_from_utc_datetime(&local).fix().local_minus_utc(),
        }
    }
}

/// All zones that a text names, in its order.
pub(super) fn all_in(text: &str) -> Vec<Named<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(|c: char| c.is_ascii_alphabetic()).map(|at| at + from) {
        let after_word = start > 0 && text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '/');
        if let Some(named) = at(&text[start..]).filter(|_| !after_word) {
            from = start + named.end;
            found.push(Named { end: from, ..named });
        } else {
            let rest = &text[start..];
            from = start + rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        }
    }
    found
}

/// The zone that a text begins with.
pub(super) fn at(text: &str) -> Option<Named<'_>> {
    let end = text.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '/' | '_'))).unwrap_or(text.len());
    let word = &text[..end];
    if word.contains('/') {
        let zone = word.parse::<Tz>().ok()?;
        return Some(Named { zone: Zone::Place(zone), text: word, end });
    }
    if word == "Z" {
        return Some(Named { zone: fixed(0)?, text: word, end });
    }
    if let Some((_, minutes, _)) = ABBREVIATIONS.iter().find(|(name, ..)| *name == word) {
        if matches!(word, "UTC" | "GMT")
            && let Some((offset, used)) = offset(&text[end..])
        {
            let end = end + used;
            return Some(Named { zone: fixed(offset)?, text: &text[..end], end });
        }
        return Some(Named { zone: fixed(*minutes)?, text: word, end });
    }
    if let Some((phrase, zone)) = PHRASES.iter().find(|(phrase, _)| text.starts_with(phrase)) {
        return Some(Named { zone: Zone::Place(*zone), text: phrase, end: phrase.len() });
    }
    let (_, zone) = PLACES.iter().find(|(name, _)| *name == word)?;
    Some(Named { zone: Zone::Place(*zone), text: word, end })
}

/// The other abbreviation's season: the place of `text` if its clocks showed another offset then.
pub(super) fn out_of_season(named: &Named<'_>, local: NaiveDateTime) -> Option<Tz> {
    let (_, minutes, place) = ABBREVIATIONS.iter().find(|(name, ..)| *name == named.text)?;
    let place = (*place)?;
    (Zone::Place(place).offset(local) != minutes * 60).then_some(place)
}

fn fixed(minutes: i32) -> Option<Zone> {
    FixedOffset::east_opt(minutes * 60).map(Zone::Fixed)
}

/// `+1`, `-07:00`, ` + 2`: minutes, and how long it is.
fn offset(text: &str) -> Option<(i32, usize)> {
    let trimmed = text.trim_start_matches(' ');
    let sign = match trimmed.chars().next()? {
        '+' => 1,
        '-' | '−' | '–' => -1,
        _ => return None,
    };
    let mark = trimmed.chars().next().map_or(0, char::len_utf8);
    let digits = &trimmed[mark..];
    let hours_end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (hours, minutes, used) = match hours_end {
        1 | 2 => {
            let tail = digits[hours_end..].strip_prefix(':').and_then(|tail| tail.get(..2));
            let minutes = tail.and_then(|tail| tail.parse::<i32>().ok());
            (
                digits[..hours_end].parse::<i32>().ok()?,
                minutes.unwrap_or(0),
                hours_end + minutes.map_or(0, |_| 3),
            )
        }
        4 => (digits[..2].parse().ok()?, digits[2..4].parse().ok()?, 4),
        _ => return None,
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    Some((sign * (hours * 60 + minutes), text.len() - digits.len() + used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Vec<i32> {
        let local = chrono::NaiveDate::from_ymd_opt(2024, 7, 1).unwrap().and_hms_opt(12, 0, 0).unwrap();
        all_in(text).iter().map(|named| named.zone.offset(local) / 60).collect()
    }

    #[test]
    fn zones_are_found_in_prose() {
        let table: &[(&str, &[i32])] = &[
            ("All times in PST", &[-480]),
            ("All times in UTC+1", &[60]),
            ("All times are UTC-07:00", &[-420]),
            ("(times in BST)", &[60]),
            ("Pacific Time (UTC-7)", &[-420, -420]),
            ("All times in PST (UTC-7)", &[-480, -420]),
            ("for the London timezone", &[60]),
            ("Europe/Paris, please", &[120]),
            ("GMT +0530", &[330]),
            ("Central European Summer Time (CEST)", &[120, 120]),
            ("GET on the CET node", &[60]),
            ("a pest, the west, cost", &[]),
            ("UTC+99", &[0]),
        ];
        for (text, expected) in table {
            assert_eq!(minutes(text), *expected, "{text}");
        }
    }
}
