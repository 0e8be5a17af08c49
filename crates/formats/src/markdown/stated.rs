//! Durations as people print them: `4h 33m`, `11m`, `2 days 3h`, with a remark behind.
//!
//! It must not know what they are compared with.

/// A duration that a text states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent remarks on one text")]
pub(super) struct Stated {
    /// Whole minutes; `None` when the text is no duration.
    pub minutes: Option<i64>,
    /// Said to count on another clock than the wall's, such as hours of support (IMP-10).
    pub is_other_clock: bool,
    /// Said to be approximate.
    pub is_approximate: bool,
    /// Written otherwise than `4h 33m` (IMP-15).
    pub is_variant: bool,
    /// Said to be unknown or left empty (IMP-02).
    pub is_absent: bool,
}

const UNITS: &[(&[&str], i64)] = &[
    (&["m", "min", "mins", "minute", "minutes"], 1),
    (&["h", "hr", "hrs", "hour", "hours"], 60),
    (&["d", "day", "days"], 24 * 60),
    (&["w", "week", "weeks"], 7 * 24 * 60),
];

pub(super) fn read(text: &str) -> Stated {
    let lower = text.trim().to_lowercase();
    let bare = lower.trim_matches(['.', '-', '–', ' ', '*', '_', '?']);
    let mut stated = Stated {
        is_absent: is_absent(bare),
        is_other_clock: [
            "support hours",
            "hours of support",
            "working hours",
            "business hours",
            "office hours",
        ]
        .iter()
        .any(|word| lower.contains(word)),
        is_approximate: [
            "~", "approx", "about", "around", "roughly", "circa", "ca.", ">", "<", "almost", "over ",
        ]
        .iter()
        .any(|word| lower.contains(word)),
        ..Stated::default()
    };
    if stated.is_absent {
        return stated;
    }
    let main = bare.split('(').next().unwrap_or_default().trim();
    stated.minutes = minutes(main);
    stated.is_variant = !is_usual(main);
    stated
}

/// Whether a value says that there is none.
pub(super) fn is_absent(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let bare = lower.trim_matches(['.', '-', '–', '—', ' ', '*', '_', '?', ':']);
    matches!(
        bare,
        "" | "n/a"
            | "na"
            | "none"
            | "unknown"
            | "tbc"
            | "tbd"
            | "not known"
            | "not applicable"
            | "not recorded"
            | "xh xm"
            | "ongoing"
            | "not available"
            | "null"
    )
}

/// `4h 33m`, one space between.
fn is_usual(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let split = text.strip_suffix('m').and_then(|text| text.split_once("h "));
    split.is_some_and(|(hours, minutes)| number(hours) && number(minutes))
}

fn minutes(text: &str) -> Option<i64> {
    let mut total = 0;
    let mut found = false;
    let mut rest = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    while let Some(end) = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')) {
        let number = &rest[..end];
        let tail = rest[end..].trim_start();
        let unit_end = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let unit = UNITS.iter().find(|(names, _)| names.contains(&&tail[..unit_end]));
        let Some((_, factor)) = unit else { break };
        total += scaled(number, *factor)?;
        found = true;
        rest = tail[unit_end..].trim_start_matches([' ', ',', '&']).trim_start();
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    found.then_some(total)
}

/// A decimal number times a factor, in whole minutes.
fn scaled(number: &str, factor: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: i64 = whole.parse::<i64>().ok().filter(|whole| *whole < 1_000_000)?;
    let digits: String = fraction.chars().take(3).collect();
    let part = match digits.len() {
        0 => 0,
        length => digits.parse::<i64>().ok()? * factor / 10_i64.pow(u32::try_from(length).ok()?),
    };
    Some(whole * factor + part)
}

/// `4h 33m` of minutes.
pub(super) fn shown(minutes: i64) -> String {
    format!("{}h {:02}m", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        let table: &[(&str, Option<i64>, bool)] = &[
            ("4h 33m", Some(273), false),
            ("0h 5m", Some(5), false),
            ("11m", Some(11), true),
            ("2 days 3h", Some(51 * 60), true),
            ("1 day, 2 hours and 30 minutes", Some(26 * 60 + 30), true),
            ("1.5 hours", Some(90), true),
            ("5h 09m (during support hours 10:00-17:00)", Some(309), false),
            ("~20 minutes", Some(20), true),
            ("a while", None, true),
            ("99999999999999999999 h", None, true),
        ];
        for (text, expected, is_variant) in table {
            let stated = read(text);
            assert_eq!((stated.minutes, stated.is_variant), (*expected, *is_variant), "{text}");
        }
        assert!(read("5h 09m (during support hours 10:00-17:00)").is_other_clock);
        assert!(read("~20 minutes").is_approximate);
        for text in ["", "N/A", "Unknown", "TBC", "-"] {
            assert!(read(text).is_absent && read(text).minutes.is_none(), "{text}");
        }
        assert_eq!(shown(309), "5h 09m");
    }
}
