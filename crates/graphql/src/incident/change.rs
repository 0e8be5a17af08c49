//! What changed lately.

use app::incident::{ChangeDetail, RecentChange};
use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::identity::Principal;

use super::Batch;
use super::enums::{Audience, IncidentStatus, ResponderRole, Severity};
use super::parts::Author;
use super::types::Incident;
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;

/// What happened to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::incident::IncidentChange")]
pub enum ChangeKind {
    /// It was declared.
    Declared,
    /// Its own fields or named instants changed.
    Updated,
    /// It took a step in its lifecycle.
    StatusChanged,
    /// Its severity changed.
    SeverityChanged,
    /// A role was given, handed over or released.
    RoleChanged,
    /// An impact window was added or changed.
    ImpactChanged,
    /// An entry was appended to its timeline, or an entry's pin changed.
    TimelineAdded,
    /// A status update was published.
    StatusUpdatePublished,
    /// A relation was made or ended.
    Linked,
    /// Somebody was invited, or an invitation ended.
    MembersChanged,
}

/// One thing that happened to an incident. What exactly is told as far as the kind of change says.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Change {
    /// Global id of the event.
    pub id: ID,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: ChangeKind,
    /// The incident, as it is now.
    pub incident: Incident,
    /// The state after a step in the lifecycle.
    pub to_status: Option<IncidentStatus>,
    /// The severity after a change.
    pub to_severity: Option<Severity>,
    /// The role that was given, handed over or released.
    pub responder_role: Option<ResponderRole>,
    /// To whom a status update went.
    pub audience: Option<Audience>,
    #[graphql(skip)]
    by: Principal,
    #[graphql(skip)]
    key: uuid::Uuid,
}

#[ComplexObject]
impl Change {
    /// Who did it.
    async fn actor(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.by).await
    }
}

/// Further fields of a list of changes.
#[derive(SimpleObject)]
pub struct ChangeExtra {
    /// The instant of the newest change of this page.
    pub newest_at: Option<DateTime<Utc>>,
}

/// Reads of what changed.
#[derive(Default)]
pub struct ChangeQuery;

#[Object]
impl ChangeQuery {
    /// What happened to incidents that you may see, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn recent_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only at or after this instant; the last 30 days when left out.")] since: Option<
            DateTime<Utc>,
        >,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last change that was read.")] after: Option<String>,
    ) -> Result<Connection<Change, ChangeExtra>> {
        let actor = actor(ctx)?;
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let page = app(ctx).recent_changes(actor, since, cursor, size).await.api(ctx)?;
        // One batch for all, so that parts of incidents are read together; an incident that changed
        // twice is in it once.
        let mut summaries: Vec<_> = page.items.iter().map(|change| change.incident.clone()).collect();
        summaries.sort_by_key(|summary| summary.id);
        summaries.dedup_by_key(|summary| summary.id);
        let incidents = Batch::wrap(actor, summaries);
        let extra = ChangeExtra { newest_at: page.items.first().map(|change| change.at) };
        let page = app::page::Page {
            items: page.items.into_iter().filter_map(|change| wrap(&change, &incidents)).collect(),
            has_next: page.has_next,
        };
        Ok(connection(
            page,
            after.is_some(),
            extra,
            |change| time_cursor(change.at, change.key),
            |change| change,
        ))
    }
}

fn wrap(change: &RecentChange, incidents: &[Incident]) -> Option<Change> {
    let ChangeDetail { to_status, to_severity, role, audience } = change.detail;
    Some(Change {
        id: change.id.to_string().into(),
        at: change.at,
        kind: change.change.into(),
        incident: incidents.iter().find(|incident| incident.summary.id == change.incident.id)?.clone(),
        to_status: to_status.map(Into::into),
        to_severity: to_severity.map(Into::into),
        responder_role: role.map(Into::into),
        audience: audience.map(Into::into),
        by: change.actor,
        key: change.id.uuid(),
    })
}
