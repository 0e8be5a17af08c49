//! Reads of the audit log.

use app::audit::AuditFilter;
use async_graphql::{Context, Object, Result};
use uuid::Uuid;

use super::input::AuditLogFilter;
use super::types::{AuditChain, AuditEntry};
use crate::connection::{Connection, connection, cost, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;

/// Root fields.
#[derive(Default)]
pub struct AuditQuery;

/// Further fields of the audit log.
pub struct AuditTotal(AuditFilter);

#[Object]
impl AuditTotal {
    /// How many rows there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_audit_log(actor(ctx)?, &self.0).await.api(ctx)
    }
}

#[Object]
impl AuditQuery {
    /// The audit log, newest first.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25, desc = "How many, 1 to 100.")] first: i32,
        #[graphql(desc = "Cursor of the last row that was read.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<AuditLogFilter>,
    ) -> Result<Connection<AuditEntry, AuditTotal>> {
        let actor = actor(ctx)?;
        let size = app::page::size(first.into()).api(ctx)?;
        let before = parse_time_cursor(after.as_deref()).api(ctx)?;
        let before = before.map(|(at, number)| (at, number.as_u64_pair().1.cast_signed()));
        let filter = filter.unwrap_or_default().read();
        let page = app(ctx).audit_log(actor, &filter, before, size).await.api(ctx)?;
        Ok(connection(
            page,
            after.is_some(),
            AuditTotal(filter),
            |item| {
                let record = &item.entry.record;
                time_cursor(record.at, Uuid::from_u64_pair(0, record.seq.cast_unsigned()))
            },
            AuditEntry::from,
        ))
    }

    /// How far the chain of the audit log has come.
    async fn audit_chain(&self, ctx: &Context<'_>) -> Result<AuditChain> {
        Ok(app(ctx).audit_chain(actor(ctx)?).await.api(ctx)?.into())
    }
}
