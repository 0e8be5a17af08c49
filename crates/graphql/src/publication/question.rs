//! Questions of customers and their answers. Whoever asked is the customer, never a name.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::id::PublicationId;
use domain::identity::Actor;
use domain::publication as d;
use tokio::sync::OnceCell;

use super::types::{RcaPublication, Versions};
use crate::connection::{Connection, connection, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::{IntoApi, convert};
use crate::identity::customer::Customer;
use crate::incident::parts::Author;

/// The questions of one answer; their versions are read for all of them at once.
struct Asked {
    actor: Actor,
    ids: Vec<PublicationId>,
    versions: OnceCell<HashMap<PublicationId, RcaPublication>>,
}

/// A customer's question about a published version.
#[derive(Clone)]
pub struct RcaQuestion {
    question: Arc<d::Question>,
    page: Arc<Asked>,
}

impl RcaQuestion {
    /// Wraps questions that were read together for an actor.
    pub fn of(actor: &Actor, questions: Vec<d::Question>) -> Vec<Self> {
        let page = Arc::new(Asked {
            actor: actor.clone(),
            ids: questions.iter().map(|one| one.publication).collect(),
            versions: OnceCell::new(),
        });
        Self::on(&page, questions)
    }

    /// Wraps the questions of a version that is at hand.
    pub fn about(version: &RcaPublication, actor: &Actor, questions: Vec<d::Question>) -> Vec<Self> {
        let id = version.get().id;
        let page = Arc::new(Asked {
            actor: actor.clone(),
            ids: vec![id],
            versions: OnceCell::new_with(Some(HashMap::from([(id, version.clone())]))),
        });
        Self::on(&page, questions)
    }

    fn on(page: &Arc<Asked>, questions: Vec<d::Question>) -> Vec<Self> {
        let wrapped = |one| Self { question: Arc::new(one), page: Arc::clone(page) };
        questions.into_iter().map(wrapped).collect()
    }
}

/// A customer's question about a published version.
#[Object]
impl RcaQuestion {
    /// Global id.
    async fn id(&self) -> ID {
        self.question.id.to_string().into()
    }

    /// Who asks: the customer, never a person.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Customer> {
        // Her own people see her name on their account, and nothing more of her record.
        let found = app(ctx).customer(&self.page.actor, self.question.customer).api(ctx)?;
        Ok(Customer::from(found))
    }

    /// The question, in Markdown.
    async fn body(&self) -> &str {
        self.question.body.as_str()
    }

    /// The question as sanitized HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.question.body.as_str()).to_string()
    }

    /// When it was asked.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.question.asked_at
    }

    /// The answer, in Markdown; null while there is none.
    async fn answer(&self) -> Option<&str> {
        self.question.answer.as_ref().map(|answer| answer.body.as_str())
    }

    /// The answer as sanitized HTML.
    async fn answer_html(&self, ctx: &Context<'_>) -> Option<String> {
        let answer = self.question.answer.as_ref()?;
        Some(app(ctx).markdown().render(answer.body.as_str()).to_string())
    }

    /// When it was answered.
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.question.answer.as_ref().map(|answer| answer.at)
    }

    /// Who answered; null for readers outside.
    async fn answered_by(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        match &self.question.answer {
            // People appear as the house to readers outside.
            _ if self.page.actor.customer.is_some() => Ok(None),
            Some(answer) => Author::of(ctx, answer.by).await.map(Some),
            None => Ok(None),
        }
    }

    /// The version that it is about.
    async fn publication(&self, ctx: &Context<'_>) -> Result<RcaPublication> {
        let read = async || {
            let found = app(ctx).rca_publications_by_ids(&self.page.actor, &self.page.ids).await?;
            let wrapped = Versions::wrap(&self.page.actor, found.into_values().collect());
            Ok::<_, app::Error>(wrapped.into_iter().map(|one| (one.get().id, one)).collect())
        };
        let all: &HashMap<_, RcaPublication> = self.page.versions.get_or_try_init(read).await.api(ctx)?;
        all.get(&self.question.publication).cloned().ok_or_else(|| convert(ctx, app::Error::NotFound))
    }
}

/// Further fields of a list of questions.
pub struct QuestionTotal;

#[Object]
impl QuestionTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_open_rca_questions(actor(ctx)?).await.api(ctx)
    }
}

/// A page of questions that wait for an answer.
pub async fn open(
    ctx: &Context<'_>,
    first: i32,
    after: Option<&str>,
) -> Result<Connection<RcaQuestion, QuestionTotal>> {
    let actor = actor(ctx)?;
    let size = app::page::size(first.into()).api(ctx)?;
    let cursor = parse_time_cursor(after).api(ctx)?;
    let page = app(ctx).open_rca_questions(actor, cursor, size).await.api(ctx)?;
    let items = RcaQuestion::of(actor, page.items);
    let page = app::page::Page { items, has_next: page.has_next };
    let cursor_of = |one: &RcaQuestion| time_cursor(one.question.asked_at, one.question.id.uuid());
    Ok(connection(page, after.is_some(), QuestionTotal, cursor_of, |one| one))
}
