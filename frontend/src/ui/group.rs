//! One group of a list: asks for its page, keeps its rows by id, patches them in place, loads more by cursor, and draws itself as
//! a table body. Also the keys that walk over rows. It must not know what is listed.

use core::{future::Future, pin::Pin};
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{dom, remote::Remote, states::Failure, toast};
use crate::{model::Page, net::ApiError};

/// What can be a row: it has an id, and a version that grows.
pub trait Record: Clone + PartialEq + Send + Sync + 'static {
    fn id(&self) -> &str;
    fn version(&self) -> i64;
}

/// A row that lives as long as anyone holds it.
pub type Held<R> = ArcRwSignal<R>;

/// A page on its way.
pub type Answer<R> = Pin<Box<dyn Future<Output = Result<Page<R>, ApiError>>>>;

type Ask<R> = Arc<dyn Fn(Option<String>) -> Answer<R> + Send + Sync>;

/// What the group is called and how its rows are marked.
#[derive(Clone, Copy)]
pub struct Words {
    /// Several of them, such as `incidents`.
    pub noun: &'static str,
    /// The attribute that carries a row's id, such as `data-incident`.
    pub mark: &'static str,
}

/// Handle to a group; copy it freely.
#[derive(Clone)]
pub struct Group<R: Record> {
    pub rows: RwSignal<Vec<Held<R>>>,
    pub next: RwSignal<Option<String>>,
    pub phase: RwSignal<Remote<()>>,
    more: RwSignal<bool>,
    asked: StoredValue<u32>,
    ask: StoredValue<Ask<R>>,
    words: Words,
}

impl<R: Record> Copy for Group<R> {}

impl<R: Record> Group<R> {
    /// A group whose pages come from `ask`, which takes the cursor; nothing is asked for yet.
    pub fn new(words: Words, ask: impl Fn(Option<String>) -> Answer<R> + Send + Sync + 'static) -> Self {
        let ask: Ask<R> = Arc::new(ask);
        Self {
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            phase: RwSignal::new(Remote::Loading),
            more: RwSignal::new(false),
            asked: StoredValue::new(0),
            ask: StoredValue::new(ask),
            words,
        }
    }

    fn page(self, after: Option<String>) -> Answer<R> {
        self.ask.with_value(|ask| ask(after))
    }

    /// Asks for the first page; what is on screen stays until it comes.
    pub fn read(self) {
        self.asked.update_value(|n| *n += 1);
        let number = self.asked.get_value();
        let answer = self.page(None);
        spawn_local(async move {
            let answer = answer.await;
            if self.asked.try_get_value() == Some(number) {
                self.take(answer);
            }
        });
    }

    /// Reads again, if it was read before.
    pub fn read_again(self) {
        if self.phase.with_untracked(|p| *p == Remote::Ready(())) {
            self.read();
        }
    }

    fn take(self, answer: Result<Page<R>, ApiError>) {
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

    /// Appends the next page and says how many came.
    pub fn read_more(self) {
        let after = self.next.get_untracked();
        if after.is_none() || self.more.get_untracked() {
            return;
        }
        self.more.set(true);
        let answer = self.page(after);
        spawn_local(async move {
            let answer = answer.await;
            // The list may be gone by now.
            if self.more.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(page) => self.append(page),
                Err(error) => toast::fail(&error),
            }
        });
    }

    fn append(self, page: Page<R>) {
        let count = page.rows.len();
        let first = page.rows.first().map(|row| row.id().to_owned()).unwrap_or_default();
        let new = page.rows.into_iter().filter(|row| self.held(row.id()).is_none()).map(Held::new);
        let new: Vec<Held<R>> = new.collect();
        self.rows.update(|rows| rows.extend(new));
        self.next.set(page.next);
        toast::announce(format!("{count} more {}", self.words.noun));
        // The button that was pressed may be gone; reading goes on at the first new row.
        let selector = format!("[{}='{first}'] a", self.words.mark);
        request_animation_frame(move || {
            dom::focus(&selector);
        });
    }

    /// The row of this id, if it is here.
    pub fn held(self, id: &str) -> Option<Held<R>> {
        self.rows.with_untracked(|rows| rows.iter().find(|r| r.with_untracked(|r| r.id() == id)).cloned())
    }

