//! A published version, and what the analysis knows of it.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::id::PublicationId;
use domain::identity::Actor;
use domain::publication as d;
use tokio::sync::OnceCell;

use super::enums::PublicationAudience;
use super::question::RcaQuestion;
use crate::comms::enums::RcaStage;
use crate::context::app;
use crate::error::IntoApi;
use crate::identity::customer::Customer;
use crate::incident::parts::Author;

type ByVersion<T> = HashMap<PublicationId, Vec<T>>;

/// The versions of one answer; what customers say is read for all of them at once.
pub struct Versions {
    actor: Actor,
    ids: Vec<PublicationId>,
    acknowledgements: OnceCell<ByVersion<d::Acknowledgement>>,
    questions: OnceCell<ByVersion<d::Question>>,
}

impl Versions {
    /// Wraps versions that were read together for an actor.
    pub fn wrap(actor: &Actor, versions: Vec<d::Publication>) -> Vec<RcaPublication> {
        let page = Arc::new(Self {
            actor: actor.clone(),
            ids: versions.iter().map(|one| one.id).collect(),
            acknowledgements: OnceCell::new(),
            questions: OnceCell::new(),
        });
        let wrapped = |one| RcaPublication { version: Arc::new(one), page: Arc::clone(&page) };
        versions.into_iter().map(wrapped).collect()
    }

    /// Wraps one version.
    pub fn one(actor: &Actor, version: d::Publication) -> RcaPublication {
        Self::wrap(actor, vec![version]).swap_remove(0)
    }
}

/// A published version of an analysis: it stays as it is.
#[derive(Clone)]
pub struct RcaPublication {
    version: Arc<d::Publication>,
    page: Arc<Versions>,
}

impl RcaPublication {
    /// The version.
    pub fn get(&self) -> &d::Publication {
        &self.version
    }
}

fn html(ctx: &Context<'_>, text: &domain::text::Body) -> String {
    app(ctx).markdown().render(text.as_str()).to_string()
}

/// A published version of an analysis: it stays as it is.
#[Object]
impl RcaPublication {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.version.id.to_string().into()
    }

    /// What people say: `RCA-7`.
    async fn reference(&self) -> String {
        self.version.reference()
    }

    /// Its number among the versions of the analysis, from 1.
    async fn number(&self) -> i32 {
        self.version.number
    }

    /// How far it has come.
    async fn stage(&self) -> RcaStage {
        self.version.stage.into()
    }

    /// Who reads it.
    async fn audience(&self) -> PublicationAudience {
        self.version.audience.into()
    }

    /// Which customers; empty for any other audience.
    #[graphql(complexity = "5 * child_complexity")]
    async fn customers(&self, ctx: &Context<'_>) -> Vec<Customer> {
        let directory = app(ctx).directory();
        self.version.customers.iter().filter_map(|id| directory.customer(*id)).map(Customer::from).collect()
    }

    /// One line.
    async fn title(&self) -> &str {
        self.version.parts.title.as_str()
    }

    /// What happened, in Markdown.
    async fn what_happened(&self) -> &str {
        self.version.parts.what_happened.as_str()
    }

    /// What happened, as sanitized HTML.
    async fn what_happened_html(&self, ctx: &Context<'_>) -> String {
        html(ctx, &self.version.parts.what_happened)
    }

    /// Why it happened, in Markdown.
    async fn why(&self) -> &str {
        self.version.parts.why.as_str()
    }

    /// Why it happened, as sanitized HTML.
    async fn why_html(&self, ctx: &Context<'_>) -> String {
        html(ctx, &self.version.parts.why)
    }

    /// What was done so far, in Markdown.
    async fn what_we_did(&self) -> &str {
        self.version.parts.what_we_did.as_str()
    }

    /// What was done so far, as sanitized HTML.
    async fn what_we_did_html(&self, ctx: &Context<'_>) -> String {
        html(ctx, &self.version.parts.what_we_did)
    }

    /// What will be done, in Markdown.
    async fn what_we_will_do(&self) -> &str {
        self.version.parts.what_we_will_do.as_str()
    }

    /// What will be done, as sanitized HTML.
    async fn what_we_will_do_html(&self, ctx: &Context<'_>) -> String {
        html(ctx, &self.version.parts.what_we_will_do)
    }

    /// What is different from the version before that this audience could read; empty when there was none.
    async fn changes(&self) -> &[String] {
        &self.version.changes
    }

    /// When it was published.
    async fn published_at(&self) -> DateTime<Utc> {
        self.version.published_at
    }

    /// Who published it.
    async fn published_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.version.published_by).await
    }

    /// Where it is read, from the root of the site.
    async fn url(&self) -> String {
        self.version.path()
    }

    /// Which customers have acknowledged it, first first.
    #[graphql(complexity = "5 * child_complexity")]
    async fn acknowledgements(&self, ctx: &Context<'_>) -> Result<Vec<RcaAcknowledgement>> {
        let read = || app(ctx).rca_acknowledgements(&self.page.actor, &self.page.ids);
        let all = self.page.acknowledgements.get_or_try_init(read).await.api(ctx)?;
        let own = all.get(&self.version.id).map(Vec::as_slice).unwrap_or_default();
        let directory = app(ctx).directory();
        let shown = |one: &d::Acknowledgement| {
            let customer = directory.customer(one.customer).map(Customer::from)?;
            Some(RcaAcknowledgement { customer, at: one.at })
        };
        Ok(own.iter().filter_map(shown).collect())
    }

    /// What customers asked about it, oldest first.
    #[graphql(complexity = "5 * child_complexity")]
    async fn questions(&self, ctx: &Context<'_>) -> Result<Vec<RcaQuestion>> {
        let read = || app(ctx).rca_questions(&self.page.actor, &self.page.ids);
        let all = self.page.questions.get_or_try_init(read).await.api(ctx)?;
        let own = all.get(&self.version.id).cloned().unwrap_or_default();
        Ok(RcaQuestion::about(self, &self.page.actor, own))
    }

    /// When it was taken back; null while it stands.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.version.withdrawn_at
    }
}

/// That a customer has read a version.
#[derive(SimpleObject)]
pub struct RcaAcknowledgement {
    /// The customer.
    pub customer: Customer,
    /// When.
    pub at: DateTime<Utc>,
}

/// Texts to begin a publication with, made of what the records say; roles, never names.
#[derive(SimpleObject)]
pub struct RcaPublicationDefaults {
    /// One line.
    pub title: String,
    /// What happened, in Markdown.
    pub what_happened: String,
    /// Why it happened, in Markdown.
    pub why: String,
    /// What was done so far, in Markdown.
    pub what_we_did: String,
    /// What will be done, in Markdown.
    pub what_we_will_do: String,
}

impl From<d::defaults::Defaults> for RcaPublicationDefaults {
    fn from(begun: d::defaults::Defaults) -> Self {
        Self {
            title: begun.title,
            what_happened: begun.what_happened,
            why: begun.why,
            what_we_did: begun.what_we_did,
            what_we_will_do: begun.what_we_will_do,
        }
    }
}

/// Something that is replaced before it leaves.
#[derive(SimpleObject)]
pub struct Redaction {
    /// Where: a field of the input, or `timeline`, `causes`, `repairItems`.
    pub place: String,
    /// What stands there.
    pub original: String,
    /// What readers see instead.
    pub replacement: String,
    /// Why.
    pub reason: String,
}

impl From<d::Redaction> for Redaction {
    fn from(one: d::Redaction) -> Self {
        Self {
            place: one.place.to_owned(),
            original: one.original,
            replacement: one.replacement,
            reason: one.reason.words().to_owned(),
        }
    }
}
