//! The words of the problem screens.

use crate::model::ProblemStatus;

pub const TITLE: &str = "Problems";
pub const NEW: &str = "New problem";
pub const OPEN: &str = "Open";
pub const ENDED: &str = "Closed or lived with, last changed first";
pub const MINE: &str = "Yours";
pub const WORKAROUNDS: &str = "With a workaround";
pub const RISKS: &str = "Lived with, by decision";
pub const NONE_OPEN: &str = "No open problem. When incidents have a why worth finding, open one.";
pub const NONE_ENDED: &str = "Nothing is closed yet. A problem closes when its fix is shown to work.";
pub const NONE_MINE: &str = "No problem is yours. Take one on its page, by Edit.";
pub const NONE_WORKAROUNDS: &str =
    "No workaround is recorded. Write one on a problem's page, and responders find it during incidents.";
pub const NONE_RISKS: &str = "No risk is accepted. Who accepts one says why, and until when.";
pub const NONE_MATCH: &str = "No problem matches these filters.";
pub const NONE_TITLE: &str = "No problems yet";
pub const NONE_TEXT: &str = "An incident says what happened; a problem says why it happened, and what keeps it from happening again. Open one from an \
     incident, or here.";
pub const MATCH_TITLE: &str = "No problem matches these filters";
pub const MATCH_TEXT: &str =
    "Take one of the filters off, or look at the list, which also holds what is closed.";
pub const CLEAR: &str = "Clear filters";
pub const NO_PREVIEW: &str = "No preview open";
pub const NO_PREVIEW_TEXT: &str =
    "Press Space on a row to read its description, workaround and incidents without leaving the list.";
pub const CHANGED_MEANWHILE: &str =
    "The problem changed meanwhile. The latest is on screen now, and what you typed is kept.";
pub const MOVED_MEANWHILE: &str =
    "Somebody changed it meanwhile, so it stays where it is now. Move it again if that is still right.";
pub const HIDDEN: &str = "This problem is not visible to you";
pub const HIDDEN_TEXT: &str = "Problems are visible to everybody inside. Ask an administrator for a role.";
pub const NO_DESCRIPTION: &str = "No description yet. Say what is known, for whoever joins the analysis.";
pub const NO_WORKAROUND: &str =
    "No workaround is recorded. One may be recorded at any stage, long before the cause is known.";
pub const NO_INCIDENTS: &str = "No incident is linked. Link the incidents that this explains, and their impact and recurrence count here.";
pub const NO_WINDOWS: &str = "None of its incidents has an impact window yet.";
pub const NO_FINDINGS: &str = "The rules have nothing to say.";
pub const NO_ALIKE: &str = "Nothing alike was found.";
pub const NO_HISTORY: &str = "Nothing has happened yet.";
pub const NO_ANALYSIS: &str = "Nobody has started the analysis.";
pub const NO_STEP: &str = "Its life has no such step.";
pub const NO_NEXT: &str = "There is nowhere to move it that your role may choose.";
pub const REASON_HINT: &str = "What is new? It is kept, and shown on top of the problem.";
pub const RISK_HINT: &str = "Why is it better to live with it than to fix it? Markdown.";
pub const SPONSOR_HINT: &str = "Is told when its repair items stay overdue (ACT-12).";
pub const LOOKS_ALIKE: &str = "Looks like these";
pub const BAD_DAY: &str = "Enter a day.";
pub const PAST_DAY: &str = "Choose a day that is still to come.";

/// What a step means, and what it needs.
pub const fn step_hint(to: ProblemStatus) -> &'static str {
    match to {
        ProblemStatus::Identified => "Known to exist.",
        ProblemStatus::InAnalysis => "Its causes are being looked for.",
        ProblemStatus::RootCauseConfirmed => "At least one root cause is confirmed (VOC-04).",
        ProblemStatus::KnownError => "Analysed and not resolved. Needs a confirmed root cause (VOC-04).",
        ProblemStatus::FixInProgress => {
            "A permanent fix is being made. Needs a confirmed root cause (VOC-04)."
        }
        ProblemStatus::Measuring => "The fix is in place, and whether it works is being measured.",
        ProblemStatus::Closed => {
            "Resolved, and shown to be. Needs all six steps passed (RCS-05, RCS-06, RCS-07)."
        }
        ProblemStatus::AcceptedRisk => "Lived with by decision: rationale, approver and review date.",
    }
}
