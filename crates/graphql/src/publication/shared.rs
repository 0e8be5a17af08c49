//! What was shared with a customer's organisation, as her own people see it.

use std::collections::HashMap;
use std::sync::Arc;

use app::publication::AskAboutSharedRca;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::id::PublicationId;
use domain::identity::Actor;
use domain::publication as d;
use domain::time::Instant;
use tokio::sync::OnceCell;

use super::question::RcaQuestion;
use crate::comms::enums::RcaStage;
use crate::connection::{Connection, connection, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::id;
use crate::repair::enums::{RepairItemStatus, RepairKind};

/// The versions of one answer; what was said about them is read for all at once.
struct Shared {
    actor: Actor,
    ids: Vec<PublicationId>,
    acknowledged: OnceCell<HashMap<PublicationId, Instant>>,
    questions: OnceCell<HashMap<PublicationId, Vec<d::Question>>>,
}

/// An analysis that was shared with your organisation.
pub struct SharedRca {
    version: Arc<d::Publication>,
    page: Arc<Shared>,
}

impl SharedRca {
    fn wrap(actor: &Actor, versions: Vec<d::Publication>) -> Vec<Self> {
        let page = Arc::new(Shared {
            actor: actor.clone(),
            ids: versions.iter().map(|one| one.id).collect(),
            acknowledged: OnceCell::new(),
            questions: OnceCell::new(),
        });
        let wrapped = |one| Self { version: Arc::new(one), page: Arc::clone(&page) };
        versions.into_iter().map(wrapped).collect()
    }

    fn one(actor: &Actor, version: d::Publication) -> Self {
        Self::wrap(actor, vec![version]).swap_remove(0)
    }
}

/// An analysis that was shared with your organisation.
#[Object]
impl SharedRca {
    /// Global id of the version.
    async fn id(&self) -> ID {
        self.version.id.to_string().into()
    }

    /// What people say: `RCA-7`.
    async fn reference(&self) -> String {
        self.version.reference()
    }

    /// One line.
    async fn title(&self) -> &str {
        self.version.parts.title.as_str()
    }

    /// How far it has come.
    async fn stage(&self) -> RcaStage {
        self.version.stage.into()
    }

    /// When it was published.
    async fn published_at(&self) -> DateTime<Utc> {
        self.version.published_at
    }

    /// When somebody of your organisation acknowledged it.
    async fn acknowledged_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let read = || app(ctx).shared_acknowledgements(&self.page.actor, &self.page.ids);
        let all = self.page.acknowledged.get_or_try_init(read).await.api(ctx)?;
        Ok(all.get(&self.version.id).copied())
    }

    /// Where it is read, from the root of the site.
    async fn url(&self) -> String {
        self.version.path()
    }

    /// What is done about it, as it stands.
    #[graphql(complexity = "5 * child_complexity")]
    async fn repair_items(&self) -> Vec<SharedRepairItem> {
        self.version.items.iter().map(SharedRepairItem::from).collect()
    }

    /// What your organisation asked about it, oldest first.
    #[graphql(complexity = "5 * child_complexity")]
    async fn questions(&self, ctx: &Context<'_>) -> Result<Vec<RcaQuestion>> {
        let read = || app(ctx).shared_questions(&self.page.actor, &self.page.ids);
        let all = self.page.questions.get_or_try_init(read).await.api(ctx)?;
        Ok(RcaQuestion::of(&self.page.actor, all.get(&self.version.id).cloned().unwrap_or_default()))
    }
}

/// What is done about an analysis that was shared.
#[derive(SimpleObject)]
pub struct SharedRepairItem {
    /// One line.
    pub title: String,
    /// Corrective or preventive.
    pub kind: RepairKind,
    /// When it is due.
    pub due_at: Option<DateTime<Utc>>,
    /// How far it is.
    pub status: RepairItemStatus,
}

impl From<&d::PublishedItem> for SharedRepairItem {
    fn from(item: &d::PublishedItem) -> Self {
        Self {
            title: item.title.clone(),
            kind: item.kind.into(),
            due_at: item.due_at,
            status: item.status.into(),
        }
    }
}

/// Further fields of a list of shared analyses.
pub struct SharedRcaTotal;

#[Object]
impl SharedRcaTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_shared_rcas(actor(ctx)?).await.api(ctx)
    }
}

/// A page of what was shared with the caller's organisation.
pub async fn list(
    ctx: &Context<'_>,
    first: i32,
    after: Option<&str>,
) -> Result<Connection<SharedRca, SharedRcaTotal>> {
    let actor = actor(ctx)?;
    let size = app::page::size(first.into()).api(ctx)?;
    let cursor = parse_time_cursor(after).api(ctx)?;
    let page = app(ctx).shared_rcas(actor, cursor, size).await.api(ctx)?;
    let items = SharedRca::wrap(actor, page.items);
    let page = app::page::Page { items, has_next: page.has_next };
    let cursor_of = |one: &SharedRca| time_cursor(one.version.published_at, one.version.id.uuid());
    Ok(connection(page, after.is_some(), SharedRcaTotal, cursor_of, |one| one))
}

/// Asks about an analysis that was shared with your organisation.
#[derive(InputObject)]
pub struct AskAboutSharedRcaInput {
    /// Which version.
    pub id: ID,
    /// The question, in Markdown.
    pub body: String,
    /// Makes the request repeatable: the same key and input have the same answer.
    pub idempotency_key: Option<String>,
}

/// A shared analysis after something was said about it.
#[derive(SimpleObject)]
pub struct SharedRcaPayload {
    /// The analysis.
    pub shared_rca: SharedRca,
}

/// Root fields.
#[derive(Default)]
pub struct SharedMutation;

#[Object]
impl SharedMutation {
    /// Notes that your organisation has read a version that was shared with it.
    async fn acknowledge_shared_rca(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the version.")] id: ID,
    ) -> Result<SharedRcaPayload> {
        let actor = actor(ctx)?;
        let id = id::parse("id", &id).api(ctx)?;
        let version = app(ctx).acknowledge_shared_rca(actor, id).await.api(ctx)?;
        Ok(SharedRcaPayload { shared_rca: SharedRca::one(actor, version) })
    }

    /// Asks about a version that was shared with your organisation. The answer is found there.
    async fn ask_about_shared_rca(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] input: AskAboutSharedRcaInput,
    ) -> Result<SharedRcaPayload> {
        let actor = actor(ctx)?;
        let id = id::parse("id", &input.id).api(ctx)?;
        let command = AskAboutSharedRca { id, body: input.body, idempotency_key: input.idempotency_key };
        let version = app(ctx).ask_about_shared_rca(actor, command).await.api(ctx)?;
        Ok(SharedRcaPayload { shared_rca: SharedRca::one(actor, version) })
    }
}
