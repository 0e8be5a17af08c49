//! The incident itself.

use std::sync::Arc;

use app::comms::UpdatesQuery;
use app::incident::TimelineQuery;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::comms as c;
use domain::id::IncidentId;
use domain::incident as d;
use domain::text::Title;

use super::batch::Batch;
use super::entry::TimelineEntry;
use super::enums::{
    Audience, DetectionSource, IncidentStatus, Severity, StatusUpdateOrder, TimelineEntryKind, TimelineOrder,
};
use super::history::ImportSource;
use super::parts::{
    Durations, ImpactWindow, IncidentLink, NamedInstant, Responder, UpdatePromise, services, user,
};
use super::update::StatusUpdate;
use crate::catalog::types::Service;
use crate::comms::Promise;
use crate::comms::draft::UpdateDraft;
use crate::comms::estimate::ImpactEstimate;
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::app;
use crate::error::IntoApi;
use crate::finding::{Finding, findings};
use crate::identity::types::User;
use crate::in_turn::InTurn;
use crate::problem::Problem;
use crate::problem::query::ProblemTotal;
use crate::problem::similar::{COST, Suggestions};

/// An incident: what happened, and how service was restored.
#[derive(Clone)]
pub struct Incident {
    pub(crate) summary: Arc<d::Summary>,
    batch: Arc<Batch>,
}

impl Incident {
    /// An incident of a page.
    pub fn new(summary: d::Summary, batch: Arc<Batch>) -> Self {
        Self { summary: Arc::new(summary), batch }
    }

    /// The incident with the parts that durations and rules need.
    async fn whole(&self, ctx: &Context<'_>) -> Result<d::Incident> {
        let id = self.summary.id;
        let instants = self.batch.instants(app(ctx), id).await.api(ctx)?;
        let windows = self.batch.windows(app(ctx), id).await.api(ctx)?;
        let responders = self.batch.responders(app(ctx), id).await.api(ctx)?;
        Ok(self.summary.with_parts(instants, windows, responders))
    }
}

/// Further fields of a list of timeline entries.
pub struct TimelineTotal {
    id: IncidentId,
    kinds: Vec<d::TimelineEntryKind>,
}

#[Object]
impl TimelineTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_timeline(crate::context::actor(ctx)?, self.id, &self.kinds).await.api(ctx)
    }
}

/// Further fields of a list of status updates.
pub struct UpdatesTotal {
    id: IncidentId,
    audience: Option<c::Audience>,
}

#[Object]
impl UpdatesTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_status_updates(crate::context::actor(ctx)?, self.id, self.audience).await.api(ctx)
    }
}

