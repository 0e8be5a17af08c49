//! Reads of promises: what is due, and what became of them.

use app::comms::PromiseFilter as Filter;
use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};

use super::draft::UpdateTemplate;
use super::enums::PromiseKind;
use super::report::PromiseReport;
use super::{Promise, PromiseBatch};
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;
use crate::incident::enums::Audience;

/// What a report costs: every promise of its time is read.
const WHOLE: usize = 250;

/// Reads of promises.
#[derive(Default)]
pub struct CommsQuery;

/// Which promises a list holds; conditions are joined by "and".
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub struct PromiseFilter {
    /// Not settled yet, or settled.
    pub is_open: Option<bool>,
    /// Open and past their time (`COM-02`), or not.
    pub is_late: Option<bool>,
    /// To this audience.
    pub audience: Option<Audience>,
    /// Of this kind.
    pub kind: Option<PromiseKind>,
}

/// Further fields of a list of promises.
pub struct PromiseTotal {
    filter: Filter,
}

#[Object]
impl PromiseTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_promises(actor(ctx)?, self.filter).await.api(ctx)
    }
}

#[Object]
impl CommsQuery {
    /// Promises about the incidents that you may see, due first first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn promises(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last promise that was read.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<PromiseFilter>,
    ) -> Result<Connection<Promise, PromiseTotal>> {
        let actor = actor(ctx)?;
        let size = app::page::size(first.into()).api(ctx)?;
        let cursor = parse_time_cursor(after.as_deref()).api(ctx)?;
        let filter = filter.unwrap_or_default();
        let filter = Filter {
            is_open: filter.is_open,
            is_late: filter.is_late,
            audience: filter.audience.map(Into::into),
            kind: filter.kind.map(Into::into),
        };
        let page = app(ctx).promises(actor, filter, cursor, size).await.api(ctx)?;
        let page = app::page::Page { items: PromiseBatch::wrap(actor, page.items), has_next: page.has_next };
        let cursor = |one: &Promise| time_cursor(one.promise.due_at, one.promise.id.uuid());
        Ok(connection(page, after.is_some(), PromiseTotal { filter }, cursor, |promise| promise))
    }

    /// Texts that updates begin with, by severity and audience.
    async fn update_templates(&self, ctx: &Context<'_>) -> Result<Vec<UpdateTemplate>> {
        let all = app(ctx).update_templates(actor(ctx)?).await.api(ctx)?;
        Ok(all.into_iter().map(UpdateTemplate).collect())
    }

    /// What became of the promises that were made within a time, by audience and kind; never by person.
    #[graphql(complexity = "WHOLE + child_complexity")]
    async fn promise_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Made at or after; 90 days before the end when left out.")] from: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "Made before; now when left out.")] to: Option<DateTime<Utc>>,
    ) -> Result<PromiseReport> {
        app(ctx).promise_report(actor(ctx)?, from, to).await.map(PromiseReport::from).api(ctx)
    }
}
