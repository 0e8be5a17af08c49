//! How much one analysis holds: generous for people, and bounded for the program.
//!
//! It must not know who counts.

/// The most present causes.
pub const CAUSES: usize = 1_000;
/// The most categories of the fishbone.
pub const BONES: usize = 20;
/// The most goals.
pub const GOALS: usize = 10;
/// The most rows of the barrier analysis.
pub const BARRIERS: usize = 100;
/// The most rows of the change analysis.
pub const DIFFERENCES: usize = 100;
/// The most pieces of evidence on a cause, or on a group.
pub const EVIDENCE: usize = 50;
/// How many levels of causes a fishbone shows on a category (`FB-03`).
pub const FISHBONE_DEPTH: usize = 4;
