//! What becomes public within a change: to be called with the change's own transaction.

use domain::comms::StatusUpdate;
use domain::incident::Incident;
use domain::portal::{Published, Said};
use domain::text::Title;
use serde_json::json;
use store::portal::published;

use crate::write::Write;
use crate::{Result, subscriber};

/// The event of a portal that shows something else now.
pub(crate) const CHANGED: &str = "portal.changed";

/// Publishes an update for customers: the portal shows it, and the incident as it is now. The first one makes the incident
/// public. Updates for the inside and private incidents publish nothing.
pub(crate) async fn publish(write: &mut Write<'_>, incident: &Incident, update: &StatusUpdate) -> Result<()> {
    let (Some(record), Some(said)) = (Published::of(incident), Said::of(update, incident)) else {
        return Ok(());
    };
    published::publish(&write.tx, &record, write.now).await?;
    published::say(&write.tx, &said).await?;
    subscriber::announce_update(write, &record, &said);
    write.event("portal", CHANGED, incident.id.uuid(), &json!({}));
    Ok(())
}

/// Takes an incident off the portal, as it became private.
pub(crate) async fn hide(write: &mut Write<'_>, incident: &Incident) -> Result<()> {
    if published::hide(&write.tx, incident.id).await? {
        subscriber::withdraw(write, &incident.id.to_string()).await?;
        write.event("portal", CHANGED, incident.id.uuid(), &json!({}));
    }
    Ok(())
}

/// Gives an incident its title for the public, or takes it away.
pub(crate) async fn entitle(write: &mut Write<'_>, incident: &Incident, title: Option<&Title>) -> Result<()> {
    if published::entitle(&write.tx, &Published::record(incident), title).await? {
        write.event("portal", CHANGED, incident.id.uuid(), &json!({}));
    }
    Ok(())
}
