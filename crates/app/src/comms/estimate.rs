//! Estimates of impact: recorded and read, never changed.

use std::collections::HashMap;

use domain::comms::estimate::{Currency, EstimateError, ImpactEstimate};
use domain::id::{ImpactEstimateId, IncidentId};
use domain::identity::{Actor, Permission};
use domain::incident::IncidentChange;
use domain::text::{Markdown, ShortText};
use serde_json::json;
use store::comms::estimate as estimates;

use super::command::AddEstimate;
use crate::error::parse;
use crate::incident::instant_opt;
use crate::incident::open::{Change, authorize_ever};
use crate::{App, Error, Result};

impl App {
    /// Records an estimate of an impact. A better one is a later estimate; the earlier one stays.
    ///
    /// Errors: a value, currency or instant that does not go with what is estimated.
    pub async fn add_impact_estimate(&self, actor: &Actor, command: AddEstimate) -> Result<ImpactEstimate> {
        let permission = Permission::ImpactEstimate;
        authorize_ever(actor, permission)?;
        let currency = command.currency.as_deref().map(|text| {
            Currency::parse(text)
                .ok_or_else(|| Error::invalid("currency", "must be three letters, such as EUR"))
        });
        let mut estimate = ImpactEstimate {
            id: ImpactEstimateId::new(self.uuid()),
            incident: command.incident_id,
            kind: command.kind,
            value: command.value,
            currency: currency.transpose()?,
            source: parse("source", ShortText::parse(&command.source))?,
            note: parse("note", Markdown::parse(command.note.as_deref().unwrap_or_default()))?,
            estimated_at: self.now(),
            recorded_at: self.now(),
            author: actor.principal,
        };
        let estimated_at = instant_opt("estimatedAt", command.estimated_at)?;
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("addImpactEstimate", key, &command, estimate.id.uuid()).await? {
            drop(write);
            let earlier = ImpactEstimateId::new(earlier);
            return estimates::by_id(self.store(), &scope, earlier).await?.ok_or(Error::NotFound);
        }
        let opened = self.open_in(actor, write, &scope, permission, command.incident_id).await?;
        estimate.recorded_at = opened.write.now;
        estimate.estimated_at = estimated_at.unwrap_or(estimate.recorded_at);
        estimate.check().map_err(|error: EstimateError| Error::invalid(error.field(), error.to_string()))?;
        estimates::append(&opened.write.tx, &estimate).await?;
        let facts = json!({ "estimateId": estimate.id.to_string(), "kind": estimate.kind.as_str() });
        let change = Change { action: "impact.estimated", kind: IncidentChange::ImpactChanged, facts };
        opened.close_same_version(Vec::new(), change).await?;
        Ok(estimate)
    }

    /// The estimates of each of many incidents, in the order of their record.
    pub async fn impact_estimates(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<HashMap<IncidentId, Vec<ImpactEstimate>>> {
        Ok(estimates::of_incidents(self.store(), &self.incident_scope(actor)?, ids).await?)
    }
}
