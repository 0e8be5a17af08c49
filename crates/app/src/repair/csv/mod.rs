//! Items in and out as a table.
//!
//! A table says what people say of items; their life is not moved by it. It must not know how a table is written.

mod day;
mod export;
mod import;
mod line;
mod names;
