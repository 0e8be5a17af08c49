//! What a notification says, made of its facts. Said as of the moment it was told, so that it stays true. It must not know the page.

use super::api::Note;
use crate::{
    model::{DateTime, NotificationKind},
    publication,
    ui::time,
};

const HOUR: i64 = 3_600_000;

/// Where the record is.
pub fn href(note: &Note) -> String {
    match note.kind {
        NotificationKind::WebhookDisabled => format!("/admin/webhooks/{}", note.subject),
        NotificationKind::PromiseLate | NotificationKind::UpdateApproval => {
            format!("/incidents/{}/comms", note.reference)
        }
        NotificationKind::RcaQuestion => publication::versions_path(&note.reference),
        _ => format!("/repairs/{}", note.reference),
    }
}

/// What there is to say of the record, as the end of a sentence that begins with its name.
pub fn predicate(note: &Note) -> String {
    match note.kind {
        NotificationKind::RepairReminder => {
            let run = note.stage.map(|stage| format!(": {} of its time has run", stage.label()));
            let state = note.due_at.map_or_else(|| "needs a look".to_owned(), |due| due_words(note.at, due));
            format!("{state}{}.", run.unwrap_or_default())
        }
        NotificationKind::RepairAssigned => {
            let due = note.due_at.map(|due| format!(", due {}", time::short_day(due))).unwrap_or_default();
            format!("was given to you{due}.")
        }
        NotificationKind::RepairReopened => "was opened again: it did not hold yet.".into(),
        NotificationKind::TrackerDisagrees => {
            "and its issue say different things. Decide which of them is right.".into()
        }
        NotificationKind::PromiseLate => {
            let since = note.due_at.map_or_else(String::new, |due| format!(", due {}", time::moment(due)));
            format!("owes what was promised{since}. Send it, or say when it comes.")
        }
        NotificationKind::RcaQuestion => "has a question of a customer about its published analysis.".into(),
        NotificationKind::UpdateApproval => {
            "has an update for customers that waits until somebody else approves it.".into()
        }
        NotificationKind::WebhookDisabled => {
            "was switched off by itself, because nothing arrived there any more.".into()
        }
    }
}

fn due_words(at: DateTime, due: DateTime) -> String {
    // To the hour: a reminder goes out some seconds after its moment.
    let hours = |millis: i64| (millis + HOUR / 2) / HOUR;
    match hours((due.0 - at.0).abs()) {
        0 => "is due".into(),
        n if due.0 > at.0 => format!("is due in {}", span(n)),
        n => format!("is overdue by {}", span(n)),
    }
}

fn span(hours: i64) -> String {
    match (hours / 24, hours) {
        (0, 1) => "1 hour".into(),
        (0, hours) => format!("{hours} hours"),
        (1, _) => "1 day".into(),
        (days, _) => format!("{days} days"),
    }
}
