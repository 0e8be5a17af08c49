//! Days of the organisation's time zone.

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;
use domain::time::Instant;

/// The day of an instant, as `2026-11-28`.
pub(super) fn day_of(at: Instant, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d").to_string()
}

/// The last second of a day.
pub(super) fn end_of(day: &str, zone: Tz) -> Option<Instant> {
    let next = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?.succ_opt()?;
    // Where clocks spring forward at midnight, the day begins an hour later.
    let begin =
        (0..=3).find_map(|hour| zone.from_local_datetime(&next.and_hms_opt(hour, 0, 0)?).earliest())?;
    Some(begin.to_utc() - chrono::Duration::seconds(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_the_next_one_begins() {
        for (day, zone, end) in [
            ("2026-11-28", Tz::UTC, "2026-11-28T23:59:59+00:00"),
            ("2026-11-28", Tz::Europe__Berlin, "2026-11-28T22:59:59+00:00"),
            ("2026-09-05", Tz::America__Santiago, "2026-09-06T03:59:59+00:00"),
        ] {
            let found = end_of(day, zone).unwrap();
            assert_eq!((found.to_rfc3339().as_str(), day_of(found, zone).as_str()), (end, day));
        }
        for wrong in ["28.11.2026", "2026-02-30", "soon", ""] {
            assert_eq!(end_of(wrong, Tz::UTC), None, "{wrong}");
        }
    }
}