/// An incident: what happened, and how service was restored.
#[Object]
impl Incident {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.summary.id.to_string().into()
    }

    /// What people say: `INC-42`.
    async fn reference(&self) -> String {
        d::reference(self.summary.number)
    }

    /// One line.
    async fn title(&self) -> &str {
        self.summary.title.as_str()
    }

    /// What is known, in Markdown.
    async fn summary(&self) -> &str {
        self.summary.summary.as_str()
    }

    /// What is known, as sanitized HTML.
    async fn summary_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.summary.summary.as_str()).to_string()
    }

    /// The title for the public; null when nobody gave one, then the portal makes a sentence of impact and services.
    async fn public_title(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let standing = self.batch.standings(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(standing.title.map(Title::into_string))
    }

    /// Whether the status portal shows it. It does from the first update for customers on, and never while it is private.
    async fn is_public(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.batch.standings(app(ctx), self.summary.id).await.api(ctx)?.is_public)
    }

    /// How bad it is.
    async fn severity(&self) -> Severity {
        self.summary.severity.into()
    }

    /// Where in its life it is.
    async fn status(&self) -> IncidentStatus {
        self.summary.status.into()
    }

    /// Version of the record's own fields; appending entries and updates does not change it.
    async fn version(&self) -> i32 {
        self.summary.version
    }

    /// When it started: the earliest impact, else the declaration.
    async fn started_at(&self) -> DateTime<Utc> {
        self.summary.started_at
    }

    /// When it was recorded here.
    async fn declared_at(&self) -> DateTime<Utc> {
        self.summary.created_at
    }

    /// When it ended; null while it is open, or where the source does not say.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.summary.ended_at
    }

    /// Visible to members and incident managers only.
    async fn is_private(&self) -> bool {
        self.summary.is_private
    }

    /// Who or what noticed first.
    async fn detection_source(&self) -> Option<DetectionSource> {
        self.summary.detection_source.map(Into::into)
    }

    /// Free words for filtering.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let tags = self.batch.tags(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(tags.into_iter().map(domain::text::Tag::into_string).collect())
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.summary.created_at
    }

    /// When the record or one of its parts changed last.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.summary.updated_at
    }

    /// Named instants that are known.
    async fn instants(&self, ctx: &Context<'_>) -> Result<Vec<NamedInstant>> {
        let instants = self.batch.instants(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(instants.iter().map(NamedInstant::from).collect())
    }

    /// Spans of impact, earliest first.
    async fn impact_windows(&self, ctx: &Context<'_>) -> Result<Vec<ImpactWindow>> {
        let windows = self.batch.windows(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(windows.into_iter().map(ImpactWindow).collect())
    }

    /// Durations, derived at the time of asking.
    async fn durations(&self, ctx: &Context<'_>) -> Result<Durations> {
        Ok(self.whole(ctx).await?.durations(app(ctx).now()).into())
    }

    /// Affected services, by name.
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<InTurn<Service>>> {
        let ids = self.batch.services(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(services(ctx, &ids).await?.into_iter().map(InTurn).collect())
    }

    /// Who leads it now.
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<InTurn<User>>> {
        match self.summary.lead {
            Some(id) => user(ctx, id).await.map(InTurn).map(Some),
            None => Ok(None),
        }
    }

    /// Who holds which role now.
    async fn responders(&self, ctx: &Context<'_>) -> Result<Vec<Responder>> {
        let all = self.batch.responders(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(all.iter().filter(|responder| responder.until.is_none()).map(Responder::from).collect())
    }

    /// Who held which role and when, earliest first.
    async fn responder_history(&self, ctx: &Context<'_>) -> Result<Vec<Responder>> {
        let all = self.batch.responders(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(all.iter().map(Responder::from).collect())
    }

    /// People who were invited to a private incident; holders of a role see it anyway.
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<User>> {
        let ids = self.batch.members(app(ctx), self.summary.id).await.api(ctx)?;
        let mut members = Vec::with_capacity(ids.len());
        for id in ids {
            members.push(user(ctx, id).await?);
        }
        Ok(members)
    }

    /// Promised updates that have not come yet.
    async fn promises(&self, ctx: &Context<'_>) -> Vec<UpdatePromise> {
        let late_before = app(ctx).thresholds().late_before(app(ctx).now());
        [c::Audience::External, c::Audience::Internal]
            .into_iter()
            .filter_map(|audience| {
                let due_at = self.summary.promises.due_at(audience)?;
                Some(UpdatePromise { audience: audience.into(), due_at, is_late: due_at < late_before })
            })
            .collect()
    }

    /// Analyses that were promised, due first first, with what became of them (`COM-05`).
    #[graphql(complexity = "10 * child_complexity")]
    async fn rca_promises(&self, ctx: &Context<'_>) -> Result<Vec<Promise>> {
        self.batch.rca_promises(app(ctx), self.summary.id).await.api(ctx)
    }

    /// How far the impact reached, as it was estimated, in the order of the record.
    #[graphql(complexity = "10 * child_complexity")]
    async fn impact_estimates(&self, ctx: &Context<'_>) -> Result<Vec<ImpactEstimate>> {
        let all = self.batch.impact_estimates(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(all.into_iter().map(ImpactEstimate).collect())
    }

    /// Status updates in the making, oldest first.
    #[graphql(complexity = "10 * child_complexity")]
    async fn update_drafts(&self, ctx: &Context<'_>) -> Result<Vec<UpdateDraft>> {
        let all = self.batch.update_drafts(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(all.into_iter().map(|draft| UpdateDraft { draft, incident: self.clone() }).collect())
    }

    /// What an update begins with: the template of the severity, with the facts of the incident filled in.
    async fn update_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who the update is for.")] audience: Audience,
    ) -> Result<String> {
        let services = self.batch.services(app(ctx), self.summary.id).await.api(ctx)?;
        let actor = crate::context::actor(ctx)?;
        let templates = self.batch.templates(app(ctx)).await.api(ctx)?;
        let audience = audience.into();
        app(ctx).filled_update_template(actor, templates, &self.summary, &services, audience).await.api(ctx)
    }

    /// Relations to other incidents that you may see.
    #[graphql(complexity = "10 * child_complexity")]
    async fn links(&self, ctx: &Context<'_>) -> Result<Vec<IncidentLink>> {
        let links = self.batch.links(app(ctx), self.summary.id).await.api(ctx)?;
        Ok(links
            .into_iter()
            .map(|(link, other)| IncidentLink { link, is_outgoing: link.from == self.summary.id, other })
            .collect())
    }

    /// Where it was brought in from; null for incidents declared here.
    async fn imported_from(&self) -> Option<ImportSource> {
        self.summary.imported.as_ref().map(|source| ImportSource {
            id: self.summary.id,
            source: source.clone(),
            batch: Arc::clone(&self.batch),
        })
    }

    /// The timeline.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last entry that was read.")] after: Option<String>,
        #[graphql(default, desc = "Order.")] order_by: TimelineOrder,
        #[graphql(desc = "Only entries of these kinds.")] kinds: Option<Vec<TimelineEntryKind>>,
    ) -> Result<Connection<TimelineEntry, TimelineTotal>> {
        let kinds: Vec<d::TimelineEntryKind> = kinds.into_iter().flatten().map(Into::into).collect();
        let query = TimelineQuery {
            newest_first: order_by == TimelineOrder::HappenedAtDesc,
            kinds: kinds.clone(),
            after: parse_time_cursor(after.as_deref()).api(ctx)?,
            size: app::page::size(first.into()).api(ctx)?,
        };
        let page = self.batch.timeline(app(ctx), self.summary.id, &query).await.api(ctx)?;
        Ok(connection(
            page,
            after.is_some(),
            TimelineTotal { id: self.summary.id, kinds },
            |entry| time_cursor(entry.happened_at, entry.id.uuid()),
            TimelineEntry,
        ))
    }

    /// Status updates.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn status_updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last update that was read.")] after: Option<String>,
        #[graphql(default, desc = "Order.")] order_by: StatusUpdateOrder,
        #[graphql(desc = "Only those for this audience.")] audience: Option<Audience>,
    ) -> Result<Connection<StatusUpdate, UpdatesTotal>> {
        let audience: Option<c::Audience> = audience.map(Into::into);
        let query = UpdatesQuery {
            newest_first: order_by == StatusUpdateOrder::PublishedAtDesc,
            audience,
            after: parse_time_cursor(after.as_deref()).api(ctx)?,
            size: app::page::size(first.into()).api(ctx)?,
        };
        let page = self.batch.updates(app(ctx), self.summary.id, &query).await.api(ctx)?;
        let promises = self.summary.promises;
        Ok(connection(
            page,
            after.is_some(),
            UpdatesTotal { id: self.summary.id, audience },
            |update| time_cursor(update.published_at, update.id.uuid()),
            |update| StatusUpdate { update, promises },
        ))
    }

    /// What the rules say about it, strongest first; findings of an import come last.
    async fn findings(&self, ctx: &Context<'_>) -> Result<Vec<Finding>> {
        let incident = self.whole(ctx).await?;
        let mut all = d::rules::findings(&incident, app(ctx).now(), &app(ctx).thresholds());
        all.extend(self.batch.import_findings(app(ctx), self.summary.id).await.api(ctx)?);
        Ok(findings(all))
    }

    /// Problems that it is linked to, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn problems(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last problem that was read.")] after: Option<String>,
    ) -> Result<Connection<Problem, ProblemTotal>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let page = self.batch.problems(app(ctx), self.summary.id, (cursor, size)).await.api(ctx)?;
        Ok(connection(
            page,
            after.is_some(),
            ProblemTotal::OfIncident(self.summary.id, Arc::clone(&self.batch)),
            |problem| time_cursor(problem.get().created_at, problem.get().id.uuid()),
            |problem| problem,
        ))
    }

    /// Known errors, and open problems with a workaround, of the same services that it is not linked to; at most ten.
    #[graphql(complexity = "10 * child_complexity")]
    async fn known_errors(&self, ctx: &Context<'_>) -> Result<Vec<Problem>> {
        self.batch.known_errors(app(ctx), self.summary.id).await.api(ctx)
    }

    /// Problems and earlier incidents that look alike, linked problems left out.
    #[graphql(complexity = "COST + 5 * child_complexity")]
    async fn similar(&self, ctx: &Context<'_>) -> Result<Suggestions> {
        let found = app(ctx).similar_to_incident(self.batch.actor(), self.summary.id).await.api(ctx)?;
        Ok(Suggestions::of(self.batch.actor(), found))
    }
}
