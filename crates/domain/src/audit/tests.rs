//! The canonical form and the chain.

use chrono::DateTime;
use uuid::Uuid;

use super::*;

fn at(seconds: i64) -> Instant {
    DateTime::from_timestamp(1_760_000_000 + seconds, 0).unwrap()
}

fn record(seq: i64) -> AuditRecord {
    AuditRecord {
        seq,
        id: AuditId::new(Uuid::from_u128(u128::try_from(seq).unwrap_or_default())),
        at: at(seq),
        actor_kind: "SYSTEM".to_owned(),
        actor_id: "cli".to_owned(),
        action: "service.created".to_owned(),
        subject_kind: "service".to_owned(),
        subject_id: "svc_1".to_owned(),
        facts: "{}".to_owned(),
        request_id: None,
    }
}

fn chain(length: i64) -> Vec<(Seal, AuditRecord)> {
    let mut head = Head::EMPTY;
    let links = (1..=length).map(|seq| {
        let record = record(seq * 2);
        let seal = seal(head, &record, at(seq + 1));
        head = Head::from(&seal);
        (seal, record)
    });
    links.collect()
}

fn verify(links: &[(Seal, Option<AuditRecord>)]) -> Result<Head, Fault> {
    links.iter().try_fold(Head::EMPTY, |head, (seal, record)| check(head, seal, record.as_ref()))
}

fn links(length: i64) -> Vec<(Seal, Option<AuditRecord>)> {
    chain(length).into_iter().map(|(seal, record)| (seal, Some(record))).collect()
}

#[test]
fn the_canonical_form_is_this_one() {
    let mut row = record(3);
    row.request_id = Some("r".to_owned());
    let bytes = row.canonical_bytes(1, at(0));
    assert_eq!(
        bytes.len(),
        16 + 4 * 8 + 16 + (8 + 6) + (8 + 3) + (8 + 15) + (8 + 7) + (8 + 5) + (8 + 2) + 1 + (8 + 1)
    );
    assert_eq!(&bytes[16..24], &[0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(&bytes[bytes.len() - 10..], &[1, 0, 0, 0, 0, 0, 0, 0, 1, b'r']);
}

#[test]
fn moving_a_border_between_texts_or_losing_an_empty_request_id_changes_the_bytes() {
    let one = record(1);
    let mut shifted = one.clone();
    shifted.actor_kind = "SYSTEMc".to_owned();
    shifted.actor_id = "li".to_owned();
    let mut empty = one.clone();
    empty.request_id = Some(String::new());
    for other in [shifted, empty] {
        assert_ne!(one.canonical_bytes(1, at(0)), other.canonical_bytes(1, at(0)));
    }
}

#[test]
fn a_whole_chain_holds_and_its_head_survives_as_text() {
    let head = verify(&links(5)).unwrap();
    assert_eq!(head.position, 5);
    assert_eq!(head.to_string().parse(), Ok(head));
    for noise in [
        "",
        "@",
        "5",
        "00@5",
        &format!("{}@", "0".repeat(64)),
        &format!("{}@-1", "0".repeat(64)),
        &format!("{}é@1", "0".repeat(62)),
    ] {
        assert_eq!(noise.parse::<Head>(), Err(HeadError), "{noise}");
    }
}

#[test]
fn the_first_bad_link_is_named() {
    let mut changed = links(5);
    changed[2].1.as_mut().unwrap().facts = "{ }".to_owned();
    let mut removed = links(5);
    removed[2].1 = None;
    let mut gap = links(5);
    gap.remove(2);
    let mut swapped = links(5);
    let other = swapped[4].1.clone();
    swapped[2].1 = other;
    let mut moved = links(5);
    moved[2].0.sealed_at = at(99);
    let mut forged = links(5);
    forged[2].0.hash[31] ^= 1;
    for (what, links) in [
        ("changed", changed),
        ("removed", removed),
        ("gap", gap),
        ("swapped", swapped),
        ("moved", moved),
        ("forged", forged),
    ] {
        let fault = verify(&links).unwrap_err();
        assert_eq!(fault.position(), Some(3), "{what}: {fault}");
    }
}

#[test]
fn a_row_below_the_seals_is_late_or_slipped_in() {
    let row = record(1);
    assert!(!is_slipped_in(&row, false, at(30)));
    assert!(is_slipped_in(&row, false, at(902)));
    assert!(is_slipped_in(&row, false, at(-1000)), "an instant ahead is no excuse");
    assert!(is_slipped_in(&row, true, at(1)), "where commits are in order there is no being late");
}
