//! What everyone may read: the portal's own projection, as objects.

use std::sync::Arc;

use app::page::Page;
use app::portal::{DAYS, PortalState};
use async_graphql::connection::EmptyFields;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::availability::DayLevel;
use domain::id::IncidentId;
use domain::portal::{self as d, ComponentStatus};

use super::enums::{MaintenanceStatus, PublicImpact, PublicIncidentStatus, PublicServiceStatus};
use crate::comms::enums::RcaStage;
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::error::IntoApi;

/// How the published services are, and what was said about incidents and announced work.
pub struct PublicStatus(pub Arc<PortalState>);

/// How the published services are, and what was said about incidents and announced work.
#[Object]
impl PublicStatus {
    /// The worst of all.
    async fn overall(&self) -> PublicServiceStatus {
        self.0.shown.projection.overall().into()
    }

    /// How things stand, in a sentence: `Checkout: partial outage`.
    async fn sentence(&self) -> String {
        self.0.shown.projection.banner().sentence
    }

    /// When it was so.
    async fn as_of(&self) -> DateTime<Utc> {
        self.0.shown.projection.as_of
    }

    /// The published services, in the order of the page.
    #[graphql(complexity = "20 * child_complexity")]
    async fn services(&self) -> Vec<PublicService> {
        let groups = &self.0.shown.projection.groups;
        let all = groups.iter().enumerate();
        let of = |(group, one): (usize, &d::Group)| (0..one.services.len()).map(move |at| (group, at));
        all.flat_map(of).map(|(group, at)| PublicService { state: Arc::clone(&self.0), group, at }).collect()
    }

    /// Published incidents, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last incident that was read.")] after: Option<String>,
    ) -> Result<Connection<PublicIncident, EmptyFields>> {
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let all = self.0.shown.projection.incidents.iter();
        let key = |one: &d::PublicIncident| {
            (one.started_at, one.id.parse().map(IncidentId::uuid).unwrap_or_default())
        };
        // Newest first; those of one instant in the order of their ids.
        let lies_behind = |one: &&d::PublicIncident| {
            cursor.is_none_or(|(at, id)| {
                let (own, own_id) = key(one);
                own < at || (own == at && own_id > id)
            })
        };
        let wanted = all.filter(lies_behind).take(usize::try_from(size).unwrap_or(100) + 1);
        let page = Page::of(wanted.cloned().collect(), size);
        let cursor_of = |one: &d::PublicIncident| {
            let (at, id) = key(one);
            time_cursor(at, id)
        };
        Ok(connection(page, after.is_some(), EmptyFields, cursor_of, PublicIncident))
    }

    /// Announced work, newest first.
    #[graphql(complexity = "20 * child_complexity")]
    async fn maintenances(&self) -> Vec<PublicMaintenance> {
        self.0.shown.projection.maintenances.iter().cloned().map(PublicMaintenance).collect()
    }
}

/// A published service.
pub struct PublicService {
    state: Arc<PortalState>,
    group: usize,
    at: usize,
}

impl PublicService {
    fn get(&self) -> &d::PublicService {
        &self.state.shown.projection.groups[self.group].services[self.at]
    }
}

/// A published service.
#[Object]
impl PublicService {
    /// Global id.
    async fn id(&self) -> ID {
        self.get().id.clone().into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.get().name
    }

    /// Its heading; null for none.
    async fn group(&self) -> Option<&str> {
        let name = &self.state.shown.projection.groups[self.group].name;
        Some(name.as_str()).filter(|name| !name.is_empty())
    }

    /// How it is now.
    async fn status(&self) -> PublicServiceStatus {
        self.get().status.into()
    }

    /// Since when it is so.
    async fn since(&self) -> Option<DateTime<Utc>> {
        Some(self.get().since)
    }

    /// How much of the time it was up.
    #[graphql(complexity = "child_complexity + usize::try_from(days.clamp(1, 90)).unwrap_or(90)")]
    async fn uptime(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 90, desc = "Over how many days, 1 to 90, today included.")] days: i32,
    ) -> Result<PublicUptime> {
        let wanted = u16::try_from(days).ok().filter(|days| (1..=DAYS).contains(days));
        let wanted = wanted.ok_or_else(|| app::Error::invalid("days", format!("must be 1 to {DAYS}")));
        let wanted = wanted.api(ctx)?;
        let service = self.get();
        let figure = self.state.shown.uptime(&service.id, wanted).unwrap_or(service.uptime);
        let from = service.days.len().saturating_sub(wanted.into());
        Ok(PublicUptime {
            percent: figure.percent(),
            since: figure.since,
            formula: figure.formula(),
            percent_with_maintenance: figure.availability.with_planned.percent(),
            days: service.days.iter().skip(from).map(PublicDay::of).collect(),
        })
    }
}

/// A figure with everything that is needed to read it.
#[derive(SimpleObject)]
pub struct PublicUptime {
    /// Percent, as a decimal number; null when nothing was measured.
    pub percent: Option<String>,
    /// Since when the service is measured (`AVL-03`).
    pub since: Option<DateTime<Utc>>,
    /// How the figure is made, in sentences (`AVL-04`, `AVL-05`).
    pub formula: String,
    /// Percent with announced work counted like any other impact (`AVL-05`).
    pub percent_with_maintenance: Option<String>,
    /// The days, oldest first.
    pub days: Vec<PublicDay>,
}

/// One day of a service, in the zone of the organisation.
#[derive(SimpleObject)]
pub struct PublicDay {
    /// Such as `2026-11-28`.
    pub date: String,
    /// The worst of the day; null when nothing was measured.
    pub worst: Option<PublicServiceStatus>,
    /// Downtime as the figure counts it.
    pub downtime_seconds: u32,
    /// Whether anything was measured.
    pub has_data: bool,
}

