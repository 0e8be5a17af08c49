//! Everything that a version is made of, read once: analysis, problem, public incidents with their timeline, repair items.
//!
//! The number of statements does not depend on how many incidents there are. It must not redact anything.

use std::collections::{HashMap, HashSet};

use domain::id::{IncidentId, RcaId, ServiceId};
use domain::incident::{Incident, Instants, TimelineEntryKind};
use domain::problem::{LinkedIncident, Problem};
use domain::publication::{PublishedItem, Story, StoryCauses, StoryIncident, story};
use domain::rca::Analysis;
use domain::repair::RepairItem;
use store::Connection;
use store::incident::{Scope, list, parts, timeline};
use store::portal::published;
use store::problem::links;
use store::rca::repo as analyses;

use crate::{App, Error, Result};

/// Entries of each incident that are read; a timeline has fewer milestones.
const ENTRIES: u64 = 200;

/// What a version is made of.
#[derive(Clone, Debug)]
pub(super) struct Gathered {
    pub analysis: Analysis,
    pub problem: Problem,
    /// Incidents that everybody inside may see, oldest first, as rules need them.
    pub linked: Vec<LinkedIncident>,
    /// The same, whole.
    pub incidents: Vec<Incident>,
    /// Linked incidents that are private: nothing of them may be told.
    pub private: Vec<IncidentId>,
    pub items: Vec<RepairItem>,
    pub story: Story,
}

impl Gathered {
    /// Repair items as a version tells of them.
    pub fn published_items(&self) -> Vec<PublishedItem> {
        self.items.iter().filter(|item| PublishedItem::is_told(item)).map(PublishedItem::of).collect()
    }
}

impl App {
    /// Reads what a version of an analysis is made of.
    pub(super) async fn gather(&self, connection: &impl Connection, id: RcaId) -> Result<Gathered> {
        let analysis = analyses::load(connection, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
        let problem = analysis.rca.problem;
        let found = store::problem::list::by_ids(connection, &[problem]).await?.remove(&problem);
        let problem = found.ok_or(Error::NotFound)?;
        let linked = links::linked(connection, &[problem.id]).await?.remove(&problem.id).unwrap_or_default();
        let seen: Vec<IncidentId> = linked.iter().map(|incident| incident.id).collect();
        let all = links::of(connection, problem.id).await?;
        let private = all.into_iter().filter(|id| !seen.contains(id)).collect();
        let incidents = public_incidents(connection, &seen).await?;
        let items = store::repair::list::solutions(connection, &[problem.id]).await?.remove(&problem.id);
        let story = self.story(connection, &analysis, &incidents).await?;
        Ok(Gathered {
            analysis,
            problem,
            linked,
            incidents,
            private,
            items: items.unwrap_or_default(),
            story,
        })
    }

    async fn story(
        &self,
        connection: &impl Connection,
        analysis: &Analysis,
        incidents: &[Incident],
    ) -> Result<Story> {
        let ids: Vec<IncidentId> = incidents.iter().map(|incident| incident.id).collect();
        let mut lines = Vec::new();
        if !ids.is_empty() {
            let query = timeline::Query {
                newest_first: false,
                after: None,
                kinds: vec![TimelineEntryKind::Milestone, TimelineEntryKind::Status],
                limit: ENTRIES,
            };
            let mut entries = timeline::pages(connection, &Scope::default(), &ids, &query).await?;
            // One after the other: what is gathered twice reads the same, and a preview stands.
            let entries: Vec<_> = ids.iter().filter_map(|id| entries.remove(id)).flatten().collect();
            lines = story::lines(&entries, &published::said_of(connection, &ids).await?);
        }
        let services = self.directory().services();
        let names: HashMap<ServiceId, String> = services
            .iter()
            .filter(|service| service.is_public)
            .map(|service| (service.id, service.name.as_str().to_owned()))
            .collect();
        Ok(Story {
            incidents: incidents.iter().map(|incident| StoryIncident::of(incident, &names)).collect(),
            lines,
            causes: StoryCauses::of(analysis),
        })
    }
}

/// Incidents with the parts that the public may learn of, oldest first; those that are private are left out.
async fn public_incidents(connection: &impl Connection, ids: &[IncidentId]) -> Result<Vec<Incident>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let public = Scope::default();
    let summaries = list::by_ids(connection, &public, ids).await?;
    let mut instants = parts::instants(connection, &public, ids).await?;
    let mut windows = parts::windows(connection, &public, ids).await?;
    let mut responders = parts::responders(connection, &public, ids).await?;
    let mut services = parts::services(connection, &public, ids).await?;
    let mut seen = HashSet::new();
    let mut incidents = Vec::new();
    for id in ids.iter().filter(|id| seen.insert(**id)) {
        let Some(summary) = summaries.get(id) else { continue };
        let mut incident = summary.with_parts(
            Instants::from_stored(instants.remove(id).unwrap_or_default()),
            windows.remove(id).unwrap_or_default(),
            responders.remove(id).unwrap_or_default(),
        );
        incident.services = services.remove(id).unwrap_or_default();
        incidents.push(incident);
    }
    incidents.sort_by_key(|incident| (incident.started_at(), incident.id));
    Ok(incidents)
}
