//! What changed in a day, gathered by incident. Events make it read its first page again, at most once in two seconds.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api::{self, Change},
    text,
};
use crate::{
    model::{DateTime, Page},
    ui::{
        lean::{self, press},
        remote::{self, Remote, Source},
        states::{Failure, Skeleton},
        time, toast,
    },
};

const DAY: i64 = 86_400_000;
/// Events come in bunches: declaring alone makes several.
const REST: Duration = Duration::from_secs(2);

fn since() -> DateTime {
    DateTime(time::now_ms() - DAY)
}

/// The changes; copy it freely.
#[derive(Clone, Copy)]
pub struct Feed {
    source: Source<Page<Change>>,
    waiting: StoredValue<bool>,
}

/// Changes of one incident, newest first; equal ones after one another are one line.
#[derive(Clone, PartialEq)]
struct Group {
    about: api::About,
    lines: Vec<Line>,
}

#[derive(Clone, PartialEq)]
struct Line {
    at: DateTime,
    words: String,
    actor: String,
    times: usize,
}

/// By incident, the one that changed last first.
fn groups(changes: &[Change]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for change in changes {
        let line = Line { at: change.at, words: change.words.clone(), actor: change.actor.clone(), times: 1 };
        let Some(group) = groups.iter_mut().find(|group| group.about.id == change.incident.id) else {
            groups.push(Group { about: change.incident.clone(), lines: vec![line] });
            continue;
        };
        match group.lines.last_mut() {
            Some(last) if last.words == line.words && last.actor == line.actor => last.times += 1,
            _ => group.lines.push(line),
        }
    }
    groups
}

impl Feed {
    pub fn new() -> Self {
        Self { source: remote::remote(|| api::changes(since(), None)), waiting: StoredValue::new(false) }
    }

    /// Something happened somewhere.
    pub fn take(self) {
        if self.waiting.get_value() {
            return;
        }
        self.waiting.set_value(true);
        set_timeout(
            move || {
                if self.waiting.try_update_value(|waiting| *waiting = false).is_some() {
                    self.read_again();
                }
            },
            REST,
        );
    }

    /// Puts what is new before what is held; without overlap the page that came is all there is.
    fn read_again(self) {
        spawn_local(async move {
            let Ok(mut page) = api::changes(since(), None).await else { return };
            let _ = self.source.state.try_update(|state| {
                if let Remote::Ready(held) = state {
                    let overlap = page
                        .rows
                        .last()
                        .and_then(|last| held.rows.iter().position(|change| change.id == last.id));
                    if let Some(at) = overlap {
                        page.rows.extend(held.rows.drain(at + 1..));
                        page.next = held.next.take();
                    }
                }
                *state = Remote::Ready(page);
            });
        });
    }

    fn more(self) {
        let next = self.source.state.with_untracked(|state| match state {
            Remote::Ready(page) => page.next.clone(),
            _ => None,
        });
        spawn_local(async move {
            match api::changes(since(), next).await {
                Ok(page) => {
                    toast::announce(format!("{} more changes", page.rows.len()));
                    self.source.patch(|held| {
                        held.rows.extend(page.rows);
                        held.next = page.next;
                    });
                }
                Err(error) => toast::fail(&error),
            }
        });
    }
}

/// The panel beside what is on fire.
pub fn panel(feed: Feed) -> AnyView {
    let source = feed.source;
    let phase = Memo::new(move |_| {
        source.state.with(|state| match state {
            Remote::Loading => Remote::Loading,
            Remote::Failed(error) => Remote::Failed(error.clone()),
            Remote::Ready(page) => Remote::Ready(page.rows.is_empty()),
        })
    });
    let list = Memo::new(move |_| {
        source.state.with(|state| match state {
            Remote::Ready(page) => groups(&page.rows),
            _ => Vec::new(),
        })
    });
    let body = lean::part(move || match phase.get() {
        Remote::Loading => view! { <Skeleton rows=5 /> }.into_any(),
        Remote::Failed(error) => view! { <Failure error retry=move |()| source.reload() /> }.into_any(),
        Remote::Ready(true) => view! { <p class="muted">{text::QUIET}</p> }.into_any(),
        Remote::Ready(false) => {
            let keys = move || list.with(|all| all.iter().map(|group| group.about.id.clone()).collect());
            view! { <ol class="feeds">{lean::keyed(keys, move |id| group(id, list))}</ol> }.into_any()
        }
    });
    let more = lean::only(
        move || source.state.with(|state| matches!(state, Remote::Ready(page) if page.next.is_some())),
        move || {
            view! {
                <button type="button" class="btn small" on:click=press(move || feed.more())>"Show earlier"</button>
            }
        },
    );
    view! {
        <aside class="side" aria-labelledby="now-changed">
            <section>
                <div class="h2"><h2 id="now-changed">{text::CHANGED}</h2></div>
                {body}
                {more}
            </section>
        </aside>
    }
    .into_any()
}

fn group(id: String, list: Memo<Vec<Group>>) -> AnyView {
    let first = list.with_untracked(|all| all.iter().find(|group| group.about.id == id).cloned());
    let Some(first) = first else { return ().into_any() };
    let about = first.about.clone();
    let lines = Memo::new(move |held: Option<&Vec<Line>>| {
        let now = list.with(|all| all.iter().find(|group| group.about.id == id).map(|g| g.lines.clone()));
        now.or_else(|| held.cloned()).unwrap_or_else(|| first.lines.clone())
    });
    let items = lean::part(move || lines.get().into_iter().map(line).collect_view());
    view! {
        <li>
            <a class="tt" href=format!("/incidents/{}", about.reference)>
                <span class="key">{about.reference.clone()}</span>" "{about.title}
            </a>
            <ol class="feed">{items}</ol>
        </li>
    }
    .into_any()
}

fn line(line: Line) -> AnyView {
    let times = (line.times > 1).then(|| format!(", {} times", line.times));
    let at = line.at;
    view! {
        <li>
            <time datetime=at.iso() title=time::full(at)>{time::clock(at)}</time>
            <span>{line.words}{times}" "<span class="muted">{format!("by {}", line.actor)}</span></span>
        </li>
    }
    .into_any()
}
