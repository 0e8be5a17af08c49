//! Telling people in the transaction of the change that they are told of: a row of the inbox, and mail on its way.

use domain::id::{DeliveryId, NotificationId, UserId};
use domain::identity::{Permission, Principal};
use domain::integration::{Channel, DeliveryStatus};
use domain::notification::{Notification, NotificationKind};
use domain::repair::{ReminderStage, RepairItem};
use domain::time::Instant;
use serde_json::json;
use store::integration::NewDelivery;

use crate::App;
use crate::directory::actor_of;
use crate::write::Write;

/// What people are told.
#[derive(Clone, Debug)]
pub(crate) struct About {
    /// What it is about.
    pub kind: NotificationKind,
    /// The record, as global id.
    pub subject: String,
    /// The reference of the record.
    pub reference: String,
    /// The title of the record as it was.
    pub title: String,
    /// How far the time of the item has run, for a reminder.
    pub stage: Option<ReminderStage>,
    /// When the item is due.
    pub due_at: Option<Instant>,
}

impl About {
    /// Something about a repair item.
    pub(crate) fn item(kind: NotificationKind, item: &RepairItem) -> Self {
        Self {
            kind,
            subject: item.id.to_string(),
            reference: item.reference(),
            title: item.title.as_str().to_owned(),
            stage: None,
            due_at: item.due_at,
        }
    }
}

/// Tells people about a repair item, each once; those who are disabled, or who did it themselves, are not told.
pub(crate) fn tell(write: &mut Write<'_>, kind: NotificationKind, item: &RepairItem, people: &[UserId]) {
    let people: Vec<UserId> = people
        .iter()
        .copied()
        .filter(|user| Principal::User(*user) != write.author())
        .filter(|user| write.app().can_read_items(*user))
        .collect();
    tell_about(write, &About::item(kind, item), &people);
}

/// Tells people something, each once; those who are disabled or outside are not told.
pub(crate) fn tell_about(write: &mut Write<'_>, about: &About, people: &[UserId]) {
    let mut people = people.to_vec();
    people.sort_unstable();
    people.dedup();
    for user in people {
        if write.app().directory().user(user).is_none_or(|user| !user.is_active() || !user.is_inside()) {
            continue;
        }
        let id = NotificationId::new(write.app().uuid());
        write.notify(Notification {
            id,
            user,
            kind: about.kind,
            subject: about.subject.clone(),
            reference: about.reference.clone(),
            title: about.title.clone(),
            stage: about.stage,
            due_at: about.due_at,
            at: write.now,
            read_at: None,
        });
        if write.app().settings().sends_mail {
            let mail = mail(write, about, user);
            write.deliver(mail);
        }
    }
}

/// A mail on its way; its words are chosen when it is sent first.
fn mail(write: &Write<'_>, about: &About, user: UserId) -> NewDelivery {
    let facts = json!({
        "reference": about.reference,
        "title": about.title,
        "stage": about.stage.map(ReminderStage::as_str),
        "dueAt": about.due_at,
    });
    NewDelivery {
        id: DeliveryId::new(write.app().uuid()),
        channel: Channel::Mail,
        target: user.uuid(),
        event: about.kind.as_str().to_owned(),
        subject: about.subject.clone(),
        facts: facts.to_string(),
        status: DeliveryStatus::Pending,
        at: write.now,
    }
}

impl App {
    /// Whether a person can sign in and may read repair items.
    pub(crate) fn can_read_items(&self, user: UserId) -> bool {
        self.directory()
            .user(user)
            .is_some_and(|user| user.is_active() && actor_of(&user, None).may_ever(Permission::RepairRead))
    }

    /// Everybody who can sign in and may do this anywhere.
    pub(crate) fn people_who_may(&self, permission: Permission) -> Vec<UserId> {
        let users = self.directory().users();
        let may = |user: &&std::sync::Arc<domain::identity::User>| {
            user.is_active() && actor_of(user, None).may_ever(permission)
        };
        users.iter().filter(may).map(|user| user.id).collect()
    }
}
