//! Publishes a version, and takes one back.

use domain::finding::Finding;
use domain::id::{IncidentId, PublicationId, ServiceId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::publication::{Publication, PublicationAudience, PublicationError};
use domain::rca::RcaChange;
use serde_json::json;
use store::incident::{Scope, repo as incidents};
use store::problem::links;
use store::publication::repo;

use super::follow::take_back;
use super::preview::parts_of;
use super::{PublicationAnswer, PublishRca};
use crate::rca::{Change, OpenedRca};
use crate::subscriber::{RcaNews, announce_rca};
use crate::write::Write;
use crate::{App, Error, Result, authorize, comms};

impl App {
    /// Publishes what a preview has shown: a version that stays as it is. It keeps what was promised of the linked incidents
    /// (`COM-05`); the final one takes the analysis to PUBLISHED.
    ///
    /// Errors: stale version, another preview, a gate that is not met, words about people (`A1`, `H1`, `N1`, `W1`).
    pub async fn publish_rca(&self, actor: &Actor, command: PublishRca) -> Result<PublicationAnswer> {
        authorize(actor, Permission::RcaPublish, Relation::default())?;
        let parts = parts_of(&command.content)?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        let fresh = PublicationId::new(self.uuid());
        if let Some(earlier) = write.claim("publishRca", key, &command, fresh.uuid()).await? {
            drop(write);
            let publication = repo::load(self.store(), PublicationId::new(earlier)).await?;
            return Ok(PublicationAnswer {
                publication: publication.ok_or(Error::NotFound)?,
                findings: Vec::new(),
            });
        }
        let locked = lock_incidents(&write, command.content.rca_id).await?;
        let mut opened = self.open_rca_in(actor, write, command.content.rca_id).await?;
        opened.check_version(command.rca_version)?;
        let now = opened.write.now;
        let making = self.making(&opened.write.tx, actor, &command.content, parts, now).await?;
        if making.gathered.linked.iter().any(|incident| !locked.contains(&incident.id)) {
            return Err(PublicationError::OtherPreview.into());
        }
        if let Some(refusal) = making.refusal {
            return Err(refusal.into());
        }
        if making.token != command.preview_token {
            return Err(PublicationError::OtherPreview.into());
        }
        let version = Publication { id: fresh, ..making.version };
        let findings = making.made.findings.into_iter().map(|(_, finding)| finding).collect();
        let services: Vec<ServiceId> =
            making.gathered.incidents.iter().flat_map(|incident| incident.services.clone()).collect();
        let told: Vec<IncidentId> = making.gathered.incidents.iter().map(|incident| incident.id).collect();
        repo::insert(&opened.write.tx, &version, &told).await?;
        if version.audience == PublicationAudience::Everyone {
            announce_rca(&mut opened.write, &news(&version, services.clone()));
        }
        let directory = self.directory();
        let users = directory.customers();
        let users = users.iter().filter(|one| one.services.iter().any(|id| services.contains(id)));
        let kept_for = version.keeps_for(&users.map(|one| one.id).collect::<Vec<_>>());
        comms::rca_published(&mut opened.write, version.problem, version.stage, kept_for).await?;
        self.close_published(opened, version, findings).await
    }

    /// Moves the analysis on, and makes all of it durable.
    async fn close_published(
        &self,
        mut opened: OpenedRca<'_>,
        version: Publication,
        findings: Vec<Finding>,
    ) -> Result<PublicationAnswer> {
        if version.stage == domain::comms::promise::RcaStage::Final && opened.analysis.rca.publish() {
            opened.analysis.rca.version += 1;
        }
        if version.audience == PublicationAudience::Everyone {
            opened.write.event("portal", crate::portal::CHANGED, version.rca.uuid(), &json!({}));
        }
        let facts = json!({
            "publicationId": version.id.to_string(), "number": version.number, "stage": version.stage.as_str(),
            "audience": version.audience.as_str(),
            "customerIds": version.customers.iter().map(ToString::to_string).collect::<Vec<_>>(),
        });
        opened.close(Change { action: "rca.published", kind: RcaChange::Published, facts }).await?;
        Ok(PublicationAnswer { publication: version, findings })
    }

    /// Takes a version back: nobody outside finds it any more, and it stays inside. Doing it twice changes nothing.
    pub async fn withdraw_rca_publication(
        &self,
        actor: &Actor,
        id: PublicationId,
    ) -> Result<PublicationAnswer> {
        authorize(actor, Permission::RcaPublish, Relation::default())?;
        let mut write = self.write(actor).await?;
        let mut version = repo::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
        if take_back(&mut write, &mut version, false).await? {
            write.commit().await?;
        }
        Ok(PublicationAnswer { publication: version, findings: Vec::new() })
    }
}

/// What subscribers are told of a version that everybody may read.
fn news(version: &Publication, services: Vec<ServiceId>) -> RcaNews {
    RcaNews {
        id: version.id,
        rca: version.rca,
        reference: version.reference(),
        stage: version.stage.as_str().to_owned(),
        title: version.parts.title.as_str().to_owned(),
        summary: version.parts.summary().to_owned(),
        path: version.path(),
        services,
        at: version.published_at,
    }
}

/// Locks the incidents that an analysis rests on, so that none becomes private while it is being published. Incidents are locked
/// before analyses and problems, and in the order of their ids.
async fn lock_incidents(write: &Write<'_>, rca: domain::id::RcaId) -> Result<Vec<IncidentId>> {
    let found = store::rca::list::by_ids(&write.tx, &[rca]).await?.remove(&rca).ok_or(Error::NotFound)?;
    let mut ids = links::of(&write.tx, found.problem).await?;
    ids.sort_unstable();
    for id in &ids {
        incidents::lock(&write.tx, &Scope::everything(), *id).await?;
    }
    Ok(ids)
}
