//! Customer organisations: which services each uses, and which people belong to it.
//!
//! A customer's person is a user with the role CUSTOMER and an organisation. A sign-in at the portal is a session like any other,
//! held by a cookie whose hash is kept here.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `customer`, `customer_service`, `portal_token` and a column of `app_user`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TABLE customer (
        id BLOB NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL,
        version INTEGER NOT NULL
    )",
    "CREATE UNIQUE INDEX customer_name ON customer (lower(name))",
    "CREATE TABLE customer_service (
        customer_id BLOB NOT NULL REFERENCES customer (id),
        service_id BLOB NOT NULL REFERENCES service (id),
        PRIMARY KEY (customer_id, service_id)
    )",
    "ALTER TABLE app_user ADD COLUMN customer_id BLOB REFERENCES customer (id)",
    "CREATE TABLE portal_token (
        hash BLOB NOT NULL PRIMARY KEY,
        session_id BLOB NOT NULL REFERENCES session (id),
        issued_at TEXT NOT NULL
    )",
];

const POSTGRES: &[&str] = &[
    "CREATE TABLE customer (
        id UUID NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        version INTEGER NOT NULL
    )",
    // The collation makes `lower` the same as SQLite's: ASCII only.
    "CREATE UNIQUE INDEX customer_name ON customer (lower(name COLLATE \"C\"))",
    "CREATE TABLE customer_service (
        customer_id UUID NOT NULL REFERENCES customer (id),
        service_id UUID NOT NULL REFERENCES service (id),
        PRIMARY KEY (customer_id, service_id)
    )",
    "ALTER TABLE app_user ADD COLUMN customer_id UUID REFERENCES customer (id)",
    "CREATE TABLE portal_token (
        hash BYTEA NOT NULL PRIMARY KEY,
        session_id UUID NOT NULL REFERENCES session (id),
        issued_at TIMESTAMPTZ NOT NULL
    )",
];

/// The same for both databases, after the tables.
const BOTH: &[&str] = &[
    "CREATE INDEX customer_service_service ON customer_service (service_id, customer_id)",
    "CREATE INDEX app_user_customer ON app_user (customer_id) WHERE customer_id IS NOT NULL",
    "CREATE INDEX portal_token_session ON portal_token (session_id)",
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
