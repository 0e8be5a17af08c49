//! The days of a zone, which may have 23 or 25 hours.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use domain::time::Instant;

/// The newest `count` days of a zone, oldest first, with when each begins; and when today ends. A zone that is not known is UTC.
pub(super) fn shown(zone: &str, now: Instant, count: u16) -> (Vec<(NaiveDate, Instant)>, Instant) {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let today = now.with_timezone(&zone).date_naive();
    let back = |days: u16| today.checked_sub_days(Days::new(days.into())).unwrap_or(today);
    let days = (0..count).rev().map(back).map(|date| (date, begin(zone, date))).collect();
    (days, begin(zone, today.succ_opt().unwrap_or(today)))
}

/// When a day begins. Where the clock jumps over midnight, it begins after the jump.
fn begin(zone: Tz, date: NaiveDate) -> Instant {
    let midnight = date.and_time(NaiveTime::MIN);
    let mut tries = (0..4).map(|hours| midnight + chrono::Duration::hours(hours));
    let found = tries.find_map(|local| zone.from_local_datetime(&local).earliest());
    found.map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_those_of_the_zone_and_as_long_as_they_are_there() {
        let (days, tomorrow) = shown("Europe/Berlin", at("2026-10-25T23:30:00Z"), 3);
        let dates: Vec<String> = days.iter().map(|(date, _)| date.to_string()).collect();
        assert_eq!(dates, ["2026-10-24", "2026-10-25", "2026-10-26"]);
        let begins: Vec<Instant> = days.iter().map(|(_, begin)| *begin).collect();
        assert_eq!(
            begins,
            [at("2026-10-23T22:00:00Z"), at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")]
        );
        assert_eq!((begins[2] - begins[1]).num_hours(), 25);
        assert_eq!(tomorrow, at("2026-10-26T23:00:00Z"));
    }

    #[test]
    fn a_day_without_midnight_begins_after_the_jump() {
        let (days, _) = shown("America/Santiago", at("2026-09-06T12:00:00Z"), 1);
        assert_eq!(days[0].1, at("2026-09-06T04:00:00Z"));
        assert_eq!(shown("no zone", at("2026-09-06T12:00:00Z"), 1).0[0].1, at("2026-09-06T00:00:00Z"));
    }
}
