//! Postmortems in Markdown, one file each, in the dialects that teams grew: lists of key events under
//! bold labels, reports with a timeline of headings, tables, or plain sections.
//!
//! One reader serves them all: it looks for what is there instead of asking which dialect it is.
//! [`read_index`] reads a list of such files, which may name their time zone and quarterly means;
//! [`read_report`] reads one file. It must not know folders: names and bytes come in as arguments.

mod clean;
mod clock;
mod date;
mod doc;
mod durations;
mod ends;
mod events;
mod facets;
mod index;
mod labels;
mod lexer;
mod order;
mod parts;
mod people;
mod report;
mod stated;
mod timeline;
mod title;
mod when;
mod zone;
mod zones;

#[cfg(test)]
mod tests;

pub use chrono_tz::Tz as ZoneName;
pub use index::{Index, Quarter, read_index};
pub use report::{Reading, Report, Site, StatedMinutes, read_report};
