//! Seals, and what is wrong with a chain of them (R11, A18).
//!
//! It must not know where seals are kept.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::Duration;
use sha2::{Digest, Sha256};

use super::AuditRecord;
use crate::id::AuditId;
use crate::time::Instant;

/// How far a row without a seal may lie from the newest seal, below rows that have one: longer than
/// any transaction takes.
const LATE_SECONDS: i64 = 15 * 60;

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// 1, 2, 3 and so on, without a gap.
    pub position: i64,
    /// Number of the row.
    pub seq: i64,
    /// Identifier of the row, so that it can be named when it is gone.
    pub id: AuditId,
    /// When the row was sealed.
    pub sealed_at: Instant,
    /// SHA-256 over the hash before and the row's canonical bytes.
    pub hash: [u8; 32],
}

/// The end of a chain: whoever keeps it elsewhere can tell later that nothing up to there is gone.
/// As text it is `HASH@POSITION`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many rows are sealed.
    pub position: i64,
    /// The hash of the last seal; zeros before the first one.
    pub hash: [u8; 32],
}

/// The text is not the head of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be HASH@POSITION, as `coalmine doctor` prints it")]
pub struct HeadError;

/// The first thing that is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The seals do not go on at the position where they should.
    #[error("the seal at position {position} is missing; the next one is at {found}")]
    Gap {
        /// Where a seal should be.
        position: i64,
        /// Where the next one is.
        found: i64,
    },
    /// The row of a seal is gone.
    #[error("the row {id} (number {seq}, position {position}) was removed")]
    Removed {
        /// Position in the chain.
        position: i64,
        /// Number of the row.
        seq: i64,
        /// Identifier of the row.
        id: AuditId,
    },
    /// The row is not the one that was sealed, or the seal is not the one that was set.
    #[error("the row {id} (number {seq}, position {position}) or its seal was changed")]
    Changed {
        /// Position in the chain.
        position: i64,
        /// Number of the row.
        seq: i64,
        /// Identifier of the row, as its seal has it.
        id: AuditId,
    },
    /// What is kept at this position is no row or no seal at all.
    #[error("position {position} cannot be read: {problem}")]
    Unreadable {
        /// Position in the chain.
        position: i64,
        /// What is wrong with it.
        problem: String,
    },
    /// A row has no seal although later ones have.
    #[error("the row {id} (number {seq}) was slipped in behind the seals")]
    SlippedIn {
        /// Number of the row.
        seq: i64,
        /// Identifier of the row.
        id: AuditId,
    },
    /// The chain ends before the head that was kept elsewhere.
    #[error("the log ends at position {position}, but it once reached {noted}: rows at its end were removed")]
    Shortened {
        /// Where it ends.
        position: i64,
        /// Where it ended when the head was noted.
        noted: i64,
    },
    /// The chain is another one than the head that was kept elsewhere.
    #[error("position {position} has another hash than the one that was noted: the log was written anew")]
    Rewritten {
        /// The position of the noted head.
        position: i64,
    },
}

impl Fault {
    /// Where in the chain the fault lies; none for a row that has no seal.
    pub const fn position(&self) -> Option<i64> {
        match self {
            Self::Gap { position, .. }
            | Self::Removed { position, .. }
            | Self::Changed { position, .. }
            | Self::Unreadable { position, .. }
            | Self::Shortened { position, .. }
            | Self::Rewritten { position } => Some(*position),
            Self::SlippedIn { .. } => None,
        }
    }
}

impl Head {
    /// The head of a chain without a seal.
    pub const EMPTY: Self = Self { position: 0, hash: [0; 32] };
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.hash {
            write!(f, "{byte:02x}")?;
        }
        write!(f, "@{}", self.position)
    }
}

impl FromStr for Head {
    type Err = HeadError;

    fn from_str(text: &str) -> Result<Self, HeadError> {
        let (hex, position) = text.trim().split_once('@').ok_or(HeadError)?;
        if hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(HeadError);
        }
        let mut hash = [0; 32];
        for (at, byte) in hash.iter_mut().enumerate() {
            let pair = hex.get(2 * at..2 * at + 2).ok_or(HeadError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| HeadError)?;
        }
        let position = position.parse().ok().filter(|position| *position >= 0).ok_or(HeadError)?;
        Ok(Self { position, hash })
    }
}

impl From<&Seal> for Head {
    fn from(seal: &Seal) -> Self {
        Self { position: seal.position, hash: seal.hash }
    }
}

fn hash(before: Head, record: &AuditRecord, sealed_at: Instant) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(before.hash);
    digest.update(record.canonical_bytes(before.position + 1, sealed_at));
    digest.finalize().into()
}

/// The seal of the next row.
pub fn seal(before: Head, record: &AuditRecord, sealed_at: Instant) -> Seal {
    Seal {
        position: before.position + 1,
        seq: record.seq,
        id: record.id,
        sealed_at,
        hash: hash(before, record, sealed_at),
    }
}

/// Checks the next link; gives the head after it.
///
/// Errors: the first thing that is wrong, with the position and the row it concerns.
pub fn check(before: Head, seal: &Seal, record: Option<&AuditRecord>) -> Result<Head, Fault> {
    let expected = before.position + 1;
    if seal.position != expected {
        return Err(Fault::Gap { position: expected, found: seal.position });
    }
    let Seal { position, seq, id, .. } = *seal;
    let record = record.ok_or(Fault::Removed { position, seq, id })?;
    if record.id != id || record.seq != seq || hash(before, record, seal.sealed_at) != seal.hash {
        return Err(Fault::Changed { position, seq, id });
    }
    Ok(Head::from(seal))
}

/// Whether a row without a seal, below rows that have one, was slipped in. Where commits follow the
/// order of numbers it always was. Elsewhere a transaction may have committed late, so a row of the
/// time of the newest seal is only late; that seal's time is asked, not the clock, because the
/// sealer may have been out of work in between.
pub fn is_slipped_in(record: &AuditRecord, commits_in_order: bool, newest_seal: Instant) -> bool {
    commits_in_order || !late_span(newest_seal).contains(&record.at)
}

/// Instants of rows that may still be late when the newest seal is of this time.
pub fn late_span(newest_seal: Instant) -> RangeInclusive<Instant> {
    let late = Duration::seconds(LATE_SECONDS);
    newest_seal - late..=newest_seal + late
}
