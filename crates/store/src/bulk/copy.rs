//! PostgreSQL's binary COPY format: values as the server keeps them, so that neither side formats
//! or parses text.
//!
//! It must not know connections. A value whose width is not that of its column is refused by the
//! server, so that a mistake cannot be stored.

use sea_orm::{DbErr, Value};

use super::Rows;
use crate::StoreError;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Microseconds from 1970 to 2000, where the server's instants begin.
const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// The stream of some rows.
pub(super) fn encode(rows: &Rows) -> Result<Vec<u8>, StoreError> {
    let mut out = Vec::with_capacity(64 + rows.values.len() * rows.columns.len() * 24);
    out.extend_from_slice(SIGNATURE);
    // Flags, and the length of a header extension: none of either.
    out.extend_from_slice(&[0; 8]);
    let fields = i16::try_from(rows.columns.len()).map_err(|_| unfit(rows, "too many columns"))?;
    for row in &rows.values {
        out.extend_from_slice(&fields.to_be_bytes());
        for (value, column) in row.iter().zip(&rows.columns) {
            if !put(&mut out, value) {
                return Err(unfit(rows, column));
            }
        }
    }
    out.extend_from_slice(&(-1_i16).to_be_bytes());
    Ok(out)
}

/// Adds a value; `false` when there is no known form for it.
fn put(out: &mut Vec<u8>, value: &Value) -> bool {
    match value {
        Value::Bool(value) => field(out, value.map(|value| [u8::from(value)])),
        Value::SmallInt(value) => field(out, value.map(i16::to_be_bytes)),
        Value::Int(value) => field(out, value.map(i32::to_be_bytes)),
        Value::BigInt(value) => field(out, value.map(i64::to_be_bytes)),
        Value::Double(value) => field(out, value.map(f64::to_be_bytes)),
        Value::String(value) => field(out, value.as_deref()),
        Value::Bytes(value) => field(out, value.as_deref()),
        Value::Uuid(value) => field(out, value.map(uuid::Uuid::into_bytes)),
        Value::ChronoDateTimeUtc(value) => {
            field(out, value.map(|at| (at.timestamp_micros() - EPOCH_MICROS).to_be_bytes()))
        }
        _ => false,
    }
}

/// Adds a length and bytes, or the mark of NULL; `false` when they are longer than the format can say.
fn field(out: &mut Vec<u8>, value: Option<impl AsRef<[u8]>>) -> bool {
    let Some(value) = value else {
        out.extend_from_slice(&(-1_i32).to_be_bytes());
        return true;
    };
    let bytes = value.as_ref();
    let Ok(length) = i32::try_from(bytes.len()) else { return false };
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    true
}

fn unfit(rows: &Rows, column: &str) -> StoreError {
    StoreError::Database(DbErr::Type(format!("{}.{column} cannot be written in bulk", rows.table)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn a_row_is_written_as_the_server_keeps_it() {
        let at = DateTime::from_timestamp(946_684_801, 0).unwrap();
        let rows = Rows {
            table: "t",
            columns: vec!["a", "b", "c", "d"],
            values: vec![vec![
                Value::Bool(Some(true)),
                Value::String(None),
                Value::String(Some("é".to_owned())),
                Value::ChronoDateTimeUtc(Some(at)),
            ]],
        };
        let bytes = encode(&rows).unwrap();
        let body = &bytes[SIGNATURE.len() + 8..];
        let mut wanted: Vec<u8> = vec![0, 4, 0, 0, 0, 1, 1, 255, 255, 255, 255, 0, 0, 0, 2, 0xc3, 0xa9];
        wanted.extend([0, 0, 0, 8]);
        wanted.extend(1_000_000_i64.to_be_bytes());
        wanted.extend([255, 255]);
        assert_eq!(body, wanted);
    }

    #[test]
    fn what_has_no_form_is_refused() {
        let rows = Rows { table: "t", columns: vec!["a"], values: vec![vec![Value::Float(Some(1.0))]] };
        assert!(encode(&rows).unwrap_err().to_string().contains("t.a"));
    }
}
