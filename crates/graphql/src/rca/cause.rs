//! Causes, and what is loaded for a page of them.

use std::collections::HashMap;
use std::sync::Arc;

use app::page::Page;
use app::{App, Result};
use async_graphql::connection::EmptyFields;
use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use domain::id::{CauseId, RcaId};
use domain::identity::Actor;
use domain::rca as d;
use tokio::sync::OnceCell;

use super::enums::{CauseKind, CausePath, CauseVerdict, Lens, StopReason};
use super::evidence::{Evidence, EvidenceBatch, evidence_cost};
use super::{Batch, Rca};
use crate::connection::{Connection, connection, parse_time_cursor, time_cursor};
use crate::context::app;
use crate::error::IntoApi;
use crate::in_turn::InTurn;
use crate::incident::parts::Author;
use crate::keyed::Keyed;
use crate::problem::batch::PageKey;
use crate::problem::parts::RiskDecision;
use crate::repair::batch::ItemPageKey;
use crate::repair::query::{self as repair, RepairItemTotal, RepairItems};
use crate::repair::{Batch as RepairBatch, RepairItem};

type ByCause<T> = HashMap<CauseId, T>;
type Found = (ByCause<Page<Arc<d::Evidence>>>, Arc<EvidenceBatch>);

/// The causes of one page with their children. It belongs to one request.
pub struct CauseBatch {
    actor: Actor,
    ids: Vec<CauseId>,
    /// Analyses that these causes belong to, unless each cause knows its own.
    rca_ids: Vec<RcaId>,
    rcas: OnceCell<HashMap<RcaId, Rca>>,
    counts: OnceCell<ByCause<u64>>,
    evidence: Keyed<PageKey, Found>,
    repairs: Keyed<ItemPageKey, ByCause<Page<RepairItem>>>,
    repair_counts: OnceCell<ByCause<u64>>,
}

impl CauseBatch {
    /// A batch of causes.
    pub fn new(actor: &Actor, ids: Vec<CauseId>, rca_ids: Vec<RcaId>) -> Arc<Self> {
        Arc::new(Self {
            actor: actor.clone(),
            ids,
            rca_ids,
            rcas: OnceCell::new(),
            counts: OnceCell::new(),
            evidence: Keyed::default(),
            repairs: Keyed::default(),
            repair_counts: OnceCell::new(),
        })
    }

    /// Wraps a cause of an analysis that is at hand.
    pub fn of_rca(actor: &Actor, cause: d::Cause, rca: &Rca) -> Cause {
        let batch = Self::new(actor, vec![cause.id], Vec::new());
        Cause::new(Arc::new(cause), Some(rca.clone()), batch)
    }

    /// Wraps causes that were read by id.
    pub fn wrap(actor: &Actor, causes: Vec<d::Cause>) -> Vec<Cause> {
        let mut rca_ids: Vec<RcaId> = causes.iter().map(|cause| cause.rca).collect();
        rca_ids.sort_unstable();
        rca_ids.dedup();
        let batch = Self::new(actor, causes.iter().map(|cause| cause.id).collect(), rca_ids);
        causes.into_iter().map(|cause| Cause::new(Arc::new(cause), None, Arc::clone(&batch))).collect()
    }

    async fn rca(&self, app: &App, id: RcaId) -> Result<Rca> {
        let load = async || {
            let rows = app.rcas_by_ids(&self.actor, &self.rca_ids).await?;
            let rcas = Batch::wrap(&self.actor, rows.into_values().collect());
            Ok::<_, app::Error>(rcas.into_iter().map(|rca| (rca.key(), rca)).collect())
        };
        self.rcas.get_or_try_init(load).await?.get(&id).cloned().ok_or(app::Error::NotFound)
    }

    async fn evidence_count(&self, app: &App, id: CauseId) -> Result<u64> {
        let load = || app.count_evidence(&self.actor, &self.ids);
        Ok(self.counts.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }

    async fn evidence(&self, app: &App, id: CauseId, key: PageKey) -> Result<Page<Evidence>> {
        let cell = self.evidence.cell(&key);
        let load = async || {
            let pages = app.evidence_of_causes(&self.actor, &self.ids, key.0, key.1).await?;
            let batch = EvidenceBatch::of(&self.actor, pages.values().flat_map(|page| &page.items));
            let pages = pages.into_iter().map(|(id, page)| (id, page.map(Arc::new))).collect();
            Ok::<_, app::Error>((pages, batch))
        };
        let (pages, batch) = cell.get_or_try_init(load).await?;
        let page = pages.get(&id).cloned();
        let page = page.unwrap_or_else(|| Page { items: Vec::new(), has_next: false });
        Ok(page.map(|evidence| Evidence::new(evidence, Arc::clone(batch))))
    }

    async fn repair_items(&self, app: &App, id: CauseId, key: ItemPageKey) -> Result<Page<RepairItem>> {
        let cell = self.repairs.cell(&key);
        let load = async || {
            let pages = app.repair_items_of_causes(&self.actor, &self.ids, key.0, key.1).await?;
            Ok::<_, app::Error>(RepairBatch::pages(&self.actor, pages))
        };
        let pages = cell.get_or_try_init(load).await?;
        Ok(pages.get(&id).cloned().unwrap_or_else(|| Page { items: Vec::new(), has_next: false }))
    }

    /// How many repair items act on a cause.
    pub async fn repair_item_count(&self, app: &App, id: CauseId) -> Result<u64> {
        let load = || app.count_repair_items_of_causes(&self.actor, &self.ids);
        Ok(self.repair_counts.get_or_try_init(load).await?.get(&id).copied().unwrap_or_default())
    }
}

/// A cause in the graph of an analysis: one statement about a system, a process or an organization.
#[derive(Clone)]
pub struct Cause {
    record: Arc<d::Cause>,
    rca: Option<Rca>,
    batch: Arc<CauseBatch>,
}

impl Cause {
    /// A cause of a page; `rca` is its analysis, where that is at hand.
    pub(super) fn new(cause: Arc<d::Cause>, rca: Option<Rca>, batch: Arc<CauseBatch>) -> Self {
        Self { record: cause, rca, batch }
    }

