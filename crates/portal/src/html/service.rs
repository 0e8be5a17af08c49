//! Services with their days.

use domain::portal::bars::{self, Bars};
use domain::portal::{Day, Projection, PublicService};
use domain::time::Instant;

use super::{bar_class, status_mark};
use crate::site;
use crate::words::day;

/// A heading with its services.
pub(super) struct GroupView {
    /// May be empty.
    pub name: String,
    pub services: Vec<ServiceView>,
}

/// One service.
pub(super) struct ServiceView {
    pub name: String,
    pub mark: &'static str,
    pub words: &'static str,
    pub width: u32,
    /// The line of the good days.
    pub good: String,
    /// Class and outlines of the other bars.
    pub others: Vec<(&'static str, String)>,
    /// The drawing in words.
    pub alternative: String,
    /// Where the drawing begins.
    pub left: String,
    /// The days in a few words.
    pub short: String,
    /// The days on which something was.
    pub affected: Vec<String>,
    /// Where its feed is.
    pub feed: String,
    pub percent: Option<String>,
    pub sum: String,
    /// The other reading of planned work.
    pub other_reading: Option<String>,
}

/// All services under their headings; empty headings are left out.
pub(super) fn groups(projection: &Projection, now: Instant) -> Vec<GroupView> {
    let filled = projection.groups.iter().filter(|group| !group.services.is_empty());
    filled
        .map(|group| GroupView {
            name: group.name.clone(),
            services: group.services.iter().map(|service| view(service, now)).collect(),
        })
        .collect()
}

fn view(service: &PublicService, now: Instant) -> ServiceView {
    let Bars { width, good, others } = bars::bars(&service.days);
    ServiceView {
        name: service.name.clone(),
        mark: status_mark(service.status),
        words: service.status.words(),
        width,
        good,
        others: others.into_iter().map(|(level, path)| (bar_class(level), path)).collect(),
        alternative: service.days_in_words(),
        left: left(service, now),
        short: service.days_in_short(),
        affected: service.affected_days().map(Day::words).collect(),
        feed: site::service_atom(&service.id),
        percent: service.uptime.percent(),
        sum: service.uptime.sum(),
        other_reading: service.uptime.other_reading(),
    }
}

/// `90 days`, or since when it is measured when that is less (`AVL-03`).
fn left(service: &PublicService, now: Instant) -> String {
    let first = service.days.first().map(|day| day.date);
    match (service.uptime.since, first) {
        (None, _) | (_, None) => "Not measured".to_owned(),
        (Some(since), Some(first)) if since.date_naive() > first => {
            format!("Measured since {}", day(since.date_naive(), now))
        }
        (Some(_), Some(_)) => format!("{} days", service.days.len()),
    }
}
