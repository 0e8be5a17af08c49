//! Groups of causes with their links, as a drawing needs them.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::id::CauseGroupId;
use domain::identity::Principal;
use domain::rca as d;

use super::batch::Whole;
use super::enums::GroupOperator;
use super::evidence::{Evidence, EvidenceBatch};
use crate::context::{actor, app};
use crate::in_turn::InTurn;
use crate::incident::parts::Author;

/// Causes that explain one effect: all of them needed, or each of them enough.
pub struct CauseGroup {
    graph: Arc<d::Graph>,
    at: usize,
    evidence: Vec<Evidence>,
}

impl CauseGroup {
    /// The groups of an analysis, oldest first, without removed causes.
    pub(super) fn all(whole: &Whole, batch: &Arc<EvidenceBatch>) -> Vec<Self> {
        let mut evidence: HashMap<CauseGroupId, Vec<Evidence>> = HashMap::new();
        for one in &whole.analysis.evidence {
            if let d::EvidenceSubject::Group(group) = one.subject {
                let one = Evidence::new(Arc::new(one.clone()), Arc::clone(batch));
                evidence.entry(group).or_default().push(one);
            }
        }
        let groups = whole.present.groups.iter().enumerate();
        groups
            .map(|(at, group)| Self {
                graph: Arc::clone(&whole.present),
                at,
                evidence: evidence.remove(&group.id).unwrap_or_default(),
            })
            .collect()
    }

    fn get(&self) -> &d::CauseGroup {
        &self.graph.groups[self.at]
    }
}

/// Causes that explain one effect: all of them needed, or each of them enough.
#[Object]
impl CauseGroup {
    /// Global id.
    async fn id(&self) -> ID {
        self.get().id.to_string().into()
    }

    /// The cause that they explain; null for the problem itself.
    async fn effect_id(&self) -> Option<ID> {
        self.get().effect.map(|id| id.to_string().into())
    }

    /// The question that they answer, such as a why (`W5-01`).
    async fn question(&self) -> Option<&str> {
        self.get().question.as_ref().map(domain::text::ShortText::as_str)
    }

    /// How they explain the effect (`CM-02`).
    async fn operator(&self) -> GroupOperator {
        self.get().operator.into()
    }

    /// For an OR with several validated causes: that either suffices is meant (`CM-02`).
    async fn either_suffices(&self) -> bool {
        self.get().either_suffices
    }

    /// The causes, in their order.
    async fn cause_ids(&self) -> Vec<ID> {
        self.get().links.iter().map(|link| link.cause.to_string().into()).collect()
    }

    /// The causes as links, in their order.
    async fn links(&self, ctx: &Context<'_>) -> Result<Vec<InTurn<CauseLink>>> {
        let (app, actor, group) = (app(ctx), actor(ctx)?, self.get());
        let link = |link: &d::CauseLink| CauseLink {
            cause_id: link.cause.to_string().into(),
            therefore_at: link.therefore.map(|(_, at)| at),
            can_confirm: app.may_confirm_therefore(actor, group, link.cause),
            made_by: link.created_by,
            confirmed_by: link.therefore.map(|(by, _)| by),
        };
        Ok(group.links.iter().map(link).map(InTurn).collect())
    }

    /// Evidence that they explain the effect, oldest first.
    async fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }
}

/// That a cause stands in a group.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct CauseLink {
    /// The cause.
    pub cause_id: ID,
    /// When it was read upward with "therefore" and held (`W5-10`); null while nobody did.
    pub therefore_at: Option<DateTime<Utc>>,
    /// Whether you may read it upward: somebody else made the link, and nobody has read it yet.
    pub can_confirm: bool,
    #[graphql(skip)]
    made_by: Principal,
    #[graphql(skip)]
    confirmed_by: Option<Principal>,
}

#[ComplexObject]
impl CauseLink {
    /// Who made the link.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<InTurn<Author>> {
        Author::of(ctx, self.made_by).await.map(InTurn)
    }

    /// Who read it upward; null while nobody did.
    async fn therefore_by(&self, ctx: &Context<'_>) -> Result<Option<InTurn<Author>>> {
        match self.confirmed_by {
            Some(by) => Author::of(ctx, by).await.map(InTurn).map(Some),
            None => Ok(None),
        }
    }
}
