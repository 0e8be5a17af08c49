//! The words of publishing.

use crate::model::{PublicationAudience, TextZone};

/// One of the texts of a version.
pub struct Part {
    /// Its name in the API.
    pub field: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub zone: TextZone,
    /// Lines of its field.
    pub rows: u32,
}

const fn part(field: &'static str, label: &'static str, hint: &'static str, zone: TextZone) -> Part {
    Part { field, label, hint, zone, rows: 6 }
}

/// The title, and the four parts that customers ask for, in the zones that the server checks them in.
pub const PARTS: [Part; 5] = [
    Part { rows: 1, ..part("title", "Title", "What was felt, and when.", TextZone::Summary) },
    part(
        "whatHappened",
        "What happened",
        "What customers felt, from when to when. Markdown.",
        TextZone::Analysis,
    ),
    part("why", "Why", "The conditions that made it possible. Markdown.", TextZone::Analysis),
    part("whatWeDid", "What we did", "How it was ended. Markdown.", TextZone::Analysis),
    part(
        "whatWeWillDo",
        "What we will do",
        "What changes, and by when. Not that it never happens again. Markdown.",
        TextZone::Action,
    ),
];

/// Where something was replaced: a text of its own, or what the page is made of beside them.
pub fn place(field: &str) -> String {
    match field {
        "timeline" => "Timeline".to_owned(),
        "causes" => "Causes".to_owned(),
        "repairItems" => "Repair items".to_owned(),
        other => PARTS.iter().find(|part| part.field == other).map_or(other, |part| part.label).to_owned(),
    }
}

pub const TITLE: &str = "Publish the analysis";
pub const NOT_STARTED: &str = "No analysis yet";
pub const NOT_STARTED_TEXT: &str =
    "What is published is made of the analysis: its causes, its repair items and the timeline.";
pub const NONE: &str = "Nothing is published yet";
pub const NONE_TEXT: &str = "A version goes to everyone, to chosen customers or stays inside. It gets a number and never changes; what is new becomes the next one.";
pub const NO_CUSTOMERS: &str = "There are no customers yet. Administrators add them under Customers.";
pub const BEGUN_BEFORE: &str = "The analysis has changed since you began to write.";
pub const PREVIEW_FIRST: &str =
    "Preview it to read it as its readers will: people as roles, links to the inside taken out.";
pub const STALE: &str = "Something changed since this preview. Preview it again before it goes out.";
pub const REFUSED: &str =
    "What is named as an error beneath keeps it from going out. Change it, then preview again.";
pub const NOTHING_REPLACED: &str = "Nothing had to be replaced.";
pub const CONFLICT: &str =
    "The analysis changed meanwhile. What you typed is kept. Preview it again, then publish.";
pub const WITHDRAW: &str = "Nobody outside finds it any more; it stays inside. Who has read it keeps what was read. It cannot be taken back.";
pub const ANSWER_HINT: &str = "Markdown. The customer reads it beside the question.";

/// What publishing means, before it is done.
pub const fn consequence(audience: PublicationAudience) -> &'static str {
    match audience {
        PublicationAudience::Everyone => {
            "Anybody can read it on the portal from now on, and subscribers are told. It cannot be changed, only withdrawn."
        }
        PublicationAudience::Customers => {
            "The people of the chosen customers read it after they sign in. It cannot be changed, only withdrawn."
        }
        PublicationAudience::Inside => "People of the house read it. It cannot be changed, only withdrawn.",
    }
}
