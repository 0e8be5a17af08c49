//! A tree of rows to walk by keys: one row is in the tab order, arrows move, left and right close and open. Rows lie flat in the
//! document and say their level, so that a change of one draws one. It must not know what the rows stand for.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use leptos::{attr::custom::custom_attribute, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::ui::{dom, lean};

/// What a row stands for.
#[derive(Clone, PartialEq)]
pub enum Item {
    /// The problem itself.
    Problem,
    /// A category of the fishbone, by its key.
    Bone(String),
    /// Causes that belong to no category, or explain nothing yet.
    Loose,
    /// Several causes that explain one effect.
    Group(String),
    /// A cause, in a group if it stands in one.
    Cause { id: String, group: Option<String> },
}

/// One row.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// The way to it from the root; stays the same as long as the row stands for the same.
    pub key: String,
    /// From 1.
    pub level: usize,
    pub item: Item,
    /// A word before it, such as `Why 2b`.
    pub label: String,
    pub has_children: bool,
}

impl Row {
    /// The cause it stands for.
    pub fn cause(&self) -> Option<&str> {
        if let Item::Cause { id, .. } = &self.item { Some(id) } else { None }
    }
}

/// Takes a key that the tree itself has no use for; answers whether it was taken.
pub type OnKey = Arc<dyn Fn(&Row, &KeyboardEvent) -> bool + Send + Sync>;
/// Draws a row; its label and whether it has children may change, so they are looked up.
pub type Draw = Arc<dyn Fn(&Row, Memo<Option<Row>>) -> AnyView + Send + Sync>;

/// Handle to a tree on screen; copy it freely.
#[derive(Clone, Copy)]
pub struct Tree {
    number: u32,
    visible: Memo<Vec<Row>>,
    closed: RwSignal<HashSet<String>>,
    /// The row in the tab order.
    active: RwSignal<String>,
}

impl Tree {
    /// A tree over these rows, everything open.
    pub fn new(rows: Memo<Vec<Row>>) -> Self {
        let closed = RwSignal::new(HashSet::<String>::new());
        let visible = Memo::new(move |_| {
            let mut under = usize::MAX;
            let mut shown = Vec::new();
            rows.with(|rows| {
                closed.with(|closed| {
                    for row in rows {
                        if row.level > under {
                            continue;
                        }
                        under = if closed.contains(&row.key) { row.level } else { usize::MAX };
                        shown.push(row.clone());
                    }
                });
            });
            shown
        });
        Self { number: dom::unique(), visible, closed, active: RwSignal::new(String::new()) }
    }

    /// Puts the focus on a row, as soon as it is drawn.
    pub fn focus(self, key: &str) {
        self.active.set(key.to_owned());
        let selector = format!("[data-tree=\"{}\"] [data-key=\"{key}\"]", self.number);
        request_animation_frame(move || _ = dom::focus(&selector));
    }

    /// Puts the focus on the first row that stands for a cause.
    pub fn focus_cause(self, id: &str) {
        let key = self
            .visible
            .with_untracked(|rows| rows.iter().find(|r| r.cause() == Some(id)).map(|r| r.key.clone()));
        if let Some(key) = key {
            self.focus(&key);
        }
    }

    /// Puts the focus on the row above in level.
    pub fn focus_parent(self, row: &Row) -> bool {
        let parent = self.visible.with_untracked(|rows| {
            let at = rows.iter().position(|r| r.key == row.key)?;
            rows[..at].iter().rev().find(|r| r.level < row.level).map(|r| r.key.clone())
        });
        parent.is_some_and(|key| {
            self.focus(&key);
            true
        })
    }

    fn step(self, row: &Row, by: isize) {
        let key = self.visible.with_untracked(|rows| {
            let at = rows.iter().position(|r| r.key == row.key)?;
            rows.get(at.checked_add_signed(by)?).map(|r| r.key.clone())
        });
        if let Some(key) = key {
            self.focus(&key);
        }
    }

