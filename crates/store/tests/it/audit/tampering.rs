//! A18: whatever is changed, taken away, swapped, slipped in or cut off is noticed, and named.

use domain::audit::{Fault, Head};
use sea_orm::ConnectionTrait;
use store::{Backend, Connection, Store};

use super::harness::{append, disarm, seal_all, tamper, verify};
use crate::harness::on_both;

on_both!(the_tables_are_append_only, a_thousand_ways_to_tamper_are_all_found, what_cannot_be_read_is_named,);

const ROWS: i64 = 40;

async fn the_tables_are_append_only(store: Store) {
    append(&store, 2).await;
    assert!(seal_all(&store).await.unwrap());
    let mut statements = vec![
        "UPDATE audit_log SET facts = '{}'",
        "DELETE FROM audit_log",
        "UPDATE audit_seal SET position = 9 WHERE position = 1",
        "DELETE FROM audit_seal",
    ];
    if store.backend() == Backend::Postgres {
        statements.extend(["TRUNCATE audit_log", "TRUNCATE audit_seal"]);
    }
    for sql in statements {
        let tx = store.begin().await.unwrap();
        let refused = tx.inner().execute_unprepared(sql).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("append-only")), "{sql}");
    }
}

/// Numbers from a seed, so that a failing trial can be repeated.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % end.cast_unsigned()).unwrap()
    }
}

/// Statements that tamper, and the position that must be named; none where a row without a place in
/// the chain is named.
fn trial(number: i64, draw: &mut Draw, backend: Backend) -> (Vec<String>, Option<i64>) {
    let at = 1 + draw.below(ROWS);
    let other = 1 + (at + draw.below(ROWS - 1)) % ROWS;
    let texts = ["actor_kind", "actor_id", "action", "subject_kind", "subject_id", "facts"];
    let text = texts[usize::try_from(draw.below(6)).unwrap()];
    let log = |change: &str| format!("UPDATE audit_log SET {change} WHERE seq = {at}");
    let (instant, hash) = match backend {
        Backend::Sqlite => ("at = replace(at, '+00:00', '-00:00')", "hash = zeroblob(32)"),
        Backend::Postgres => ("at = at + interval '1 microsecond'", "hash = decode(repeat('00', 32), 'hex')"),
    };
    let first = at.min(other);
    // What is missing at the very end shows as a chain that is too short.
    let gap = if at == ROWS { ROWS - 1 } else { at };
    match number % 14 {
        0 => (vec![log(&format!("{text} = 'x' || substr({text}, 2)"))], Some(at)),
        1 => (vec![log(&format!("{text} = {text} || ' '"))], Some(at)),
        2 => (vec![log("request_id = 'forged'")], Some(at)),
        3 => (vec![log("request_id = CASE WHEN request_id IS NULL THEN '' END")], Some(at)),
        4 => (vec![log(instant)], Some(at)),
        5 => (vec![format!("DELETE FROM audit_log WHERE seq = {at}")], Some(at)),
        6 => (vec![log("seq = 900")], Some(at)),
        7 => (vec![format!("UPDATE audit_seal SET {hash} WHERE position = {at}")], Some(at)),
        8 => (
            // Row and seal go, and the seals above move down.
            vec![
                format!("DELETE FROM audit_log WHERE seq = {at}"),
                format!("DELETE FROM audit_seal WHERE position = {at}"),
                format!("UPDATE audit_seal SET position = -position WHERE position > {at}"),
                "UPDATE audit_seal SET position = -position - 1 WHERE position < 0".to_owned(),
            ],
            Some(gap),
        ),
        9 => (
            // Two rows change places.
            vec![
                format!("UPDATE audit_log SET seq = 901 WHERE seq = {at}"),
                format!("UPDATE audit_log SET seq = {at} WHERE seq = {other}"),
                format!("UPDATE audit_log SET seq = {other} WHERE seq = 901"),
            ],
            Some(first),
        ),
        10 => (
            // Two seals change places.
            vec![
                format!("UPDATE audit_seal SET position = -1 WHERE position = {at}"),
                format!("UPDATE audit_seal SET position = {at} WHERE position = {other}"),
                format!("UPDATE audit_seal SET position = {other} WHERE position = -1"),
            ],
            Some(first),
        ),
        11 => (
            vec![format!(
                "INSERT INTO audit_log (seq, id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts)
                 SELECT -{at}, {}, at, actor_kind, actor_id, action, subject_kind, subject_id, facts
                 FROM audit_log WHERE seq = {at}",
                if backend == Backend::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" }
            )],
            None,
        ),
        12 => (
            // The end is cut off, rows and seals.
            vec![
                format!("DELETE FROM audit_log WHERE seq >= {at}"),
                format!("DELETE FROM audit_seal WHERE position >= {at}"),
            ],
            Some(at - 1),
        ),
        _ => (
            // A seal goes, and the rest stays where it is.
            vec![format!("DELETE FROM audit_seal WHERE position = {at}")],
            Some(gap),
        ),
    }
}

async fn a_thousand_ways_to_tamper_are_all_found(store: Store) {
    let backend = store.backend();
    append(&store, ROWS).await;
    assert!(seal_all(&store).await.unwrap());
    let head = verify(&store, backend, Head::EMPTY).await.unwrap();
    assert_eq!(head.position, ROWS);
    let mut draw = Draw(18);
    for number in 0..1000 {
        let tx = store.begin().await.unwrap();
        disarm(&tx, backend).await;
        let (statements, position) = trial(number, &mut draw, backend);
        for sql in &statements {
            tamper(&tx, sql).await;
        }
        let fault = verify(&tx, backend, head).await.expect_err(&format!("trial {number}: {statements:?}"));
        assert_eq!(fault.position(), position, "trial {number}: {statements:?}: {fault}");
        assert_eq!(matches!(fault, Fault::SlippedIn { .. }), position.is_none(), "{fault}");
        drop(tx);
    }
    assert_eq!(verify(&store, backend, head).await, Ok(head), "the trials left nothing behind");
}

async fn what_cannot_be_read_is_named(store: Store) {
    let backend = store.backend();
    append(&store, 9).await;
    assert!(seal_all(&store).await.unwrap());
    let tx = store.begin().await.unwrap();
    disarm(&tx, backend).await;
    let sql = match backend {
        Backend::Sqlite => "UPDATE audit_log SET at = 'yesterday' WHERE seq = 8",
        Backend::Postgres => "UPDATE audit_seal SET hash = 'short' WHERE position = 8",
    };
    tamper(&tx, sql).await;
    let fault = verify(&tx, backend, Head::EMPTY).await.unwrap_err();
    assert!(matches!(fault, Fault::Unreadable { position: 8, .. }), "{fault}");
}
