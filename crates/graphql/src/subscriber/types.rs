//! Subscribers as the API shows them.

use app::subscriber::SubscribersQuery;
use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::subscriber as d;

use crate::catalog::types::Service;
use crate::connection::{Connection, connection, parse_time_cursor, time_cursor};
use crate::context::{actor, app};
use crate::error::IntoApi;

/// By which way a subscriber is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "domain::subscriber::SubscriberChannel")]
pub enum SubscriberChannel {
    /// By mail.
    Mail,
    /// By calls of an endpoint.
    Webhook,
}

/// Somebody outside who is told what is published.
pub struct Subscriber(pub d::Subscriber);

/// Somebody outside who is told what is published.
#[Object]
impl Subscriber {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// By which way.
    async fn channel(&self) -> SubscriberChannel {
        self.0.address.channel().into()
    }

    /// Where: personal.
    async fn address(&self) -> &str {
        self.0.address.as_str()
    }

    /// About which services, by name; about all when there are none.
    #[graphql(complexity = "5 * child_complexity")]
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<Service>> {
        let services = app(ctx).directory().named_services(&self.0.services).await.api(ctx)?;
        Ok(services.into_iter().map(Service::from).collect())
    }

    /// Whether whoever has the address said yes; nothing is sent before.
    async fn is_confirmed(&self) -> bool {
        self.0.confirmed_at.is_some()
    }

    /// Whether it is told: an address that failed for five days, or is gone, is not until it is confirmed again.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was confirmed.
    async fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.0.confirmed_at
    }

    /// When something arrived last.
    async fn delivered_at(&self) -> Option<DateTime<Utc>> {
        self.0.delivered_at
    }

    /// Since when every attempt fails; null while the last one arrived.
    async fn failing_since(&self) -> Option<DateTime<Utc>> {
        self.0.failing_since
    }
}

/// Further fields of a list of subscribers.
pub struct SubscriberTotal(SubscribersQuery);

#[Object]
impl SubscriberTotal {
    /// How many there are in all; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        app(ctx).count_subscribers(actor(ctx)?, self.0).await.api(ctx)
    }
}

/// A page of subscribers.
pub async fn list(
    ctx: &Context<'_>,
    first: i32,
    after: Option<&str>,
    channel: Option<SubscriberChannel>,
    is_confirmed: Option<bool>,
) -> Result<Connection<Subscriber, SubscriberTotal>> {
    let size = app::page::size(first.into()).api(ctx)?;
    let cursor = parse_time_cursor(after).api(ctx)?;
    let query = SubscribersQuery { channel: channel.map(Into::into), is_confirmed, after: cursor, size };
    let page = app(ctx).subscribers(actor(ctx)?, query).await.api(ctx)?;
    let cursor_of = |one: &d::Subscriber| time_cursor(one.created_at, one.id.uuid());
    Ok(connection(page, after.is_some(), SubscriberTotal(query), cursor_of, Subscriber))
}
