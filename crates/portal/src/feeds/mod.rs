//! Feeds: one entry for each incident and announced work, with all that was said in it, newest first.
//!
//! An entry counts as new with every update and when its analysis is published. It must not know HTTP.

use std::cmp::Reverse;

use askama::Template;
use domain::portal::{
    IncidentWord, MaintenanceWord, PublicIncident, PublicMaintenance, PublicService, PublicUpdate, ServiceRef,
};
use domain::time::Instant;

use crate::words::iso;
use crate::{Portal, site};

/// How many entries a feed has: those in which something was said last.
const MOST: usize = 50;

/// One thing that was said.
struct SaidView {
    word: &'static str,
    at: String,
    /// Was made safe before it was published.
    body: String,
    notes: Vec<String>,
}

/// What an entry says, as HTML; a feed carries it as text.
#[derive(Template)]
#[template(path = "entry.html")]
struct ContentView {
    impact: String,
    services: String,
    said: Vec<SaidView>,
    link: Option<String>,
}

struct EntryView {
    id: String,
    url: String,
    title: String,
    category: &'static str,
    published: Instant,
    updated: Instant,
    content: String,
}

/// Both kinds of feed ask the same of an instant.
impl EntryView {
    fn updated_iso(&self) -> String {
        iso(self.updated)
    }

    fn published_iso(&self) -> String {
        iso(self.published)
    }

    fn updated_mail(&self) -> String {
        self.updated.to_rfc2822()
    }
}

#[derive(Template)]
#[template(path = "atom.xml")]
struct AtomFeed {
    feed: FeedView,
}

#[derive(Template)]
#[template(path = "rss.xml")]
struct RssFeed {
    feed: FeedView,
}

struct FeedView {
    id: String,
    title: String,
    author: String,
    own: String,
    page: String,
    updated: Instant,
    entries: Vec<EntryView>,
}

impl FeedView {
    fn updated_iso(&self) -> String {
        iso(self.updated)
    }

    fn updated_mail(&self) -> String {
        self.updated.to_rfc2822()
    }
}

impl Portal {
    /// The Atom feed (RFC 4287) of all, or of one service. `None` when there is no such service.
    pub fn atom(&self, service: Option<&str>) -> Option<String> {
        let own = service.map_or(site::ATOM.to_owned(), site::service_atom);
        let feed = self.feed(service, &own)?;
        AtomFeed { feed }.render().ok()
    }

    /// The RSS 2.0 feed of all, or of one service. `None` when there is no such service.
    pub fn rss(&self, service: Option<&str>) -> Option<String> {
        let own = service.map_or(site::RSS.to_owned(), site::service_rss);
        let feed = self.feed(service, &own)?;
        RssFeed { feed }.render().ok()
    }

    fn feed(&self, service: Option<&str>, own: &str) -> Option<FeedView> {
        let one = match service {
            Some(id) => Some(self.projection.service(id)?),
            None => None,
        };
        let concerns =
            |services: &[ServiceRef]| one.is_none_or(|one| services.iter().any(|it| it.id == one.id));
        let incidents = self.projection.incidents.iter().filter(|it| concerns(&it.services));
        let works = self.projection.maintenances.iter().filter(|it| concerns(&it.services));
        let mut entries: Vec<EntryView> =
            incidents.map(|it| self.incident_entry(it)).chain(works.map(|it| self.work_entry(it))).collect();
        entries.sort_by_key(|entry| Reverse(entry.updated));
        entries.truncate(MOST);
        let name = &self.projection.organisation.name;
        Some(FeedView {
            id: self.site.tag("feed", one.map_or("status", |one| &one.id)),
            title: title(name, one),
            author: name.clone(),
            own: self.site.url(own),
            page: self.site.url(site::STATUS),
            updated: entries.first().map_or_else(|| self.projection.updated_at(), |entry| entry.updated),
            entries,
        })
    }

    fn incident_entry(&self, one: &PublicIncident) -> EntryView {
        let analysis = one.rca.iter().map(|rca| SaidView {
            word: "Analysis published",
            at: told(rca.published_at),
            body: rca.summary_html.clone(),
            notes: Vec::new(),
        });
        let said = one.updates.iter().rev().map(|update| incident_said(one, update));
        let link = one.rca.as_ref().map(|rca| self.site.whole(&rca.url));
        let content = content(one.impact.words(), &one.services, analysis.chain(said).collect(), link);
        EntryView {
            id: self.site.tag("incident", &one.id),
            url: self.site.url(&site::incident(&one.reference)),
            title: one.title.clone(),
            category: if one.is_open() { one.status.as_str() } else { "resolved" },
            published: one.created_at(),
            updated: one.updated_at(),
            content,
        }
    }

    fn work_entry(&self, one: &PublicMaintenance) -> EntryView {
        let said = one.updates.iter().rev().map(|update| said(update, update.status.words()));
        let is_cancelled = one.status == MaintenanceWord::Cancelled;
        let lead = if is_cancelled { "Cancelled maintenance" } else { "Maintenance" };
        let impact = format!("{lead}, {} to {}", told(one.starts_at), told(one.ends_at));
        EntryView {
            id: self.site.tag("maintenance", &one.id),
            url: self.site.url(&site::maintenance(&one.reference)),
            title: one.title.clone(),
            category: one.status.as_str(),
            published: one.created_at(),
            updated: one.updated_at(),
            content: content(&impact, &one.services, said.collect(), None),
        }
    }
}

fn title(name: &str, service: Option<&PublicService>) -> String {
    service.map_or(format!("{name} status"), |one| format!("{name} status: {}", one.name))
}

fn told(at: Instant) -> String {
    at.format("%-d %b %Y, %H:%M UTC").to_string()
}

fn said<S>(update: &PublicUpdate<S>, word: &'static str) -> SaidView {
    let next = update.next_update_at.map(|at| format!("Next update by {}.", told(at)));
    let eta = update.eta.map(|at| format!("Fix expected by {}.", told(at)));
    let notes = next.into_iter().chain(eta).collect();
    SaidView { word, at: told(update.published_at), body: update.body_html.clone(), notes }
}

/// An update of an incident; what corrects another one and what was corrected say so, as the page does.
fn incident_said(incident: &PublicIncident, update: &PublicUpdate<IncidentWord>) -> SaidView {
    let earlier = update.corrects.as_ref().and_then(|id| incident.updates.iter().find(|one| one.id == *id));
    let corrects = earlier.map(|one| format!("Corrects the update of {}.", told(one.published_at)));
    let later = incident.correction_of(&update.id);
    let corrected = later.map(|one| format!("Corrected by the update of {}.", told(one.published_at)));
    let word = if update.corrects.is_some() { "Correction" } else { update.status.words() };
    let mut view = said(update, word);
    view.notes.extend(corrects.into_iter().chain(corrected));
    view
}

fn content(impact: &str, services: &[ServiceRef], said: Vec<SaidView>, link: Option<String>) -> String {
    let services = domain::text::listed(services.iter().map(|service| service.name.as_str()));
    let view = ContentView { impact: impact.to_owned(), services, said, link };
    view.render().unwrap_or_default()
}