impl PublicDay {
    fn of(day: &d::Day) -> Self {
        let worst = match day.worst {
            DayLevel::NoData => None,
            DayLevel::Operational => Some(ComponentStatus::Operational),
            DayLevel::UnderMaintenance => Some(ComponentStatus::UnderMaintenance),
            DayLevel::DegradedPerformance => Some(ComponentStatus::DegradedPerformance),
            DayLevel::PartialOutage => Some(ComponentStatus::PartialOutage),
            DayLevel::MajorOutage => Some(ComponentStatus::MajorOutage),
        };
        Self {
            date: day.date.to_string(),
            has_data: worst.is_some(),
            worst: worst.map(Into::into),
            downtime_seconds: day.downtime_seconds,
        }
    }
}

/// A published incident.
pub struct PublicIncident(d::PublicIncident);

/// A published incident.
#[Object]
impl PublicIncident {
    /// Global id.
    async fn id(&self) -> ID {
        self.0.id.clone().into()
    }

    /// What people say: `INC-42`.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// The title for the public.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Where it stood when something was said last.
    async fn status(&self) -> PublicIncidentStatus {
        self.0.status.into()
    }

    /// How bad it was, at its worst.
    async fn impact(&self) -> PublicImpact {
        self.0.impact.into()
    }

    /// When impact began.
    async fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }

    /// When service was restored.
    async fn restored_at(&self) -> Option<DateTime<Utc>> {
        self.0.restored_at
    }

    /// Names of the published services that it touched.
    async fn services(&self) -> Vec<&str> {
        self.0.services.iter().map(|one| one.name.as_str()).collect()
    }

    /// What was said, oldest first.
    #[graphql(complexity = "5 * child_complexity")]
    async fn updates(&self) -> Vec<PublicUpdate> {
        self.0.updates.iter().map(|update| PublicUpdate::of(update, update.status.into())).collect()
    }

    /// The analysis that customers were promised and do not have yet.
    async fn rca_promise(&self) -> Option<PublicRcaPromise> {
        self.0.rca_owed.map(|owed| PublicRcaPromise {
            stage: if owed.is_final { RcaStage::Final } else { RcaStage::Preliminary },
            due_at: owed.due_at,
        })
    }

    /// The analysis that was published for everyone.
    async fn rca(&self) -> Option<PublicRca> {
        self.0.rca.as_ref().map(|rca| PublicRca {
            reference: rca.reference.clone(),
            stage: if rca.stage == "FINAL" { RcaStage::Final } else { RcaStage::Preliminary },
            published_at: rca.published_at,
            url: rca.url.clone(),
        })
    }
}

/// An analysis that customers were promised.
#[derive(SimpleObject)]
pub struct PublicRcaPromise {
    /// How far it will have come.
    pub stage: RcaStage,
    /// Until when.
    pub due_at: DateTime<Utc>,
}

/// A message that went out to customers.
#[derive(SimpleObject)]
pub struct PublicUpdate {
    /// Global id.
    pub id: ID,
    /// Where the incident stood, or the work in words of incidents.
    pub status: PublicIncidentStatus,
    /// The text, in Markdown.
    pub body: String,
    /// The text as sanitized HTML.
    pub body_html: String,
    /// When it went out.
    pub published_at: DateTime<Utc>,
    /// When the next update was promised.
    pub next_update_at: Option<DateTime<Utc>>,
    /// When the fix was expected.
    pub eta: Option<DateTime<Utc>>,
    /// The earlier update that it puts right.
    pub corrects: Option<ID>,
}

impl PublicUpdate {
    fn of<S>(update: &d::PublicUpdate<S>, status: PublicIncidentStatus) -> Self {
        Self {
            id: update.id.clone().into(),
            status,
            body: update.body_text.clone(),
            body_html: update.body_html.clone(),
            published_at: update.published_at,
            next_update_at: update.next_update_at,
            eta: update.eta,
            corrects: update.corrects.clone().map(ID::from),
        }
    }
}

/// A published analysis.
#[derive(SimpleObject)]
pub struct PublicRca {
    /// What people say, such as `RCA-7`.
    pub reference: String,
    /// How far it has come.
    pub stage: RcaStage,
    /// When this version was published.
    pub published_at: DateTime<Utc>,
    /// Where it is, from the root of the site.
    pub url: String,
}

/// Announced work, as everyone reads it.
pub struct PublicMaintenance(d::PublicMaintenance);

/// Announced work, as everyone reads it.
#[Object]
impl PublicMaintenance {
    /// Global id.
    async fn id(&self) -> ID {
        self.0.id.clone().into()
    }

    /// What people say: `MNT-3`.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// One line.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Where it stands.
    async fn status(&self) -> MaintenanceStatus {
        MaintenanceStatus::of(self.0.status)
    }

    /// When it is to begin.
    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.starts_at
    }

    /// When it is to end.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.ends_at
    }

    /// Names of the published services that it touches.
    async fn services(&self) -> Vec<&str> {
        self.0.services.iter().map(|one| one.name.as_str()).collect()
    }

    /// What was said, oldest first.
    #[graphql(complexity = "5 * child_complexity")]
    async fn updates(&self) -> Vec<PublicUpdate> {
        use d::MaintenanceWord as Word;
        let word = |status| match status {
            Word::Scheduled | Word::InProgress => PublicIncidentStatus::Identified,
            Word::Verifying => PublicIncidentStatus::Monitoring,
            Word::Completed | Word::Cancelled => PublicIncidentStatus::Resolved,
        };
        self.0.updates.iter().map(|update| PublicUpdate::of(update, word(update.status))).collect()
    }
}
