//! Writing very many rows at once into empty tables: COPY on PostgreSQL, multi-row inserts on SQLite.
//!
//! Everything is one transaction, so that a run that is killed leaves nothing behind. Secondary
//! indexes, unique constraints, foreign keys and triggers on insert wait until all rows are there;
//! their definitions come from the catalogue, so that no list of them can grow stale. It must not
//! know any table.

mod copy;
mod postgres;
mod rows;
mod sqlite;

use sea_orm::ActiveModelTrait;

pub(crate) use rows::Rows;

use crate::{Backend, Store, StoreError};

/// What is being done while a bulk is brought to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// One of the waiting definitions is being made.
    Define {
        /// Its place, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// Its SQL, or the first words of it.
        sql: &'a str,
    },
    /// Statistics for the planner are being collected.
    Analyze,
    /// The transaction is being made durable.
    Commit,
}

/// Very many rows on their way into the database. Dropping it leaves nothing behind.
pub struct Bulk(Inner);

enum Inner {
    Sqlite(sqlite::Bulk),
    Postgres(postgres::Bulk),
}

impl Bulk {
    /// Begins writing into these tables, which stay locked until the end. `None` when one of them
    /// holds rows already. Other tables can be written as well, at the usual cost.
    pub async fn begin(store: &Store, tables: &'static [&'static str]) -> Result<Option<Self>, StoreError> {
        Ok(match store.backend() {
            Backend::Sqlite => sqlite::Bulk::begin(store, tables).await?.map(Inner::Sqlite),
            Backend::Postgres => postgres::Bulk::begin(store, tables).await?.map(Inner::Postgres),
        }
        .map(Self))
    }

    /// Adds rows of one table. All of them set the same columns.
    pub(crate) async fn add<A: ActiveModelTrait>(&mut self, models: Vec<A>) -> Result<(), StoreError> {
        let Some(rows) = Rows::of(models)? else { return Ok(()) };
        match &mut self.0 {
            Inner::Sqlite(bulk) => bulk.add(rows).await,
            Inner::Postgres(bulk) => bulk.add(&rows).await,
        }
    }

    /// Runs a statement of a capability that belongs to filling its tables, on SQLite only.
    pub(crate) fn after_on_sqlite(&mut self, sql: &'static str) {
        if let Inner::Sqlite(bulk) = &mut self.0 {
            bulk.after(sql);
        }
    }

    /// Makes what waited and collects statistics. What is added after it comes last.
    pub async fn settle(&mut self, on_step: &mut (dyn FnMut(Step<'_>) + Send)) -> Result<(), StoreError> {
        match &mut self.0 {
            Inner::Sqlite(bulk) => bulk.settle(on_step).await,
            Inner::Postgres(bulk) => bulk.settle(on_step).await,
        }
    }

    /// Makes everything durable.
    pub async fn commit(self, on_step: &mut (dyn FnMut(Step<'_>) + Send)) -> Result<(), StoreError> {
        on_step(Step::Commit);
        match self.0 {
            Inner::Sqlite(bulk) => bulk.commit().await,
            Inner::Postgres(bulk) => bulk.commit().await,
        }
    }
}

/// A definition of the catalogue that is taken away for the while and made again at the end.
struct Deferred {
    drop: String,
    create: String,
}

/// Makes every waiting definition; the caller runs the SQL.
fn announce<'a>(
    waiting: &'a [Deferred],
    on_step: &'a mut (dyn FnMut(Step<'_>) + Send),
) -> impl Iterator<Item = &'a str> {
    let of = waiting.len();
    waiting.iter().enumerate().map(move |(index, deferred)| {
        on_step(Step::Define { number: index + 1, of, sql: &deferred.create });
        deferred.create.as_str()
    })
}
