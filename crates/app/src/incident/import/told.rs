//! A record turned into the domain's values, with its contradictions.
//!
//! It must not write anything.

use std::collections::HashMap;

use domain::comms::{Audience, StatusUpdate};
use domain::id::{ImpactWindowId, IncidentId, ServiceId, StatusUpdateId};
use domain::identity::Actor;
use domain::incident::{
    EntryDetail, History, HistoryAction, HistoryParticipant, HistorySection, ImpactWindow, Incident,
    IncidentStatus, InstantName, InstantSource, Instants, NewEntry, Precision,
};
use domain::text::{Body, Markdown, ShortText, Tag, Title};
use domain::time::{Instant, truncate};
use formats::record::{
    ImportedAction, ImportedImpact, ImportedIncident, ImportedMessage, ImportedParticipant, ImportedSection,
    MessageKind,
};

use crate::directory::sort_key;
use crate::error::parse;
use crate::{App, Result};

impl App {
    /// The messages of a record that went out to customers.
    pub(super) fn updates(
        &self,
        actor: &Actor,
        id: IncidentId,
        record: &ImportedIncident,
    ) -> Result<Vec<StatusUpdate>> {
        let published = record.messages.iter().filter(|message| {
            record.extra.is_published && message.kind != MessageKind::Note && message.time.is_some()
        });
        published
            .map(|message| {
                let at = message.time.map(|time| truncate(time.at)).unwrap_or_default();
                Ok(StatusUpdate {
                    id: StatusUpdateId::new(self.uuid()),
                    incident: id,
                    audience: Audience::External,
                    body: parse("body", Body::parse(&message.body))?,
                    published_at: at,
                    next_update_at: None,
                    eta: None,
                    is_final: message.kind == MessageKind::Final,
                    author: actor.principal,
                    corrects: None,
                    corrected: None,
                })
            })
            .collect()
    }

    /// The incident as the record tells it: contradictions are kept, and a window is made only when
    /// its end is not before its start.
    pub(super) fn told(
        &self,
        actor: &Actor,
        record: &ImportedIncident,
        known: &HashMap<String, ServiceId>,
        now: Instant,
    ) -> Result<Incident> {
        let ids = |names: &[String]| {
            let mut ids: Vec<ServiceId> =
                names.iter().filter_map(|name| known.get(&sort_key(name.trim())).copied()).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let services = ids(&record.services);
        let tags: Result<Vec<Tag>> = record.tags.iter().map(|tag| parse("tags", Tag::parse(tag))).collect();
        let is_over = record.resolved;
        let first_external_at = record
            .messages
            .iter()
            .filter(|message| record.extra.is_published && message.kind != MessageKind::Note)
            .filter_map(|message| message.time)
            .map(|time| truncate(time.at))
            .min();
        let mut incident = Incident {
            id: IncidentId::new(self.uuid()),
            number: 0,
            title: parse("title", Title::parse(&record.title))?,
            summary: parse("summary", Markdown::parse(&record.extra.summary))?,
            severity: record.severity,
            status: match record.extra.status {
                _ if is_over => IncidentStatus::Resolved,
                Some(status) => status,
                None => IncidentStatus::Investigating,
            },
            detection_source: None,
            is_private: false,
            instants: instants(record),
            windows: self.windows(record, &services, ids),
            responders: Vec::new(),
            services: Vec::new(),
            tags: Vec::new(),
            promises: domain::comms::Promises { first_external_at, ..Default::default() },
            problem_count: 0,
            declared_by: actor.principal,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        incident.set_services(services);
        incident.set_tags(tags?);
        Ok(incident)
    }

    /// The windows that the record tells, or the one that its start and end make.
    fn windows(
        &self,
        record: &ImportedIncident,
        services: &[ServiceId],
        ids: impl Fn(&[String]) -> Vec<ServiceId>,
    ) -> Vec<ImpactWindow> {
        let derived = record.window().map(|window| ImportedImpact {
            window,
            level: record.impact,
            services: Vec::new(),
        });
        let impacts = &record.extra.impacts;
        let told = if impacts.is_empty() { derived.as_slice() } else { impacts.as_slice() };
        told.iter()
            .map(|impact| ImpactWindow {
                id: ImpactWindowId::new(self.uuid()),
                started_at: truncate(impact.window.from.at),
                ended_at: impact.window.to.map(|to| truncate(to.at)),
                level: impact.level,
                services: if impact.services.is_empty() { services.to_vec() } else { ids(&impact.services) },
            })
            .collect()
    }
}

/// The named instants as the record gives them, whatever their order.
fn instants(record: &ImportedIncident) -> Instants {
    let mut instants = Instants::default();
    let ends = [(InstantName::ImpactStart, record.started_at), (InstantName::Restored, record.resolved_at)];
    let ends = ends.into_iter().filter_map(|(name, time)| Some((name, time?)));
    for (name, time) in ends.chain(record.extra.instants.iter().copied()) {
        instants.stamp(name, truncate(time.at), InstantSource::Import, time.precision);
    }
    instants
}

/// What the record tells beyond the incident.
pub(super) fn record_history(record: &ImportedIncident) -> Result<History> {
    let short = |text: &str| parse("heading", ShortText::parse(text));
    let extra = &record.extra;
    let section = |one: &ImportedSection| {
        let body = parse("sections", Markdown::parse(&one.body))?;
        Ok(HistorySection { heading: one.heading.as_deref().map(short).transpose()?, body })
    };
    let participant = |one: &ImportedParticipant| {
        Ok(HistoryParticipant { role: short(&one.role)?, text: short(&one.text)? })
    };
    let action = |one: &ImportedAction| {
        let text = parse("actions", Body::parse(&one.text))?;
        Ok(HistoryAction { text, is_done: one.is_done, group: one.group.as_deref().map(short).transpose()? })
    };
    Ok(History {
        sections: extra.sections.iter().map(section).collect::<Result<_>>()?,
        participants: extra.participants.iter().map(participant).collect::<Result<_>>()?,
        actions: extra.actions.iter().map(action).collect::<Result<_>>()?,
    })
}

/// The messages of a record as entries of the timeline, oldest first.
pub(super) fn entries(record: &ImportedIncident, now: Instant) -> Result<Vec<NewEntry>> {
    let fallback = record.started_at.map_or(now, |time| truncate(time.at));
    record.messages.iter().map(|message| entry(message, fallback)).collect()
}

fn entry(message: &ImportedMessage, fallback: Instant) -> Result<NewEntry> {
    let plain = parse("body", Body::parse(&message.body))?;
    // The heading is part of what the source says; it is left out only where it would not fit.
    let body = match &message.label {
        Some(label) => Body::parse(&format!("**{label}**\n\n{}", message.body)).unwrap_or(plain),
        None => plain,
    };
    let detail = match message.kind {
        MessageKind::Note => EntryDetail::Note,
        MessageKind::Initial | MessageKind::Update | MessageKind::Final => {
            EntryDetail::Communication { is_customer_escalation: false }
        }
    };
    let (happened_at, precision) =
        message.time.map_or((fallback, Precision::Approximate), |time| (truncate(time.at), time.precision));
    Ok(NewEntry { precision, ..NewEntry::at(happened_at, detail, body) })
}
