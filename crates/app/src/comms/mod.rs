//! Use cases of communication: publish a status update, read updates, watch what was promised.
//!
//! It must not know how an update reaches anybody.

pub mod command;
mod correct;
mod draft;
mod escalate;
mod estimate;
mod promise;
mod rca;
mod report;
mod template;

use std::collections::HashMap;

use domain::comms::{Audience, Draft, StatusUpdate, rules};
use domain::finding::Finding;
use domain::id::{IncidentId, StatusUpdateId};
use domain::identity::{Actor, Permission};
use domain::incident::{IncidentChange, Summary};
use domain::text::Body;
use domain::time::Instant;
use serde_json::json;
use store::comms::repo;
use uuid::Uuid;

pub use command::{
    AddEstimate, CorrectUpdate, DraftStep, PromiseRca, PublishUpdate, SaveDraft, SaveTemplate,
};
pub use draft::DraftAnswer;
pub use promise::PromiseFilter;
pub use rca::rca_published;
pub use report::{PromiseReport, PromiseReportRow};

pub(crate) use promise::{end_promises, keep_update};

use crate::error::parse;
use crate::incident::instant_opt;
use crate::incident::open::{Change, Opened, authorize_ever};
use crate::page::Page;
use crate::{App, Error, Result, portal};

/// A status update after it was published.
#[derive(Clone, Debug)]
pub struct UpdateAnswer {
    /// The update.
    pub update: StatusUpdate,
    /// Its incident, whose promises say whether the update is late.
    pub incident: Summary,
    /// What the rules of communication say about the incident now.
    pub findings: Vec<Finding>,
}

/// Which updates, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UpdatesQuery {
    /// Newest first.
    pub newest_first: bool,
    /// For this audience.
    pub audience: Option<Audience>,
    /// After the update of this instant and id.
    pub after: Option<(Instant, Uuid)>,
    /// At most so many; see [`crate::page::size`].
    pub size: u64,
}

impl App {
    /// Publishes a status update and keeps the promises of its incident in step. The timeline tells
    /// it as a communication.
    ///
    /// Errors: a promise missing, or made after restoration (`COM-01`); a promise that lies in the past; an external update where
    /// the organisation wants another person's approval, by somebody who cannot approve.
    pub async fn publish_status_update(&self, actor: &Actor, command: PublishUpdate) -> Result<UpdateAnswer> {
        let permission = Permission::StatusUpdatePublish;
        authorize_ever(actor, permission)?;
        let draft = Draft {
            id: StatusUpdateId::new(self.uuid()),
            audience: command.audience,
            body: parse("body", Body::parse(&command.body))?,
            next_update_at: instant_opt("nextUpdateAt", command.next_update_at)?,
            eta: instant_opt("eta", command.eta)?,
        };
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("publishStatusUpdate", key, &command, draft.id.uuid()).await? {
            drop(write);
            return self.update_again(actor, StatusUpdateId::new(earlier)).await;
        }
        self.check_approval(actor, draft.audience, false)?;
        let opened = self.open_in(actor, write, &scope, permission, command.incident_id).await?;
        self.publish_in(opened, draft).await
    }

    /// Publishes an update about an incident that is open for the change.
    async fn publish_in(&self, mut opened: Opened<'_>, draft: Draft) -> Result<UpdateAnswer> {
        let now = opened.write.now;
        let update = opened.incident.publish_update(draft, opened.actor.principal, now)?;
        repo::append(&opened.write.tx, &update).await?;
        keep_update(&mut opened.write, &update).await?;
        portal::publish(&mut opened.write, &opened.incident, &update).await?;
        let facts = json!({ "updateId": update.id.to_string(), "audience": update.audience.as_str() });
        let mut findings = rules::findings(&opened.incident, now, &self.thresholds());
        findings.extend(rules::of_update(&opened.incident, &update));
        let entry = Self::communication(now, update.body.clone());
        let change =
            Change { action: "status_update.published", kind: IncidentChange::StatusUpdatePublished, facts };
        let answer = opened.close_same_version(vec![entry], change).await?;
        Ok(UpdateAnswer { update, incident: answer.incident, findings })
    }

    /// An update as a repeated request finds it.
    async fn update_again(&self, actor: &Actor, id: StatusUpdateId) -> Result<UpdateAnswer> {
        let update = self.status_update(actor, id).await?;
        let answer = self.answer_again(actor, update.incident).await?;
        let mut findings = answer.findings;
        findings.retain(|finding| finding.rule.as_str().starts_with("COM-"));
        Ok(UpdateAnswer { update, incident: answer.incident, findings })
    }

    /// One status update.
    pub async fn status_update(&self, actor: &Actor, id: StatusUpdateId) -> Result<StatusUpdate> {
        let scope = self.incident_scope(actor)?;
        repo::by_id(self.store(), &scope, id).await?.ok_or(Error::NotFound)
    }

    /// A page of the updates of each of many incidents.
    pub async fn status_update_pages(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
        query: &UpdatesQuery,
    ) -> Result<HashMap<IncidentId, Page<StatusUpdate>>> {
        let wanted = repo::Query {
            newest_first: query.newest_first,
            after: query.after.map(|(at, id)| (at, StatusUpdateId::new(id))),
            audience: query.audience,
            limit: query.size + 1,
        };
        let pages = repo::pages(self.store(), &self.incident_scope(actor)?, ids, &wanted).await?;
        Ok(pages.into_iter().map(|(id, updates)| (id, Page::of(updates, query.size))).collect())
    }

    /// How many updates an incident has for an audience.
    pub async fn count_status_updates(
        &self,
        actor: &Actor,
        id: IncidentId,
        audience: Option<Audience>,
    ) -> Result<u64> {
        let counts = repo::counts(self.store(), &self.incident_scope(actor)?, &[id], audience).await?;
        Ok(counts.get(&id).map_or(0, |count| count.unsigned_abs()))
    }
}
