//! The small records that an analysis is made of: statement, goals, categories, tables, answers.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::identity::Principal;
use domain::rca as d;

use super::enums::{AnswerKey, BarrierState, GoalKind, Lens};
use crate::context::app;
use crate::incident::parts::Author;

/// The problem statement of step 1: no cause in it (`RCS-01`, `RCS-02`). Each part may be empty in a draft.
#[derive(SimpleObject)]
pub struct ProblemStatement {
    /// What is wrong, as users see it; in Markdown.
    what: String,
    /// Where: services, places, parts; in Markdown.
    #[graphql(name = "where")]
    place: String,
    /// When: from when to when, how often; in Markdown.
    #[graphql(name = "when")]
    time: String,
    /// How much: users, requests, money; in Markdown.
    #[graphql(name = "howMuch")]
    extent: String,
    /// What belongs to it and what does not; in Markdown.
    scope: String,
}

impl From<&d::ProblemStatement> for ProblemStatement {
    fn from(statement: &d::ProblemStatement) -> Self {
        Self {
            what: statement.what.to_string(),
            place: statement.place.to_string(),
            time: statement.time.to_string(),
            extent: statement.extent.to_string(),
            scope: statement.scope.to_string(),
        }
    }
}

/// A goal that was not met; where a cause map starts (`CM-01`).
#[derive(SimpleObject)]
pub struct RcaGoal {
    /// What kind of goal.
    kind: GoalKind,
    /// Which, and by how much it was missed.
    text: String,
}

impl From<&d::Goal> for RcaGoal {
    fn from(goal: &d::Goal) -> Self {
        Self { kind: goal.kind.into(), text: goal.text.to_string() }
    }
}

/// A category of the fishbone.
#[derive(SimpleObject)]
pub struct Bone {
    /// What causes refer to; unique within the analysis.
    key: String,
    /// What it is called.
    name: String,
    /// The lens it maps to, so that analyses compare.
    lens: Lens,
}

impl From<&d::Bone> for Bone {
    fn from(bone: &d::Bone) -> Self {
        Self { key: bone.key.clone(), name: bone.name.to_string(), lens: bone.lens.into() }
    }
}

/// A row of the barrier analysis (`ER-01`).
pub struct Barrier(pub d::Barrier);

/// A row of the barrier analysis (`ER-01`).
#[Object]
impl Barrier {
    /// Global id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The defence.
    async fn defence(&self) -> &str {
        self.0.defence.as_str()
    }

    /// What it should have done.
    async fn expected_effect(&self) -> &str {
        self.0.expected_effect.as_str()
    }

    /// What it did.
    async fn state(&self) -> BarrierState {
        self.0.state.into()
    }

    /// What shows it, in Markdown.
    async fn evidence(&self) -> &str {
        self.0.evidence.as_str()
    }

    /// What shows it, as sanitized HTML.
    async fn evidence_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.evidence.as_str()).to_string()
    }

    /// Version of the row.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// A row of the change analysis: what differed from the last good day.
pub struct Difference(pub d::Difference);

/// A row of the change analysis: what differed from the last good day.
#[Object]
impl Difference {
    /// Global id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What is compared.
    async fn aspect(&self) -> &str {
        self.0.aspect.as_str()
    }

    /// How it was on the last good day.
    async fn before(&self) -> &str {
        self.0.before.as_str()
    }

    /// How it was this time.
    async fn after(&self) -> &str {
        self.0.after.as_str()
    }

    /// Whether it matters, and why; in Markdown.
    async fn relevance(&self) -> &str {
        self.0.relevance.as_str()
    }

    /// Whether it matters, as sanitized HTML.
    async fn relevance_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.relevance.as_str()).to_string()
    }

    /// Version of the row.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// A reasoned answer.
pub struct RcaAnswer(pub d::Answer);

/// A reasoned answer.
#[Object]
impl RcaAnswer {
    /// What it is about.
    async fn key(&self) -> AnswerKey {
        self.0.key.into()
    }

    /// The reason, in Markdown.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }

    /// The reason, as sanitized HTML.
    async fn reason_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.reason.as_str()).to_string()
    }

    /// Who gave it.
    async fn by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.0.by).await
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
}

/// That somebody set a warning or hint aside.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Dismissal {
    /// The reason.
    reason: String,
    /// When.
    at: DateTime<Utc>,
    #[graphql(skip)]
    set_aside_by: Principal,
}

#[ComplexObject]
impl Dismissal {
    /// Who set it aside.
    async fn by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.set_aside_by).await
    }
}

impl From<&d::Dismissal> for Dismissal {
    fn from(dismissal: &d::Dismissal) -> Self {
        Self { reason: dismissal.reason.to_string(), at: dismissal.at, set_aside_by: dismissal.by }
    }
}
