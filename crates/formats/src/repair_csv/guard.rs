//! Keeps a spreadsheet from taking a text for a formula.
//!
//! It must not know rows and columns.

use std::borrow::Cow;

/// What a formula may begin with, in wide letters too, and what a spreadsheet skips before it.
const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text as a field: with an apostrophe before it where a spreadsheet would take it for a formula.
/// Numbers are left alone.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if is_risky(text) && !is_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a field: the opposite of [`guarded`].
pub(super) fn unguarded(field: &str) -> &str {
    field.strip_prefix('\'').filter(|text| is_risky(text)).unwrap_or(field)
}

/// Apostrophes are looked behind, so that a text with one of its own comes back with it.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(STARTS)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && is_digits(part)
}
