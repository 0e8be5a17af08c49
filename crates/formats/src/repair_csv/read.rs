//! From the bytes of a file to rows and problems.
//!
//! It must not know what a field may say.

use csv::{ByteRecord, ReaderBuilder};

use super::guard::unguarded;
use super::lines::Lines;
use super::row::{COLUMNS, Column, RepairRow};
use crate::text::{fit_line, listed, quote};

/// Rows at most, whether they can be read or not.
pub const MAX_ROWS: usize = 1_000;

/// Columns at most, known or not.
const MAX_COLUMNS: usize = 100;

/// Bytes at most.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Every row that could be read, in the order of the file.
    pub rows: Vec<RepairRow>,
    /// Everything that is wrong, in the order of the file; empty for a sound one.
    pub problems: Vec<LineProblem>,
}

/// Something wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineProblem {
    /// The line of the file, from 1.
    pub line: u64,
    /// The column by its name, when it is about one.
    pub column: Option<String>,
    /// What is wrong, in one sentence.
    pub message: String,
}

/// Reads a table of repair items. Always answers with all it could read and all that is wrong.
///
/// The first line names the columns as the API does (`problem`, `doneCondition`), in any case and order;
/// `problem`, `title`, `kind` and `lens` must be there. Fields are parted by commas, or by semicolons
/// when the first line is. A byte order mark and all line ends are taken. Rows without a word are passed over,
/// as are empty fields behind the last named column. A row with a problem is left out, but for problems of the
/// header: then rows hold what could be told apart.
pub fn parse(bytes: &[u8]) -> Parsed {
    let mut parsed = Parsed::default();
    if bytes.len() > MAX_BYTES {
        parsed.problem(1, None, format!("The file has more than {MAX_BYTES} bytes."));
        return parsed;
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        parsed.problem(1, None, "The file is UTF-16; save it as UTF-8.".to_owned());
        return parsed;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    parsed.read(bytes);
    parsed
}

impl Parsed {
    fn problem(&mut self, line: u64, column: Option<&str>, message: String) {
        self.problems.push(LineProblem { line, column: column.map(str::to_owned), message });
    }

    fn read(&mut self, bytes: &[u8]) {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(bytes))
            .from_reader(bytes);
        let mut lines = Lines::new(bytes);
        let mut header: Option<Vec<Option<&'static Column>>> = None;
        let mut record = ByteRecord::new();
        let mut seen = 0;
        loop {
            let from = usize::try_from(reader.position().byte()).unwrap_or(bytes.len());
            let (begin, line) = lines.begin(from);
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    return self.problem(line, None, format!("The file cannot be read on: {error}."));
                }
            }
            if record.iter().all(is_blank) {
                continue;
            }
            if header.is_some() && seen == MAX_ROWS {
                return self.problem(line, None, format!("There are more than {MAX_ROWS} rows."));
            }
            let end = usize::try_from(reader.position().byte()).unwrap_or(bytes.len()).min(bytes.len());
            let is_paired = count(&bytes[begin.min(end)..end], b'"').is_multiple_of(2);
            if !is_paired {
                self.problem(line, None, "A quotation mark (\") has no counterpart.".to_owned());
            }
            match &header {
                None if !is_paired => return,
                None => match self.header(line, &record) {
                    Some(columns) => header = Some(columns),
                    None => return,
                },
                Some(columns) => {
                    seen += 1;
                    let row = if is_paired { self.row(line, columns, &record) } else { None };
                    self.rows.extend(row);
                }
            }
        }
        if header.is_none() {
            self.problem(1, None, "The file is empty.".to_owned());
        }
    }

    /// The column of each field; none where it is not known or there already. No columns when there are too many.
    fn header(&mut self, line: u64, record: &ByteRecord) -> Option<Vec<Option<&'static Column>>> {
        let names: Vec<String> =
            record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let width = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        if width > MAX_COLUMNS {
            self.problem(line, None, format!("There are more than {MAX_COLUMNS} columns."));
            return None;
        }
        let mut columns: Vec<Option<&'static Column>> = Vec::with_capacity(width);
        for name in &names[..width] {
            let column = COLUMNS.iter().find(|column| column.name.eq_ignore_ascii_case(name));
            let is_known = |one: &Column| columns.iter().flatten().any(|other| other.name == one.name);
            columns.push(match column {
                Some(column) if is_known(column) => {
                    let message = format!("The column {} is there more than once.", quote(column.name));
                    self.problem(line, Some(column.name), message);
                    None
                }
                Some(column) => Some(column),
                None => {
                    let message = format!("The column {} is not known.", quote(name));
                    self.problem(line, Some(&fit_line(name, 60).0), message);
                    None
                }
            });
        }
        let is_there = |one: &Column| columns.iter().flatten().any(|other| other.name == one.name);
        for column in COLUMNS.iter().filter(|column| column.is_required && !is_there(column)) {
            let known: Vec<String> = COLUMNS.iter().map(|column| quote(column.name)).collect();
            let message =
                format!("The column {} is missing. The columns are {}.", quote(column.name), listed(&known));
            self.problem(line, Some(column.name), message);
        }
        Some(columns)
    }

    fn row(
        &mut self,
        line: u64,
        columns: &[Option<&'static Column>],
        record: &ByteRecord,
    ) -> Option<RepairRow> {
        let count = record.len();
        let extra = record.iter().skip(columns.len()).any(|field| !is_blank(field));
        if extra || count < columns.len() {
            let message = format!("The row has {count} fields, the header {}.", columns.len());
            self.problem(line, None, message);
            return None;
        }
        let mut row = RepairRow { line, ..RepairRow::default() };
        let before = self.problems.len();
        for (column, field) in columns.iter().zip(record) {
            let Some(column) = column else { continue };
            match std::str::from_utf8(field).map(unguarded) {
                Err(_) => {
                    let message = "The text is not UTF-8; save the file as UTF-8.".to_owned();
                    self.problem(line, Some(column.name), message);
                }
                Ok(text) if text.chars().count() > column.max => {
                    let message = format!("The text is longer than {} characters.", column.max);
                    self.problem(line, Some(column.name), message);
                }
                Ok(text) => text.clone_into((column.get_mut)(&mut row)),
            }
        }
        (self.problems.len() == before && !row.is_blank()).then_some(row)
    }
}

fn is_blank(field: &[u8]) -> bool {
    field.trim_ascii().is_empty()
}

/// The semicolon when the first line that says something has more of them than commas: names of columns have neither.
fn delimiter(bytes: &[u8]) -> u8 {
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let first = bytes.split(is_end).find(|line| !line.is_empty()).unwrap_or_default();
    if count(first, b';') > count(first, b',') { b';' } else { b',' }
}

fn count(bytes: &[u8], wanted: u8) -> usize {
    bytes.split(|byte| *byte == wanted).count() - 1
}
