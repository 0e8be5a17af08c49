//! Reads again what has changed, in as few requests as it takes: what is asked for within a moment, or while an answer is
//! awaited, goes together. It must not know why something is to be read.

use core::{cell::RefCell, time::Duration};
use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api, focus,
    model::{CauseView, EvidenceView, GraphView},
    state::Desk,
    write,
};
use crate::{
    net::ApiError,
    ui::{dom, toast},
};

/// Events come in bursts; within this time they are one.
const TOGETHER: Duration = Duration::from_millis(30);
/// More causes than this are read as a whole, page by page.
const FEW: usize = 60;
/// Causes whose evidence is asked for at once.
const EVIDENCE_AT_ONCE: usize = 20;

/// What is to be read.
#[derive(Clone, Default)]
pub struct Want {
    /// Everything that is no cause.
    sheet: bool,
    /// All causes.
    all: bool,
    causes: Vec<String>,
    /// Causes whose evidence is wanted.
    evidence: Vec<String>,
    phase: Phase,
}

/// Where reading stands.
#[derive(Clone, Copy, Default, PartialEq)]
enum Phase {
    #[default]
    Idle,
    /// It begins in a moment.
    Planned,
    Busy,
}

impl Want {
    /// The sheet, and these causes.
    pub fn of(causes: Vec<String>) -> Self {
        Self { sheet: true, causes, ..Self::default() }
    }

    /// Everything.
    pub fn everything() -> Self {
        Self { sheet: true, all: true, ..Self::default() }
    }

    const fn is_empty(&self) -> bool {
        !self.sheet && !self.all && self.causes.is_empty() && self.evidence.is_empty()
    }

    fn merge(&mut self, other: Self) {
        self.sheet |= other.sheet;
        self.all |= other.all;
        for (mine, theirs) in [(&mut self.causes, other.causes), (&mut self.evidence, other.evidence)] {
            for id in theirs {
                if !mine.contains(&id) {
                    mine.push(id);
                }
            }
        }
    }

    /// Takes out what is to be read; what stays is where reading stands.
    fn take(&mut self) -> Self {
        let left = Self { phase: self.phase, ..Self::default() };
        core::mem::replace(self, left)
    }
}

type Later = Box<dyn FnOnce()>;

thread_local! {
    /// What waits for the next answer, with the workspace that asked.
    static WAITING: RefCell<Vec<(u32, Later)>> = const { RefCell::new(Vec::new()) };
}

/// Reads this soon.
pub fn ask(desk: Desk, want: Want) {
    let start = desk.want.try_update_value(|w| {
        w.merge(want);
        let start = w.phase == Phase::Idle;
        if start {
            w.phase = Phase::Planned;
        }
        start
    });
    if start == Some(true) {
        set_timeout(move || run(desk), TOGETHER);
    }
}

/// Reads this soon, and does something when it is there.
pub fn ask_then(desk: Desk, want: Want, then: Later) {
    WAITING.with_borrow_mut(|w| w.push((dom::unique(), then)));
    ask(desk, want);
}

/// One cause as the server has it now.
pub async fn one(id: String) -> Option<Arc<CauseView>> {
    api::some_causes(vec![id]).await.ok()?.into_iter().next()
}

/// Brings a removed cause back. Its removal has counted as a version.
pub async fn restore(id: String, version: i64) -> Result<(), ApiError> {
    match write::restore_cause(id.clone(), version + 1).await {
        Err(error) if error.is("CONFLICT") => {
            write::restore_cause(id, error.current_version.unwrap_or(version)).await
        }
        answer => answer,
    }
}

fn run(desk: Desk) {
    spawn_local(async move {
        loop {
            let taken = desk.want.try_update_value(|w| {
                w.phase = if w.is_empty() { Phase::Idle } else { Phase::Busy };
                w.take()
            });
            let Some(want) = taken else { return };
            if want.is_empty() {
                return;
            }
            let waiting = WAITING.take();
            if let Err(error) = read(desk, want).await {
                failed(desk, &error);
            }
            for (_, then) in waiting {
                then();
            }
            focus::restore();
        }
    });
}

