//! Repair items as a table (CSV, RFC 4180) that people fill in with other programs, and tables of reports.
//!
//! [`parse`] gives every row it could read and every problem with its line; [`write`] gives what
//! [`parse`] reads back to the same rows; [`table`] writes any other table. Whatever is written is
//! guarded, so that no spreadsheet takes a text for a formula.
//!
//! It must not know repair items: what a field may say is decided by whoever takes the rows.

mod guard;
mod lines;
mod read;
mod row;
mod write;

#[cfg(test)]
mod tests;

pub use read::{LineProblem, MAX_BYTES, MAX_ROWS, Parsed, parse};
pub use row::{CAUSE_SEPARATOR, RepairRow};
pub use write::{table, write};
