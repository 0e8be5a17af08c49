//! Earlier problems and incidents that look like a new one.
//!
//! Candidates come from the store, few and recent; how alike they are, the domain says.

use std::cmp::Reverse;
use std::collections::HashSet;

use domain::id::{IncidentId, ProblemId, ServiceId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::incident::Summary;
use domain::problem::Problem;
use domain::problem::similar::{Features, Likeness, likeness, words};
use domain::text::{Markdown, Tag};
use store::incident::{list as incidents, parts};
use store::problem::{alike, links, list};

use super::LookAlike;
use super::open::tags;
use crate::error::parse;
use crate::{App, Error, Result, authorize};

/// The most words that candidates are looked for by.
const ASKED_WORDS: usize = 8;
/// The most words of a record that are compared.
const WORDS: usize = 64;
/// The most suggestions of a kind.
const SHOWN: usize = 5;
/// The longest title to compare with, in characters.
const MAX_TITLE: usize = 200;

/// A problem that looks alike.
#[derive(Clone, Debug)]
pub struct ProblemSuggestion {
    /// The problem.
    pub problem: Problem,
    /// What both share.
    pub likeness: Likeness,
}

/// An incident that looks alike.
#[derive(Clone, Debug)]
pub struct IncidentSuggestion {
    /// The incident.
    pub incident: Summary,
    /// What both share.
    pub likeness: Likeness,
}

/// What looks alike, the most alike first; at most five of each.
#[derive(Clone, Debug, Default)]
pub struct Suggestions {
    /// Problems.
    pub problems: Vec<ProblemSuggestion>,
    /// Incidents that the actor sees.
    pub incidents: Vec<IncidentSuggestion>,
}

/// What is left out, because the reader has it already.
#[derive(Default)]
struct Known {
    problems: HashSet<ProblemId>,
    incidents: HashSet<IncidentId>,
}

impl App {
    /// Problems and incidents that look like a record that is being written.
    ///
    /// Errors: a tag that does not hold, a text that is too long.
    pub async fn suggestions(&self, actor: &Actor, new: &LookAlike) -> Result<Suggestions> {
        if new.title.chars().count() > MAX_TITLE {
            return Err(Error::invalid("title", format!("must be at most {MAX_TITLE} characters")));
        }
        let text = parse("text", Markdown::parse(new.text.as_deref().unwrap_or_default()))?;
        let features = features(&new.title, text.as_str(), new.service_ids.clone(), tags(&new.tags)?);
        self.alike(actor, &features, &Known::default()).await
    }

    /// What looks like an incident, itself and linked problems left out.
    pub async fn similar_to_incident(&self, actor: &Actor, id: IncidentId) -> Result<Suggestions> {
        let scope = self.incident_scope(actor)?;
        let incident = self.incident(actor, id).await?;
        let services = parts::services(self.store(), &scope, &[id]).await?.remove(&id).unwrap_or_default();
        let tags = parts::tags(self.store(), &scope, &[id]).await?.remove(&id).unwrap_or_default();
        let features = features(incident.title.as_str(), incident.summary.as_str(), services, tags);
        let known = Known {
            problems: links::problems_of(self.store(), id).await?.into_iter().collect(),
            incidents: HashSet::from([id]),
        };
        self.alike(actor, &features, &known).await
    }

    /// What looks like a problem, itself and linked incidents left out.
    pub async fn similar_to_problem(&self, actor: &Actor, id: ProblemId) -> Result<Suggestions> {
        let problem = self.problem(actor, id).await?;
        let known = Known {
            problems: HashSet::from([id]),
            incidents: links::of(self.store(), id).await?.into_iter().collect(),
        };
        self.alike(actor, &of_problem(&problem), &known).await
    }

    async fn alike(&self, actor: &Actor, new: &Features, known: &Known) -> Result<Suggestions> {
        authorize(actor, Permission::ProblemRead, Relation::default())?;
        let asked: Vec<String> = new.words.iter().take(ASKED_WORDS).cloned().collect();
        Ok(Suggestions {
            problems: self.alike_problems(new, &asked, known).await?,
            incidents: self.alike_incidents(actor, new, &asked, known).await?,
        })
    }

    async fn alike_problems(
        &self,
        new: &Features,
        asked: &[String],
        known: &Known,
    ) -> Result<Vec<ProblemSuggestion>> {
        let mut ids = alike::problems(self.store(), asked, &new.services).await?;
        ids.retain(|id| !known.problems.contains(id));
        let found = list::by_ids(self.store(), &ids).await?;
        let mut ranked: Vec<ProblemSuggestion> = found
            .into_values()
            .filter_map(|problem| {
                let likeness = likeness(new, &of_problem(&problem))?;
                Some(ProblemSuggestion { problem, likeness })
            })
            .collect();
        ranked.sort_by_key(|one| (Reverse(one.likeness.score), Reverse(one.problem.number)));
        ranked.truncate(SHOWN);
        Ok(ranked)
    }

    async fn alike_incidents(
        &self,
        actor: &Actor,
        new: &Features,
        asked: &[String],
        known: &Known,
    ) -> Result<Vec<IncidentSuggestion>> {
        let scope = self.incident_scope(actor)?;
        let mut ids = alike::incidents(self.store(), asked, &new.services).await?;
        ids.retain(|id| !known.incidents.contains(id));
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = incidents::by_ids(self.store(), &scope, &ids).await?;
        let mut services = parts::services(self.store(), &scope, &ids).await?;
        let mut tags = parts::tags(self.store(), &scope, &ids).await?;
        let mut ranked: Vec<IncidentSuggestion> = found
            .into_values()
            .filter_map(|incident| {
                let services = services.remove(&incident.id).unwrap_or_default();
                let tags = tags.remove(&incident.id).unwrap_or_default();
                let earlier = features(incident.title.as_str(), incident.summary.as_str(), services, tags);
                Some(IncidentSuggestion { likeness: likeness(new, &earlier)?, incident })
            })
            .collect();
        ranked.sort_by_key(|one| (Reverse(one.likeness.score), Reverse(one.incident.number)));
        ranked.truncate(SHOWN);
        Ok(ranked)
    }
}

fn features(title: &str, text: &str, services: Vec<ServiceId>, tags: Vec<Tag>) -> Features {
    Features { services, tags, words: words(&[title, " ", text].concat(), WORDS) }
}

fn of_problem(problem: &Problem) -> Features {
    let (title, text) = (problem.title.as_str(), problem.description.as_str());
    features(title, text, problem.services.clone(), problem.tags.clone())
}
