//! The words of the incident page.

pub const HIDDEN: &str = "This incident is not visible to you";
pub const HIDDEN_TEXT: &str = "It may have become private. Its members and incident managers still see it.";
pub const CHANGED_MEANWHILE: &str =
    "The incident changed meanwhile. The latest is on screen now, and what you typed is kept.";
pub const WRITE_UPDATE: &str = "Write update";
pub const NO_WINDOWS: &str = "No impact window yet. Add one to see how long users felt it.";
pub const NO_ENTRIES: &str = "No entries yet";
pub const NO_ENTRIES_TEXT: &str = "Write what you see and do; the timeline is what everyone reads later.";
pub const NO_MATCH: &str = "No entry of this kind";
pub const NO_MATCH_TEXT: &str = "Choose All to see the whole timeline.";
pub const ENTRY_HINT: &str = "What happened? Start with @14:05 to back-date";
pub const NO_FINDINGS: &str = "The rules have nothing to say.";
pub const NO_UPDATES: &str = "Nothing has been sent yet.";
pub const FINAL_UPDATE: &str = "Service is restored: this is the last word and promises nothing.";
pub const PROMISE_HINT: &str = "Say when the next update comes, or when the fix is expected.";
pub const NO_OUTAGE: &str =
    "It says “outage”, and no service is lost in full. Say what works and what does not. COM-07";
pub const ETA_BASIS: &str =
    "A fix is announced while no cause is identified. Say in the text what the time is based on. COM-05";
pub const DRAFT_LOST: &str =
    "The draft was sent or discarded meanwhile. Your text is kept; sent now, it is an update of its own.";
pub const TEMPLATE_HINT: &str = "Markdown. Begins with the template of the severity; typing replaces it.";
pub const SECOND_PERSON: &str =
    "A second person lets external updates out: save the draft, then ask for approval below.";
pub const CORRECTION: &str = "What was sent stays, marked as corrected. The correction goes to the same audience; what was promised stays promised.";
pub const NO_RCA_PROMISE: &str = "No analysis is promised.";
pub const RCA_PROMISE: &str =
    "Kept when an analysis of that stage is published for a problem this incident is linked to.";
pub const NO_ESTIMATES: &str = "Nobody has estimated yet how many users, requests, customers or support contacts it reached, or what it cost.";
pub const NO_RELATIONS: &str = "No related incident.";
pub const PRIVATE_HINT: &str = "Only members and incident managers see it.";
pub const NO_MEMBERS: &str = "Nobody is invited beyond the people with a role.";
pub const BACK_REASON: &str = "Going back needs a reason; it is kept on the timeline.";
pub const NO_STEP: &str = "There is no further step from here.";
pub const BAD_TIME: &str = "Enter a day and a time.";
pub const NOT_IMPORTED: &str = "This incident was declared here, not brought in.";
pub const NOTHING_ODD: &str = "Nothing in the source contradicts itself.";
pub const ODD_NOTE: &str = "The source is kept as it was written; this is what does not fit together in it.";
pub const KEPT_NOTE: &str = "Sections of the source that have no other place here, as they were written.";
pub const PUBLIC_TITLE: &str =
    "What customers read instead of the title. Without one, a sentence is made of impact and services.";
