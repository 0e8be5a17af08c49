//! The small records that problems are made of.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::problem as d;
use domain::rca;

use super::enums::{ProblemStatus, ReopenReason, WorkaroundEffect};
use crate::connection::position_cursor;
use crate::context::app;
use crate::identity::types::User;
use crate::incident::Incident;
use crate::incident::parts::{Author, user};

/// What reduces or removes the impact while there is no full resolution (`VOC-04`).
pub struct Workaround(pub d::Workaround);

/// What reduces or removes the impact while there is no full resolution (`VOC-04`).
#[Object]
impl Workaround {
    /// What to do, in Markdown.
    async fn steps(&self) -> &str {
        self.0.steps.as_str()
    }

    /// What to do, as sanitized HTML.
    async fn steps_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.steps.as_str()).to_string()
    }

    /// What it does to the impact.
    async fn effect(&self) -> WorkaroundEffect {
        self.0.effect.into()
    }

    /// Where it ends: load, time, side effects; in Markdown.
    async fn limits(&self) -> &str {
        self.0.limits.as_str()
    }

    /// Where it ends, as sanitized HTML.
    async fn limits_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.limits.as_str()).to_string()
    }

    /// When somebody last saw it work.
    async fn last_tested_at(&self) -> DateTime<Utc> {
        self.0.last_tested_at
    }
}

/// The decision to live with a problem or a root cause.
pub struct RiskDecision(pub rca::RiskDecision);

/// The decision to live with a problem or a root cause.
#[Object]
impl RiskDecision {
    /// Why, in Markdown.
    async fn rationale(&self) -> &str {
        self.0.rationale.as_str()
    }

    /// Why, as sanitized HTML.
    async fn rationale_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.rationale.as_str()).to_string()
    }

    /// Who approved it.
    async fn approver(&self, ctx: &Context<'_>) -> Result<User> {
        user(ctx, self.0.approver).await
    }

    /// When it is looked at again.
    async fn review_at(&self) -> DateTime<Utc> {
        self.0.review_at
    }

    /// When it was decided.
    async fn decided_at(&self) -> DateTime<Utc> {
        self.0.decided_at
    }
}

/// That and why a problem was opened again, the last time it was.
pub struct Reopening {
    pub(super) record: d::Reopening,
    pub(super) earlier: Option<Incident>,
    pub(super) again: Option<Incident>,
}

/// That and why a problem was opened again, the last time it was.
#[Object]
impl Reopening {
    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.record.at
    }

    /// Why.
    async fn reason(&self) -> ReopenReason {
        self.record.reason.into()
    }

    /// What is new, in Markdown; empty for a recurrence.
    async fn note(&self) -> &str {
        self.record.note.as_str()
    }

    /// What is new, as sanitized HTML.
    async fn note_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.record.note.as_str()).to_string()
    }

    /// The incident that came back; null where there is none, or not for you.
    async fn earlier_incident(&self) -> Option<Incident> {
        self.earlier.clone()
    }

    /// As which incident it came back; null where there is none, or not for you.
    async fn again_incident(&self) -> Option<Incident> {
        self.again.clone()
    }
}

/// The impact of all incidents of a problem that you may see, overlapping windows counted once (`CLK-04`).
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TotalImpact {
    /// Time in which at least one window was open, in seconds.
    pub degraded_seconds: i64,
    /// When the first window began.
    pub first_at: Option<DateTime<Utc>>,
    /// When the last one ended; null while one is open, or where there is none.
    pub last_at: Option<DateTime<Utc>>,
}

impl From<d::TotalImpact> for TotalImpact {
    fn from(impact: d::TotalImpact) -> Self {
        Self { degraded_seconds: impact.degraded_seconds, first_at: impact.first_at, last_at: impact.last_at }
    }
}

/// One thing that happened to a problem.
pub struct ProblemEvent(pub app::problem::ProblemEvent);

impl ProblemEvent {
    /// Where it stands in the history.
    pub(super) fn cursor(event: &app::problem::ProblemEvent) -> String {
        position_cursor(event.seq)
    }
}

/// One thing that happened to a problem.
#[Object]
impl ProblemEvent {
    /// Global id of the event.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// What, by the stable kind of the event, such as `problem.status_changed`.
    async fn change(&self) -> &str {
        self.0.change.as_str()
    }

    /// Who did it.
    async fn by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.0.by).await
    }

    /// The state before a step in its life.
    #[graphql(name = "fromStatus")]
    async fn status_before(&self) -> Option<ProblemStatus> {
        self.0.from_status.map(Into::into)
    }

    /// The state after a step in its life.
    async fn to_status(&self) -> Option<ProblemStatus> {
        self.0.to_status.map(Into::into)
    }
}
