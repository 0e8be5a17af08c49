//! The words of mails: plain text, short, with a link and why one gets it. Nothing in them blames a person.

use domain::identity::User;
use domain::notification::NotificationKind;
use domain::repair::ReminderStage;
use domain::time::Instant;
use serde_json::Value;

use crate::App;

/// A mail as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// The mail that tells a person of something; none for a kind that is not mailed.
pub(crate) fn letter(app: &App, user: &User, kind: &str, facts: &Value) -> Option<Letter> {
    let kind = NotificationKind::parse(kind)?;
    let text = |name: &str| facts[name].as_str().unwrap_or_default();
    let due = text("dueAt").parse::<Instant>().ok();
    let (reference, title) = (text("reference"), text("title"));
    let stage = ReminderStage::parse(text("stage"));
    let (subject, line, why) = match kind {
        NotificationKind::RepairReminder => (
            format!("{reference} {}", short(stage?)),
            format!("{reference} \"{title}\" {}.", long(stage?, due)),
            "you own this repair item, manage problems or sponsor its problem",
        ),
        NotificationKind::RepairAssigned => (
            format!("{reference} is yours"),
            format!("You own {reference} \"{title}\" now{}.", until(due)),
            "this repair item was given to you",
        ),
        NotificationKind::RepairReopened => (
            format!("{reference} is open again"),
            format!("{reference} \"{title}\" was opened again{}.", until(due)),
            "you own this repair item",
        ),
        NotificationKind::TrackerDisagrees => (
            format!("{reference}: its issue says something else"),
            format!(
                "The issue that {reference} \"{title}\" is linked to says something that a person must decide."
            ),
            "you own this repair item",
        ),
        NotificationKind::WebhookDisabled => (
            format!("The webhook {reference} was switched off"),
            format!(
                "The webhook \"{title}\" has failed for days, or says that it is gone. It was switched off."
            ),
            "you manage webhooks",
        ),
        NotificationKind::PromiseLate => (
            format!("{reference}: what was promised is late"),
            format!("What was promised about {reference} \"{title}\" has not come yet{}.", was(due)),
            "you lead this incident or its communication, or manage incidents",
        ),
        NotificationKind::RcaQuestion => (
            "A customer asks about an analysis".to_owned(),
            format!("A customer asks about \"{title}\", the published analysis of {reference}."),
            "you own this problem, or publish analyses",
        ),
        NotificationKind::UpdateApproval => (
            format!("{reference}: an update waits for your approval"),
            format!(
                "An update for customers about {reference} \"{title}\" waits until another person approves it."
            ),
            "you approve what goes out to customers",
        ),
    };
    let path = match kind {
        NotificationKind::WebhookDisabled => "/admin/webhooks".to_owned(),
        NotificationKind::PromiseLate => format!("/incidents/{reference}"),
        NotificationKind::UpdateApproval => format!("/incidents/{reference}/comms"),
        NotificationKind::RcaQuestion => format!("/problems/{reference}/rca/report"),
        _ => format!("/repairs/{reference}"),
    };
    let url = format!("{}{path}", app.settings().public_url.trim_end_matches('/'));
    let text =
        format!("Hello {},\n\n{line}\n\n{url}\n\nYou get this mail because {why}.\n", user.name.as_str());
    Some(Letter { subject, text })
}

const fn short(stage: ReminderStage) -> &'static str {
    match stage {
        ReminderStage::Approaching => "is due soon",
        ReminderStage::Due => "is due",
        ReminderStage::Overdue => "is overdue",
    }
}

fn long(stage: ReminderStage, due: Option<Instant>) -> String {
    let on = due.map(|due| format!(" on {}", day(due))).unwrap_or_default();
    match stage {
        ReminderStage::Approaching => format!("is due{on}; four fifths of its time have passed"),
        ReminderStage::Due => format!("was due{on} and is not done yet"),
        ReminderStage::Overdue => format!("was due{on} and has taken one and a half times its time"),
    }
}

fn until(due: Option<Instant>) -> String {
    due.map(|due| format!("; it is due on {}", day(due))).unwrap_or_default()
}

fn was(due: Option<Instant>) -> String {
    due.map(|due| format!("; it was due on {}", day(due))).unwrap_or_default()
}

fn day(at: Instant) -> String {
    at.format("%Y-%m-%d (%H:%M UTC)").to_string()
}
