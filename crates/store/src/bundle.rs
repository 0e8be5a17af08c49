//! Rows to be added whose statements go to the database together.
//!
//! A transaction that adds to six tables would wait six times for an answer that says nothing, on
//! SQLite with the only writer held. A bundle is one statement: several at once on SQLite, one WITH
//! on PostgreSQL. It must not know any table.

use sea_orm::sea_query::{
    Alias, CommonTableExpression, InsertStatement, PostgresQueryBuilder, Query, SqliteQueryBuilder, Values,
    WithClause,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QueryTrait, Statement};

use crate::db::backend;
use crate::{Backend, Connection, StoreError, Tx};

/// Rows to be added. Their order among each other is kept where the database minds it.
#[derive(Debug, Default)]
pub struct Bundle(Vec<InsertStatement>);

impl Bundle {
    /// Adds rows of one table; none are fine.
    pub(crate) fn add<A: ActiveModelTrait>(&mut self, rows: impl IntoIterator<Item = A>) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_some() {
            self.0.push(A::Entity::insert_many(rows).into_query());
        }
    }

    /// Writes the rows.
    pub async fn run(self, tx: &Tx) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let (sql, values) = match backend(tx.inner()) {
            Backend::Sqlite => in_a_row(&self.0),
            Backend::Postgres => with(self.0),
        };
        let statement = Statement::from_sql_and_values(tx.inner().get_database_backend(), sql, values);
        tx.inner().execute_raw(statement).await?;
        Ok(())
    }
}

/// Several statements in one text, their values one after another: the driver hands each statement
/// as many as it takes.
fn in_a_row(inserts: &[InsertStatement]) -> (String, Values) {
    let (mut text, mut all) = (String::new(), Vec::new());
    for insert in inserts {
        let (sql, values) = insert.build(SqliteQueryBuilder);
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(&sql);
        all.extend(values.0);
    }
    (text, Values(all))
}

/// One statement; references between the rows are checked at its end.
fn with(mut inserts: Vec<InsertStatement>) -> (String, Values) {
    let last = inserts.pop().unwrap_or_else(Query::insert);
    if inserts.is_empty() {
        return last.build(PostgresQueryBuilder);
    }
    let mut with = WithClause::new();
    for (number, insert) in inserts.into_iter().enumerate() {
        let name = Alias::new(format!("rows_{number}"));
        with.cte(CommonTableExpression::new().query(insert).table_name(name).to_owned());
    }
    with.query(last).build(PostgresQueryBuilder)
}
