//! One group of the list: asks for its page, patches its rows on live events, loads more by cursor.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api::{self, Row},
    filters::SectionSpec,
    live,
    row::{IncidentRow, RowSignal},
    text,
};
use crate::{
    model::{IncidentChangeKind, Page},
    net::ApiError,
    ui::{dom, remote::Remote, states::Failure, toast},
};

const PAGE: i64 = 25;

/// What the list and its sections share.
#[derive(Clone, Copy)]
pub struct Shared {
    /// The id of the incident in the preview.
    pub previewed: RwSignal<Option<String>>,
    /// Ids of incidents that came in, or belong to another group now, since the list was read.
    pub fresh: RwSignal<Vec<String>>,
    /// Counts up to make every section read again.
    pub refresh: RwSignal<u32>,
}

#[derive(Clone, Copy)]
struct State {
    rows: RwSignal<Vec<RowSignal>>,
    next: RwSignal<Option<String>>,
    phase: RwSignal<Remote<()>>,
    more: RwSignal<bool>,
    asked: StoredValue<u32>,
}

impl State {
    fn load(self, spec: SectionSpec) {
        self.asked.update_value(|n| *n += 1);
        let number = self.asked.get_value();
        spawn_local(async move {
            let answer = api::list(spec.filter, PAGE, None).await;
            if self.asked.try_get_value() == Some(number) {
                self.take(answer);
            }
        });
    }

    fn take(self, answer: Result<Page<Row>, ApiError>) {
        match answer {
            Ok(page) => {
                let old = self.rows.get_untracked();
                self.rows.set(page.rows.into_iter().map(|row| reuse(&old, row)).collect());
                self.next.set(page.next);
                self.phase.set(Remote::Ready(()));
            }
            // What is on screen stays readable when a later reading fails; the connection dot tells.
            Err(error) if self.phase.with_untracked(|p| *p != Remote::Ready(())) => {
                self.phase.set(Remote::Failed(error));
            }
            Err(_) => {}
        }
    }

    fn load_more(self, spec: SectionSpec) {
        let after = self.next.get_untracked();
        if after.is_none() || self.more.get_untracked() {
            return;
        }
        self.more.set(true);
        spawn_local(async move {
            let answer = api::list(spec.filter, PAGE, after).await;
            // The list may be gone by now.
            if self.more.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(page) => {
                    let count = page.rows.len();
                    let old = self.rows.get_untracked();
                    let known = |row: &Row| old.iter().any(|o| o.with_untracked(|o| o.id == row.id));
                    let first = page.rows.first().map(|row| row.id.clone()).unwrap_or_default();
                    let new = page.rows.into_iter().filter(|row| !known(row)).map(RowSignal::new);
                    self.rows.update(|rows| rows.extend(new));
                    self.next.set(page.next);
                    toast::announce(format!("{count} more incidents"));
                    // The button that was pressed may be gone; reading goes on at the first new row.
                    request_animation_frame(move || {
                        dom::focus(&format!("[data-incident='{first}'] a"));
                    });
                }
                Err(error) => toast::fail(&error),
            }
        });
    }

    fn patch(self, event: &live::Event, spec: &SectionSpec, shared: Shared) {
        let held = self.rows.with_untracked(|rows| {
            rows.iter().find(|r| r.with_untracked(|r| r.id == event.incident_id)).cloned()
        });
        let Some(held) = held else { return };
        match &event.row {
            None if event.change == IncidentChangeKind::Hidden => {
                self.rows.update(|rows| rows.retain(|r| r.with_untracked(|r| r.id != event.incident_id)));
            }
            Some(row) if row.version >= held.with_untracked(|r| r.version) => {
                if spec.open.is_some_and(|open| open != row.status.is_open()) {
                    note(shared.fresh, &row.id);
                }
                held.set(row.clone());
            }
            _ => {}
        }
    }
}

/// Remembers an id once.
pub fn note(fresh: RwSignal<Vec<String>>, id: &str) {
    if !fresh.with_untracked(|all| all.iter().any(|known| known == id)) {
        fresh.update(|all| all.push(id.to_owned()));
    }
}

fn reuse(old: &[RowSignal], row: Row) -> RowSignal {
    match old.iter().find(|o| o.with_untracked(|o| o.id == row.id)) {
        Some(held) => {
            if held.with_untracked(|o| *o != row) {
                held.set(row);
            }
            held.clone()
        }
        None => RowSignal::new(row),
    }
}

/// The group as a table body with its heading.
#[component]
pub fn Section(spec: SectionSpec, shared: Shared, filtered: bool) -> impl IntoView {
    let state = State {
        rows: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        phase: RwSignal::new(Remote::Loading),
        more: RwSignal::new(false),
        asked: StoredValue::new(0),
    };
    let spec = StoredValue::new(spec);
    Effect::new(move |_| {
        shared.refresh.track();
        state.load(spec.get_value());
    });
    live::listen(move |event| {
        if event.change == IncidentChangeKind::Resync {
            if state.phase.with_untracked(|p| *p == Remote::Ready(())) {
                state.load(spec.get_value());
            }
        } else {
            spec.with_value(|spec| state.patch(event, spec, shared));
        }
    });
    let (heading, none) = spec.with_value(|s| (s.heading, s.none));
    let count = move || {
        let ready = state.phase.with(|p| *p == Remote::Ready(()));
        let plus = if state.next.with(Option::is_some) { "+" } else { "" };
        ready.then(|| format!("{}{plus}", state.rows.with(Vec::len)))
    };
    let retry = Callback::new(move |()| {
        state.phase.set(Remote::Loading);
        state.load(spec.get_value());
    });
    let state_row = move || {
        let whole = |inner: AnyView| view! { <tr role="row" class="whole"><td role="cell" colspan="8">{inner}</td></tr> };
        match state.phase.get() {
            Remote::Loading => Some(
                (0..4)
                    .map(|_| whole(view! { <div class="bone" aria-hidden="true"></div> }.into_any()))
                    .collect_view()
                    .into_any(),
            ),
            Remote::Failed(error) => Some(whole(view! { <Failure error retry /> }.into_any()).into_any()),
            Remote::Ready(()) if state.rows.with(Vec::is_empty) => {
                let clear =
                    filtered.then(|| view! { " "<a class="link" href="/incidents">{text::CLEAR}</a> });
                Some(whole(view! { <p class="muted none">{none}{clear}</p> }.into_any()).into_any())
            }
            Remote::Ready(()) => None,
        }
    };
    let more = move || {
        state.next.with(Option::is_some).then(|| {
            view! {
                <tr role="row" class="whole"><td role="cell" colspan="8">
                    <button type="button" class="btn small" on:click=move |_| state.load_more(spec.get_value())>
                        {move || if state.more.get() { "Loading …" } else { "Load more" }}
                    </button>
                </td></tr>
            }
        })
    };
    view! {
        <tbody role="rowgroup">
            <tr role="row" class="grp">
                <th role="rowheader" colspan="8" scope="rowgroup">{heading}" "<span class="muted">{count}</span></th>
            </tr>
            {state_row}
            <For
                each=move || state.rows.get()
                key=|row| row.with_untracked(|r| r.id.clone())
                children=move |row| view! { <IncidentRow row previewed=shared.previewed /> }
            />
            {more}
        </tbody>
    }
}
