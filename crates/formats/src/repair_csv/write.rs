//! From rows to a file.
//!
//! It must not know what a field may say.

use std::borrow::Cow;

use csv::{Terminator, Writer, WriterBuilder};

use super::guard::guarded;
use super::row::{COLUMNS, RepairRow};

/// Writes rows with all columns, so that [`super::parse`] reads back the same ones, blank rows apart.
/// UTF-8 without a byte order mark, with the line ends of RFC 4180.
pub fn write(rows: &[RepairRow]) -> String {
    let header: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    written(&header, rows.iter().map(|row| COLUMNS.iter().map(move |column| guarded((column.get)(row)))))
}

/// Writes any table. Every field is guarded, so that no spreadsheet takes it for a formula; numbers
/// are left alone.
pub fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    written(header, rows.map(|row| row.into_iter().map(|field| Cow::Owned(guarded(&field).into_owned()))))
}

fn written<'a, R>(header: &[&str], rows: impl Iterator<Item = R>) -> String
where
    R: Iterator<Item = Cow<'a, str>>,
{
    let mut writer = WriterBuilder::new()
        .has_headers(false)
        .flexible(true)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    record(&mut writer, header.iter().map(|name| guarded(name)));
    for row in rows {
        record(&mut writer, row);
    }
    let bytes = writer.into_inner().unwrap_or_else(|_| unreachable!("memory takes every byte"));
    String::from_utf8(bytes).unwrap_or_else(|_| unreachable!("only text was written"))
}

fn record<'a>(writer: &mut Writer<Vec<u8>>, fields: impl Iterator<Item = Cow<'a, str>>) {
    let fields: Vec<Cow<'a, str>> = fields.collect();
    let fields = fields.iter().map(|field| field.as_bytes());
    writer.write_record(fields).unwrap_or_else(|_| unreachable!("memory takes every byte"));
}
