//! The words of the workspace.

pub use crate::ui::edited::MERGE_OPEN;

pub const GONE: &str = "This analysis is not visible any more";
pub const GONE_TEXT: &str = "It may have been removed, or your role does not show it.";
pub const CHANGED_MEANWHILE: &str =
    "It changed meanwhile. The latest is on screen now, and what you typed is kept. Send it again to go on.";
pub const NOT_STARTED: &str = "No analysis yet";
pub const NOT_STARTED_TEXT: &str = "An analysis asks why, with evidence. Choose how to begin; every method draws the same graph of causes, so you can change at any time and lose nothing.";
pub const NOT_STARTED_READ: &str = "Nobody has begun one. People who write analyses can start it here.";
pub const NO_CAUSES: &str = "No cause yet";
pub const NO_CAUSES_TEXT: &str =
    "Collect candidates first, through all three lenses. Each is validated afterwards, with evidence.";
pub const NO_WHY: &str = "Ask the first why: why did it happen? Press Tab on the line above, or the button.";
pub const CAUSE_HINT: &str = "One condition of a system, a process or an organization; never a person.";
pub const STATEMENT_HINT: &str = "What was seen, without a cause. RCS-01";
pub const NONE_FOUND: &str = "None found because …";
pub const NONE_FOUND_HINT: &str = "An answer like any other: say where you looked. RCS-09";
pub const KEYS_WHYS: &str =
    "Arrows walk. Enter adds another answer, Tab asks the next why, Shift and Tab go up, Escape leaves.";
pub const KEYS_TREE: &str = "Arrows walk, Enter shows the cause, M moves it.";
pub const UPWARD: &str = "If a “therefore” does not hold, the chain breaks there.";
pub const UPWARD_WAITS: &str = "Waits for someone other than its author";
pub const NEEDS_EVIDENCE: &str = "Validated and refuted need at least one piece of evidence. RCS-05";
pub const VERDICT_REASON_HINT: &str = "What decides it. Kept beside the verdict.";
pub const ROOT_HINT: &str = "A root cause, acted on, keeps it from coming back. There can be more than one. Confirming starts the clocks of repair.";
pub const ROOT_NEEDS: &str = "Only a validated cause can be a root cause.";
pub const ROOT_KIND: &str =
    "What somebody did is never a root cause: ask why it made sense then. RCS-10, RCS-11";
pub const RISK_HINT: &str = "To live with this root cause instead of a solution. RCS-06";
pub const EVIDENCE_SHOWS: &str = "What it shows";
pub const EVIDENCE_REFUTES: &str = "What would refute it";
pub const NO_EVIDENCE: &str = "None yet. It is shown as “?” in the map.";
pub const ASSUMED: &str = "No evidence, marked assumed";
pub const DISMISS_HINT: &str = "Kept beside the finding, for whoever reads the analysis later.";
pub const ENHANCED: &str = "There is no settled definition of an “enhanced” analysis. This is our composite: what differed from the last good day, which defences held or did not, why it occurred and why it escaped, over the same graph of causes.";
pub const DIFFERENCES: &str = "What differed from the last good day";
pub const BARRIERS_HINT: &str = "Rows of defences that worked are required: what went well. ER-01";
pub const PATHS_HINT: &str = "At least one cause of each, or a reasoned “none”. ER-02";
pub const FISHBONE_HINT: &str = "A fishbone sorts candidates; it proves nothing. FB-06";
pub const GOALS_HINT: &str = "A map starts from goals that were not met, not from the fault. CM-01";
pub const EITHER_HINT: &str =
    "Several of these validated causes, and each alone would have been enough. CM-02";
pub const MOVE_HINT: &str = "Its sub-causes and evidence go with it.";
pub const BONES_HINT: &str = "Each category maps to a lens, so that analyses compare.";