    /// Takes a newer state of a row that is here.
    pub fn put(self, row: R) {
        if let Some(held) = self.held(row.id())
            && held.with_untracked(|old| row.version() >= old.version() && *old != row)
        {
            held.set(row);
        }
    }

    /// Takes a row away.
    pub fn remove(self, id: &str) {
        self.rows.update(|rows| rows.retain(|r| r.with_untracked(|r| r.id() != id)));
    }

    /// The group as a table body of so many columns, with its heading. `none` says what to do when it is empty.
    pub fn body(
        self,
        heading: &'static str,
        columns: &'static str,
        none: impl Fn() -> AnyView + Send + 'static,
        row: impl Fn(Held<R>) -> AnyView + Clone + Send + 'static,
    ) -> impl IntoView {
        let count = move || {
            let ready = self.phase.with(|p| *p == Remote::Ready(()));
            let plus = if self.next.with(Option::is_some) { "+" } else { "" };
            ready.then(|| format!("{}{plus}", self.rows.with(Vec::len)))
        };
        let retry = Callback::new(move |()| {
            self.phase.set(Remote::Loading);
            self.read();
        });
        let whole = move |inner: AnyView| {
            view! { <tr role="row" class="whole"><td role="cell" colspan=columns>{inner}</td></tr> }
                .into_any()
        };
        let state = move || match self.phase.get() {
            Remote::Loading => (0..4)
                .map(|_| whole(view! { <div class="bone" aria-hidden="true"></div> }.into_any()))
                .collect_view()
                .into_any(),
            Remote::Failed(error) => whole(view! { <Failure error retry /> }.into_any()),
            Remote::Ready(()) if self.rows.with(Vec::is_empty) => whole(none()),
            Remote::Ready(()) => ().into_any(),
        };
        let more = move || {
            self.next.with(Option::is_some).then(|| {
                let button = view! {
                    <button type="button" class="btn small" on:click=move |_| self.read_more()>
                        {move || if self.more.get() { "Loading …" } else { "Load more" }}
                    </button>
                };
                whole(button.into_any())
            })
        };
        view! {
            <tbody role="rowgroup">
                <tr role="row" class="grp">
                    <th role="rowheader" colspan=columns scope="rowgroup">{heading}" "<span class="muted">{count}</span></th>
                </tr>
                {state}
                <For
                    each=move || self.rows.get()
                    key=|row| row.with_untracked(|r| r.id().to_owned())
                    children=row
                />
                {more}
            </tbody>
        }
    }
}

fn reuse<R: Record>(old: &[Held<R>], row: R) -> Held<R> {
    match old.iter().find(|o| o.with_untracked(|o| o.id() == row.id())) {
        Some(held) => {
            if held.with_untracked(|o| *o != row) {
                held.set(row);
            }
            held.clone()
        }
        None => Held::new(row),
    }
}

/// Remembers an id once.
pub fn note(fresh: RwSignal<Vec<String>>, id: &str) {
    if !fresh.with_untracked(|all| all.iter().any(|known| known == id)) {
        fresh.update(|all| all.push(id.to_owned()));
    }
}

/// Moves the focus by rows; without a focused row, to the first.
pub fn step(by: isize) {
    let rows = dom::all("a[data-row]");
    let active = dom::active();
    let at = active.and_then(|a| rows.iter().position(|row| *row == a));
    let to = at.map_or(0, |at| at.saturating_add_signed(by).min(rows.len().saturating_sub(1)));
    if let Some(row) = rows.get(to) {
        let _ = row.focus();
    }
}

/// The id of the row that has the focus, by the attribute that carries it.
pub fn focused(mark: &str) -> Option<String> {
    let row = dom::active()?.closest(&format!("[{mark}]")).ok().flatten()?;
    row.get_attribute(mark)
}

/// What came in while reading; nothing moves until it is pressed.
pub fn fresh_pill(fresh: RwSignal<Vec<String>>, refresh: RwSignal<u32>) -> impl IntoView {
    let count = move || fresh.with(Vec::len);
    view! {
        <Show when=move || count() != 0>
            <button type="button" class="pill" on:click=move |_| {
                fresh.set(Vec::new());
                refresh.update(|n| *n += 1);
                dom::focus_heading();
            }>
                {move || format!("{} new or moved, show", count())}
            </button>
        </Show>
    }
}
