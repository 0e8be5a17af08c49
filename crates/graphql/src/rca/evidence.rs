//! Evidence, and what is loaded for a page of it.

use std::collections::HashMap;
use std::sync::Arc;

use app::App;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::id::TimelineEntryId;
use domain::identity::Actor;
use domain::rca::{self as d, EvidenceSubject};
use domain::text::WebUrl;
use tokio::sync::OnceCell;

use super::enums::EvidenceKind;
use crate::connection::cost;
use crate::context::app;
use crate::error::IntoApi;
use crate::in_turn::InTurn;
use crate::incident::entry::TimelineEntry;
use crate::incident::parts::Author;

/// What a page of evidence costs: a fifth of what a page of anything else does. The evidence of a whole page of causes is read by
/// one statement, and causes have two or three pieces, although a page has room for more: a graph of a hundred causes with
/// `evidence(first: 10)` stays within the limit of a document.
pub fn evidence_cost(first: i32, child: usize) -> usize {
    cost(first, child).div_ceil(5)
}

/// The evidence of one page with the timeline entries that it names. It belongs to one request.
pub struct EvidenceBatch {
    actor: Actor,
    entries: Vec<TimelineEntryId>,
    found: OnceCell<HashMap<TimelineEntryId, TimelineEntry>>,
}

impl EvidenceBatch {
    /// A batch of evidence.
    pub fn of<'a>(actor: &Actor, evidence: impl Iterator<Item = &'a d::Evidence>) -> Arc<Self> {
        let mut entries: Vec<TimelineEntryId> = evidence.filter_map(|one| one.timeline_entry).collect();
        entries.sort_unstable();
        entries.dedup();
        Arc::new(Self { actor: actor.clone(), entries, found: OnceCell::new() })
    }

    /// Wraps evidence that was read by id.
    pub fn wrap(actor: &Actor, evidence: Vec<d::Evidence>) -> Vec<Evidence> {
        let batch = Self::of(actor, evidence.iter());
        evidence.into_iter().map(|one| Evidence::new(Arc::new(one), Arc::clone(&batch))).collect()
    }

    /// Wraps one piece.
    pub fn one(actor: &Actor, evidence: d::Evidence) -> Evidence {
        Self::wrap(actor, vec![evidence]).swap_remove(0)
    }

    /// An entry, if the actor sees its incident.
    async fn entry(&self, app: &App, id: TimelineEntryId) -> app::Result<Option<TimelineEntry>> {
        let load = async || {
            let found = app.timeline_entries_by_ids(&self.actor, &self.entries).await?;
            Ok::<_, app::Error>(found.into_iter().map(|(id, entry)| (id, TimelineEntry(entry))).collect())
        };
        Ok(self.found.get_or_try_init(load).await?.get(&id).cloned())
    }
}

/// Evidence: what shows that a cause, or the link between causes and their effect, holds or does not.
#[derive(Clone)]
pub struct Evidence {
    evidence: Arc<d::Evidence>,
    batch: Arc<EvidenceBatch>,
}

impl Evidence {
    /// A piece of a page.
    pub(super) fn new(evidence: Arc<d::Evidence>, batch: Arc<EvidenceBatch>) -> Self {
        Self { evidence, batch }
    }

    /// Its fields.
    pub(crate) fn get(&self) -> &d::Evidence {
        &self.evidence
    }
}

/// Evidence: what shows that a cause, or the link between causes and their effect, holds or does not.
#[Object]
impl Evidence {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.evidence.id.to_string().into()
    }

    /// The cause that it is attached to; null for evidence on a group.
    async fn cause_id(&self) -> Option<ID> {
        match self.evidence.subject {
            EvidenceSubject::Cause(id) => Some(id.to_string().into()),
            EvidenceSubject::Group(_) => None,
        }
    }

    /// The group whose link it is attached to; null for evidence on a cause.
    async fn group_id(&self) -> Option<ID> {
        match self.evidence.subject {
            EvidenceSubject::Group(id) => Some(id.to_string().into()),
            EvidenceSubject::Cause(_) => None,
        }
    }

    /// What kind it is.
    async fn kind(&self) -> EvidenceKind {
        self.evidence.kind.into()
    }

    /// One line.
    async fn title(&self) -> &str {
        self.evidence.title.as_str()
    }

    /// Where it is; null if it has no address.
    async fn url(&self) -> Option<&str> {
        self.evidence.url.as_ref().map(WebUrl::as_str)
    }

    /// What it shows, in Markdown.
    async fn summary(&self) -> &str {
        self.evidence.summary.as_str()
    }

    /// What it shows, as sanitized HTML.
    async fn summary_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.evidence.summary.as_str()).to_string()
    }

    /// What would refute it, in Markdown.
    async fn refuted_by(&self) -> &str {
        self.evidence.refuted_by.as_str()
    }

    /// What would refute it, as sanitized HTML.
    async fn refuted_by_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.evidence.refuted_by.as_str()).to_string()
    }

    /// The entry of a linked incident's timeline; null for other kinds, and when you may not see the incident.
    async fn timeline_entry(&self, ctx: &Context<'_>) -> Result<Option<InTurn<TimelineEntry>>> {
        let Some(id) = self.evidence.timeline_entry else { return Ok(None) };
        Ok(self.batch.entry(app(ctx), id).await.api(ctx)?.map(InTurn))
    }

    /// When it was taken.
    async fn captured_at(&self) -> DateTime<Utc> {
        self.evidence.captured_at
    }

    /// Who recorded it.
    async fn captured_by(&self, ctx: &Context<'_>) -> Result<InTurn<Author>> {
        Author::of(ctx, self.evidence.captured_by).await.map(InTurn)
    }

    /// When it was recorded.
    async fn created_at(&self) -> DateTime<Utc> {
        self.evidence.created_at
    }
}
