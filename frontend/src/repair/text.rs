//! The words of the repair screens.

use crate::model::{RepairItemStatus, RepairPurpose, RepairStrength};

pub const TITLE: &str = "Repair items";
pub const MINE: &str = "My repair items";
pub const NEW: &str = "New item";
pub const CLOCKS: &str = "Clocks count calendar days from the day the root cause was confirmed.";
pub const NONE_MINE: &str = "Nothing is yours to repair";
pub const NONE_MINE_TEXT: &str = "Items that you own stand here, the most urgent first. Propose one for a cause that you know, or look at all of them.";
pub const NONE_TEAM: &str = "Your team has nothing open";
pub const NO_TEAM: &str = "You are in no team";
pub const NO_TEAM_TEXT: &str = "Items belong to teams. An administrator can add you to yours.";
pub const NONE_ALL: &str = "No repair items yet";
pub const NONE_ALL_TEXT: &str = "A repair item says what is done about a cause, by whom, until when, and how one will tell that it worked. Propose one from a \
     problem's analysis, or here.";
pub const NONE_DECLINED: &str = "No decision not to act";
pub const NONE_DECLINED_TEXT: &str =
    "Who decides against an item says why, and who approved it. Such decisions are kept here.";
pub const MATCH_TITLE: &str = "No repair item matches these filters";
pub const MATCH_TEXT: &str = "Take one of the filters off, or look at another tab.";
pub const CLEAR: &str = "Clear filters";
pub const NO_STEP: &str = "Its life has no such step.";
pub const NO_NEXT: &str = "There is nowhere to move it that your role may choose.";
pub const NOT_YOURS: &str = "Its owner, its team and problem managers may move it.";
pub const EFFECTIVE_BY_CHECK: &str = "Only a recorded check makes a done item effective (ACT-10).";
pub const REOPENED_BY_ITSELF: &str =
    "It opens again by a check that shows no effect, or when the problem comes back.";
pub const CHANGED_MEANWHILE: &str = "The item changed meanwhile. The latest is on screen now, and what you typed is kept. Send it again to go on.";
pub const CHECK_HINT: &str = "Done is not effective: the item closes when the result is recorded.";
pub const INEFFECTIVE_HINT: &str = "The item and the root causes it acts on are opened again.";
pub const DECLINE_HINT: &str = "Why is it better not to act? It is kept as a record of its own. Markdown.";
pub const HIDDEN: &str = "This repair item is not visible to you";
pub const HIDDEN_TEXT: &str =
    "Repair items are visible to everybody inside. Ask an administrator for a role.";
pub const NO_NOTES: &str = "Nothing was noted yet.";
pub const NO_FINDINGS: &str = "The rules have nothing to say.";
pub const NO_CAUSES: &str = "It acts on no cause yet. Edit it to choose those of the analysis.";
pub const NO_ANALYSIS: &str =
    "The analysis of this problem has no causes yet, so the item acts on none. It can be linked later.";
pub const NONE_OF_PROBLEM: &str = "Nothing is being repaired yet";
pub const NONE_OF_PROBLEM_TEXT: &str = "What is done about the causes of this problem stands here. Propose an item: an idea has no clock until somebody commits to it.";
pub const NO_PROBLEM: &str = "Find the problem and choose it.";
pub const NO_TITLE: &str = "Say what will be different, beginning with a verb.";
pub const BAD_DAY: &str = "Enter a day.";
pub const NO_REASON: &str = "Say why.";
pub const NO_NOTE: &str = "Write something first.";
pub const NO_METRIC: &str = "Say what was measured.";
pub const NO_MEASURED: &str = "Say what was measured, or choose Inconclusive.";
pub const NO_URL: &str = "Paste the address of the issue.";

/// What a status means, and what the step to it needs.
pub const fn step_hint(to: RepairItemStatus) -> &'static str {
    match to {
        RepairItemStatus::Proposed => "Back to an idea, without a clock.",
        RepairItemStatus::Committed => {
            "Somebody answers for it; its clock runs. Needs owner, team, done condition and causes (ACT-01, ACT-02, ACT-04)."
        }
        RepairItemStatus::InProgress => "Somebody works on it.",
        RepairItemStatus::Done => "The done condition is met. Whether it works is checked later (ACT-10).",
        RepairItemStatus::Effective => "Opens the form that records the check (ACT-10).",
        RepairItemStatus::Reopened => REOPENED_BY_ITSELF,
        RepairItemStatus::NotDoing => "Asks for the reason and who approves (ACT-11).",
    }
}

/// How strongly such an action holds (`ACT-07`).
pub const fn strength_hint(strength: RepairStrength) -> &'static str {
    match strength {
        RepairStrength::Weak => {
            "Weak: double check, warning, new policy, training, more study. It holds as long as people remember."
        }
        RepairStrength::Intermediate => {
            "Medium: redundancy, enhancement, capacity, checklist, better interface or docs, alerting."
        }
        RepairStrength::Strong => {
            "Strong: removes the hazard, changes the architecture, forces or interlocks, automates, simplifies."
        }
    }
}

/// What an item does about the next incident (`ACT-09`).
pub const fn purpose_hint(purpose: RepairPurpose) -> &'static str {
    match purpose {
        RepairPurpose::Prevent => "Prevent: keeps it from happening",
        RepairPurpose::Detect => "Detect: shows it earlier",
        RepairPurpose::Mitigate => "Mitigate: makes it smaller or shorter",
        RepairPurpose::Repair => "Repair: mends what it left behind",
        RepairPurpose::Process => "Process: changes how people work together",
        RepairPurpose::Investigate => "Investigate: finds out what is not known, within a time box",
    }
}
