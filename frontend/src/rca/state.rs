//! What the parts of the workspace share: the graph, the sheet beside it, what is selected, which dialog is open, and how to
//! save. It must not know how anything is drawn; how things are read again is in `reading`.

use core::time::Duration;
use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api::Opened,
    model::{CauseView, EvidenceView, GraphView, IncidentView, Sheet},
    reading::{self, Want},
    text,
    write::{self, AddCauseInput},
};
use crate::{
    model::{AnswerKey, CauseKind, CausePath, Permission},
    net::{ApiError, Done, session::session},
    ui::{
        dom,
        form::Submit,
        lean::{self, Part, Words},
        toast,
    },
};

/// Where a new cause goes.
#[derive(Clone, Default, PartialEq)]
pub struct Spot {
    /// The cause it explains; none for the problem itself.
    pub effect: Option<String>,
    /// The group it joins.
    pub group: Option<String>,
    pub question: Option<String>,
    /// The category it sits on.
    pub bone: Option<String>,
    pub path: Option<CausePath>,
    /// Explains nothing yet.
    pub is_unlinked: bool,
}

/// The dialog that is open.
#[derive(Clone, PartialEq)]
pub enum Over {
    AddCause(Spot),
    /// Rule, subject and message of what is to be set aside.
    Dismiss(String, Option<String>, String),
    /// The root cause to live with.
    Risk(String),
    /// Evidence for a cause.
    Evidence(String),
    /// Evidence for a group.
    GroupEvidence(String),
    Link(String),
    Move(String),
    Group(String),
    Bones,
    Goals,
    Answer(AnswerKey),
    /// A row to change, or a new one.
    Barrier(Option<String>),
    Difference(Option<String>),
}

/// The parts of the sheet that are drawn apart. A new answer wakes only those that differ.
#[derive(Clone, Copy, PartialEq)]
pub enum On {
    Head,
    Statement,
    Goals,
    Steps,
    Suggested,
    Answers,
    Barriers,
    Differences,
    Groups,
    Bones,
}

const PARTS: usize = On::Bones as usize + 1;

/// Which parts two sheets differ in.
fn differences(a: &Sheet, b: &Sheet) -> [bool; PARTS] {
    let head = a.problem != b.problem
        || a.method != b.method
        || a.status != b.status
        || a.submitted_by != b.submitted_by;
    [
        head,
        a.statement != b.statement,
        a.goals != b.goals,
        a.steps != b.steps,
        a.suggested != b.suggested,
        a.answers != b.answers,
        a.barriers != b.barriers,
        a.differences != b.differences,
        a.groups != b.groups,
        a.bones != b.bones,
    ]
}

/// Handle to the workspace's state; copy it freely.
#[derive(Clone, Copy)]
pub struct Desk {
    sheet: StoredValue<Sheet>,
    beats: StoredValue<[RwSignal<u32>; PARTS]>,
    /// The one graph all views draw.
    pub graph: RwSignal<Arc<GraphView>>,
    /// Evidence that was asked for, by cause.
    pub evidence: RwSignal<HashMap<String, Arc<Vec<EvidenceView>>>>,
    pub incidents: StoredValue<Vec<IncidentView>>,
    /// The cause the inspector shows.
    pub selected: RwSignal<Option<String>>,
    pub over: RwSignal<Option<Over>>,
    /// The analysis went away while it was open.
    pub gone: RwSignal<bool>,
    pub(super) want: StoredValue<Want>,
}

impl Desk {
    /// The state of an analysis that was read; `None` when none was started.
    pub fn new(opened: &Opened, selected: RwSignal<Option<String>>) -> Option<Self> {
        let (sheet, causes) = opened.analysis.clone()?;
        let graph = sheet.graph(causes);
        Some(Self {
            sheet: StoredValue::new(sheet),
            beats: StoredValue::new(core::array::from_fn(|_| RwSignal::new(0))),
            graph: RwSignal::new(Arc::new(graph)),
            evidence: RwSignal::new(HashMap::new()),
            incidents: StoredValue::new(opened.incidents.clone()),
            selected,
            over: RwSignal::new(None),
            gone: RwSignal::new(false),
            want: StoredValue::new(Want::default()),
        })
    }

