//! Bulk on SQLite: multi-row inserts in one transaction of the only writer.

use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ConnectionTrait, Statement};

use super::{Deferred, Rows, Step, announce};
use crate::{Connection, Store, StoreError, Tx};

/// What waits: indexes of their own, and triggers that follow an insert, such as those of the
/// full-text index. Triggers that only refuse changes stay.
const WAITING: &str = "SELECT 'DROP ' || upper(type) || ' \"' || name || '\"' AS gone, sql AS made
    FROM sqlite_master
    WHERE tbl_name = $1 AND sql IS NOT NULL
        AND (type = 'index' OR (type = 'trigger' AND sql LIKE '% AFTER INSERT ON %'))
    ORDER BY type, name";

/// Before the transaction: room for pages, and sorting in files instead of memory.
const SETTINGS: &str = "PRAGMA cache_size = -98304; PRAGMA temp_store = FILE";
/// A sample is enough for the planner, and many times faster than reading everything.
const ANALYZE: &str = "PRAGMA analysis_limit = 4000; ANALYZE; PRAGMA analysis_limit = 0";

/// Values bound in one statement: enough to make the statement's own cost small.
const VALUES: usize = 4_000;

pub(super) struct Bulk {
    tx: Tx,
    waiting: Vec<Deferred>,
    after: Vec<&'static str>,
    store: Store,
    cache_size: i32,
}

impl Bulk {
    pub(super) async fn begin(
        store: &Store,
        tables: &'static [&'static str],
    ) -> Result<Option<Self>, StoreError> {
        let writer = store.writer();
        let backend = writer.get_database_backend();
        let row = writer.query_one_raw(Statement::from_string(backend, "PRAGMA cache_size")).await?;
        let cache_size = row.and_then(|row| row.try_get_by_index(0).ok()).unwrap_or(-2000);
        writer.execute_unprepared(SETTINGS).await?;
        let tx = store.begin().await?;
        for table in tables {
            let any = Query::select().expr(Expr::value(1)).from(Alias::new(*table)).limit(1).take();
            if tx.inner().query_one(&any).await?.is_some() {
                drop(tx);
                restore(store, cache_size).await?;
                return Ok(None);
            }
        }
        let mut waiting = Vec::new();
        for table in tables {
            let statement = Statement::from_sql_and_values(backend, WAITING, [(*table).into()]);
            for row in tx.inner().query_all_raw(statement).await? {
                let deferred = Deferred { drop: row.try_get("", "gone")?, create: row.try_get("", "made")? };
                tx.inner().execute_unprepared(&deferred.drop).await?;
                waiting.push(deferred);
            }
        }
        Ok(Some(Self { tx, waiting, after: Vec::new(), store: store.clone(), cache_size }))
    }

    pub(super) async fn add(&mut self, rows: Rows) -> Result<(), StoreError> {
        let Rows { table, columns, values } = rows;
        let at_once = (VALUES / columns.len().max(1)).max(1);
        let mut values = values.into_iter();
        while values.len() > 0 {
            let mut insert = Query::insert();
            insert.into_table(Alias::new(table)).columns(columns.iter().map(|column| Alias::new(*column)));
            for row in values.by_ref().take(at_once) {
                insert.values_panic(row.into_iter().map(Expr::value));
            }
            self.tx.inner().execute(&insert).await?;
        }
        Ok(())
    }

    pub(super) fn after(&mut self, sql: &'static str) {
        self.after.push(sql);
    }

    pub(super) async fn settle(
        &mut self,
        on_step: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<(), StoreError> {
        for sql in announce(&self.waiting, on_step) {
            self.tx.inner().execute_unprepared(sql).await?;
        }
        for sql in &self.after {
            self.tx.inner().execute_unprepared(sql).await?;
        }
        on_step(Step::Analyze);
        self.tx.inner().execute_unprepared(ANALYZE).await?;
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let Self { tx, store, cache_size, .. } = self;
        tx.commit().await?;
        restore(&store, cache_size).await?;
        store.checkpoint().await
    }
}

/// Gives the writer back as it was.
async fn restore(store: &Store, cache_size: i32) -> Result<(), StoreError> {
    let writer = store.writer();
    writer.execute_unprepared("PRAGMA temp_store = MEMORY").await?;
    writer.execute_unprepared(&format!("PRAGMA cache_size = {cache_size}")).await?;
    Ok(())
}
