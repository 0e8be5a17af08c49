//! Dates in many ways of writing.
//!
//! It must not know times of day.

use chrono::NaiveDate;

use super::lexer::{Lexer, Token};
use super::when::{Note, When};

/// Years outside are typing mistakes.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

pub(super) fn date(lexer: &mut Lexer<'_>, when: &mut When, year: Option<i32>) -> bool {
    let mark = lexer.clone();
    let Some(first) = lexer.next_token() else { return false };
    let start = first.start();
    let read = match first {
        Token::Number(number) => digits_first(lexer, number.text, year, when),
        Token::Word(word) => month(word.text).and_then(|month| named_first(lexer, month, year, when)),
        Token::Mark(_) => None,
    };
    match read {
        Some(Ok(date)) => {
            when.date = Some(date);
            true
        }
        Some(Err(())) => {
            // The rest of the word belongs to it: a broken year is no reason to read a time.
            lexer.skip_word();
            when.malformed = Some(lexer.since(start).to_owned());
            true
        }
        None => {
            *lexer = mark;
            false
        }
    }
}

type Read = Option<Result<NaiveDate, ()>>;

/// `2024-03-05`, `5/3/2024`, `5 March 2024`, `5th of March`.
fn digits_first(lexer: &mut Lexer<'_>, first: &str, year: Option<i32>, when: &mut When) -> Read {
    for mark in ["-", "/", "."] {
        let at = lexer.clone();
        if lexer.take_glued(mark)
            && let Some(second) = lexer.glued_number()
            && lexer.take_glued(mark)
            && let Some(third) = lexer.glued_number()
        {
            // Versions and addresses have points and small numbers too.
            let is_date = first.len() > 2 || third.len() > 2 || mark == "/" && third.len() == 2;
            return is_date.then(|| in_digits(first, second, third, when));
        }
        *lexer = at;
    }
    for suffix in ["st", "nd", "rd", "th"] {
        lexer.take_glued(suffix);
    }
    lexer.take("of");
    let day: u32 = first.parse().ok().filter(|_| first.len() <= 2)?;
    let Some(Token::Word(word)) = lexer.next_token() else { return None };
    let month = month(word.text)?;
    when.notes.extend([Note::MonthName, Note::DayFirst]);
    Some(with_year(lexer, day, month, year, when))
}

/// Three numbers: the year first, or the day or the month.
fn in_digits(first: &str, second: &str, third: &str, when: &mut When) -> Result<NaiveDate, ()> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| ());
    let whole = |year: &str, month: u32, day: u32| {
        let year = year.parse::<i32>().ok().filter(|_| year.len() == 4).filter(|year| YEARS.contains(year));
        NaiveDate::from_ymd_opt(year.ok_or(())?, month, day).ok_or(())
    };
    if first.len() > 2 {
        if second.len() != 2 || third.len() != 2 {
            when.notes.push(Note::Unpadded);
        }
        if second.len() > 2 || third.len() > 2 {
            return Err(());
        }
        return whole(first, number(second)?, number(third)?);
    }
    let (one, two) = (number(first)?, number(second)?);
    // Only a second number beyond twelve tells that the month stands first.
    let (day, month, note) =
        if two > 12 && one <= 12 { (two, one, Note::MonthFirst) } else { (one, two, Note::DayFirst) };
    when.notes.push(note);
    whole(third, month, day)
}

/// `March 5`, `Mar 5th, 2024`.
fn named_first(lexer: &mut Lexer<'_>, month: u32, year: Option<i32>, when: &mut When) -> Read {
    lexer.take_glued(".");
    let Some(Token::Number(day)) = lexer.next_token() else { return None };
    let day: u32 = day.text.parse().ok().filter(|day| (1..=31).contains(day))?;
    for suffix in ["st", "nd", "rd", "th"] {
        lexer.take_glued(suffix);
    }
    when.notes.push(Note::MonthName);
    Some(with_year(lexer, day, month, year, when))
}

fn with_year(
    lexer: &mut Lexer<'_>,
    day: u32,
    month: u32,
    year: Option<i32>,
    when: &mut When,
) -> Result<NaiveDate, ()> {
    let mark = lexer.clone();
    lexer.take(",");
    if let Some(Token::Number(number)) = lexer.next_token()
        && number.text.len() == 4
        && lexer.peek_glued() != ":"
        && let Ok(year) = number.text.parse::<i32>()
        && YEARS.contains(&year)
    {
        return NaiveDate::from_ymd_opt(year, month, day).ok_or(());
    }
    *lexer = mark;
    when.notes.push(Note::NoYear);
    NaiveDate::from_ymd_opt(year.ok_or(())?, month, day).ok_or(())
}

pub(super) fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let found = NAMES.iter().zip(1..).find(|(name, _)| word.len() >= 3 && name.starts_with(word.as_str()));
    found.map(|(_, number)| number).or_else(|| (word == "sept").then_some(9))
}
