//! Announced work as the inside sees it.

use std::collections::HashMap;
use std::sync::Arc;

use app::portal::MaintenancesQuery;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::id::MaintenanceId;
use domain::identity::Actor;
use domain::portal::{self as d, MaintenanceStatus as Status};
use tokio::sync::OnceCell;

use super::enums::MaintenanceStatus;
use crate::catalog::types::Service;
use crate::connection::{Connection, connection, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::incident::parts::Author;

/// The works of one page; what was said is read for all of them at once.
pub struct Works {
    actor: Actor,
    ids: Vec<MaintenanceId>,
    updates: OnceCell<HashMap<MaintenanceId, Vec<d::MaintenanceUpdate>>>,
}

/// Announced work on services.
#[derive(Clone)]
pub struct Maintenance {
    work: Arc<d::Maintenance>,
    page: Arc<Works>,
}

impl Maintenance {
    /// Wraps works that were read together for an actor.
    pub fn wrap(actor: &Actor, works: Vec<d::Maintenance>) -> Vec<Self> {
        let ids = works.iter().map(|work| work.id).collect();
        let page = Arc::new(Works { actor: actor.clone(), ids, updates: OnceCell::new() });
        works.into_iter().map(|work| Self { work: Arc::new(work), page: Arc::clone(&page) }).collect()
    }

    /// Wraps one work.
    pub fn one(actor: &Actor, work: d::Maintenance) -> Self {
        Self::wrap(actor, vec![work]).swap_remove(0)
    }
}

/// Announced work on services.
#[Object]
impl Maintenance {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.work.id.to_string().into()
    }

    /// What people say: `MNT-3`.
    async fn reference(&self) -> String {
        self.work.reference()
    }

    /// One line.
    async fn title(&self) -> &str {
        self.work.title.as_str()
    }

    /// What is done and what customers notice, in Markdown.
    async fn body(&self) -> &str {
        self.work.body.as_str()
    }

    /// The text as sanitized HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.work.body.as_str()).to_string()
    }

    /// Where it stands.
    async fn status(&self) -> MaintenanceStatus {
        self.work.status.into()
    }

    /// The services that it touches, by name.
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<Service>> {
        let services = app(ctx).directory().named_services(&self.work.services).await.api(ctx)?;
        Ok(services.into_iter().map(Service::from).collect())
    }

    /// When it is to begin.
    async fn starts_at(&self) -> DateTime<Utc> {
        self.work.starts_at
    }

    /// When it is to end.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.work.ends_at
    }

    /// What was said, oldest first.
    async fn updates(&self, ctx: &Context<'_>) -> Result<Vec<MaintenanceUpdate>> {
        let read = || app(ctx).maintenance_updates(&self.page.actor, &self.page.ids);
        let all = self.page.updates.get_or_try_init(read).await.api(ctx)?;
        let own = all.get(&self.work.id).cloned().unwrap_or_default();
        Ok(own.into_iter().map(MaintenanceUpdate).collect())
    }

    /// Who announced it.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.work.created_by).await
    }

    /// When it was announced.
    async fn created_at(&self) -> DateTime<Utc> {
        self.work.created_at
    }

    /// Version of the record.
    async fn version(&self) -> i32 {
        self.work.version
    }
}

/// A message about announced work.
pub struct MaintenanceUpdate(d::MaintenanceUpdate);

/// A message about announced work.
#[Object]
impl MaintenanceUpdate {
    /// Global id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where the work stood.
    async fn status(&self) -> MaintenanceStatus {
        self.0.status.into()
    }

    /// The text, in Markdown.
    async fn body(&self) -> &str {
        self.0.body.as_str()
    }

    /// The text as sanitized HTML.
    async fn body_html(&self, ctx: &Context<'_>) -> String {
        app(ctx).markdown().render(self.0.body.as_str()).to_string()
    }

    /// When it went out.
    async fn published_at(&self) -> DateTime<Utc> {
        self.0.published_at
    }

    /// Who wrote it.
    async fn author(&self, ctx: &Context<'_>) -> Result<Author> {
        Author::of(ctx, self.0.author).await
    }
}

/// Further fields of a list of works.
pub struct MaintenanceTotal {
    status: Vec<Status>,
}

#[Object]
impl MaintenanceTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_maintenances(actor(ctx)?, &self.status).await.api(ctx)
    }
}

/// A page of works.
pub async fn list(
    ctx: &Context<'_>,
    first: i32,
    after: Option<&str>,
    status: Vec<Status>,
) -> Result<Connection<Maintenance, MaintenanceTotal>> {
    let actor = actor(ctx)?;
    let size = app::page::size(first.into()).api(ctx)?;
    let cursor = parse_time_cursor(after).api(ctx)?;
    let query = MaintenancesQuery { status: status.clone(), after: cursor, size };
    let page = app(ctx).maintenances(actor, query).await.api(ctx)?;
    let items = Maintenance::wrap(actor, page.items);
    let page = app::page::Page { items, has_next: page.has_next };
    let cursor_of = |one: &Maintenance| time_cursor(one.work.starts_at, one.work.id.uuid());
    Ok(connection(page, after.is_some(), MaintenanceTotal { status }, cursor_of, |one| one))
}
