//! The answers of the last events, for readers who come to an event a little later; and how many
//! readers there are for each of them.
//!
//! It must not know how an answer is written, nor who may get it.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

/// Answers that are kept.
const KEPT: usize = 64;
/// Bytes of them.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// The place of an answer; what could not be written for all stays empty.
pub(super) type Cell = Arc<OnceCell<Option<Arc<str>>>>;

/// Answers of the last events.
pub(super) struct Recent<K>(Mutex<Answers<K>>);

struct Answers<K> {
    cells: HashMap<K, Cell>,
    order: VecDeque<K>,
}

impl<K> Default for Recent<K> {
    fn default() -> Self {
        Self(Mutex::new(Answers { cells: HashMap::new(), order: VecDeque::new() }))
    }
}

impl<K: Clone + Eq + Hash> Recent<K> {
    /// The place of an answer.
    pub fn cell(&self, key: K) -> Cell {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = recent.cells.get(&key) {
            return Arc::clone(cell);
        }
        while recent.order.len() >= KEPT || recent.bytes() > KEPT_BYTES {
            let Some(oldest) = recent.order.pop_front() else { break };
            recent.cells.remove(&oldest);
        }
        let cell = Cell::default();
        recent.cells.insert(key.clone(), Arc::clone(&cell));
        recent.order.push_back(key);
        cell
    }
}

impl<K> Answers<K> {
    fn bytes(&self) -> usize {
        self.cells.values().filter_map(|cell| cell.get()?.as_ref()).map(|text| text.len()).sum()
    }
}

/// How many read the same.
pub(super) struct Readers<G: Eq + Hash>(Mutex<HashMap<G, usize>>);

impl<G: Eq + Hash> Default for Readers<G> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

/// One of them, until it is dropped.
pub(super) struct Seat<G: Clone + Eq + Hash> {
    readers: Arc<Readers<G>>,
    group: G,
}

impl<G: Clone + Eq + Hash> Readers<G> {
    /// One more of a group.
    pub fn join(self: &Arc<Self>, group: G) -> Seat<G> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(group.clone()).or_default() += 1;
        Seat { readers: Arc::clone(self), group }
    }
}

impl<G: Clone + Eq + Hash> Seat<G> {
    /// Whether nobody else of the group is there.
    pub fn is_alone(&self) -> bool {
        let counts = self.readers.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&self.group).is_none_or(|count| *count < 2)
    }
}

impl<G: Clone + Eq + Hash> Drop for Seat<G> {
    fn drop(&mut self) {
        let mut counts = self.readers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.group) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.group);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_has_the_same_place_and_another_has_another() {
        let recent = Recent::default();
        let first = recent.cell(1);
        assert!(Arc::ptr_eq(&first, &recent.cell(1)));
        assert!(!Arc::ptr_eq(&first, &recent.cell(2)));
    }

    #[test]
    fn what_is_kept_is_bounded_in_number_and_bytes() {
        let recent = Recent::default();
        for key in 0..1000 {
            recent.cell(key);
        }
        assert!(recent.0.lock().unwrap().cells.len() <= KEPT);
        let large: Arc<str> = "x".repeat(KEPT_BYTES / 2).into();
        for key in 1000..1010 {
            assert!(recent.cell(key).set(Some(Arc::clone(&large))).is_ok());
        }
        let answers = recent.0.lock().unwrap();
        assert!(answers.bytes() <= KEPT_BYTES + large.len(), "{}", answers.bytes());
        assert_eq!(answers.cells.len(), answers.order.len());
    }

    #[test]
    fn readers_come_and_go() {
        let readers = Arc::new(Readers::default());
        let first = readers.join("list");
        let other = readers.join("detail");
        assert!(first.is_alone() && other.is_alone());
        let second = readers.join("list");
        assert!(!first.is_alone() && !second.is_alone() && other.is_alone());
        drop(second);
        assert!(first.is_alone());
        drop((first, other));
        assert!(readers.0.lock().unwrap().is_empty());
    }
}
