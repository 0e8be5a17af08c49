//! What a publication follows: its repair items, and incidents that become private.
//!
//! To be called with the change's own transaction.

use domain::id::IncidentId;
use domain::publication::{Publication, PublicationAudience};
use domain::rca::RcaChange;
use domain::repair::RepairItem;
use serde_json::json;
use store::publication::{items, repo};

use crate::Result;
use crate::portal;
use crate::subscriber::withdraw_rca;
use crate::write::Write;

/// Keeps the public state of a repair item true in every version that tells of it.
pub(crate) async fn follow_item(write: &mut Write<'_>, item: &RepairItem) -> Result<()> {
    if items::follow(&write.tx, item).await? {
        write.event("portal", portal::CHANGED, item.id.uuid(), &json!({}));
    }
    Ok(())
}

/// Withdraws every version for readers outside that tells of an incident, as it became private. What such a version says in its own
/// words cannot be taken apart.
pub(crate) async fn hide(write: &mut Write<'_>, incident: IncidentId) -> Result<()> {
    for mut version in repo::telling_of(&write.tx, incident).await? {
        if version.audience.is_outside() {
            take_back(write, &mut version, true).await?;
        }
    }
    Ok(())
}

/// Takes a version back, unless it was before; whether it was done now.
pub(super) async fn take_back(
    write: &mut Write<'_>,
    version: &mut Publication,
    is_private: bool,
) -> Result<bool> {
    if version.withdraw(write.now).is_err() {
        return Ok(false);
    }
    repo::withdraw(&write.tx, version.id, write.now).await?;
    let facts = json!({
        "publicationId": version.id.to_string(), "number": version.number, "isPrivate": is_private,
    });
    write.audit("rca.publication_withdrawn", "rca", version.rca, &facts);
    write.event("rca", RcaChange::Published.as_str(), version.rca.uuid(), &facts);
    if version.audience == PublicationAudience::Everyone {
        withdraw_rca(write, version.id).await?;
        write.event("portal", portal::CHANGED, version.rca.uuid(), &json!({}));
    }
    Ok(true)
}
