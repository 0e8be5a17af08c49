//! Now: what is on fire, which promises are late, what changed in a day. Everything on it is live. It knows incidents as rows
//! only; what is behind a row is the incident's own page.

mod api;
mod changes;
mod fire;
mod text;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{
    incident::{
        self,
        api::{IncidentFilter, Row, no_filter},
        live,
    },
    model::{DateTime, IncidentChangeKind, Page, Permission},
    net::session::session,
    publication,
    shell::{self, Overlays},
    ui::{
        lean::{self, press},
        remote::{self, Remote, Source},
        shortcuts,
        states::{Failure, Skeleton},
        time, toast,
    },
};

/// How many open incidents are shown; more than anybody can watch.
const OPEN: i64 = 100;

async fn open_incidents() -> Result<Page<Row>, crate::net::ApiError> {
    incident::api::list(IncidentFilter { is_open: Some(true), ..no_filter() }, OPEN, None).await
}

/// The open incidents; copy it freely.
#[derive(Clone, Copy)]
struct Burning {
    source: Source<Page<Row>>,
    /// The same, worst first, then newest first.
    rows: Memo<Vec<Row>>,
    /// Promises whose time has passed, the latest first.
    late: Memo<Vec<fire::Owed>>,
}

impl Burning {
    fn new() -> Self {
        let source = remote::remote(open_incidents);
        let rows = Memo::new(move |_| {
            let mut rows = source.state.with(|state| match state {
                Remote::Ready(page) => page.rows.clone(),
                _ => Vec::new(),
            });
            rows.sort_by_key(|row| (row.severity, -row.started_at.0));
            rows
        });
        let late = Memo::new(move |_| fire::late(&rows.get(), time::now().get()));
        Self { source, rows, late }
    }

    /// Takes an event into the list: changes, adds or removes a row.
    fn take(self, event: &live::Event) {
        if event.change == IncidentChangeKind::Resync {
            return self.read_again();
        }
        self.source.patch(|page| {
            let at = page.rows.iter().position(|row| row.id == event.incident_id);
            match (at, &event.row) {
                (Some(at), Some(row)) if row.status.is_open() && row.version >= page.rows[at].version => {
                    page.rows[at] = row.clone();
                }
                // Older than what is held.
                (Some(_), Some(row)) if row.status.is_open() => {}
                (Some(at), _) if event.row.is_some() || event.change == IncidentChangeKind::Hidden => {
                    page.rows.remove(at);
                }
                (None, Some(row)) if row.status.is_open() => page.rows.push(row.clone()),
                _ => {}
            }
        });
    }

    /// What is on screen stays when the answer fails; the connection dot tells.
    fn read_again(self) {
        spawn_local(async move {
            if let Ok(page) = open_incidents().await {
                let _ = self.source.state.try_set(Remote::Ready(page));
            }
        });
    }
}

#[component]
pub fn Now() -> impl IntoView {
    shell::page(text::TITLE, &[]);
    let burning = Burning::new();
    let feed = changes::Feed::new();
    live::listen(move |event| {
        burning.take(event);
        feed.take();
    });
    let phase = Memo::new(move |_| {
        burning.source.state.with(|state| match state {
            Remote::Loading => Remote::Loading,
            Remote::Failed(error) => Remote::Failed(error.clone()),
            Remote::Ready(_) => Remote::Ready(()),
        })
    });
    let main = lean::part(move || match phase.get() {
        Remote::Loading => view! { <Skeleton rows=6 /> }.into_any(),
        Remote::Failed(error) => {
            view! { <Failure error retry=move |()| burning.source.reload() /> }.into_any()
        }
        Remote::Ready(()) => view! { {fire::fire(burning)}{fire::promises(burning)} }.into_any(),
    });
    view! {
        {head(burning, phase)}
        <div class="ncols">
            <div>{main}{publication::asked()}</div>
            {changes::panel(feed)}
        </div>
    }
}

/// The state of things in one sentence, the time it is true for, and the button for when it gets worse.
fn head(burning: Burning, phase: Memo<Remote<()>>) -> AnyView {
    let overlays = expect_context::<Overlays>();
    let said = Memo::new(move |_| {
        if phase.with(|p| *p != Remote::Ready(())) {
            return text::TITLE.to_owned();
        }
        let open = burning.rows.with(Vec::len);
        match (open, burning.late.with(Vec::len)) {
            (0, _) => text::CALM.to_owned(),
            (open, 0) => format!("{open} open, no promise late"),
            (open, 1) => format!("{open} open, 1 promise late"),
            (open, late) => format!("{open} open, {late} promises late"),
        }
    });
    // Who listens hears what changed, not what stands there anyway.
    Effect::new(move |before: Option<String>| {
        let now = said.get();
        if before.is_some_and(|before| before != now && before != text::TITLE) {
            toast::announce(now.clone());
        }
        now
    });
    let minute = Memo::new(|_| {
        let now = DateTime(time::now().get());
        format!("{}, {} {}", time::day(now), time::clock(now), time::zone())
    });
    let declare = lean::only(
        || session().can(Permission::IncidentDeclare),
        move || {
            view! {
                <button type="button" class="btn primary" aria-keyshortcuts=shortcuts::aria("c")
                    on:click=press(move || overlays.declare.set(true))>
                    "Declare"<kbd aria-hidden="true">"C"</kbd>
                </button>
            }
        },
    );
    view! {
        <header class="nhead">
            <div><h1>{lean::words(move || said.get())}</h1><p class="muted">{lean::words(move || minute.get())}</p></div>
            <div class="end">{declare}</div>
        </header>
    }
    .into_any()
}
