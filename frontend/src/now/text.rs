//! The words of Now.

pub const TITLE: &str = "Now";
pub const FIRE: &str = "On fire";
pub const LATE: &str = "Late promises";
pub const ALL_PROMISES: &str = "All open promises";
pub const CHANGED: &str = "Changed in the last 24 hours";
pub const CALM: &str = "Nothing is on fire";
pub const CALM_TEXT: &str =
    "When something breaks, say what is felt; the why comes later. Whatever is open shows here at once.";
pub const KEPT: &str = "Every promised update is on time.";
pub const NO_PROMISES: &str = "No update is promised at the moment.";
pub const QUIET: &str = "Nothing has changed since yesterday at this time.";
pub const MORE: &str = "Only the hundred newest are shown.";
