//! R19: a backup under write load, restored as the guide says, is sound and a prefix of the original.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tests::database::Database;
use tests::story::{entry, try_declare};
use tests::{Backend, Server, Who};

/// Writers that go on until they are told to stop.
fn load(clients: Vec<tests::Client>, stop: &Arc<AtomicBool>) -> Vec<tokio::task::JoinHandle<u32>> {
    let mut tasks = Vec::new();
    for (writer, client) in clients.into_iter().enumerate() {
        let stop = Arc::clone(stop);
        tasks.push(tokio::spawn(async move {
            let mut written = 0;
            while !stop.load(Ordering::Relaxed) {
                let title = format!("Incident {writer}.{written}");
                let incident = tests::story::Incident::of(
                    &try_declare(&client, &title, json!({})).await,
                    "declareIncident",
                );
                entry(&client, &incident, "seen", json!({})).await.ok();
                written += 1;
            }
            written
        }));
    }
    tasks
}

/// A program of PostgreSQL, the newest that is installed.
fn postgres_program(name: &str) -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = installed.map(|entry| entry.path().join("bin").join(name)).collect();
    found.retain(|path| path.is_file());
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

/// Does what docs/OPERATING.md says.
async fn restore(backend: Backend, backup: &Path) -> Database {
    let restored = Database::blank(backend).await;
    match backend {
        Backend::Sqlite => {
            std::fs::copy(backup, restored.file()).unwrap();
        }
        Backend::Postgres => {
            let output = Command::new(postgres_program("pg_restore"))
                .args(["--no-owner", "--exit-on-error", "--dbname", &restored.url])
                .arg(backup)
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    restored
}

async fn story(backend: Backend) {
    let server = Server::start(backend).await;
    let manager = server.sign_in(Who::Manager).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writers = load(vec![manager.clone(), manager.clone(), manager.clone(), manager], &stop);
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nightly.backup");
    let words = ["backup".to_owned(), file.display().to_string()];
    let env = (server.database.dir.path().to_path_buf(), server.database.env());
    let run = move || tests::command::run(&env.0, &env.1, &words.each_ref().map(String::as_str), "");
    let report = tokio::task::spawn_blocking(run.clone()).await.unwrap().ok();
    assert!(report.contains("not in it") && report.contains("keys"), "{report}");
    let again = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(again.code == 1 && again.err.contains("exists already"), "{}", again.err);
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        assert!(writer.await.unwrap() > 0);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left over");

    let restored = restore(backend, &file).await;
    let report = restored.healthy(&[]);
    assert!(report.contains("audit chain holds") && report.contains("finds itself sound"), "{report}");
    let incidents = "SELECT count(*) FROM incident";
    let declared = "SELECT count(*) FROM audit_log WHERE action = 'incident.declared'";
    let entries = "SELECT count(*) FROM timeline_entry";
    let (there, here) = (restored.number(incidents).await, server.database.number(incidents).await);
    assert!(there > 0 && there <= here, "{there} of {here}");
    assert_eq!(restored.number(declared).await, there, "each incident with its audit row");
    assert!(restored.number(entries).await <= server.database.number(entries).await);
    // Everything in the copy is in the original as well, up to one point of the chain.
    let sealed = restored.number("SELECT count(*) FROM audit_seal").await;
    let head = report.split("kept elsewhere: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    assert!(head.ends_with(&format!("@{sealed}")), "{head}");
    let original = server.database.run(&["doctor", "--head", &head], "");
    assert!(original.out.contains("goes on from the noted head") || sealed == 0, "{}", original.out);
    let restarted = Server::over(restored, &[]).await;
    let manager = restarted.sign_in(Who::Manager).await;
    tests::story::declare(&manager, "After the restore", json!({})).await;
}

#[tokio::test]
async fn a_backup_under_load_restores_on_sqlite() {
    story(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_backup_under_load_restores_on_postgres() {
    story(Backend::Postgres).await;
}

#[tokio::test]
async fn a_backup_of_nothing_is_refused_and_leaves_nothing() {
    let blank = Database::empty();
    let file = blank.dir.path().join("x.backup");
    let refused = blank.run(&["backup", file.to_str().unwrap()], "");
    assert!(refused.code == 1 && refused.err.contains("there is no database"), "{}", refused.err);
    assert!(!blank.file().exists() && !file.exists());
    let server = Server::start(Backend::Sqlite).await;
    let nowhere = server.database.dir.path().join("no/such/folder/x.backup");
    let refused = server.database.run(&["backup", nowhere.to_str().unwrap()], "");
    assert!(refused.code == 1 && refused.err.contains("cannot write"), "{}", refused.err);
}
