//! The page of an incident, the page of announced work, and how both look on the first page.

use askama::Template;
use domain::portal::{Promise, PublicIncident, PublicMaintenance, RcaOwed, ServiceRef};
use domain::text::listed;
use domain::time::Instant;

use super::frame::Frame;
use super::update::{self, UpdateView};
use super::{impact_mark, render};
use crate::words::{Span, Stamp, count, day, lasted};
use crate::{Portal, site};

/// How many updates of an open incident the first page shows; its own page has all.
const ON_FIRST_PAGE: usize = 8;

/// What customers wait for.
pub(super) struct PromiseView {
    pub lead: &'static str,
    pub at: Stamp,
    pub note: &'static str,
    pub is_late: bool,
}

/// An incident or announced work.
pub(super) struct StoryView {
    pub path: String,
    pub reference: String,
    pub title: String,
    pub mark: &'static str,
    /// How bad it is, in words.
    pub impact: &'static str,
    /// Where it stands, in words.
    pub word: &'static str,
    /// From when to when, in words.
    pub time: Span,
    /// The services it touches, as a list in words; may be empty.
    pub services: String,
    pub promise: Option<PromiseView>,
    pub updates: Vec<UpdateView>,
    /// How many updates are not among those.
    pub more: usize,
    pub rca: Option<RcaView>,
    /// Which analysis was promised by when, as a sentence; may be empty.
    pub owed: String,
}

/// A published analysis.
pub(super) struct RcaView {
    pub path: String,
    pub day: String,
    /// Was made safe before it was published; may be empty.
    pub summary: String,
}

fn promise_view(promise: Promise, now: Instant) -> PromiseView {
    let at = Stamp::new(promise.at(), now);
    let is_late = promise.is_late(now);
    let (lead, note) = match (promise, is_late) {
        (Promise::NextUpdate(_), false) => ("Next update by", "or earlier if something changes"),
        (Promise::NextUpdate(_), true) => ("The next update was due at", "It has not come yet"),
        (Promise::Fix(_), false) => ("We expect it fixed by", "an estimate"),
        (Promise::Fix(_), true) => ("We expected it fixed by", "It is not fixed yet"),
    };
    PromiseView { lead, at, note, is_late }
}

fn names(services: &[ServiceRef]) -> String {
    listed(services.iter().map(|service| service.name.as_str()))
}

/// An incident with all of its updates.
pub(super) fn story(incident: &PublicIncident, now: Instant) -> StoryView {
    let started = incident.started_at;
    let time = match incident.restored_at {
        Some(end) if end > started => {
            Span { tail: format!(", {}", lasted(started, end)), ..Span::new(started, end, now) }
        }
        _ => Span::since(started, now),
    };
    StoryView {
        path: site::incident(&incident.reference),
        reference: incident.reference.clone(),
        title: incident.title.clone(),
        mark: impact_mark(incident.impact),
        impact: incident.impact.words(),
        word: incident.status.words(),
        time,
        services: names(&incident.services),
        promise: incident.promise().map(|promise| promise_view(promise, now)),
        updates: update::of_incident(incident, now),
        more: 0,
        rca: incident.rca.as_ref().map(|rca| RcaView {
            path: site::fit(&rca.url).to_owned(),
            day: day(rca.published_at.date_naive(), now),
            summary: rca.summary_html.clone(),
        }),
        owed: incident.rca_owed.map_or_else(String::new, |owed| owed_words(owed, now)),
    }
}

fn owed_words(owed: RcaOwed, now: Instant) -> String {
    let which = if owed.is_final { "The final" } else { "A preliminary" };
    let due = day(owed.due_at.date_naive(), now);
    if owed.due_at < now {
        format!("{which} analysis was promised by {due}. It has not come yet.")
    } else {
        format!("{which} analysis is promised by {due}.")
    }
}

/// An incident as it stands on the first page.
pub(super) fn short_story(incident: &PublicIncident, now: Instant) -> StoryView {
    let mut story = story(incident, now);
    story.more = story.updates.len().saturating_sub(ON_FIRST_PAGE);
    story.updates.truncate(ON_FIRST_PAGE);
    story
}

/// Announced work.
pub(super) fn work(work: &PublicMaintenance, now: Instant) -> StoryView {
    let tail = match work.completed_at {
        Some(end) => format!(", done in {}", lasted(work.starts_at, end)),
        None => format!(", {}", lasted(work.starts_at, work.ends_at)),
    };
    let time = Span { tail, ..Span::new(work.starts_at, work.ends_at, now) };
    StoryView {
        path: site::maintenance(&work.reference),
        reference: work.reference.clone(),
        title: work.title.clone(),
        mark: "mnt",
        impact: "Maintenance",
        word: work.status.words(),
        time,
        services: names(&work.services),
        promise: None,
        updates: update::of_work(work, now),
        more: 0,
        rca: None,
        owed: String::new(),
    }
}

#[derive(Template)]
#[template(path = "story.html")]
struct StoryPage {
    frame: Frame,
    story: StoryView,
    as_of: Stamp,
    told: String,
}

impl Portal {
    /// The page of an incident by its reference or id; `None` when none was published under it.
    pub fn incident_page(&self, key: &str, now: Instant) -> Option<String> {
        self.projection.incident(key).map(|incident| self.story_page(story(incident, now)))
    }

    /// The page of announced work by its reference or id; `None` when none was published under it.
    pub fn maintenance_page(&self, key: &str, now: Instant) -> Option<String> {
        self.projection.maintenance(key).map(|one| self.story_page(work(one, now)))
    }

    fn story_page(&self, story: StoryView) -> String {
        let frame = Frame::new(self, &story.title, "");
        let told = match story.updates.len() {
            many @ 2.. => format!("{}, newest first", count(many, "update")),
            few => count(few, "update"),
        };
        render(&StoryPage { frame, story, as_of: Stamp::whole(self.projection.as_of), told })
    }
}
