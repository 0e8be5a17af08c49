//! Readers of other tools' formats: from bytes to plain records.
//!
//! Every reader returns a record for every input, however broken, and says what it found odd as
//! [`domain::finding::Finding`]s with the `IMP` ids of the rule catalogue. Nothing is dropped and
//! nothing is mended in silence: the raw text travels with the record.
//!
//! This crate must not know files, clocks, databases, use cases or GraphQL.
//!
//! One module per format; [`record`] holds what they all produce.

pub mod cstate;
pub mod markdown;
pub mod record;
pub mod statuspage;
mod text;
