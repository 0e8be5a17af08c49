//! Clocks of repair items in words and numbers: which day it is of how many, when it is due, which group it belongs to. Pure; it must
//! not know how anything is drawn.

use domain::time::words;

use super::record::Row;
use crate::model::{DateTime, Effectiveness, RepairItemStatus};

/// A day, milliseconds.
pub const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// Whole days since 1970 in the reader's zone; `offset` is what its clocks add to UTC, milliseconds.
pub const fn day_number(at: i64, offset: i64) -> i64 {
    (at + offset).div_euclid(DAY)
}

/// The last day of the week of a day: Sunday.
pub const fn sunday(day: i64) -> i64 {
    // 1 January 1970 was a Thursday.
    day + (6 - (day + 3).rem_euclid(7))
}

/// The groups of the list, in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Overdue,
    ThisWeek,
    Later,
    Proposed,
    Waiting,
    Ended,
}

impl Section {
    /// All of them.
    pub const EVERY: [Self; 6] =
        [Self::Overdue, Self::ThisWeek, Self::Later, Self::Proposed, Self::Waiting, Self::Ended];
}

/// Where an item belongs at `now`.
pub fn section(row: &Row, now: i64, offset: i64) -> Section {
    match row.status {
        RepairItemStatus::Proposed => Section::Proposed,
        RepairItemStatus::Done => Section::Waiting,
        RepairItemStatus::Effective | RepairItemStatus::NotDoing => Section::Ended,
        _ => match row.due_at {
            Some(due) if due.0 < now => Section::Overdue,
            Some(due) if day_number(due.0, offset) <= sunday(day_number(now, offset)) => Section::ThisWeek,
            _ => Section::Later,
        },
    }
}

/// How urgent a due date is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Calm,
    Soon,
    Late,
    Good,
}

/// A due date in words; the instant is named when it is far away.
#[derive(Clone, PartialEq)]
pub struct Due {
    pub tone: Tone,
    pub words: String,
    /// The day to write behind the words.
    pub day: Option<DateTime>,
}

/// What the last column says. `day` of the answer is written short (`Fri 20 Nov`) behind words that end in a comma, in full otherwise.
pub fn due(row: &Row, now: i64, offset: i64) -> Due {
    let calm = |words: &str, day| Due { tone: Tone::Calm, words: words.to_owned(), day };
    match row.status {
        RepairItemStatus::Proposed if row.due_at.is_some() => calm("Wanted by", row.due_at),
        RepairItemStatus::Proposed => calm("No clock yet", None),
        RepairItemStatus::Done if row.plan.is_check_due => {
            Due { tone: Tone::Good, words: "Ready to check today".to_owned(), day: None }
        }
        // Measured and better than before: nothing waits until somebody measures again.
        RepairItemStatus::Done
            if row.checked.as_ref().is_some_and(|c| c.result == Effectiveness::Partial) =>
        {
            calm("Partly effective", row.checked.as_ref().map(|c| c.at))
        }
        RepairItemStatus::Done if row.plan.check_at.is_some() => calm("Check on", row.plan.check_at),
        RepairItemStatus::Done => calm("No check date", None),
        RepairItemStatus::Effective => {
            Due { tone: Tone::Good, words: "Effective".to_owned(), day: row.checked.as_ref().map(|c| c.at) }
        }
        RepairItemStatus::NotDoing => calm("Decided", row.not_doing.as_ref().map(|d| d.at)),
        _ => row.due_at.map_or_else(|| calm("No due date", None), |due| running(due, now, offset)),
    }
}

fn running(due: DateTime, now: i64, offset: i64) -> Due {
    if due.0 < now {
        let late = now - due.0;
        let late = if late < DAY { (late / HOUR).max(1) * HOUR } else { late / DAY * DAY };
        return Due { tone: Tone::Late, words: format!("Overdue {}", words(late)), day: None };
    }
    let today = day_number(now, offset);
    match day_number(due.0, offset) - today {
        0 => Due { tone: Tone::Soon, words: "Due today".to_owned(), day: None },
        days if days <= 7 => {
            let tone = if days <= 3 { Tone::Soon } else { Tone::Calm };
            Due { tone, words: format!("Due in {days} d,"), day: Some(due) }
        }
        _ => Due { tone: Tone::Calm, words: String::new(), day: Some(due) },
    }
}

/// The bar of a clock in hundredths of its width, and its words.
#[derive(Clone, PartialEq)]
pub struct Bar {
    /// `day 17 of 10`, `done, day 8`.
    pub words: String,
    /// How far it is.
    pub filled: i64,
    /// Where it is due.
    pub due: i64,
    /// Where the policy wanted it, when that is not where it is due.
    pub policy: Option<i64>,
    pub tone: Tone,
}

/// The clock of an item; nothing while it has none.
pub fn bar(row: &Row, now: i64) -> Option<Bar> {
    let from = row.policy.counted_from.filter(|_| row.status != RepairItemStatus::NotDoing)?;
    let days = row.policy.days.max(1);
    // Half of the policy's time is left for what is late.
    let at = |instant: i64| ((instant - from.0) * 200 / (days * DAY * 3)).clamp(0, 100);
    let day = |instant: i64| (instant - from.0).max(0) / DAY;
    let ended = row.done_at.filter(|_| !row.status.is_running());
    let due_at = row.due_at.or(row.policy.due_at).map_or(from.0 + days * DAY, |d| d.0);
    let until = ended.map_or(now, |done| done.0);
    let words = match ended {
        Some(done) => format!("done, day {}", day(done.0)),
        None => format!("day {} of {days}", day(now)),
    };
    let tone = if ended.is_some() {
        Tone::Calm
    } else if due_at < now {
        Tone::Late
    } else if due_at - now < 3 * DAY {
        Tone::Soon
    } else {
        Tone::Calm
    };
    let wanted = row.policy.due_at.filter(|p| p.0 != due_at).map(|p| at(p.0));
    Some(Bar { words, filled: at(until), due: at(due_at).min(99), policy: wanted, tone })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thu 19 Nov 2026, 09:00 UTC.
    const NOW: i64 = 1_795_078_800_000;

    fn after(millis: i64) -> Due {
        running(DateTime(NOW + millis), NOW, 0)
    }

    #[test]
    fn a_week_ends_on_sunday() {
        let today = day_number(NOW, 0);
        assert_eq!(sunday(today), today + 3);
        assert_eq!(sunday(today + 3), today + 3, "a Sunday is its own end");
        assert_eq!(sunday(today + 4), today + 10);
    }

    #[test]
    fn days_are_those_of_the_readers_zone() {
        // 23:30 UTC is the next day already an hour further east.
        let late = NOW - NOW % DAY + DAY - HOUR / 2;
        assert_eq!(day_number(late, HOUR), day_number(late, 0) + 1);
    }

    #[test]
    fn a_due_date_is_words() {
        assert_eq!(after(-7 * DAY - HOUR).words, "Overdue 7 d");
        assert_eq!(after(-5 * HOUR).words, "Overdue 5 h");
        assert_eq!(after(2 * HOUR).words, "Due today");
        let tomorrow = after(DAY);
        assert_eq!(tomorrow.words, "Due in 1 d,");
        assert!(tomorrow.day == Some(DateTime(NOW + DAY)) && tomorrow.tone == Tone::Soon);
        let later = after(60 * DAY);
        assert!(later.words.is_empty() && later.day.is_some() && later.tone == Tone::Calm);
    }
}
