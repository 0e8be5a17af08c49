//! Checks the whole chain, however long, a batch at a time (R11, A18).

use domain::audit::{Fault, Head, check, is_slipped_in};
use store::ledger::seal as seals;
use store::{Backend, Connection, Store};

use super::seal::pending;
use crate::Result;

/// Positions read at once.
const BATCH: u64 = 5000;
/// Rows without a seal that are looked at.
const STRAYS: u64 = 1000;

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How far the chain holds: up to here it is whole.
    pub head: Head,
    /// The first thing that is wrong; none when the chain holds.
    pub fault: Option<Fault>,
    /// Rows that wait for their seal.
    pub unsealed: u64,
}

/// Checks the chain from its beginning on one view of the database (see [`Store::snapshot`]),
/// against a head that was kept elsewhere, if there is one. `told` hears how far it has come.
pub async fn verify(
    store: &Store,
    view: &impl Connection,
    noted: Option<Head>,
    mut told: impl FnMut(i64),
) -> Result<Report> {
    let mut head = Head::EMPTY;
    let mut fault = noted.and_then(|noted| disagrees(noted, head));
    'chain: while fault.is_none() {
        let links = seals::links(view, head.position, BATCH).await?;
        let is_last = (links.len() as u64) < BATCH;
        for link in links {
            let judged = match link.parts {
                Ok((seal, record)) => check(head, &seal, record.as_ref()),
                Err(problem) => Err(Fault::Unreadable { position: link.position, problem }),
            };
            match judged {
                Ok(next) => head = next,
                Err(found) => {
                    fault = Some(found);
                    break 'chain;
                }
            }
            fault = noted.and_then(|noted| disagrees(noted, head));
            if fault.is_some() {
                break 'chain;
            }
        }
        told(head.position);
        if is_last {
            break;
        }
    }
    if fault.is_none() {
        fault = shortened(noted, head);
    }
    let top = seals::highest_seq(view).await?;
    let strays = seals::unsealed_between(view, i64::MIN, top, STRAYS).await?;
    let in_order = store.backend() == Backend::Sqlite;
    let newest = seals::last(view).await.ok().flatten().map(|seal| seal.sealed_at);
    let slipped_in =
        strays.iter().find(|row| newest.is_none_or(|newest| is_slipped_in(row, in_order, newest)));
    fault = fault.or_else(|| slipped_in.map(|row| Fault::SlippedIn { seq: row.seq, id: row.id }));
    let unsealed = pending(store, view, i64::MIN).await?;
    Ok(Report { head, fault, unsealed })
}

/// At the noted position the hash must be the noted one.
fn disagrees(noted: Head, head: Head) -> Option<Fault> {
    (noted.position == head.position && noted.hash != head.hash)
        .then_some(Fault::Rewritten { position: noted.position })
}

fn shortened(noted: Option<Head>, head: Head) -> Option<Fault> {
    let noted = noted?;
    (noted.position > head.position)
        .then_some(Fault::Shortened { position: head.position, noted: noted.position })
}
