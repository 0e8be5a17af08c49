//! What the parts of the page share: the problem, which dialog is open, and how to read again and save.
//! It must not know how anything is drawn.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::api::{self, Detail};
use crate::{
    model::ProblemStatus,
    net::{ApiError, Done},
    problem::text,
    ui::{
        form::Submit,
        lean::{self, Part, Words},
        toast,
    },
};

/// The dialog that is open.
#[derive(Clone, Copy, PartialEq)]
pub enum Over {
    Move,
    Risk,
    Reopen,
    Edit,
    Workaround,
    Link,
}

/// The parts of the problem that the page draws apart. A new answer wakes only those that differ, so the focus stays where it is.
#[derive(Clone, Copy, PartialEq)]
pub enum On {
    Head,
    Notices,
    Description,
    Workaround,
    Incidents,
    Analysis,
    Side,
}

const PARTS: usize = On::Side as usize + 1;

/// Which parts two answers differ in.
fn differences(a: &Detail, b: &Detail) -> [bool; PARTS] {
    let row = a.row != b.row || a.sponsor != b.sponsor || a.degraded_seconds != b.degraded_seconds;
    let incidents = a.incidents != b.incidents || a.has_more != b.has_more;
    [
        row,
        a.reopening != b.reopening || a.risk != b.risk || a.row.status != b.row.status,
        a.description_html != b.description_html,
        a.workaround != b.workaround,
        incidents || a.degraded_seconds != b.degraded_seconds || a.row.recurrences != b.row.recurrences,
        a.analysis != b.analysis || a.row.steps != b.row.steps,
        a.findings != b.findings
            || a.row.services != b.row.services
            || a.row.tags != b.row.tags
            || a.alike != b.alike
            || incidents,
    ]
}

/// A step that the server refused: where it was to go, and why not.
#[derive(Clone, PartialEq)]
pub struct Refused {
    pub to: ProblemStatus,
    pub error: ApiError,
}

/// Handle to the page's state; copy it freely.
#[derive(Clone, Copy)]
pub struct Screen {
    pub detail: StoredValue<Detail>,
    /// One a part; kept aside, so that the handle stays small.
    beats: StoredValue<[RwSignal<u32>; PARTS]>,
    pub over: RwSignal<Option<Over>>,
    /// The step that is on its way.
    pub moving: RwSignal<Option<ProblemStatus>>,
    pub refused: RwSignal<Option<Refused>>,
    /// The problem went out of sight while it was open.
    pub hidden: RwSignal<bool>,
    /// Reading now, and once more afterwards.
    reading: StoredValue<(bool, bool)>,
}

impl Screen {
    pub fn new(detail: Detail) -> Self {
        Self {
            detail: StoredValue::new(detail),
            beats: StoredValue::new(core::array::from_fn(|_| RwSignal::new(0))),
            over: RwSignal::new(None),
            moving: RwSignal::new(None),
            refused: RwSignal::new(None),
            hidden: RwSignal::new(false),
            reading: StoredValue::new((false, false)),
        }
    }

    /// A part of the view that is drawn again when this part of the problem changed.
    pub fn draw<V: IntoView + 'static>(self, on: On, view: impl Fn(&Detail) -> V + Send + 'static) -> Part {
        lean::part(move || self.read(on, &view))
    }

    /// Text that follows this part of the problem.
    pub fn words(self, on: On, read: fn(&Detail) -> String) -> Words {
        lean::words(move || self.read(on, read))
    }

    /// Reads the problem and follows this part of it.
    pub fn read<T>(self, on: On, read: impl Fn(&Detail) -> T) -> T {
        self.beats.with_value(|beats| beats[on as usize]).track();
        self.detail.with_value(read)
    }

    /// Reads the problem without following it.
    pub fn now<T>(self, read: impl Fn(&Detail) -> T) -> T {
        self.detail.with_value(read)
    }

    pub fn reference(self) -> String {
        self.now(|d| d.row.reference.clone())
    }

    pub fn id(self) -> String {
        self.now(|d| d.row.id.clone())
    }

    pub fn version(self) -> i64 {
        self.now(|d| d.row.version)
    }

    /// Reads everything again; what is on screen stays until the answer comes.
    pub fn reload(self) {
        let Some(busy) = self.reading.try_update_value(|r| {
            let busy = r.0;
            *r = (true, busy);
            busy
        }) else {
            return;
        };
        if busy {
            return;
        }
        spawn_local(async move {
            loop {
                let Some(reference) = self.detail.try_with_value(|d| d.row.reference.clone()) else { return };
                self.take(api::detail(reference).await);
                let again = self.reading.try_update_value(|r| {
                    let again = r.1;
                    *r = (again, false);
                    again
                });
                if again != Some(true) {
                    return;
                }
            }
        });
    }

    fn take(self, answer: Result<Detail, ApiError>) {
        match answer {
            Ok(detail) => {
                let Some(changed) = self.detail.try_with_value(|old| differences(old, &detail)) else {
                    return;
                };
                self.detail.set_value(detail);
                let beats = self.beats.get_value().into_iter().zip(changed);
                for (beat, _) in beats.filter(|(_, changed)| *changed) {
                    beat.update(|n| *n += 1);
                }
            }
            Err(error) if error.is("NOT_FOUND") => {
                let _ = self.hidden.try_set(true);
            }
            // The connection dot tells of a lost server; what is on screen stays readable.
            Err(error) if error.is("NETWORK") => {}
            Err(error) => toast::fail(&error),
        }
    }

    /// Sends a form; on success closes the dialog, says so and reads again. A version conflict keeps what was typed.
    pub fn save(self, submit: Submit, work: Done, said: &'static str) {
        let work: Done = Box::pin(async move { work.await.map_err(|error| self.explain(error)) });
        submit.run(work, move |()| self.saved(said));
    }

    /// What follows a change: the dialog closes, it is said, everything is read again.
    pub fn saved(self, said: &'static str) {
        self.over.set(None);
        toast::say(said);
        self.reload();
    }

    /// A change by one press, without a form.
    pub fn act(self, work: Done, said: &'static str) {
        spawn_local(async move {
            match work.await {
                Ok(()) => {
                    toast::say(said);
                    self.reload();
                }
                Err(error) => toast::fail(&self.explain(error)),
            }
        });
    }

    pub fn explain(self, mut error: ApiError) -> ApiError {
        if error.is("CONFLICT") && error.current_version.is_some() {
            self.reload();
            error.message = text::CHANGED_MEANWHILE.into();
        }
        error
    }
}
