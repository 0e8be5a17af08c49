//! What can go wrong below the use cases.

use sea_orm::{DbErr, SqlErr};

/// Why the store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A record was changed by somebody else since it was loaded.
    #[error("the record has version {current} by now")]
    Conflict {
        /// The version that is stored.
        current: i32,
    },
    /// A unique value exists already.
    #[error("unique value exists: {0}")]
    Duplicate(String),
    /// A record that another one names does not exist.
    #[error("a named record does not exist: {0}")]
    MissingReference(String),
    /// A stored value is not of its vocabulary or shape.
    #[error("{table}.{column} of {id}: {problem}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The record.
        id: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The database is out of reach or out of connections.
    #[error("the database is not available: {0}")]
    Unavailable(DbErr),
    /// The database holds changes of its schema that this program does not know.
    #[error(
        "the database is newer than this program: it holds {}, which this program does not know. \
         Start the version that wrote it, or restore the backup from before the upgrade",
        .migrations.join(", ")
    )]
    Newer {
        /// The unknown migrations, oldest first.
        migrations: Vec<String>,
    },
    /// Anything else.
    #[error(transparent)]
    Database(DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(detail)) => return Self::Duplicate(detail),
            Some(SqlErr::ForeignKeyConstraintViolation(detail)) => return Self::MissingReference(detail),
            _ => {}
        }
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(error),
            other => Self::Database(other),
        }
    }
}

/// Reads a word of a vocabulary, or says which row is at fault.
pub(crate) fn word<T>(
    parsed: Option<T>,
    table: &'static str,
    column: &'static str,
    id: impl std::fmt::Display,
    text: &str,
) -> Result<T, StoreError> {
    parsed.ok_or_else(|| StoreError::Corrupt {
        table,
        column,
        id: id.to_string(),
        problem: format!("unknown word {text:?}"),
    })
}

/// Reads a checked text, or says which row is at fault.
pub(crate) fn text<T, E: std::fmt::Display>(
    parsed: Result<T, E>,
    table: &'static str,
    column: &'static str,
    id: impl std::fmt::Display,
) -> Result<T, StoreError> {
    parsed.map_err(|problem| StoreError::Corrupt {
        table,
        column,
        id: id.to_string(),
        problem: problem.to_string(),
    })
}