    fn walk(self, row: &Row, key: &str) -> bool {
        let is_closed = self.closed.with_untracked(|c| c.contains(&row.key));
        let edge = |last: bool| {
            self.visible
                .with_untracked(|rows| if last { rows.last() } else { rows.first() }.map(|r| r.key.clone()))
        };
        match key {
            "ArrowDown" => self.step(row, 1),
            "ArrowUp" => self.step(row, -1),
            "Home" | "End" => {
                if let Some(key) = edge(key == "End") {
                    self.focus(&key);
                }
            }
            "ArrowRight" if is_closed => self.closed.update(|c| _ = c.remove(&row.key)),
            "ArrowRight" if row.has_children => self.step(row, 1),
            "ArrowLeft" if row.has_children && !is_closed => {
                self.closed.update(|c| _ = c.insert(row.key.clone()));
            }
            "ArrowLeft" => _ = self.focus_parent(row),
            "ArrowRight" => {}
            _ => return false,
        }
        true
    }

    /// The tree on screen. `selected` is the cause that is chosen; a press on a row is told as the key `Enter`.
    pub fn view(
        self,
        label: &'static str,
        selected: RwSignal<Option<String>>,
        on_key: OnKey,
        draw: Draw,
    ) -> AnyView {
        let by_key = Memo::new(move |_| {
            self.visible
                .with(|rows| rows.iter().map(|r| (r.key.clone(), r.clone())).collect::<HashMap<_, _>>())
        });
        let first = Memo::new(move |_| {
            let active = self.active.get();
            self.visible.with(|rows| {
                let there = rows.iter().any(|r| r.key == active);
                if there { active } else { rows.first().map(|r| r.key.clone()).unwrap_or_default() }
            })
        });
        let keys = move || self.visible.with(|rows| rows.iter().map(|r| r.key.clone()).collect());
        let row = move |key: String| {
            let found = by_key.with_untracked(|rows| rows.get(&key).cloned());
            let Some(row) = found else { return ().into_any() };
            let held = key.clone();
            let meta = Memo::new(move |_| by_key.with(|rows| rows.get(&held).cloned()));
            self.row(row, meta, first, selected, &on_key, &draw)
        };
        view! {
            <div role="tree" aria-label=label class="tree" data-tree=self.number.to_string()>{lean::keyed(keys, row)}</div>
        }
        .into_any()
    }

    fn row(
        self,
        row: Row,
        meta: Memo<Option<Row>>,
        first: Memo<String>,
        selected: RwSignal<Option<String>>,
        on_key: &OnKey,
        draw: &Draw,
    ) -> AnyView {
        let body = draw(&row, meta);
        let (key, level) = (row.key.clone(), row.level);
        let has_children = move || meta.with(|m| m.as_ref().is_some_and(|m| m.has_children));
        let (shown, tabbed) = (key.clone(), key.clone());
        let expanded: lean::MaybeWord = lean::maybe(move || {
            has_children().then(|| if self.closed.with(|c| c.contains(&shown)) { "false" } else { "true" })
        });
        let tab = lean::words(move || if first.with(|f| *f == tabbed) { "0" } else { "-1" }.into());
        let cause = row.cause().map(str::to_owned);
        let chosen = lean::words(move || (cause.is_some() && selected.with(|s| *s == cause)).to_string());
        let press: Box<dyn FnMut(KeyboardEvent)> = {
            let (row, on_key) = (row.clone(), Arc::clone(on_key));
            Box::new(move |event| {
                let own = event.target().zip(event.current_target()).is_some_and(|(a, b)| a == b);
                if !own || event.ctrl_key() || event.meta_key() || event.alt_key() {
                    return;
                }
                let now = meta.get_untracked().unwrap_or_else(|| row.clone());
                if on_key(&now, &event) || self.walk(&now, &event.key()) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            })
        };
        let focus: Box<dyn FnMut(web_sys::FocusEvent)> = {
            let key = key.clone();
            Box::new(move |_| self.active.set(key.clone()))
        };
        let pick: Box<dyn FnMut(web_sys::MouseEvent)> = {
            let cause = row.cause().map(str::to_owned);
            Box::new(move |event| {
                let control = event
                    .target()
                    .and_then(|t| t.dyn_into::<HtmlElement>().ok().or_else(dom::active))
                    .and_then(|e| e.closest("button, a, input, textarea, select").ok().flatten());
                if control.is_none() && cause.is_some() {
                    selected.set(cause.clone());
                }
            })
        };
        view! {
            <div {..custom_attribute("aria-level", level.to_string())} role="treeitem" class="tree-row" data-key=key aria-expanded=expanded
                aria-selected=chosen tabindex=tab on:keydown=press on:focus=focus on:click=pick>
                {body}
            </div>
        }
        .into_any()
    }
}
