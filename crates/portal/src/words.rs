//! Words that stand on more than one page: instants and days in UTC, which they say, counts, and how far an analysis is.

use chrono::{Datelike, NaiveDate, SecondsFormat};
use domain::portal::PublicItem;
use domain::publication::PublishedItem;
use domain::repair::RepairItemStatus;
use domain::time::Instant;

/// A clock's time with its zone, and a day: what does not break at the end of a line.
const CLOCK: &str = "%H:%M\u{a0}UTC";
const DAY: &str = "%-d\u{a0}%b";

/// An instant for machines and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// RFC 3339.
    pub iso: String,
    /// `09:45 UTC`, with as much of the date as is needed today.
    pub text: String,
}

impl Stamp {
    /// An instant as it reads on the day of `now`.
    pub fn new(at: Instant, now: Instant) -> Self {
        let clock = at.format(CLOCK);
        let text = match (at.date_naive() == now.date_naive(), at.year() == now.year()) {
            (true, _) => clock.to_string(),
            (false, true) => format!("{}, {clock}", at.format(DAY)),
            (false, false) => format!("{}, {clock}", at.format("%-d\u{a0}%b %Y")),
        };
        Self { iso: iso(at), text }
    }

    /// An instant with its whole date: `09:52 UTC, Saturday 21 November 2026`.
    pub fn whole(at: Instant) -> Self {
        Self { iso: iso(at), text: at.format("%H:%M\u{a0}UTC, %A %-d\u{a0}%B %Y").to_string() }
    }
}

/// RFC 3339, seconds.
pub(crate) fn iso(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `7 November`, with the year when it is another one.
pub(crate) fn day(date: NaiveDate, now: Instant) -> String {
    let pattern = if date.year() == now.year() { "%-d\u{a0}%B" } else { "%-d\u{a0}%B %Y" };
    date.format(pattern).to_string()
}

/// A stretch of time: `8 Nov, 08:00 UTC to 15:25 UTC, 7 h 25 min`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// What stands before it, such as `Since`; may be empty.
    pub lead: &'static str,
    pub from: Stamp,
    pub to: Option<Stamp>,
    /// What stands behind it; may be empty.
    pub tail: String,
}

impl Span {
    /// From one instant to another; the end tells its day when it is not that of the start.
    pub fn new(from: Instant, to: Instant, now: Instant) -> Self {
        let end = if from.date_naive() == to.date_naive() {
            to.format(CLOCK).to_string()
        } else {
            format!("{}, {}", to.format(DAY), to.format(CLOCK))
        };
        let to = Some(Stamp { iso: iso(to), text: end });
        Self { lead: "", from: Stamp::new(from, now), to, tail: String::new() }
    }

    /// From an instant on.
    pub fn since(from: Instant, now: Instant) -> Self {
        Self { lead: "Since", from: Stamp::new(from, now), to: None, tail: String::new() }
    }
}

/// How long something lasted: `4 h 40 min`.
pub(crate) fn lasted(from: Instant, to: Instant) -> String {
    domain::time::words((to - from).num_milliseconds())
}

/// `1 update`, `4 updates`.
pub(crate) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// How far a version of an analysis has come, in words.
pub(crate) const fn stage(is_final: bool) -> &'static str {
    if is_final { "Final analysis" } else { "Preliminary analysis" }
}

/// Whether the day on which an action was to be done has passed while it still wants doing.
pub(crate) fn is_overdue(item: &PublicItem, now: Instant) -> bool {
    // What was decided against is not waited for; of that an item tells its words alone.
    let is_waited_for = !item.is_done && item.words != PublishedItem::words(RepairItemStatus::NotDoing);
    is_waited_for && item.due_at.is_some_and(|due| due < now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn instants_tell_as_much_of_the_date_as_is_needed() {
        let at = |text: &str| format!("{text}:00Z").parse::<Instant>().unwrap();
        let now = at("2026-11-21T09:52");
        for (instant, text) in [
            ("2026-11-21T08:05", "08:05 UTC"),
            ("2026-11-20T23:59", "20 Nov, 23:59 UTC"),
            ("2025-11-21T08:05", "21 Nov 2025, 08:05 UTC"),
        ] {
            assert_eq!(plain(&Stamp::new(at(instant), now).text), text);
        }
        assert_eq!(plain(&Stamp::whole(now).text), "09:52 UTC, Saturday 21 November 2026");
        let words = |from: &str, to: &str| {
            let span = Span::new(at(from), at(to), now);
            plain(&format!("{} to {}", span.from.text, span.to.unwrap().text))
        };
        assert_eq!(words("2026-11-07T08:00", "2026-11-07T15:25"), "7 Nov, 08:00 UTC to 15:25 UTC");
        assert_eq!(words("2026-11-20T23:00", "2026-11-21T01:00"), "20 Nov, 23:00 UTC to 21 Nov, 01:00 UTC");
        assert_eq!(plain(&day(now.date_naive(), now)), "21 November");
        assert_eq!(plain(&day(now.date_naive(), at("2027-01-01T00:00"))), "21 November 2026");
        assert_eq!((count(1, "update"), count(4, "update")), ("1 update".to_owned(), "4 updates".to_owned()));
    }
}
