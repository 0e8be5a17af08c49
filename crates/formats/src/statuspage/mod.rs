//! Statuspage: the list of incidents that the v2 API of a status page answers with.
//!
//! [`read_page`] walks over a document of any size and hands out one incident after the other;
//! [`read_incident`] reads one. It must not know files.

mod impact;
mod incident;
mod page;

#[cfg(test)]
mod tests;

pub use incident::read_incident;
pub use page::{Page, PageError, read_page};
