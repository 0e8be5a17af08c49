//! Formats of other tools, read and written: from bytes to plain records and back.
//!
//! Readers of histories ([`cstate`], [`markdown`], [`statuspage`]) return a record for every input,
//! however broken, and say what they found odd as [`domain::finding::Finding`]s with the `IMP` ids of
//! the rule catalogue. Nothing is dropped and nothing is mended in silence: the raw text travels with
//! the record. [`record`] holds what they all produce.
//!
//! [`icalendar`] writes due dates for calendar programs; [`signature`] signs and verifies webhooks;
//! [`tracker`] reads and changes issues of GitHub, GitLab and Jira; [`repair_csv`] reads and writes repair
//! items as tables.
//!
//! This crate must not know files, clocks, randomness, the network, databases, use cases or GraphQL.
//!
//! One module per format.

pub mod cstate;
pub mod icalendar;
pub mod markdown;
pub mod record;
pub mod repair_csv;
pub mod signature;
pub mod statuspage;
mod text;
pub mod tracker;
