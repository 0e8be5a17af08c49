//! The words of the incident list.

pub const TITLE: &str = "Incidents";
pub const DECLARE: &str = "Declare";
pub const OPEN: &str = "Open";
pub const ENDED: &str = "Ended, newest first";
pub const LATE: &str = "Open with a late update";
pub const ALL: &str = "All, newest first";
pub const NONE_OPEN: &str = "Nothing is open right now.";
pub const NONE_ENDED: &str = "Nothing has ended yet. Resolved incidents gather here.";
pub const NONE_LATE: &str = "Every promised update is on time.";
pub const NONE_MINE: &str = "You hold no role here. Take one on an incident and it shows up.";
pub const NONE_ALL: &str = "No incidents yet. Declare the first one when something breaks.";
pub const NONE_MATCH: &str = "No incident matches these filters.";
pub const CLEAR: &str = "Clear filters";
pub const NO_PREVIEW: &str = "No preview open";
pub const NO_PREVIEW_TEXT: &str =
    "Press Space on a row to read its summary, people and last entries without leaving the list.";
pub const FINDINGS: &str = "Import findings";
pub const FINDINGS_TITLE: &str = "Only incidents about which an import noticed something odd";
