//! Times of day in many ways of writing.
//!
//! It must not know dates.

use chrono::NaiveTime;

use super::lexer::{Lexer, Token};
use super::when::{Note, When};
use super::zone;

/// A time of day. True when there is one, or something that only looks like one.
pub(super) fn clock(lexer: &mut Lexer<'_>, when: &mut When, strict: bool) -> bool {
    let mark = lexer.clone();
    let notes = when.notes.len();
    match read_clock(lexer, &mut when.notes, strict) {
        Some(Ok(time)) => {
            when.time = Some(time);
            true
        }
        Some(Err(start)) => {
            lexer.skip_word();
            when.notes.truncate(notes);
            when.malformed = Some(lexer.since(start).to_owned());
            true
        }
        None => {
            when.notes.truncate(notes);
            *lexer = mark;
            false
        }
    }
}

/// The error carries where the malformed text begins.
pub(super) fn read_clock(
    lexer: &mut Lexer<'_>,
    notes: &mut Vec<Note>,
    strict: bool,
) -> Option<Result<NaiveTime, usize>> {
    if lexer.take("noon") || lexer.take("midday") {
        notes.push(Note::TwelveHours);
        return NaiveTime::from_hms_opt(12, 0, 0).map(Ok);
    }
    let Some(Token::Number(hour)) = lexer.next_token() else { return None };
    let start = hour.start;
    let after_hour = lexer.clone();
    let parts = if lexer.take_glued(":") {
        let minute = lexer.glued_number();
        let mut second = None;
        let before_second = lexer.clone();
        if minute.is_some() && lexer.take_glued(":") {
            second = lexer.glued_number();
            if second.is_none() {
                *lexer = before_second;
            } else if lexer.take_glued(".") {
                lexer.glued_number();
            }
        }
        // `10:3x` or `10:??` look like times and are none.
        let Some(minute) = minute else { return Some(Err(start)).filter(|_| lexer.peek_glued() == "?") };
        Some((minute, second))
    } else if lexer.take_glued("h") || lexer.take_glued("H") {
        two_digits(lexer, notes)
    } else if lexer.take_glued(".") {
        // `5.30pm` is a time; without the half of the day it is any number.
        two_digits(lexer, notes).filter(|_| half_of_day(&mut lexer.clone(), &mut Vec::new()).is_some())
    } else {
        None
    };
    let Some((minute, second)) = parts else {
        *lexer = after_hour;
        return bare_hour(lexer, notes, hour.text, start);
    };
    let half = half_of_day(lexer, notes);
    if lexer.peek_is_glued_word() {
        return Some(Err(start));
    }
    if hour.text.len() == 1 && strict {
        return Some(Err(start));
    }
    if hour.text.len() == 1 && half.is_none() {
        notes.push(Note::Unpadded);
    }
    if hour.text.len() > 2 || minute.len() != 2 || second.is_some_and(|second| second.len() != 2) {
        return Some(Err(start));
    }
    Some(of(hour.text, minute, second.unwrap_or("0"), half).ok_or(start))
}

/// The minutes of `10h30` or `5.30pm`.
fn two_digits<'a>(lexer: &mut Lexer<'a>, notes: &mut Vec<Note>) -> Option<(&'a str, Option<&'a str>)> {
    let minute = lexer.glued_number().filter(|minute| minute.len() == 2)?;
    notes.push(Note::Unpadded);
    Some((minute, None))
}

/// `5 PM`, `8-9 PM`, `1430 UTC`.
fn bare_hour(
    lexer: &mut Lexer<'_>,
    notes: &mut Vec<Note>,
    hour: &str,
    start: usize,
) -> Option<Result<NaiveTime, usize>> {
    if hour.len() <= 2 {
        let mark = lexer.clone();
        if let Some(half) = half_of_day(lexer, notes) {
            return Some(of(hour, "0", "0", Some(half)).ok_or(start));
        }
        if (lexer.take("-") || lexer.take("–")) && lexer.glued_number().is_some_and(|text| text.len() <= 2)
        {
            let half = half_of_day(lexer, notes);
            if half.is_some() {
                notes.push(Note::Range);
                return Some(of(hour, "0", "0", half).ok_or(start));
            }
        }
        *lexer = mark;
        return None;
    }
    let has_unit = lexer.take("hrs") || lexer.take("hours") || lexer.take("h");
    if hour.len() != 4 || !(has_unit || zone::at(lexer.rest().trim_start()).is_some()) {
        return None;
    }
    notes.push(Note::Unpadded);
    Some(of(&hour[..2], &hour[2..], "0", None).ok_or(start))
}

/// Whether `am` or `pm` follows; true for the second half.
fn half_of_day(lexer: &mut Lexer<'_>, notes: &mut Vec<Note>) -> Option<bool> {
    let mark = lexer.clone();
    let Some(Token::Word(word)) = lexer.next_token() else {
        *lexer = mark;
        return None;
    };
    let lower = word.text.to_lowercase();
    let is_second = match lower.as_str() {
        "am" | "a" => false,
        "pm" | "p" => true,
        _ => {
            *lexer = mark;
            return None;
        }
    };
    if lower.len() == 1 && !(lexer.take_glued(".") && lexer.take_glued("m") && lexer.take_glued(".")) {
        *lexer = mark;
        return None;
    }
    notes.push(Note::TwelveHours);
    Some(is_second)
}

fn of(hour: &str, minute: &str, second: &str, half: Option<bool>) -> Option<NaiveTime> {
    let (mut hour, minute, second) = (hour.parse::<u32>().ok()?, minute.parse().ok()?, second.parse().ok()?);
    if let Some(is_second) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if is_second { 12 } else { 0 };
    }
    NaiveTime::from_hms_opt(hour, minute, second)
}
