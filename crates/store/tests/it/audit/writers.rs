//! Many writers and several sealers at once: one chain, without a fork, with every row once.

use domain::audit::Head;
use domain::time::Instant;
use store::Store;
use store::ledger::{repo, seal as seals};

use super::harness::{append, row, seal_all, verify};
use crate::harness::{at, on_both};

on_both!(
    fifty_writers_and_four_sealers_make_one_chain,
    a_late_commit_is_sealed_when_it_is_seen,
    two_sealers_that_did_not_see_each_other_collide,
);

async fn fifty_writers_and_four_sealers_make_one_chain(store: Store) {
    let mut tasks = Vec::new();
    for writer in 0..50 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            for number in 0..4 {
                let tx = store.begin().await.unwrap();
                repo::append_audit(&tx, vec![row(writer * 10 + number, "a.b", "svc_1"); 1]).await.unwrap();
                tokio::task::yield_now().await;
                tx.commit().await.unwrap();
            }
        }));
    }
    for _ in 0..4 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            for _ in 0..10 {
                seal_all(&store).await.unwrap();
                tokio::task::yield_now().await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    while !seal_all(&store).await.unwrap() {}
    let head = verify(&store, store.backend(), Head::EMPTY).await.unwrap();
    assert_eq!(head.position, 200);
    assert!(seals::unsealed_between(&store, 0, i64::MAX, 10).await.unwrap().is_empty());
}

async fn a_late_commit_is_sealed_when_it_is_seen(store: Store) {
    if store.backend() == store::Backend::Sqlite {
        // One writer at a time: numbers and commits have one order.
        return;
    }
    append(&store, 1).await;
    let slow = store.begin().await.unwrap();
    repo::append_audit(&slow, vec![row(4999, "a.slow", "svc_1")]).await.unwrap();
    append(&store, 1).await;
    assert!(seal_all(&store).await.unwrap());
    slow.commit().await.unwrap();
    assert_eq!(waiting(&store, at(5000)).await, 1, "it waits, though below the highest sealed row");
    assert_eq!(waiting(&store, at(9000)).await, 0, "what cannot be late waits for nothing");
    assert!(seal_all(&store).await.unwrap());
    assert_eq!(waiting(&store, at(5000)).await, 0);
    let links = seals::links(&store, 0, 10).await.unwrap();
    let seqs: Vec<i64> = links.into_iter().map(|link| link.parts.unwrap().0.seq).collect();
    assert_eq!(seqs, [1, 3, 2]);
    assert_eq!(verify(&store, store.backend(), Head::EMPTY).await.unwrap().position, 3);
}

/// Late rows when the newest seal is of this time.
async fn waiting(store: &Store, newest_seal: Instant) -> u64 {
    let top = seals::highest_seq(store).await.unwrap();
    let span = domain::audit::late_span(newest_seal);
    assert_eq!(seals::count_unsealed_between(store, top, i64::MAX, span.clone()).await.unwrap(), 0);
    seals::count_unsealed_between(store, 0, top, span).await.unwrap()
}

async fn two_sealers_that_did_not_see_each_other_collide(store: Store) {
    append(&store, 1).await;
    let record = seals::rows_above(&store, 0, 1).await.unwrap().remove(0);
    let link = domain::audit::seal(Head::EMPTY, &record, at(1));
    let tx = store.begin().await.unwrap();
    seals::append(&tx, vec![link.clone()]).await.unwrap();
    tx.commit().await.unwrap();
    let tx = store.begin().await.unwrap();
    let lost = seals::append(&tx, vec![link]).await;
    assert!(matches!(lost, Err(store::StoreError::Duplicate(_))), "{lost:?}");
}
