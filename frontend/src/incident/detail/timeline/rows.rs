//! The rows of the timeline: pages, and new entries that wait while somebody reads further down.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::super::api::{self, Entries, Entry, Selection};
use crate::ui::{dom, toast};

/// Copy it freely.
#[derive(Clone, Copy)]
pub struct Rows {
    pub shown: RwSignal<Vec<Entry>>,
    /// New, not shown yet.
    pub held: RwSignal<Vec<Entry>>,
    /// Cursor of the next page.
    pub next: RwSignal<Option<String>>,
    pub loading: RwSignal<bool>,
}

impl Rows {
    pub fn new(entries: Entries) -> Self {
        Self {
            shown: RwSignal::new(entries.rows),
            held: RwSignal::new(Vec::new()),
            next: RwSignal::new(entries.next),
            loading: RwSignal::new(false),
        }
    }

    /// Another selection: from its first page on.
    pub fn restart(self, id: String, selection: Selection) {
        self.loading.set(true);
        spawn_local(async move {
            let answer = api::timeline(id, selection, None).await;
            let _ = self.loading.try_set(false);
            match answer {
                Ok(page) => {
                    let _ = self.held.try_set(Vec::new());
                    let _ = self.next.try_set(page.next);
                    let _ = self.shown.try_set(page.rows);
                }
                Err(error) => toast::fail(&error),
            }
        });
    }

    pub fn load_more(self, id: String, selection: Selection) {
        let Some(after) = self.next.get_untracked().filter(|_| !self.loading.get_untracked()) else { return };
        self.loading.set(true);
        spawn_local(async move {
            let answer = api::timeline(id, selection, Some(after)).await;
            let _ = self.loading.try_set(false);
            match answer {
                Ok(page) => {
                    let _ = self.next.try_set(page.next);
                    let _ = self.shown.try_update(|rows| {
                        let new = page
                            .rows
                            .into_iter()
                            .filter(|e| !rows.iter().any(|r| r.id == e.id))
                            .collect::<Vec<_>>();
                        rows.extend(new);
                    });
                }
                Err(error) => toast::fail(&error),
            }
        });
    }

    /// Takes the first page as it is now. What is known changes in place; what is new is shown at once, or held back
    /// while the reader is further down.
    pub fn merge(self, fresh: Entries, newest_first: bool) {
        let Some(known) =
            self.shown.try_with_untracked(|rows| rows.iter().map(|r| r.id.clone()).collect::<Vec<_>>())
        else {
            return;
        };
        let first_page_only = known.len() <= fresh.rows.len();
        let (old, new): (Vec<Entry>, Vec<Entry>) =
            fresh.rows.into_iter().partition(|e| known.contains(&e.id));
        let already = self.held.with_untracked(|held| held.iter().map(|h| h.id.clone()).collect::<Vec<_>>());
        let count = new.iter().filter(|e| !already.contains(&e.id)).count();
        if count > 0 {
            toast::announce(if count == 1 {
                "1 new timeline entry".into()
            } else {
                format!("{count} new timeline entries")
            });
        }
        let corrections: Vec<(String, String)> =
            new.iter().filter_map(|e| Some((e.corrects.clone()?, e.id.clone()))).collect();
        let hold = newest_first && is_read_further_down();
        let mut changed = self.shown.get_untracked();
        for entry in old {
            if let Some(row) = changed.iter_mut().find(|r| r.id == entry.id) {
                *row = entry;
            }
        }
        for (corrected, by) in corrections {
            if let Some(row) = changed.iter_mut().find(|r| r.id == corrected) {
                row.corrected_by = Some(by);
            }
        }
        if hold {
            self.held.set(new);
        } else {
            changed = joined(new, changed, newest_first);
            self.held.set(Vec::new());
        }
        if self.shown.with_untracked(|rows| *rows != changed) {
            self.shown.set(changed);
        }
        if first_page_only {
            self.next.set(fresh.next);
        }
    }

    /// Shows what was held back.
    pub fn release(self, newest_first: bool) {
        let held = self.held.get_untracked();
        self.held.set(Vec::new());
        self.shown.update(|rows| *rows = joined(held, core::mem::take(rows), newest_first));
    }
}

/// In order of happening; of the same instant, what came last counts as later. Both lists are in order already.
fn joined(mut new: Vec<Entry>, old: Vec<Entry>, newest_first: bool) -> Vec<Entry> {
    let mut all = old;
    if newest_first {
        new.reverse();
    }
    for entry in new {
        let at = entry.happened_at;
        let place = if newest_first {
            all.iter().position(|e| e.happened_at <= at)
        } else {
            all.iter().position(|e| e.happened_at > at)
        };
        all.insert(place.unwrap_or(all.len()), entry);
    }
    all
}

/// Whether the top of the list has left the window.
fn is_read_further_down() -> bool {
    dom::query("#timeline").is_some_and(|list| list.get_bounding_client_rect().top() < 0.0)
}
