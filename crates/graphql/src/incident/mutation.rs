//! Changes of incidents: ids to a command, one use case, the answer wrapped.

use app::comms::PublishUpdate;
use app::incident::command as c;
use app::incident::{IncidentAnswer, WindowAnswer};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::incident::timeline::DetailParts;

use super::Batch;
use super::entry::TimelineEntry;
use super::input as i;
use super::parts::{ImpactWindow, IncidentLink};
use super::types::Incident;
use super::update::StatusUpdate;
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::finding::{Finding, findings};
use crate::id::{parse, parse_all, parse_opt};

/// Changes of incidents.
#[derive(Default)]
pub struct IncidentMutation;

/// A changed incident.
#[derive(SimpleObject)]
pub struct IncidentPayload {
    /// The incident as it is now.
    incident: Incident,
    /// What the rules say about it.
    findings: Vec<Finding>,
}

/// A changed impact window.
#[derive(SimpleObject)]
pub struct ImpactWindowPayload {
    /// The incident as it is now.
    incident: Incident,
    /// The window as it is now.
    impact_window: ImpactWindow,
    /// What the rules say about the incident.
    findings: Vec<Finding>,
}

/// An appended or pinned entry.
#[derive(SimpleObject)]
pub struct TimelineEntryPayload {
    /// The entry.
    timeline_entry: TimelineEntry,
    /// What the rules say about the incident.
    findings: Vec<Finding>,
}

/// A published update.
#[derive(SimpleObject)]
pub struct StatusUpdatePayload {
    /// The update.
    status_update: StatusUpdate,
    /// What the rules say about the incident.
    findings: Vec<Finding>,
}

/// A relation that was made.
#[derive(SimpleObject)]
pub struct IncidentLinkPayload {
    /// The relation.
    incident_link: IncidentLink,
    /// What the rules say; empty for now.
    findings: Vec<Finding>,
}

/// A relation that was ended.
#[derive(SimpleObject)]
pub struct UnlinkIncidentsPayload {
    /// The id of the relation.
    unlinked_id: ID,
    /// What the rules say; empty for now.
    findings: Vec<Finding>,
}

fn changed(ctx: &Context<'_>, answer: IncidentAnswer) -> Result<IncidentPayload> {
    Ok(IncidentPayload {
        incident: Batch::one(actor(ctx)?, answer.incident),
        findings: findings(answer.findings),
    })
}

fn window(ctx: &Context<'_>, answer: WindowAnswer) -> Result<ImpactWindowPayload> {
    Ok(ImpactWindowPayload {
        incident: Batch::one(actor(ctx)?, answer.incident),
        impact_window: ImpactWindow(answer.window),
        findings: findings(answer.findings),
    })
}

