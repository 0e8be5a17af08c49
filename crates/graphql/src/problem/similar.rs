//! Earlier problems and incidents that look alike, with what is shared.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use domain::id::ServiceId;
use domain::identity::Actor;
use domain::problem::similar::Likeness;
use domain::text::Tag;

use super::{Batch, Problem};
use crate::catalog::types::Service;
use crate::incident::parts::services;
use crate::incident::{Batch as IncidentBatch, Incident};

/// What looking for look-alikes costs beside its answer: a full-text search and a look at every candidate, for each record that
/// asks, so that a long list cannot ask for it.
pub const COST: usize = 250;

/// What looks alike, the most alike first; at most five of each.
#[derive(SimpleObject)]
pub struct Suggestions {
    /// Problems.
    pub problems: Vec<ProblemSuggestion>,
    /// Incidents that you may see.
    pub incidents: Vec<IncidentSuggestion>,
}

/// A problem that looks alike.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ProblemSuggestion {
    /// The problem.
    pub problem: Problem,
    /// Shared tags.
    pub tags: Vec<String>,
    /// Shared words.
    pub words: Vec<String>,
    #[graphql(skip)]
    shared: Vec<ServiceId>,
}

#[ComplexObject]
impl ProblemSuggestion {
    /// Shared services, by name.
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<Service>> {
        services(ctx, &self.shared).await
    }
}

/// An incident that looks alike.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct IncidentSuggestion {
    /// The incident.
    pub incident: Incident,
    /// Shared tags.
    pub tags: Vec<String>,
    /// Shared words.
    pub words: Vec<String>,
    #[graphql(skip)]
    shared: Vec<ServiceId>,
}

#[ComplexObject]
impl IncidentSuggestion {
    /// Shared services, by name.
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<Service>> {
        services(ctx, &self.shared).await
    }
}

impl Suggestions {
    /// Wraps what was found for an actor, each kind as one page.
    pub fn of(actor: &Actor, found: app::problem::Suggestions) -> Self {
        let (problems, likenesses): (Vec<_>, Vec<_>) =
            found.problems.into_iter().map(|one| (one.problem, one.likeness)).unzip();
        let problems = Batch::wrap(actor, problems).into_iter().zip(likenesses).map(|(problem, likeness)| {
            let (shared, tags, words) = parts(likeness);
            ProblemSuggestion { problem, tags, words, shared }
        });
        let (incidents, likenesses): (Vec<_>, Vec<_>) =
            found.incidents.into_iter().map(|one| (one.incident, one.likeness)).unzip();
        let incidents = IncidentBatch::wrap(actor, incidents).into_iter().zip(likenesses);
        let incidents = incidents.map(|(incident, likeness)| {
            let (shared, tags, words) = parts(likeness);
            IncidentSuggestion { incident, tags, words, shared }
        });
        Self { problems: problems.collect(), incidents: incidents.collect() }
    }
}

fn parts(likeness: Likeness) -> (Vec<ServiceId>, Vec<String>, Vec<String>) {
    (likeness.services, likeness.tags.into_iter().map(Tag::into_string).collect(), likeness.words)
}