fn failed(desk: Desk, error: &ApiError) {
    if error.is("NOT_FOUND") {
        let _ = desk.gone.try_set(true);
    } else if !error.is("NETWORK") {
        // The connection dot tells of a lost server; what is on screen stays readable.
        toast::fail(error);
    }
}

async fn read(desk: Desk, want: Want) -> Result<(), ApiError> {
    let Some(id) = desk.want.try_with_value(|_| desk.id()) else { return Ok(()) };
    // Causes first: a group must not name a cause that is not there yet.
    if want.all || want.causes.len() > FEW {
        let causes = api::causes(id.clone()).await?;
        put_all(desk, causes);
    } else if !want.causes.is_empty() {
        let causes = api::some_causes(want.causes.clone()).await?;
        put_some(desk, &want.causes, causes);
    }
    if want.sheet {
        let sheet = api::sheet(id).await?;
        if desk.want.try_with_value(|_| ()).is_some() {
            desk.put_sheet(sheet);
        }
    }
    let known = |id: &String| desk.evidence.try_with_untracked(|e| e.contains_key(id)) == Some(true);
    let stale = want.causes.into_iter().filter(known);
    let mut evidence: Vec<String> = stale.chain(want.evidence).collect();
    evidence.dedup();
    for some in evidence.chunks(EVIDENCE_AT_ONCE) {
        let found = api::evidence(some.to_vec()).await?;
        put_evidence(desk, found);
    }
    Ok(())
}

/// The cause on screen when nothing about it changed, so that what draws it stays.
fn keep(graph: &GraphView, new: Arc<CauseView>) -> Arc<CauseView> {
    graph.cause(&new.id).filter(|old| **old == new).cloned().unwrap_or(new)
}

fn put_all(desk: Desk, causes: Vec<Arc<CauseView>>) {
    let _ = desk.graph.try_update(|graph| {
        let causes = causes.into_iter().map(|new| keep(graph, new)).collect();
        *graph = Arc::new(graph.with_causes(causes));
    });
}

/// Puts what was found in place of what was asked for; what was not found was removed.
fn put_some(desk: Desk, asked: &[String], found: Vec<Arc<CauseView>>) {
    let _ = desk.graph.try_update(|graph| {
        let mut new: HashMap<String, Arc<CauseView>> =
            found.into_iter().map(|cause| (cause.id.clone(), keep(graph, cause))).collect();
        let old = graph.causes.iter().filter_map(|cause| {
            let replaced = new.remove(&cause.id);
            if replaced.is_none() && asked.contains(&cause.id) {
                None
            } else {
                replaced.or_else(|| Some(Arc::clone(cause)))
            }
        });
        let mut causes: Vec<Arc<CauseView>> = old.collect();
        // Ids grow with time, so what is new comes in the order of its making.
        let mut added: Vec<Arc<CauseView>> = new.into_values().collect();
        added.sort_by(|a, b| a.id.cmp(&b.id));
        causes.extend(added);
        *graph = Arc::new(graph.with_causes(causes));
    });
}

fn put_evidence(desk: Desk, found: Vec<(String, Vec<EvidenceView>)>) {
    let _ = desk.evidence.try_update(|all| {
        for (cause, evidence) in found {
            all.insert(cause, Arc::new(evidence));
        }
    });
}

/// Asks for the evidence of these causes, unless it is here.
pub fn evidence_of(desk: Desk, causes: Vec<String>) {
    let missing: Vec<String> =
        desk.evidence.with_untracked(|e| causes.into_iter().filter(|id| !e.contains_key(id)).collect());
    if !missing.is_empty() {
        ask(desk, Want { evidence: missing, ..Want::default() });
    }
}
