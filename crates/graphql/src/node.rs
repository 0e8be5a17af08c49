//! `node` and `nodes`: any record by its global id, under the same rules as its own look-up.

use std::collections::HashMap;

use async_graphql::{Context, ID, Interface, Object, Result};
use domain::id::AnyId;

use crate::catalog::types::Service;
use crate::context::{actor, app};
use crate::error::{IntoApi, convert};
use crate::identity::customer::Customer;
use crate::identity::types::{ApiKey, Team, User};
use crate::incident::entry::TimelineEntry;
use crate::incident::parts::{ImpactWindow, IncidentLink};
use crate::incident::update::StatusUpdate;
use crate::incident::{Batch, Incident};
use crate::integration::Batch as IntegrationBatch;
use crate::integration::tracker::Tracker;
use crate::integration::webhook::Webhook;
use crate::notification::types::Notification;
use crate::portal::maintenance::Maintenance;
use crate::problem::{Batch as ProblemBatch, Problem};
use crate::publication::{RcaPublication, Versions};
use crate::rca::cause::{Cause, CauseBatch};
use crate::rca::evidence::{Evidence, EvidenceBatch};
use crate::rca::{Batch as RcaBatch, Rca};
use crate::repair::{Batch as RepairBatch, RepairItem};

/// Anything with a global id.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global id."))]
pub enum Node {
    /// A person.
    User(User),
    /// A team.
    Team(Team),
    /// A customer organisation.
    Customer(Customer),
    /// An API key.
    ApiKey(ApiKey),
    /// A service.
    Service(Service),
    /// An incident.
    Incident(Incident),
    /// An impact window.
    ImpactWindow(ImpactWindow),
    /// An entry of a timeline.
    TimelineEntry(TimelineEntry),
    /// A status update.
    StatusUpdate(StatusUpdate),
    /// A relation of incidents.
    IncidentLink(IncidentLink),
    /// A problem.
    Problem(Problem),
    /// A root cause analysis.
    Rca(Rca),
    /// A cause.
    Cause(Cause),
    /// A piece of evidence.
    Evidence(Evidence),
    /// A repair item.
    RepairItem(RepairItem),
    /// Something that you are told; what others are told does not exist for you.
    Notification(Notification),
    /// An endpoint that is told of events.
    Webhook(Webhook),
    /// A connection to a tracker of issues.
    Tracker(Tracker),
    /// Announced work on services.
    Maintenance(Maintenance),
    /// A published version of an analysis.
    RcaPublication(RcaPublication),
}

/// Reads by global id, and text previews.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// A record by its global id; null with NOT_FOUND when it does not exist for you.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Global id.")] id: ID) -> Result<Option<Node>> {
        actor(ctx)?;
        let id = crate::id::parse("id", &id).api(ctx)?;
        find(ctx, id).await.map(Some).api(ctx)
    }

    /// Records by global id, in the order asked for, at most 100; null for those that do not exist for you.
    #[graphql(complexity = "ids.len().max(1) * child_complexity")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        actor(ctx)?;
        let ids: Vec<AnyId> = crate::id::parse_all("ids", &ids).api(ctx)?;
        let read = read_together(ctx, &ids).await.api(ctx)?;
        let mut nodes = Vec::with_capacity(ids.len());
        for id in ids {
            nodes.push(match id {
                AnyId::IncidentId(_)
                | AnyId::ProblemId(_)
                | AnyId::RcaId(_)
                | AnyId::CauseId(_)
                | AnyId::EvidenceId(_)
                | AnyId::RepairItemId(_)
                | AnyId::PublicationId(_)
                | AnyId::NotificationId(_) => read.get(&id).cloned(),
                other => match find(ctx, other).await {
                    Ok(node) => Some(node),
                    Err(app::Error::NotFound) => None,
                    Err(error) => return Err(convert(ctx, error)),
                },
            });
        }
        Ok(nodes)
    }

    /// Renders Markdown as the product shows it, for previews. At most 65,536 characters.
    async fn render_markdown(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text, in Markdown.")] body: String,
    ) -> Result<String> {
        actor(ctx)?;
        let text = app::error::parse("body", domain::text::Markdown::parse(&body)).api(ctx)?;
        Ok(app(ctx).markdown().render(text.as_str()).to_string())
    }
}

/// The ids of one kind.
macro_rules! ids_of {
    ($ids:expr, $kind:ident) => {
        $ids.iter()
            .filter_map(|id| if let AnyId::$kind(id) = id { Some(*id) } else { None })
            .collect::<Vec<_>>()
    };
}

