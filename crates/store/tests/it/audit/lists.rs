//! Pages of the audit log and its filters.

use domain::audit::AuditEntry;
use domain::identity::{Principal, SystemActor};
use store::Store;
use store::ledger::{AuditFilter, list, repo};

use super::harness::{row, seal_all};
use crate::harness::{at, on_both};

on_both!(pages_follow_each_other_newest_first, every_filter_finds_its_rows, words_are_taken_as_they_are);

async fn fill(store: &Store) {
    let rows = [
        row(1, "incident.declared", "inc_1"),
        row(2, "incident.updated", "inc_1"),
        row(3, "incident", "inc_2"),
        row(3, "incidents.other", "inc_2"),
        row(4, "user.created", "usr_1"),
    ];
    for row in rows {
        let tx = store.begin().await.unwrap();
        repo::append_audit(&tx, vec![row]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn actions(entries: &[AuditEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.record.action.as_str()).collect()
}

async fn pages_follow_each_other_newest_first(store: Store) {
    fill(&store).await;
    seal_all(&store).await.unwrap();
    let tx = store.begin().await.unwrap();
    repo::append_audit(&tx, vec![row(9, "user.updated", "usr_1")]).await.unwrap();
    tx.commit().await.unwrap();
    let filter = AuditFilter::default();
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = list::page(&store, &filter, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.record.at, last.record.seq));
        seen.extend(page);
    }
    let order = [
        "user.updated",
        "user.created",
        "incidents.other",
        "incident",
        "incident.updated",
        "incident.declared",
    ];
    assert_eq!(actions(&seen), order);
    assert_eq!(
        seen.iter().map(|entry| entry.is_sealed).collect::<Vec<_>>(),
        [false, true, true, true, true, true]
    );
    assert!(seen.iter().all(|entry| entry.actor == Some(Principal::System(SystemActor::Cli))));
    assert_eq!(list::count(&store, &filter).await.unwrap(), 6);
}

async fn every_filter_finds_its_rows(store: Store) {
    fill(&store).await;
    let text = |text: &str| Some(text.to_owned());
    let cases = [
        (
            AuditFilter { action: text("incident."), ..AuditFilter::default() },
            vec!["incident.updated", "incident.declared"],
        ),
        (AuditFilter { action: text("incident"), ..AuditFilter::default() }, vec!["incident"]),
        (
            AuditFilter { subject: text("inc_1"), ..AuditFilter::default() },
            vec!["incident.updated", "incident.declared"],
        ),
        (AuditFilter { request: text("request-4"), ..AuditFilter::default() }, vec!["user.created"]),
        (AuditFilter { since: Some(at(4)), ..AuditFilter::default() }, vec!["user.created"]),
        (AuditFilter { until: Some(at(2)), ..AuditFilter::default() }, vec!["incident.declared"]),
        (AuditFilter { actor: text("demo"), ..AuditFilter::default() }, vec![]),
        (
            AuditFilter { actor: text("cli"), subject: text("usr_1"), ..AuditFilter::default() },
            vec!["user.created"],
        ),
    ];
    for (filter, expected) in cases {
        let found = list::page(&store, &filter, None, 10).await.unwrap();
        assert_eq!(actions(&found), expected, "{filter:?}");
        assert_eq!(list::count(&store, &filter).await.unwrap(), expected.len() as u64, "{filter:?}");
    }
}

async fn words_are_taken_as_they_are(store: Store) {
    fill(&store).await;
    for word in
        ["%", "incident.%", "_", "'; DROP TABLE audit_log; --", "incident.declared' OR '1'='1", "\\", "*"]
    {
        for filter in [
            AuditFilter { action: Some(word.to_owned()), ..AuditFilter::default() },
            AuditFilter { action: Some([word, "."].concat()), ..AuditFilter::default() },
            AuditFilter { subject: Some(word.to_owned()), ..AuditFilter::default() },
            AuditFilter { request: Some(word.to_owned()), ..AuditFilter::default() },
        ] {
            assert!(list::page(&store, &filter, None, 10).await.unwrap().is_empty(), "{filter:?}");
        }
    }
}
