//! Putting deliveries on their way, in the transaction of what they tell of.

use domain::id::{DeliveryId, IncidentId, ProblemId, RcaId, RepairItemId};
use domain::identity::{Principal, SystemActor};
use domain::integration::{Channel, DeliveryStatus, WebhookTopic};
use domain::repair::RepairItem;
use serde_json::json;
use store::integration::NewDelivery;
use store::ledger::EventRow;
use uuid::Uuid;

use crate::App;
use crate::write::Write;

/// The event of a delivery that tells a tracker of a state.
pub(super) const STATE_WANTED: &str = "tracker.state_wanted";

/// A delivery of each event to every endpoint that is told of it. History, the demo and the command line tell nobody.
pub(crate) fn of_events(app: &App, events: &[EventRow]) -> Vec<NewDelivery> {
    let mut deliveries = Vec::new();
    for event in events {
        if is_quiet(event.actor) {
            continue;
        }
        for webhook in app.directory().told_of(event.capability) {
            let Some(subject) = subject_of(event.capability, event.subject) else { continue };
            deliveries.push(NewDelivery {
                id: DeliveryId::new(app.uuid()),
                channel: Channel::Webhook,
                target: webhook.uuid(),
                event: event.kind.to_owned(),
                subject,
                facts: event.facts.clone(),
                status: DeliveryStatus::Pending,
                at: event.at,
            });
        }
    }
    deliveries
}

/// Whether nobody outside is told of what this actor does.
pub(crate) fn is_quiet(actor: Principal) -> bool {
    matches!(actor, Principal::System(SystemActor::Import | SystemActor::Demo | SystemActor::Cli))
}

/// The record of an event as global id.
fn subject_of(capability: &str, subject: Uuid) -> Option<String> {
    Some(match WebhookTopic::of_capability(capability)? {
        WebhookTopic::Incident => IncidentId::new(subject).to_string(),
        WebhookTopic::Problem => ProblemId::new(subject).to_string(),
        WebhookTopic::Rca => RcaId::new(subject).to_string(),
        WebhookTopic::Repair => RepairItemId::new(subject).to_string(),
    })
}

/// Puts the news of an item's new status on its way to its issue, and notes in the item that the issue knows. To be called
/// before the item is saved. Nothing happens when the issue is in step, its connection is off or has no token, or the change
/// came from the tracker itself.
pub(crate) fn tell_tracker(write: &mut Write<'_>, before: &RepairItem, after: &mut RepairItem) {
    if before.status == after.status || write.author() == Principal::System(SystemActor::Tracker) {
        return;
    }
    let Some(issue) = &mut after.tracker else { return };
    let Some(id) = issue.tracker else { return };
    let Some(wanted) = issue.wanted(after.status) else { return };
    let can_be_told = write
        .app()
        .directory()
        .tracker(id)
        .is_some_and(|held| held.tracker.is_enabled && held.tracker.has_token);
    if !can_be_told {
        return;
    }
    (issue.state, issue.synced_at) = (wanted, Some(write.now));
    let delivery = NewDelivery {
        id: DeliveryId::new(write.app().uuid()),
        channel: Channel::Tracker,
        target: id.uuid(),
        event: STATE_WANTED.to_owned(),
        subject: after.id.to_string(),
        facts: json!({ "url": issue.url.as_str(), "state": wanted.as_str() }).to_string(),
        status: DeliveryStatus::Pending,
        at: write.now,
    };
    write.deliver(delivery);
}
