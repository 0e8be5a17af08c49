//! Incidents and announced work.

use domain::portal::{
    Impact, IncidentWord, Promise, PublicIncident, PublicMaintenance, PublicRca, PublicUpdate, StatusChange,
};

use super::Writer;
use super::shape::{Affected, Incident, Update, time};
use crate::site;

impl<'a> Writer<'a> {
    /// An incident; updates newest first, a published analysis as the update `postmortem`.
    pub(super) fn incident(&self, one: &'a PublicIncident) -> Incident<'a> {
        let is_analysed = one.rca.is_some() && !one.is_open();
        let status = if is_analysed { IncidentWord::Postmortem } else { one.status };
        let updates = one.updates.iter().rev().map(|told| update(&one.id, told, told.status.as_str()));
        let promise = match one.promise() {
            Some(Promise::NextUpdate(at)) => Some(time(at)),
            Some(Promise::Fix(_)) | None => None,
        };
        Incident {
            id: &one.id,
            name: &one.title,
            status: status.as_str(),
            created_at: time(one.created_at()),
            updated_at: time(one.updated_at()),
            monitoring_at: one.monitoring_at().map(time),
            resolved_at: one.restored_at.filter(|_| !one.is_open()).map(time),
            impact: one.impact.as_str(),
            shortlink: self.site.url(&site::incident(&one.reference)),
            started_at: time(one.started_at),
            page_id: self.site.authority(),
            updates: one.rca.iter().map(|rca| self.analysis(&one.id, rca)).chain(updates).collect(),
            components: self.of(&one.services, one.started_at),
            scheduled_for: None,
            scheduled_until: None,
            next_update_at: promise,
        }
    }

    /// Announced work.
    pub(super) fn work(&self, one: &'a PublicMaintenance) -> Incident<'a> {
        let updates = one.updates.iter().rev().map(|told| update(&one.id, told, told.status.as_str()));
        Incident {
            id: &one.id,
            name: &one.title,
            status: one.status.as_str(),
            created_at: time(one.created_at()),
            updated_at: time(one.updated_at()),
            monitoring_at: None,
            resolved_at: one.completed_at.map(time),
            impact: Impact::Maintenance.as_str(),
            shortlink: self.site.url(&site::maintenance(&one.reference)),
            started_at: time(one.starts_at),
            page_id: self.site.authority(),
            updates: updates.collect(),
            components: self.of(&one.services, one.starts_at),
            scheduled_for: Some(time(one.starts_at)),
            scheduled_until: Some(time(one.ends_at)),
            next_update_at: None,
        }
    }

    /// What an analysis says in short, and where all of it is.
    fn analysis(&self, incident: &'a str, rca: &'a PublicRca) -> Update<'a> {
        let at = time(rca.published_at);
        let link = self.site.whole(&rca.url);
        let summary =
            if rca.summary_text.is_empty() { "The analysis is published." } else { &rca.summary_text };
        Update {
            id: &rca.reference,
            status: IncidentWord::Postmortem.as_str(),
            body: format!("{summary}\n\n{link}"),
            incident_id: incident,
            created_at: at.clone(),
            updated_at: at.clone(),
            display_at: at,
            affected_components: None,
            deliver_notifications: true,
            custom_tweet: None,
            tweet_id: None,
            corrects: None,
            next_update_at: None,
        }
    }
}

fn affected(change: &StatusChange) -> Affected<'_> {
    Affected {
        code: &change.service.id,
        name: &change.service.name,
        old_status: change.from.as_str(),
        new_status: change.to.as_str(),
    }
}

fn update<'a, S>(incident: &'a str, update: &'a PublicUpdate<S>, status: &'static str) -> Update<'a> {
    let at = time(update.published_at);
    let affected: Vec<_> = update.changes.iter().map(affected).collect();
    Update {
        id: &update.id,
        status,
        body: update.body_text.clone(),
        incident_id: incident,
        created_at: at.clone(),
        updated_at: at.clone(),
        display_at: at,
        affected_components: (!affected.is_empty()).then_some(affected),
        deliver_notifications: true,
        custom_tweet: None,
        tweet_id: None,
        corrects: update.corrects.as_deref(),
        next_update_at: update.next_update_at.map(time),
    }
}
