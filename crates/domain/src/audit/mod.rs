//! The audit log: its rows, and the chain of seals that makes tampering evident (R11).
//!
//! A seal holds SHA-256 over the hash of the seal before and the row's canonical bytes, so nobody
//! can change, remove, swap or slip in a row without every later seal telling of it. This module
//! must not know where rows and seals are kept, nor read the clock.

mod chain;
#[cfg(test)]
mod tests;

use crate::id::AuditId;
use crate::identity::Principal;
use crate::time::Instant;

pub use chain::{Fault, Head, HeadError, Seal, check, is_slipped_in, late_span, seal};

/// A row of the audit log as it is kept, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Number given by the database; not the order of commits on PostgreSQL.
    pub seq: i64,
    /// Identifier.
    pub id: AuditId,
    /// When it was done.
    pub at: Instant,
    /// The kind of actor, as the word of the database.
    pub actor_kind: String,
    /// The actor: an id, or the name of a part of the program.
    pub actor_id: String,
    /// What was done, such as `incident.declared`.
    pub action: String,
    /// The kind of record it was done to.
    pub subject_kind: String,
    /// The record, or a word such as `unknown`.
    pub subject_id: String,
    /// What changed, as JSON; never secrets.
    pub facts: String,
    /// The request that asked for it; none for commands and background work.
    pub request_id: Option<String>,
}

/// A row of the audit log as it is read by people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The row.
    pub record: AuditRecord,
    /// Who did it; none when the row's words do not name anybody, which only tampering brings about.
    pub actor: Option<Principal>,
    /// Whether the chain holds it already.
    pub is_sealed: bool,
}

impl AuditRecord {
    /// The bytes that a seal covers: a tag with the version of this form, position, number and
    /// instants as big-endian 64-bit numbers (instants in microseconds since 1970, UTC), the id's
    /// 16 bytes, then each text with its length in bytes before it, as a big-endian 64-bit number.
    /// The request id has a byte before it that says whether there is one. Two different rows never
    /// have the same bytes, because every part has a known length.
    pub fn canonical_bytes(&self, position: i64, sealed_at: Instant) -> Vec<u8> {
        let mut bytes = b"coalmine.audit.1".to_vec();
        for number in [position, sealed_at.timestamp_micros(), self.seq, self.at.timestamp_micros()] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(self.id.uuid().as_bytes());
        let texts = [
            &self.actor_kind,
            &self.actor_id,
            &self.action,
            &self.subject_kind,
            &self.subject_id,
            &self.facts,
        ];
        for text in texts {
            add(&mut bytes, text);
        }
        bytes.push(u8::from(self.request_id.is_some()));
        add(&mut bytes, self.request_id.as_deref().unwrap_or_default());
        bytes
    }
}

fn add(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend(text.as_bytes());
}
