//! What becomes public within a change: to be called with the change's own transaction.

use domain::comms::StatusUpdate;
use domain::comms::promise::{Promise, PromiseKind};
use domain::id::IncidentId;
use domain::incident::Incident;
use domain::portal::{Published, RcaOwed, Said};
use domain::text::Title;
use serde_json::json;
use store::comms::promise as promises;
use store::portal::published;

use crate::write::Write;
use crate::{Result, subscriber};

/// The event of a portal that shows something else now.
pub(crate) const CHANGED: &str = "portal.changed";

/// Publishes an update for customers: the portal shows it, and the incident as it is now. The first one makes the incident
/// public. A correction of what the portal shows leaves the incident as it was published. Updates for the inside and private
/// incidents publish nothing.
pub(crate) async fn publish(write: &mut Write<'_>, incident: &Incident, update: &StatusUpdate) -> Result<()> {
    let (Some(record), Some(said)) = (Published::of(incident), Said::of(update, incident)) else {
        return Ok(());
    };
    let corrected = match said.corrects {
        Some(id) => published::told(&write.tx, id).await?,
        None => None,
    };
    let (record, said) = if let Some((shown, wrong)) = corrected {
        let earlier = published::said_of(&write.tx, &[shown.incident]).await?;
        let said = said.correcting(&wrong, &earlier, shown.status.is_open());
        (shown, said)
    } else {
        published::publish(&write.tx, &record, write.now).await?;
        owe(write, incident.id, None).await?;
        (record, said)
    };
    published::say(&write.tx, &said).await?;
    subscriber::announce_update(write, &record, &said);
    write.event("portal", CHANGED, incident.id.uuid(), &json!({}));
    Ok(())
}

/// Follows what was corrected of an incident that is over, so that its page and its analysis tell the same.
pub(crate) async fn follow(write: &mut Write<'_>, incident: &Incident) -> Result<()> {
    if published::follow(&write.tx, &Published::record(incident)).await? {
        write.event("portal", CHANGED, incident.id.uuid(), &json!({}));
    }
    Ok(())
}

/// Tells when customers are to have an analysis of an incident, as it was promised; `fresh` is a promise that is not kept yet.
pub(crate) async fn owe(write: &mut Write<'_>, incident: IncidentId, fresh: Option<&Promise>) -> Result<()> {
    let open = promises::open_of(&write.tx, &[incident], PromiseKind::Rca).await?;
    if published::owe(&write.tx, incident, RcaOwed::first(open.iter().chain(fresh))).await? {
        write.event("portal", CHANGED, incident.uuid(), &json!({}));
    }
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
