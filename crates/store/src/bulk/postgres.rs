//! Bulk on PostgreSQL: COPY in binary form, on a connection of its own.
//!
//! The tables are emptied (they hold nothing) in the same transaction, which lets numbers begin anew and the server write
//! rows as frozen: readers need not look up afterwards whether they are committed.

use sea_orm::sea_query::{Alias, Expr, PostgresQueryBuilder, Query};
use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection, Postgres, Row, Transaction};
use sea_orm::{DbErr, RuntimeErr};

use super::{Deferred, Rows, Step, announce, copy};
use crate::{Store, StoreError};

/// For this transaction alone: building indexes takes long, and likes memory.
const SETTINGS: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s'; \
    SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '64MB'";

/// What waits, in the order in which it can be dropped: foreign keys rest on unique constraints.
const WAITING: &str = "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname) AS gone,
        'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '
            || pg_get_constraintdef(oid) AS made,
        CASE contype WHEN 'f' THEN 1 ELSE 2 END AS place
    FROM pg_constraint
    WHERE (contype = 'f' AND (conrelid = ANY ($1::regclass[]) OR confrelid = ANY ($1::regclass[])))
        OR (contype = 'u' AND conrelid = ANY ($1::regclass[]))
    UNION ALL
    SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid), 3
    FROM pg_index
    WHERE indrelid = ANY ($1::regclass[]) AND NOT indisprimary
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('u', 'p', 'x'))
    ORDER BY place, gone";

pub(super) struct Bulk {
    tx: Transaction<'static, Postgres>,
    tables: &'static [&'static str],
    waiting: Vec<Deferred>,
}

impl Bulk {
    pub(super) async fn begin(
        store: &Store,
        tables: &'static [&'static str],
    ) -> Result<Option<Self>, StoreError> {
        let mut tx = store.postgres().begin().await.map_err(failed)?;
        run(&mut tx, SETTINGS.to_owned()).await?;
        let names = tables.join(", ");
        run(&mut tx, format!("LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")).await?;
        for table in tables {
            let any = Query::select().expr(Expr::value(1)).from(Alias::new(*table)).limit(1).take();
            let sql = AssertSqlSafe(any.to_string(PostgresQueryBuilder));
            if sqlx::query(sql).fetch_optional(&mut *tx).await.map_err(failed)?.is_some() {
                return Ok(None);
            }
        }
        let rows = sqlx::query(WAITING)
            .bind(tables.iter().map(|table| (*table).to_owned()).collect::<Vec<_>>())
            .fetch_all(&mut *tx)
            .await
            .map_err(failed)?;
        let mut waiting = Vec::with_capacity(rows.len());
        for row in rows {
            let deferred = Deferred {
                drop: row.try_get("gone").map_err(failed)?,
                create: row.try_get("made").map_err(failed)?,
            };
            run(&mut tx, deferred.drop.clone()).await?;
            waiting.push(deferred);
        }
        // Foreign keys come back last: they rest on what the others make.
        waiting.reverse();
        run(&mut tx, format!("TRUNCATE {names} RESTART IDENTITY")).await?;
        Ok(Some(Self { tx, tables, waiting }))
    }

    pub(super) async fn add(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let bytes = copy::encode(rows)?;
        let columns: Vec<String> = rows.columns.iter().map(|column| format!("\"{column}\"")).collect();
        let freeze = if self.tables.contains(&rows.table) { ", FREEZE" } else { "" };
        let sql = format!(
            "COPY \"{}\" ({}) FROM STDIN WITH (FORMAT binary{freeze})",
            rows.table,
            columns.join(", ")
        );
        let mut stream = self.tx.copy_in_raw(&sql).await.map_err(failed)?;
        stream.send(bytes).await.map_err(failed)?;
        stream.finish().await.map_err(failed)?;
        Ok(())
    }

    pub(super) async fn settle(
        &mut self,
        on_step: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<(), StoreError> {
        for sql in announce(&self.waiting, on_step) {
            run(&mut self.tx, sql.to_owned()).await?;
        }
        on_step(Step::Analyze);
        run(&mut self.tx, "ANALYZE".to_owned()).await
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await.map_err(failed)
    }
}

/// Runs statements without values; their parts come from the catalogue or from this file.
async fn run(connection: &mut PgConnection, sql: String) -> Result<(), StoreError> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map_err(failed)?;
    Ok(())
}

fn failed(error: sqlx::Error) -> StoreError {
    DbErr::Exec(RuntimeErr::SqlxError(error.into())).into()
}
