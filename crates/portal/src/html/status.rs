//! The first page: how things stand now.

use askama::Template;
use domain::portal::Banner;
use domain::time::Instant;

use super::frame::Frame;
use super::history::RowView;
use super::incident::{self, StoryView};
use super::service::{self, GroupView};
use super::{render, status_mark};
use crate::words::Stamp;
use crate::{Portal, site};

/// How many lines of what was the first page shows.
const RECENT: usize = 5;

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    frame: Frame,
    mark: &'static str,
    banner: Banner,
    as_of: Stamp,
    incidents: Vec<StoryView>,
    works: Vec<StoryView>,
    groups: Vec<GroupView>,
    formula: String,
    time_zone: String,
    recent: Vec<RowView>,
}

impl Portal {
    /// How things stand: banner, open incidents, announced work, services with their days, and what was last.
    pub fn status_page(&self, now: Instant) -> String {
        let projection = &self.projection;
        let banner = projection.banner();
        let active = projection.active_maintenances();
        let works = active.chain(projection.upcoming_maintenances());
        render(&StatusPage {
            frame: Frame::new(self, &banner.sentence, "now"),
            mark: if projection.is_empty() { "none" } else { status_mark(banner.status) },
            as_of: Stamp::whole(projection.as_of),
            incidents: projection.open_incidents().map(|one| incident::short_story(one, now)).collect(),
            works: works.map(|one| incident::work(one, now)).collect(),
            groups: service::groups(projection, now),
            formula: projection.services().next().map(|one| one.uptime.formula()).unwrap_or_default(),
            time_zone: projection.organisation.time_zone.clone(),
            recent: self.recent(RECENT, now),
            banner,
        })
    }
}