    /// A part of the view that is drawn again when this part of the sheet changed.
    pub fn draw<V: IntoView + 'static>(self, on: On, view: impl Fn(&Sheet) -> V + Send + 'static) -> Part {
        lean::part(move || self.read(on, &view))
    }

    /// Text that follows this part of the sheet.
    pub fn words(self, on: On, read: impl Fn(&Sheet) -> String + Send + 'static) -> Words {
        lean::words(move || self.read(on, &read))
    }

    /// Reads the sheet and follows this part of it.
    pub fn read<T>(self, on: On, read: impl Fn(&Sheet) -> T) -> T {
        self.beats.with_value(|beats| beats[on as usize]).track();
        self.sheet.with_value(read)
    }

    /// Reads the sheet without following it.
    pub fn now<T>(self, read: impl Fn(&Sheet) -> T) -> T {
        self.sheet.with_value(read)
    }

    /// Puts a newer sheet in place and wakes the parts that differ.
    pub(super) fn put_sheet(self, sheet: Sheet) {
        let Some(changed) = self.sheet.try_with_value(|old| differences(old, &sheet)) else { return };
        let redraw = changed[On::Groups as usize]
            || changed[On::Bones as usize]
            || changed[On::Goals as usize]
            || changed[On::Statement as usize]
            || changed[On::Head as usize];
        if redraw {
            let causes = self.graph.with_untracked(|g| g.causes.clone());
            self.graph.set(Arc::new(sheet.graph(causes)));
        }
        self.sheet.set_value(sheet);
        for (beat, _) in self.beats.get_value().into_iter().zip(changed).filter(|(_, changed)| *changed) {
            beat.update(|n| *n += 1);
        }
    }

    /// Id of the analysis.
    pub fn id(self) -> String {
        self.now(|s| s.id.clone())
    }

    /// One cause, followed: it wakes only when this cause changed.
    pub fn cause(self, id: String) -> Memo<Option<Arc<CauseView>>> {
        Memo::new_with_compare(
            move |_| self.graph.with(|g| g.cause(&id).cloned()),
            |a, b| match (a, b) {
                (Some(Some(a)), Some(Some(b))) => !Arc::ptr_eq(a, b),
                (Some(None), Some(None)) => false,
                _ => true,
            },
        )
    }

    /// One cause as it is now.
    pub fn cause_now(self, id: &str) -> Option<Arc<CauseView>> {
        self.graph.with_untracked(|g| g.cause(id).cloned())
    }

    /// Whether the reader may write in this analysis. The server decides again.
    #[expect(
        clippy::unused_self,
        reason = "asked of the workspace, so that a rule about this analysis has a place"
    )]
    pub fn may_draft(self) -> bool {
        session().can(Permission::RcaDraft)
    }

    /// Selects a cause and puts the focus on its inspector.
    pub fn inspect(self, id: String) {
        self.inspect_at(id, "#insp-title");
    }

    /// Selects a cause and puts the focus on a part of its inspector.
    pub fn inspect_at(self, id: String, part: &'static str) {
        self.selected.set(Some(id));
        set_timeout(move || _ = dom::focus(part), Duration::from_millis(30));
    }

    /// Shows a change of one cause before the server has answered.
    pub fn patch(self, id: &str, change: impl FnOnce(&mut CauseView)) {
        self.graph.update(|graph| {
            let Some(old) = graph.cause(id) else { return };
            let mut new = CauseView::clone(old);
            change(&mut new);
            new.is_pending = true;
            let new = Arc::new(new);
            let causes =
                graph.causes.iter().map(|c| if c.id == id { Arc::clone(&new) } else { Arc::clone(c) });
            *graph = Arc::new(graph.with_causes(causes.collect()));
        });
    }

    /// Reads the sheet again, and the causes that were touched.
    pub fn touched(self, causes: Vec<String>) {
        reading::ask(self, Want::of(causes));
    }

    /// Sends a form; on success closes the dialog, says so and reads what it touched. A conflict keeps what was typed.
    pub fn save(self, submit: Submit, work: Done, causes: Vec<String>, said: &'static str) {
        self.save_then(submit, work, causes, said, Box::new(|| ()));
    }

    /// As [`Self::save`], with something to do afterwards. Boxed, so that the way is compiled once for all forms.
    pub fn save_then(
        self,
        submit: Submit,
        work: Done,
        causes: Vec<String>,
        said: &'static str,
        done: Box<dyn FnOnce()>,
    ) {
        let again = causes.clone();
        let work: Done = Box::pin(async move { work.await.map_err(|error| self.explain(error, again)) });
        let after: Box<dyn FnOnce(())> = Box::new(move |()| {
            let _ = self.over.try_set(None);
            if !said.is_empty() {
                toast::say(said);
            }
            self.touched(causes);
            done();
        });
        submit.run(work, after);
    }

    /// A change by one press, without a form.
    pub fn act(self, work: Done, causes: Vec<String>, said: &'static str) {
        spawn_local(async move {
            match work.await {
                Ok(()) => {
                    if !said.is_empty() {
                        toast::say(said);
                    }
                    self.touched(causes);
                }
                Err(error) => {
                    let error = self.explain(error, causes.clone());
                    toast::fail(&error);
                    // What was shown before the answer is taken back.
                    self.touched(causes);
                }
            }
        });
    }

    /// Adds a cause at a spot and selects it; `done` gets its id.
    pub fn add(
        self,
        submit: Submit,
        text: String,
        kind: CauseKind,
        spot: Spot,
        key: String,
        done: Box<dyn FnOnce(String)>,
    ) {
        let input = AddCauseInput {
            rca_id: self.id(),
            text,
            kind,
            lens: None,
            bone: spot.bone,
            effect_id: spot.effect,
            group_id: spot.group,
            question: spot.question,
            is_unlinked: spot.is_unlinked,
            idempotency_key: Some(key),
        };
        let work = async move {
            let id = write::add_cause(input).await?;
            if let (Some(path), Some(added)) = (spot.path, reading::one(id.clone()).await) {
                let input = write::UpdateCauseInput { path: Some(path), ..write::no_update(&added) };
                write::update_cause(input).await?;
            }
            Ok(id)
        };
        submit.run(work, move |id: String| {
            let _ = self.over.try_set(None);
            reading::ask_then(self, Want::of(vec![id.clone()]), Box::new(move || done(id)));
        });
    }

    /// Removes a cause; it can be brought back for as long as the message is there.
    pub fn remove(self, id: String) {
        let Some(cause) = self.cause_now(&id) else { return };
        let version = cause.version;
        spawn_local(async move {
            if let Err(error) = write::remove_cause(id.clone(), version).await {
                toast::fail(&self.explain(error, vec![id]));
                return;
            }
            if self.selected.try_with_untracked(|s| s.as_deref() == Some(&*id)) == Some(true) {
                self.selected.set(None);
            }
            let undone = id.clone();
            let undo = move || {
                let id = undone.clone();
                spawn_local(async move {
                    match reading::restore(id.clone(), version).await {
                        Ok(()) => self.touched(vec![id]),
                        Err(error) => toast::fail(&error),
                    }
                });
            };
            toast::say_with_undo("Cause removed", Callback::new(move |()| undo()));
            self.touched(vec![id]);
        });
    }

    /// What a refusal means here; after a conflict the newer version is read.
    pub fn explain(self, mut error: ApiError, causes: Vec<String>) -> ApiError {
        if error.is("CONFLICT") && error.current_version.is_some() {
            self.touched(causes);
            error.message = text::CHANGED_MEANWHILE.into();
        }
        error
    }
}
