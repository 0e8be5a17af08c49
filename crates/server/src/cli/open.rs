//! Opening database and application, for every command that needs them.
//!
//! It must not know which command asks.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use app::{App, Clock};
use store::{Backend, Store};

use crate::config::Config;
use crate::system::SystemEntropy;

/// Connects to the configured database; makes the directory of a SQLite file.
pub(super) async fn store(config: &Config) -> Result<Store, store::StoreError> {
    let url = config.database_url.expose();
    if url.starts_with("sqlite:")
        && let Err(error) = private_dir(&config.data_dir)
    {
        // The connection will fail next, and say so; this says why.
        tracing::warn!(%error, "the data directory cannot be made");
    }
    Store::connect(url, config.store_options()).await
}

/// The file of a SQLite address.
pub(super) fn sqlite_file(url: &str) -> Option<&Path> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    Some(Path::new(rest.split_once('?').map_or(rest, |(path, _)| path)))
}

/// Makes a directory that only its owner can enter.
pub(super) fn private_dir(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The application for a short command: the schema must be up to date.
pub(super) async fn app(config: &Config, clock: Arc<dyn Clock>) -> Result<App> {
    let store = store(config).await.context("the database cannot be reached")?;
    let pending = store.pending_migrations().await.context("the database cannot be read")?;
    if !pending.is_empty() {
        if !config.migrate_on_start {
            bail!("the database is not up to date; run `coalmine migrate`");
        }
        store.migrate().await.context("the database cannot be brought up to date")?;
    }
    Ok(App::start(store, clock, Arc::new(SystemEntropy), config.app_settings()).await?)
}

/// Whether an acknowledged write survives a power cut, as the connections really have it. What only
/// the administrator of a PostgreSQL server can set is a warning; `doctor` counts it as a fault.
pub(super) async fn check_durability(store: &Store) -> Result<()> {
    for (name, value) in store.durability().await.context("the database cannot be read")? {
        if name == "fsync" && !is_durable(store.backend(), name, &value) {
            tracing::warn!("the database has fsync = {value}: writes could be lost with the machine's power");
            continue;
        }
        ensure!(
            is_durable(store.backend(), name, &value),
            "the database has {name} = {value}: writes could be lost"
        );
    }
    Ok(())
}

/// Whether one setting is as it must be.
pub(super) fn is_durable(backend: Backend, name: &str, value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    match (backend, name) {
        (Backend::Sqlite, "journal_mode") => value == "wal",
        // FULL or EXTRA.
        (Backend::Sqlite, "synchronous") => matches!(value.as_str(), "2" | "3"),
        (Backend::Sqlite, "foreign_keys") => value == "1",
        (Backend::Postgres, "synchronous_commit") => {
            matches!(value.as_str(), "on" | "remote_apply" | "remote_write" | "local")
        }
        (Backend::Postgres, "fsync") => value == "on",
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_settings_are_told_apart() {
        assert!(is_durable(Backend::Sqlite, "journal_mode", "WAL"));
        assert!(!is_durable(Backend::Sqlite, "journal_mode", "delete"));
        assert!(!is_durable(Backend::Sqlite, "synchronous", "1"));
        assert!(!is_durable(Backend::Postgres, "synchronous_commit", "off"));
        assert!(!is_durable(Backend::Postgres, "fsync", "off"));
        assert!(is_durable(Backend::Postgres, "synchronous_commit", "on"));
    }
}
