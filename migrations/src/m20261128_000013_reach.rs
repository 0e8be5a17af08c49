//! What leaves the house and what comes in: the inbox of people, calendar feeds, endpoints, trackers, deliveries on their way.
//! Secrets that must be shown to another program are sealed; tokens that only have to be recognised are hashes.
//!
//! `delivery.target_id` has no foreign key: an endpoint may be removed while another process still writes rows for it, whose
//! change must not fail for that.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `notification`, `calendar_feed`, `webhook`, `tracker`, `delivery`, `delivery_attempt` and `inbound_call`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE notification (
        id BLOB NOT NULL PRIMARY KEY,
        user_id BLOB NOT NULL REFERENCES app_user (id),
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        reference TEXT NOT NULL,
        title TEXT NOT NULL,
        stage TEXT,
        due_at TEXT,
        at TEXT NOT NULL,
        read_at TEXT
    )",
    "CREATE TABLE calendar_feed (
        id BLOB NOT NULL PRIMARY KEY,
        user_id BLOB NOT NULL UNIQUE REFERENCES app_user (id),
        token_hash BLOB NOT NULL UNIQUE,
        created_at TEXT NOT NULL,
        used_at TEXT
    )",
    "CREATE TABLE webhook (
        id BLOB NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        url TEXT NOT NULL,
        topics TEXT NOT NULL,
        state TEXT NOT NULL,
        secret BLOB NOT NULL,
        previous_secret BLOB,
        rotates_until TEXT,
        failing_since TEXT,
        delivered_at TEXT,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE tracker (
        id BLOB NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        provider TEXT NOT NULL,
        base_url TEXT NOT NULL,
        api_url TEXT NOT NULL,
        secret BLOB NOT NULL,
        token BLOB,
        is_enabled BOOLEAN NOT NULL,
        heard_at TEXT,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE delivery (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        channel TEXT NOT NULL,
        target_id BLOB NOT NULL,
        event TEXT NOT NULL,
        subject TEXT NOT NULL,
        facts TEXT NOT NULL,
        body TEXT,
        status TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        next_attempt_at TEXT,
        leased_until TEXT,
        created_at TEXT NOT NULL,
        ended_at TEXT
    )",
    "CREATE TABLE delivery_attempt (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        delivery_id BLOB NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
        at TEXT NOT NULL,
        millis INTEGER NOT NULL,
        status_code INTEGER,
        error TEXT NOT NULL,
        answer TEXT NOT NULL
    )",
    "CREATE TABLE inbound_call (
        tracker_id BLOB NOT NULL,
        call_id TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (tracker_id, call_id)
    )",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE notification (
        id UUID NOT NULL PRIMARY KEY,
        user_id UUID NOT NULL REFERENCES app_user (id),
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        reference TEXT NOT NULL,
        title TEXT NOT NULL,
        stage TEXT,
        due_at TIMESTAMPTZ,
        at TIMESTAMPTZ NOT NULL,
        read_at TIMESTAMPTZ
    )",
    "CREATE TABLE calendar_feed (
        id UUID NOT NULL PRIMARY KEY,
        user_id UUID NOT NULL UNIQUE REFERENCES app_user (id),
        token_hash BYTEA NOT NULL UNIQUE,
        created_at TIMESTAMPTZ NOT NULL,
        used_at TIMESTAMPTZ
    )",
    "CREATE TABLE webhook (
        id UUID NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        url TEXT NOT NULL,
        topics TEXT NOT NULL,
        state TEXT NOT NULL,
        secret BYTEA NOT NULL,
        previous_secret BYTEA,
        rotates_until TIMESTAMPTZ,
        failing_since TIMESTAMPTZ,
        delivered_at TIMESTAMPTZ,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE tracker (
        id UUID NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        provider TEXT NOT NULL,
        base_url TEXT NOT NULL,
        api_url TEXT NOT NULL,
        secret BYTEA NOT NULL,
        token BYTEA,
        is_enabled BOOLEAN NOT NULL,
        heard_at TIMESTAMPTZ,
        created_by_kind TEXT NOT NULL,
        created_by_id TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE TABLE delivery (
        seq BIGSERIAL NOT NULL PRIMARY KEY,
        id UUID NOT NULL UNIQUE,
        channel TEXT NOT NULL,
        target_id UUID NOT NULL,
        event TEXT NOT NULL,
        subject TEXT NOT NULL,
        facts TEXT NOT NULL,
        body TEXT,
        status TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        next_attempt_at TIMESTAMPTZ,
        leased_until TIMESTAMPTZ,
        created_at TIMESTAMPTZ NOT NULL,
        ended_at TIMESTAMPTZ
    )",
    "CREATE TABLE delivery_attempt (
        seq BIGSERIAL NOT NULL PRIMARY KEY,
        delivery_id UUID NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
        at TIMESTAMPTZ NOT NULL,
        millis INTEGER NOT NULL,
        status_code INTEGER,
        error TEXT NOT NULL,
        answer TEXT NOT NULL
    )",
    "CREATE TABLE inbound_call (
        tracker_id UUID NOT NULL,
        call_id TEXT NOT NULL,
        at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (tracker_id, call_id)
    )",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "CREATE INDEX notification_user ON notification (user_id, at DESC, id DESC)",
    "CREATE INDEX notification_unread ON notification (user_id, at DESC, id DESC) WHERE read_at IS NULL",
    "CREATE INDEX delivery_due ON delivery (next_attempt_at) WHERE status = 'PENDING'",
    "CREATE INDEX delivery_queue ON delivery (target_id, subject, seq) WHERE status = 'PENDING'",
    "CREATE INDEX delivery_target ON delivery (target_id, created_at DESC, id DESC)",
    "CREATE INDEX delivery_ended ON delivery (ended_at) WHERE ended_at IS NOT NULL",
    "CREATE INDEX delivery_attempt_delivery ON delivery_attempt (delivery_id, seq)",
    "CREATE INDEX inbound_call_at ON inbound_call (at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let own = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in own.iter().chain(BOTH) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
