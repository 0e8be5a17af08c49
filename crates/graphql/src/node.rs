//! `node` and `nodes`: any record by its global id, under the same rules as its own look-up.

use async_graphql::{Context, ID, Interface, Object, Result};
use domain::id::AnyId;

use crate::catalog::types::Service;
use crate::context::{actor, app};
use crate::error::{IntoApi, convert};
use crate::identity::types::{ApiKey, Team, User};
use crate::incident::entry::TimelineEntry;
use crate::incident::parts::{ImpactWindow, IncidentLink};
use crate::incident::update::StatusUpdate;
use crate::incident::{Batch, Incident};

/// Anything with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global id."))]
pub enum Node {
    /// A person.
    User(User),
    /// A team.
    Team(Team),
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
        let incidents: Vec<_> = ids
            .iter()
            .filter_map(|id| if let AnyId::IncidentId(id) = id { Some(*id) } else { None })
            .collect();
        let mut summaries = if incidents.is_empty() {
            Vec::new()
        } else {
            app(ctx).incidents_by_ids(actor(ctx)?, &incidents).await.api(ctx)?.into_values().collect()
        };
        summaries.sort_by_key(|summary: &domain::incident::Summary| summary.id);
        let read = Batch::wrap(actor(ctx)?, summaries);
        let mut nodes = Vec::with_capacity(ids.len());
        for id in ids {
            nodes.push(match id {
                AnyId::IncidentId(id) => {
                    read.iter().find(|incident| incident.summary.id == id).cloned().map(Node::Incident)
                }
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

async fn find(ctx: &Context<'_>, id: AnyId) -> app::Result<Node> {
    let actor = crate::context::request(ctx).actor.as_ref().ok_or(app::Error::Unauthenticated)?;
    let app = app(ctx);
    Ok(match id {
        AnyId::UserId(id) => Node::User(app.user(actor, id)?.into()),
        AnyId::TeamId(id) => Node::Team(app.team(actor, id)?.into()),
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
        AnyId::SessionId(_) | AnyId::ResponderId(_) | AnyId::EventId(_) | AnyId::AuditId(_) => {
            return Err(app::Error::NotFound);
        }
    })
}
