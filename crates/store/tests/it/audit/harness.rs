//! Rows, a sealer and a checker over the store.

use domain::audit::{Fault, Head, check, is_slipped_in, seal};
use domain::id::AuditId;
use domain::identity::{Principal, SystemActor};
use sea_orm::ConnectionTrait;
use store::ledger::{AuditRow, repo, seal as seals};
use store::{Backend, Connection, Store, StoreError, Tx};

use crate::harness::{at, uuid};

/// A row to be appended.
pub fn row(seconds: i64, action: &'static str, subject: &str) -> AuditRow {
    AuditRow {
        id: AuditId::new(uuid()),
        at: at(seconds),
        actor: Principal::System(SystemActor::Cli),
        action,
        subject_kind: "service",
        subject_id: subject.to_owned(),
        facts: format!("{{\"n\":{seconds}}}"),
        request_id: (seconds % 2 == 0).then(|| format!("request-{seconds}")),
    }
}

/// Appends rows, each in its own transaction.
pub async fn append(store: &Store, count: i64) {
    for number in 0..count {
        let tx = store.begin().await.unwrap();
        repo::append_audit(&tx, vec![row(number, "service.created", "svc_1")]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Seals everything that waits; `false` when another sealer was at it.
pub async fn seal_all(store: &Store) -> Result<bool, StoreError> {
    let tx = store.begin_background().await?;
    if !seals::try_lock(&tx).await? {
        return Ok(false);
    }
    let mut head = seals::last(&tx).await?.as_ref().map_or(Head::EMPTY, Head::from);
    let top = seals::highest_seq(&tx).await?;
    let mut rows = seals::unsealed_between(&tx, 0, top, 1000).await?;
    rows.extend(seals::rows_above(&tx, top, 1000).await?);
    let mut links = Vec::new();
    for row in rows {
        let link = seal(head, &row, at(5000));
        head = Head::from(&link);
        links.push(link);
    }
    match seals::append(&tx, links).await {
        Err(StoreError::Duplicate(_)) => return Ok(false),
        other => other?,
    }
    tx.commit().await?;
    Ok(true)
}

/// Checks the chain; gives its head.
pub async fn verify(on: &impl Connection, backend: Backend, noted: Head) -> Result<Head, Fault> {
    let mut head = Head::EMPTY;
    loop {
        let links = seals::links(on, head.position, 7).await.unwrap();
        let is_last = links.len() < 7;
        for link in links {
            let (seal, record) =
                link.parts.map_err(|problem| Fault::Unreadable { position: link.position, problem })?;
            head = check(head, &seal, record.as_ref())?;
        }
        if is_last {
            break;
        }
    }
    if noted.position > head.position {
        return Err(Fault::Shortened { position: head.position, noted: noted.position });
    }
    let top = seals::highest_seq(on).await.unwrap();
    for row in seals::unsealed_between(on, i64::MIN, top, 10).await.unwrap() {
        if is_slipped_in(&row, backend == Backend::Sqlite, at(5000)) {
            return Err(Fault::SlippedIn { seq: row.seq, id: row.id });
        }
    }
    Ok(head)
}

/// Runs SQL behind the program's back.
pub async fn tamper(tx: &Tx, sql: &str) {
    tx.inner().execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Takes the triggers away that hold the tables append-only.
pub async fn disarm(tx: &Tx, backend: Backend) {
    let triggers: &[&str] = match backend {
        Backend::Sqlite => &[
            "DROP TRIGGER audit_log_no_update",
            "DROP TRIGGER audit_log_no_delete",
            "DROP TRIGGER audit_seal_no_update",
            "DROP TRIGGER audit_seal_no_delete",
        ],
        Backend::Postgres => {
            &["ALTER TABLE audit_log DISABLE TRIGGER ALL", "ALTER TABLE audit_seal DISABLE TRIGGER ALL"]
        }
    };
    for sql in triggers {
        tamper(tx, sql).await;
    }
}
