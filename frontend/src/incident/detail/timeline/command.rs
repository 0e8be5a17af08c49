//! The little language of the entry box: `@14:05` back-dates, `/action` chooses the kind. Pure, but for the reader's zone.

use crate::{
    model::{DateTime, TimelineEntryKind as Kind},
    ui::time,
};

/// What the beginning of a text says, and the text after it.
#[derive(Clone, PartialEq)]
pub struct Command {
    pub kind: Option<Kind>,
    pub is_escalation: bool,
    pub at: Option<DateTime>,
    /// A prefix that looks like one but cannot be read.
    pub unread: Option<String>,
    pub body: String,
}

const KINDS: &[(&str, Kind, bool)] = &[
    ("/action", Kind::Action, false),
    ("/decision", Kind::Decision, false),
    ("/note", Kind::Note, false),
    ("/milestone", Kind::Milestone, false),
    ("/change", Kind::Change, false),
    ("/alert", Kind::Alert, false),
    ("/customer", Kind::Communication, true),
];

/// Reads prefixes as long as there are any.
pub fn read(text: &str, now: DateTime) -> Command {
    let mut command =
        Command { kind: None, is_escalation: false, at: None, unread: None, body: String::new() };
    let mut rest = text.trim_start();
    loop {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if let Some(found) = KINDS.iter().find(|(prefix, ..)| prefix.eq_ignore_ascii_case(word)) {
            command.kind = Some(found.1);
            command.is_escalation = found.2;
        } else if let Some(time) = word.strip_prefix('@') {
            let (next, after_next) =
                after.trim_start().split_once(char::is_whitespace).unwrap_or((after.trim_start(), ""));
            if let Some(at) = clock(time, now) {
                command.at = Some(at);
            } else if is_day(time)
                && let Some(at) =
                    is_clock(next).then(|| time::from_input(&format!("{time}T{next}"))).flatten()
            {
                command.at = Some(at);
                rest = after_next.trim_start();
                continue;
            } else {
                command.unread = Some(word.to_owned());
                break;
            }
        } else {
            break;
        }
        rest = after.trim_start();
    }
    rest.trim_end().clone_into(&mut command.body);
    command
}

/// `14:05` of today; when that is still to come, of yesterday.
fn clock(text: &str, now: DateTime) -> Option<DateTime> {
    if !is_clock(text) {
        return None;
    }
    let text = if text.len() == 4 { format!("0{text}") } else { text.to_owned() };
    let of = |day: DateTime| time::from_input(&format!("{}T{text}", &time::to_input(day)[..10]));
    let today = of(now)?;
    if today <= now { Some(today) } else { of(DateTime(now.0 - 86_400_000)) }
}

fn is_clock(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else { return false };
    let number = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|n| n <= most);
    (1..=2).contains(&hours.len()) && minutes.len() == 2 && number(hours, 23) && number(minutes, 59)
}

fn is_day(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}
