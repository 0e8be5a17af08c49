//! What the parts of the page share: the incident, its timeline, which dialog is open, and how to read again and save.
//! It must not know how anything is drawn.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api::{self, Detail, Entries},
    text,
    timeline::{filter::Chosen, rows::Rows},
};
pub use crate::ui::form::{instant_of, version_for, zone_hint};
use crate::{
    model::{DateTime, InstantName, ResponderRole},
    net::{ApiError, Done},
    ui::{
        form::Submit,
        lean::{self, Part, Words},
        time, toast,
    },
};

/// The dialog that is open.
#[derive(Clone, PartialEq)]
pub enum Over {
    Status,
    Severity,
    Link,
    Problem,
    Edit,
    /// A window to change, or a new one.
    Window(Option<String>),
    Instant(InstantName),
    Role(ResponderRole),
    Member,
    /// An update that was published.
    Correct(String),
    Estimate,
    RcaPromise,
}

/// The parts of the incident that the page draws apart. A new answer wakes only those that differ, so the focus stays where it
/// is; telling them by number instead of by type keeps the program small.
#[derive(Clone, Copy, PartialEq)]
pub enum On {
    Head,
    Meta,
    Summary,
    Steps,
    Clocks,
    Promises,
    Durations,
    Findings,
    Roles,
    Windows,
    Services,
    Relations,
    Changes,
    Tags,
    Members,
    Updates,
    Problems,
    Drafts,
    RcaPromises,
    Estimates,
}

const PARTS: usize = On::Estimates as usize + 1;

/// Which parts two answers differ in.
fn differences(a: &Detail, b: &Detail) -> [bool; PARTS] {
    let status = a.status != b.status;
    let windows = a.windows != b.windows;
    let updates = a.updates != b.updates;
    let findings = a.findings != b.findings;
    let services = a.services != b.services;
    let instants = a.instants != b.instants;
    let members = a.members != b.members || a.is_private != b.is_private;
    let roles = a.responders != b.responders || a.history != b.history;
    let head = a.title != b.title
        || a.severity != b.severity
        || a.is_private != b.is_private
        || a.is_public != b.is_public
        || status;
    let ends = a.started_at != b.started_at || a.ended_at != b.ended_at;
    [
        head,
        services || roles || a.detection_source != b.detection_source,
        a.summary_html != b.summary_html,
        status || a.steps != b.steps,
        windows || ends || instants,
        status || updates || findings || a.promises != b.promises,
        a.durations != b.durations,
        findings,
        roles || status,
        windows || instants || services,
        services,
        a.relations != b.relations,
        a.changes != b.changes,
        a.tags != b.tags,
        members,
        updates || status,
        a.problems != b.problems || a.known_errors != b.known_errors,
        a.drafts != b.drafts,
        a.rca_promises != b.rca_promises,
        a.estimates != b.estimates,
    ]
}

/// Handle to the page's state; copy it freely.
#[derive(Clone, Copy)]
pub struct Screen {
    pub detail: StoredValue<Detail>,
    /// One a part; kept aside, so that the handle stays small.
    beats: StoredValue<[RwSignal<u32>; PARTS]>,
    pub rows: Rows,
    pub chosen: Memo<Chosen>,
    pub over: RwSignal<Option<Over>>,
    /// The incident went out of sight while it was open.
    pub hidden: RwSignal<bool>,
    /// A correction being written: the entry it corrects.
    pub correcting: RwSignal<Option<api::Entry>>,
    /// Reading now, and once more afterwards.
    reading: StoredValue<(bool, bool)>,
}

impl Screen {
    pub fn new(detail: Detail, entries: Entries, chosen: Memo<Chosen>) -> Self {
        let screen = Self {
            detail: StoredValue::new(detail),
            beats: StoredValue::new(core::array::from_fn(|_| RwSignal::new(0))),
            rows: Rows::new(entries),
            chosen,
            over: RwSignal::new(None),
            hidden: RwSignal::new(false),
            correcting: RwSignal::new(None),
            reading: StoredValue::new((false, false)),
        };
        Effect::new(move |before: Option<Chosen>| {
            let now = chosen.get();
            if before.is_some_and(|before| before.selection() != now.selection()) {
                screen.rows.restart(screen.id(), now.selection());
            }
            now
        });
        screen
    }

    /// A part of the view that is drawn again when this part of the incident changed.
    pub fn draw<V: IntoView + 'static>(self, on: On, view: impl Fn(&Detail) -> V + Send + 'static) -> Part {
        lean::part(move || self.read(on, &view))
    }

    /// Text that follows this part of the incident.
    pub fn words(self, on: On, read: fn(&Detail) -> String) -> Words {
        lean::words(move || self.read(on, read))
    }

    /// Reads the incident and follows this part of it.
    pub fn read<T>(self, on: On, read: impl Fn(&Detail) -> T) -> T {
        self.beats.with_value(|beats| beats[on as usize]).track();
        self.detail.with_value(read)
    }

    /// Reads the incident without following it.
    pub fn now<T>(self, read: impl Fn(&Detail) -> T) -> T {
        self.detail.with_value(read)
    }

    pub fn reference(self) -> String {
        self.now(|d| d.reference.clone())
    }

    pub fn id(self) -> String {
        self.now(|d| d.id.clone())
    }

    pub fn version(self) -> i64 {
        self.now(|d| d.version)
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
                let Some(reference) = self.detail.try_with_value(|d| d.reference.clone()) else { return };
                let Some(chosen) = self.chosen.try_get_untracked() else { return };
                let answer = api::detail(reference, chosen.selection()).await;
                self.take(answer, chosen);
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

    fn take(self, answer: Result<(Detail, Entries), ApiError>, chosen: Chosen) {
        match answer {
            Ok((detail, entries)) => {
                let Some(changed) = self.detail.try_with_value(|old| differences(old, &detail)) else {
                    return;
                };
                self.detail.set_value(detail);
                for (beat, _) in
                    self.beats.get_value().into_iter().zip(changed).filter(|(_, changed)| *changed)
                {
                    beat.update(|n| *n += 1);
                }
                // An answer to an older question about the timeline must not replace a newer one's rows.
                if self.chosen.try_get_untracked().is_some_and(|now| now.selection() == chosen.selection()) {
                    self.rows.merge(entries, chosen.newest_first());
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
        self.save_then(submit, work, said, Box::new(|| ()));
    }

    /// As [`Self::save`], with something to do afterwards. Boxed, so that the way is compiled once for all forms.
    pub fn save_then(self, submit: Submit, work: Done, said: &'static str, done: Box<dyn FnOnce()>) {
        let work: Done = Box::pin(async move { work.await.map_err(|error| self.explain(error)) });
        let after: Box<dyn FnOnce(())> = Box::new(move |()| {
            self.over.set(None);
            toast::say(said);
            self.reload();
            done();
        });
        submit.run(work, after);
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

    fn explain(self, mut error: ApiError) -> ApiError {
        if error.is("CONFLICT") && error.current_version.is_some() {
            self.reload();
            error.message = text::CHANGED_MEANWHILE.into();
        }
        error
    }
}

/// A time near the incident: clock on its first day, with the date on other days, with the year in other years.
pub fn near(at: DateTime, first: DateTime) -> String {
    let (day, first) = (time::short_day(at), time::short_day(first));
    if day == first {
        return time::clock(at);
    }
    let short = match (day.rsplit_once(' '), first.rsplit_once(' ')) {
        (Some((short, year)), Some((_, first))) if year == first => short,
        _ => &day,
    };
    format!("{short} {}", time::clock(at))
}