#[Object]
impl IncidentMutation {
    /// Declares an incident.
    async fn declare_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The incident.")] input: i::DeclareIncidentInput,
    ) -> Result<IncidentPayload> {
        let command = c::DeclareIncident {
            title: input.title,
            summary: input.summary,
            severity: input.severity.into(),
            service_ids: parse_all("serviceIds", &input.service_ids).api(ctx)?,
            impact_started_at: input.impact_started_at,
            impact_level: input.impact_level.map(Into::into),
            detected_at: input.detected_at,
            detection_source: input.detection_source.map(Into::into),
            lead_id: parse_opt("leadId", input.lead_id.as_ref()).api(ctx)?,
            tags: input.tags.unwrap_or_default(),
            is_private: input.is_private,
            first_entry: input.first_entry.map(|entry| c::FirstEntry {
                body: entry.body,
                kind: entry.kind.into(),
                happened_at: entry.happened_at,
            }),
            idempotency_key: input.idempotency_key,
        };
        changed(ctx, app(ctx).declare_incident(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Changes title, summary, services, detection source, tags, privacy or the title for the public.
    async fn update_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: i::UpdateIncidentInput,
    ) -> Result<IncidentPayload> {
        let service_ids = input.service_ids.map(|ids| parse_all("serviceIds", &ids)).transpose().api(ctx)?;
        let command = c::UpdateIncident {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            title: input.title,
            summary: input.summary,
            service_ids,
            detection_source: input.detection_source.map(Into::into),
            tags: input.tags,
            is_private: input.is_private,
            public_title: input.public_title,
        };
        changed(ctx, app(ctx).update_incident(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Moves an incident through its lifecycle and stamps the instants of the step.
    async fn change_incident_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step.")] input: i::ChangeIncidentStatusInput,
    ) -> Result<IncidentPayload> {
        let command = c::ChangeStatus {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            status: input.status.into(),
            reason: input.reason,
            at: input.at,
        };
        changed(ctx, app(ctx).change_incident_status(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Changes the severity.
    async fn change_incident_severity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new severity.")] input: i::ChangeIncidentSeverityInput,
    ) -> Result<IncidentPayload> {
        let command = c::ChangeSeverity {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            severity: input.severity.into(),
            reason: input.reason,
        };
        changed(ctx, app(ctx).change_incident_severity(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Records a named instant.
    async fn set_incident_instant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instant.")] input: i::SetIncidentInstantInput,
    ) -> Result<IncidentPayload> {
        let command = c::SetInstant {
            id: parse("id", &input.id).api(ctx)?,
            version: input.version,
            name: input.name.into(),
            at: input.at,
            source: input.source.into(),
            precision: input.precision.into(),
            reason: input.reason,
        };
        changed(ctx, app(ctx).set_incident_instant(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Adds an impact window.
    async fn add_impact_window(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The window.")] input: i::AddImpactWindowInput,
    ) -> Result<ImpactWindowPayload> {
        let command = c::AddWindow {
            incident_id: parse("incidentId", &input.incident_id).api(ctx)?,
            version: input.version,
            started_at: input.started_at,
            ended_at: input.ended_at,
            level: input.level.into(),
            service_ids: parse_all("serviceIds", &input.service_ids).api(ctx)?,
            idempotency_key: input.idempotency_key,
        };
        window(ctx, app(ctx).add_impact_window(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Changes an impact window.
    async fn update_impact_window(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change; what is left out stays.")] input: i::UpdateImpactWindowInput,
    ) -> Result<ImpactWindowPayload> {
        let command = c::UpdateWindow {
            id: parse("id", &input.id).api(ctx)?,
            incident_version: input.incident_version,
            started_at: input.started_at,
            ended_at: input.ended_at,
            level: input.level.map(Into::into),
            service_ids: input.service_ids.map(|ids| parse_all("serviceIds", &ids)).transpose().api(ctx)?,
        };
        window(ctx, app(ctx).update_impact_window(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Gives a role to a person; a holder hands over.
    async fn assign_responder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role and the person.")] input: i::AssignResponderInput,
    ) -> Result<IncidentPayload> {
        let command = c::AssignResponder {
            incident_id: parse("incidentId", &input.incident_id).api(ctx)?,
            role: input.role.into(),
            user_id: parse("userId", &input.user_id).api(ctx)?,
            at: input.at,
            idempotency_key: input.idempotency_key,
        };
        changed(ctx, app(ctx).assign_responder(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Ends a role without a successor.
    async fn release_responder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role.")] input: i::ReleaseResponderInput,
    ) -> Result<IncidentPayload> {
        let command = c::ReleaseResponder {
            incident_id: parse("incidentId", &input.incident_id).api(ctx)?,
            role: input.role.into(),
            at: input.at,
        };
        changed(ctx, app(ctx).release_responder(actor(ctx)?, command).await.api(ctx)?)
    }

    /// Invites a person to a private incident.
    async fn add_incident_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The incident and the person.")] input: i::IncidentMemberInput,
    ) -> Result<IncidentPayload> {
        let incident = parse("incidentId", &input.incident_id).api(ctx)?;
        let user = parse("userId", &input.user_id).api(ctx)?;
        changed(ctx, app(ctx).add_incident_member(actor(ctx)?, incident, user).await.api(ctx)?)
    }

    /// Ends an invitation to a private incident.
    async fn remove_incident_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The incident and the person.")] input: i::IncidentMemberInput,
    ) -> Result<IncidentPayload> {
        let incident = parse("incidentId", &input.incident_id).api(ctx)?;
        let user = parse("userId", &input.user_id).api(ctx)?;
        changed(ctx, app(ctx).remove_incident_member(actor(ctx)?, incident, user).await.api(ctx)?)
    }

    /// Appends an entry to the timeline.
    async fn add_timeline_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The entry.")] input: i::AddTimelineEntryInput,
    ) -> Result<TimelineEntryPayload> {
        let command = c::AddEntry {
            incident_id: parse("incidentId", &input.incident_id).api(ctx)?,
            body: input.body,
            kind: input.kind.into(),
            happened_at: input.happened_at,
            precision: input.precision.map(Into::into),
            corrects: parse_opt("corrects", input.corrects.as_ref()).api(ctx)?,
            links: input
                .links
                .into_iter()
                .flatten()
                .map(|link| c::EntryLinkText { label: link.label, url: link.url })
                .collect(),
            detail: DetailParts {
                result: input.result.map(Into::into),
                approval_asked_at: input.approval_asked_at,
                approval_given_at: input.approval_given_at,
                is_customer_escalation: input.is_customer_escalation.unwrap_or_default(),
            },
            idempotency_key: input.idempotency_key,
        };
        let answer = app(ctx).add_timeline_entry(actor(ctx)?, command).await.api(ctx)?;
        Ok(TimelineEntryPayload {
            timeline_entry: TimelineEntry(answer.entry),
            findings: findings(answer.findings),
        })
    }

    /// Pins an entry to the top, or lets it go.
    async fn pin_timeline_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The entry, and whether it is pinned.")] input: i::PinTimelineEntryInput,
    ) -> Result<TimelineEntryPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        let answer = app(ctx).pin_timeline_entry(actor(ctx)?, id, input.is_pinned).await.api(ctx)?;
        Ok(TimelineEntryPayload {
            timeline_entry: TimelineEntry(answer.entry),
            findings: findings(answer.findings),
        })
    }

    /// Publishes a status update with the promise it makes.
    async fn publish_status_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The update with its promise.")] input: i::PublishStatusUpdateInput,
    ) -> Result<StatusUpdatePayload> {
        let command = PublishUpdate {
            incident_id: parse("incidentId", &input.incident_id).api(ctx)?,
            audience: input.audience.into(),
            body: input.body,
            next_update_at: input.next_update_at,
            eta: input.eta,
            idempotency_key: input.idempotency_key,
        };
        let answer = app(ctx).publish_status_update(actor(ctx)?, command).await.api(ctx)?;
        let status_update = StatusUpdate { update: answer.update, promises: answer.incident.promises };
        Ok(StatusUpdatePayload { status_update, findings: findings(answer.findings) })
    }

    /// Relates two incidents.
    async fn link_incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both ends and the kind of relation.")] input: i::LinkIncidentsInput,
    ) -> Result<IncidentLinkPayload> {
        let command = c::LinkIncidents {
            from_id: parse("fromId", &input.from_id).api(ctx)?,
            to_id: parse("toId", &input.to_id).api(ctx)?,
            kind: input.kind.into(),
            idempotency_key: input.idempotency_key,
        };
        let link = app(ctx).link_incidents(actor(ctx)?, command).await.api(ctx)?;
        let other = app(ctx).incident(actor(ctx)?, link.to).await.api(ctx)?;
        let incident_link = IncidentLink { link, is_outgoing: true, other: Batch::one(actor(ctx)?, other) };
        Ok(IncidentLinkPayload { incident_link, findings: Vec::new() })
    }

    /// Ends a relation.
    async fn unlink_incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The relation.")] input: i::UnlinkIncidentsInput,
    ) -> Result<UnlinkIncidentsPayload> {
        let id = parse("id", &input.id).api(ctx)?;
        app(ctx).unlink_incidents(actor(ctx)?, id).await.api(ctx)?;
        Ok(UnlinkIncidentsPayload { unlinked_id: input.id, findings: Vec::new() })
    }
}