/// Records of which many may be asked for at once: one statement for each kind, and one batch, so that their parts are read
/// together as well.
async fn read_together(ctx: &Context<'_>, ids: &[AnyId]) -> app::Result<HashMap<AnyId, Node>> {
    let actor = crate::context::request(ctx).actor.as_ref().ok_or(app::Error::Unauthenticated)?;
    let app = app(ctx);
    let mut nodes = HashMap::new();
    let incidents = ids_of!(ids, IncidentId);
    if !incidents.is_empty() {
        let found = app.incidents_by_ids(actor, &incidents).await?.into_values().collect();
        let read = Batch::wrap(actor, found).into_iter();
        nodes.extend(read.map(|one| (AnyId::IncidentId(one.summary.id), Node::Incident(one))));
    }
    let problems = ids_of!(ids, ProblemId);
    if !problems.is_empty() {
        let found = app.problems_by_ids(actor, &problems).await?.into_values().collect();
        let read = ProblemBatch::wrap(actor, found).into_iter();
        nodes.extend(read.map(|one| (AnyId::ProblemId(one.get().id), Node::Problem(one))));
    }
    let rcas = ids_of!(ids, RcaId);
    if !rcas.is_empty() {
        let found = app.rcas_by_ids(actor, &rcas).await?.into_values().collect();
        let read = RcaBatch::wrap(actor, found).into_iter();
        nodes.extend(read.map(|one| (AnyId::RcaId(one.key()), Node::Rca(one))));
    }
    let causes = ids_of!(ids, CauseId);
    if !causes.is_empty() {
        let found = app.causes_by_ids(actor, &causes).await?.into_values().collect();
        let read = CauseBatch::wrap(actor, found).into_iter();
        nodes.extend(read.map(|one| (AnyId::CauseId(one.get().id), Node::Cause(one))));
    }
    let evidence = ids_of!(ids, EvidenceId);
    if !evidence.is_empty() {
        let found = app.evidence_by_ids(actor, &evidence).await?.into_values().collect();
        let read = EvidenceBatch::wrap(actor, found).into_iter();
        nodes.extend(read.map(|one| (AnyId::EvidenceId(one.get().id), Node::Evidence(one))));
    }
    let repairs = ids_of!(ids, RepairItemId);
    if !repairs.is_empty() {
        let found = app.repair_items_by_ids(actor, &repairs).await?.into_values().collect();
        let read = RepairBatch::wrap(actor, found).into_iter();
        nodes.extend(read.map(|one| (AnyId::RepairItemId(one.get().id), Node::RepairItem(one))));
    }
    let publications = ids_of!(ids, PublicationId);
    if !publications.is_empty() {
        let found = app.rca_publications_by_ids(actor, &publications).await?.into_values().collect();
        let read = Versions::wrap(actor, found).into_iter();
        nodes.extend(read.map(|one| (AnyId::PublicationId(one.get().id), Node::RcaPublication(one))));
    }
    let notifications = ids_of!(ids, NotificationId);
    if !notifications.is_empty() {
        let found = app.notifications_by_ids(actor, &notifications).await?.into_iter();
        nodes.extend(
            found.map(|(id, one)| (AnyId::NotificationId(id), Node::Notification(Notification(one)))),
        );
    }
    Ok(nodes)
}

async fn find(ctx: &Context<'_>, id: AnyId) -> app::Result<Node> {
    let actor = crate::context::request(ctx).actor.as_ref().ok_or(app::Error::Unauthenticated)?;
    let app = app(ctx);
    Ok(match id {
        AnyId::UserId(id) => Node::User(app.user(actor, id)?.into()),
        AnyId::TeamId(id) => Node::Team(app.team(actor, id)?.into()),
        AnyId::CustomerId(id) => Node::Customer(app.customer(actor, id)?.into()),
        AnyId::ApiKeyId(id) => Node::ApiKey(app.api_key(actor, id)?.into()),
        AnyId::ServiceId(id) => Node::Service(app.service(actor, id)?.into()),
        AnyId::IncidentId(id) => Node::Incident(Batch::one(actor, app.incident(actor, id).await?)),
        AnyId::ImpactWindowId(id) => Node::ImpactWindow(ImpactWindow(app.impact_window(actor, id).await?)),
        AnyId::TimelineEntryId(id) => {
            Node::TimelineEntry(TimelineEntry(app.timeline_entry(actor, id).await?))
        }
        AnyId::StatusUpdateId(id) => {
            let update = app.status_update(actor, id).await?;
            let promises = app.incident(actor, update.incident).await?.promises;
            Node::StatusUpdate(StatusUpdate { update, promises })
        }
        AnyId::IncidentLinkId(id) => {
            let link = app.incident_link(actor, id).await?;
            let other = app.incident(actor, link.to).await?;
            Node::IncidentLink(IncidentLink { link, is_outgoing: true, other: Batch::one(actor, other) })
        }
        AnyId::WebhookId(id) => Node::Webhook(IntegrationBatch::one(actor, app.webhook(actor, id).await?)),
        AnyId::MaintenanceId(id) => {
            Node::Maintenance(Maintenance::one(actor, app.maintenance(actor, id).await?))
        }
        AnyId::TrackerId(id) => Node::Tracker(Tracker(app.tracker(actor, id).await?)),
        AnyId::ProblemId(_)
        | AnyId::RcaId(_)
        | AnyId::CauseId(_)
        | AnyId::EvidenceId(_)
        | AnyId::RepairItemId(_)
        | AnyId::PublicationId(_)
        | AnyId::NotificationId(_) => {
            read_together(ctx, &[id]).await?.remove(&id).ok_or(app::Error::NotFound)?
        }
        AnyId::SessionId(_)
        | AnyId::ResponderId(_)
        | AnyId::PromiseId(_)
        | AnyId::UpdateDraftId(_)
        | AnyId::ImpactEstimateId(_)
        | AnyId::CauseGroupId(_)
        | AnyId::BarrierId(_)
        | AnyId::DifferenceId(_)
        | AnyId::RepairNoteId(_)
        | AnyId::CalendarFeedId(_)
        | AnyId::DeliveryId(_)
        | AnyId::MaintenanceUpdateId(_)
        | AnyId::SubscriberId(_)
        | AnyId::RcaQuestionId(_)
        | AnyId::EventId(_)
        | AnyId::AuditId(_) => return Err(app::Error::NotFound),
    })
}
