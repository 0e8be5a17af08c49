//! Text measured by a table of characters, as no font can be asked here. Rather a little too wide than too narrow.

/// Size and weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Height of the letters, tenths of a pixel.
    pub size: i64,
    /// Whether it is bold.
    pub is_bold: bool,
}

impl Style {
    /// Text of a node.
    pub const NODE: Self = Self { size: 120, is_bold: false };
    /// Bold text of a node.
    pub const STRONG: Self = Self { size: 120, is_bold: true };
    /// Notes beside a node.
    pub const NOTE: Self = Self { size: 110, is_bold: false };
}

/// Width of a text in pixels.
pub fn width(text: &str, style: Style) -> i64 {
    let sum: i64 = text.chars().map(advance).sum();
    let bold = if style.is_bold { 106 } else { 100 };
    // The table is in hundredths of the size; sizes are in tenths.
    (sum * style.size * bold + 99_999) / 100_000
}

/// How far a character moves the pen, in hundredths of the letters' size.
const fn advance(letter: char) -> i64 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '’' | '‘' => 28,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | '`' => 36,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 92,
        'A'..='Z' | '&' | '+' | '=' | '<' | '>' | '~' | '#' => 70,
        '0'..='9' => 60,
        _ if letter as u32 >= 0x1100 => 105,
        _ => 58,
    }
}

/// Wraps a text to at most `room` pixels a line and at most `most` lines; what is left over ends in an ellipsis. A word that is
/// wider than a line is cut. There is always at least one line.
pub fn wrap(text: &str, room: i64, most: usize, style: Style) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, room, style)) {
        let used = rows.len();
        match rows.last_mut() {
            Some(row) if width(row, style) + width(&word, style) + width(" ", style) <= room => {
                row.push(' ');
                row.push_str(&word);
            }
            Some(row) if used == most => {
                end(row, room, style);
                return rows;
            }
            _ => rows.push(word),
        }
    }
    if rows.is_empty() {
        rows.push(String::new());
    }
    rows
}

/// A word, cut where a line ends.
fn pieces(word: &str, room: i64, style: Style) -> Vec<String> {
    let mut parts = vec![String::new()];
    for letter in word.chars() {
        let Some(part) = parts.last_mut() else { break };
        part.push(letter);
        if width(part, style) > room && part.chars().count() > 1 {
            part.pop();
            parts.push(String::from(letter));
        }
    }
    parts
}

/// Puts an ellipsis at the end of a row, in place of what has no room then.
fn end(row: &mut String, room: i64, style: Style) {
    let mut cut = None;
    while !row.is_empty() && width(row, style) + width("…", style) > room {
        cut = row.pop();
    }
    // Half a word is no word; a row that is one word keeps what it can.
    if cut.is_some_and(|letter| !letter.is_whitespace())
        && let Some(space) = row.rfind(char::is_whitespace)
    {
        row.truncate(space);
    }
    row.truncate(row.trim_end().len());
    row.push('…');
}