    /// Its fields.
    pub(crate) fn get(&self) -> &d::Cause {
        &self.record
    }
}

/// A cause in the graph of an analysis: one statement about a system, a process or an organization.
#[Object]
impl Cause {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.record.id.to_string().into()
    }

    /// The analysis it belongs to.
    async fn rca(&self, ctx: &Context<'_>) -> async_graphql::Result<Rca> {
        match &self.rca {
            Some(rca) => Ok(rca.clone()),
            None => self.batch.rca(app(ctx), self.record.rca).await.api(ctx),
        }
    }

    /// What it says.
    async fn text(&self) -> &str {
        self.record.text.as_str()
    }

    /// What kind it is.
    async fn kind(&self) -> CauseKind {
        self.record.kind.into()
    }

    /// Through which lens it is seen; null while nobody said (`RCS-09`).
    async fn lens(&self) -> Option<Lens> {
        self.record.lens.map(Into::into)
    }

    /// The key of the fishbone's category it sits on (`FB-03`); null for sub-causes and where it sits on none.
    async fn bone(&self) -> Option<&str> {
        self.record.bone.as_deref()
    }

    /// What validation has come to (`RCS-05`).
    async fn verdict(&self) -> CauseVerdict {
        self.record.verdict.into()
    }

    /// Why that is the verdict, in Markdown; empty for POTENTIAL.
    async fn verdict_reason(&self) -> &str {
        self.record.verdict_reason.as_str()
    }

    /// Why that is the verdict, as sanitized HTML.
    async fn verdict_reason_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.record.verdict_reason.as_str()).to_string()
    }

    /// Whether it is a confirmed root cause.
    async fn is_root_cause(&self) -> bool {
        self.record.is_root_cause()
    }

    /// When it was confirmed to be a root cause; null while it is not one.
    async fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.record.confirmed_at
    }

    /// Which question of an enhanced analysis it answers (`ER-02`).
    async fn path(&self) -> Option<CausePath> {
        self.record.path.map(Into::into)
    }

    /// When it happened or began (`CM-05`).
    async fn occurred_at(&self) -> Option<DateTime<Utc>> {
        self.record.occurred_at
    }

    /// Whether it could have happened but did not (`CM-07`).
    async fn is_hypothetical(&self) -> bool {
        self.record.is_hypothetical
    }

    /// Why the map goes no further here (`CM-06`).
    async fn stop_reason(&self) -> Option<StopReason> {
        self.record.stop_reason.map(Into::into)
    }

    /// The decision to live with it, instead of a solution (`RCS-06`).
    async fn risk(&self) -> Option<RiskDecision> {
        self.record.risk.clone().map(RiskDecision)
    }

    /// Who recorded it.
    async fn created_by(&self, ctx: &Context<'_>) -> async_graphql::Result<InTurn<Author>> {
        Author::of(ctx, self.record.created_by).await.map(InTurn)
    }

    /// When it was recorded.
    async fn created_at(&self) -> DateTime<Utc> {
        self.record.created_at
    }

    /// When it changed last.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.record.updated_at
    }

    /// Version of its own fields; evidence and links do not change it.
    async fn version(&self) -> i32 {
        self.record.version
    }

    /// Repair items that act on it, due first first; those without a due date come last.
    #[graphql(complexity = "evidence_cost(first, child_complexity)")]
    async fn repair_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last item that was read.")] after: Option<String>,
    ) -> async_graphql::Result<RepairItems> {
        let size = app::page::size(first.into()).api(ctx)?;
        let place = repair::parse_cursor(after.as_deref()).api(ctx)?;
        let page = self.batch.repair_items(app(ctx), self.record.id, (place, size)).await.api(ctx)?;
        let total = RepairItemTotal::OfCause(self.record.id, Arc::clone(&self.batch));
        Ok(repair::due_first(page, after.is_some(), total))
    }

    /// How many pieces of evidence it has.
    async fn evidence_count(&self, ctx: &Context<'_>) -> async_graphql::Result<u64> {
        self.batch.evidence_count(app(ctx), self.record.id).await.api(ctx)
    }

    /// Its evidence, oldest first.
    #[graphql(complexity = "evidence_cost(first, child_complexity)")]
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last piece that was read.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Evidence, EmptyFields>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let page = self.batch.evidence(app(ctx), self.record.id, (cursor, size)).await.api(ctx)?;
        Ok(connection(
            page,
            after.is_some(),
            EmptyFields,
            |evidence| time_cursor(evidence.get().created_at, evidence.get().id.uuid()),
            |evidence| evidence,
        ))
    }
}
