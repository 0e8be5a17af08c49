//! The command palette: an APG combobox with a list box in a modal dialog, over the registry's actions and whatever the search
//! of the owner finds. It must not know what can be found.

use core::{future::Future, pin::Pin, time::Duration};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{dialog::Dialog, dom, nav, sheet::Keys, shortcuts};

/// A place found by the owner's search.
#[derive(Clone, PartialEq)]
pub struct Found {
    pub label: String,
    pub note: String,
    pub path: String,
}

/// Asks the server for places that match a text.
pub type Search = fn(String) -> Pin<Box<dyn Future<Output = Vec<Found>>>>;

const SEARCH_AFTER: Duration = Duration::from_millis(150);

#[derive(Clone)]
enum Act {
    Run(Callback<()>),
    Go(String),
}

#[derive(Clone)]
struct Item {
    label: String,
    note: String,
    keys: &'static str,
    act: Act,
}

/// How well `text` fits; `None` when a letter is missing. Consecutive letters and word starts count more.
fn score(query: &str, text: &str) -> Option<i32> {
    let mut points = 0;
    let mut run = 0;
    let mut wanted = query.chars().filter(|c| !c.is_whitespace()).peekable();
    let mut before = ' ';
    for letter in text.chars().map(|c| c.to_ascii_lowercase()) {
        match wanted.peek() {
            Some(next) if *next == letter => {
                run += 1;
                points += run * 2 + if before.is_alphanumeric() { 0 } else { 6 };
                wanted.next();
            }
            Some(_) => run = 0,
            None => break,
        }
        before = letter;
    }
    wanted.peek().is_none().then_some(points)
}

/// Kinds of records by the letters of their keys: what they are, and where they are found.
const KEYS: [(&str, &str, &str); 3] =
    [("INC", "Incident", "/incidents"), ("PRB", "Problem", "/problems"), ("REP", "Repair item", "/repairs")];

/// `inc-42` or `INC 42` as `INC-42`, with what it is and its place.
fn as_key(query: &str) -> Option<(String, &'static str, String)> {
    let letters = query.chars().take_while(char::is_ascii_alphabetic).count();
    let (prefix, rest) = query.split_at(letters);
    let digits = rest.trim_start_matches(['-', ' ']);
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    let (letters, word, place) =
        KEYS.into_iter().find(|(letters, ..)| is_number && prefix.eq_ignore_ascii_case(letters))?;
    let key = format!("{letters}-{digits}");
    let path = format!("{place}/{key}");
    Some((key, word, path))
}

fn items(query: &str, found: Vec<Found>) -> Vec<Item> {
    let query = query.trim().to_ascii_lowercase();
    let mut scored: Vec<(i32, Item)> = untrack(shortcuts::all)
        .into_iter()
        .filter(|s| s.in_palette)
        .filter_map(|s| {
            let points = score(&query, s.label)?;
            let item =
                Item { label: s.label.into(), note: s.group.into(), keys: s.keys, act: Act::Run(s.run) };
            Some((points, item))
        })
        .collect();
    scored.sort_by_key(|(points, _)| -points);
    let key = as_key(&query).map(|(key, word, path)| Item {
        label: format!("Go to {key}"),
        note: word.into(),
        keys: "",
        act: Act::Go(path),
    });
    let places =
        found.into_iter().map(|f| Item { label: f.label, note: f.note, keys: "", act: Act::Go(f.path) });
    key.into_iter().chain(scored.into_iter().map(|(_, item)| item)).chain(places).collect()
}

/// What the open palette knows.
#[derive(Clone, Copy)]
struct State {
    query: RwSignal<String>,
    found: RwSignal<Vec<Found>>,
    chosen: RwSignal<usize>,
    list: Memo<Vec<Item>>,
    latest: StoredValue<u32>,
    on_close: Callback<()>,
}

impl State {
    fn new(on_close: Callback<()>) -> Self {
        let query = RwSignal::new(String::new());
        let found = RwSignal::new(Vec::<Found>::new());
        let list = Memo::new_with_compare(move |_| items(&query.get(), found.get()), |_, _| true);
        Self { query, found, chosen: RwSignal::new(0), list, latest: StoredValue::new(0), on_close }
    }

    fn is_empty(self) -> bool {
        self.list.with(Vec::is_empty)
    }

    /// Takes what was typed and asks the server when the typing rests.
    fn typed(self, text: String, search: Search) {
        self.query.set(text);
        self.found.set(Vec::new());
        self.chosen.set(0);
        self.latest.update_value(|n| *n += 1);
        let number = self.latest.get_value();
        set_timeout(
            move || {
                let text = self.query.try_get_untracked().unwrap_or_default();
                if self.latest.try_get_value() != Some(number) || text.trim().len() < 2 {
                    return;
                }
                spawn_local(async move {
                    let answer = search(text).await;
                    if self.latest.try_get_value() == Some(number) {
                        self.found.set(answer);
                    }
                });
            },
            SEARCH_AFTER,
        );
    }

    /// Closes the palette and does what the line says.
    fn take(self, index: usize) {
        let Some(item) = self.list.get_untracked().get(index).cloned() else { return };
        self.on_close.run(());
        // The dialog gives the focus back first; then the action may move it.
        set_timeout(
            move || match item.act {
                Act::Run(run) => run.run(()),
                Act::Go(path) => nav::go(&path),
            },
            Duration::from_millis(20),
        );
    }

    fn step(self, by: isize) {
        let count = self.list.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        self.chosen.update(|at| *at = at.saturating_add_signed(by + count.cast_signed()) % count);
        if let Some(option) = dom::query(&format!("#palette-{}", self.chosen.get_untracked())) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    fn key(self, event: &web_sys::KeyboardEvent) {
        match event.key().as_str() {
            "ArrowDown" => self.step(1),
            "ArrowUp" => self.step(-1),
            "Enter" => self.take(self.chosen.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    }

    fn options(self) -> impl IntoView {
        let option = move |(index, item): (usize, Item)| {
            view! {
                <li
                    id=format!("palette-{index}")
                    role="option"
                    aria-selected=move || (self.chosen.get() == index).to_string()
                    on:click=move |_| self.take(index)
                    on:mousemove=move |_| self.chosen.set(index)
                >
                    <span>{item.label}</span>
                    <span class="muted">{item.note}</span>
                    <span class="end"><Keys keys=item.keys /></span>
                </li>
            }
        };
        self.list.get().into_iter().enumerate().map(option).collect_view()
    }
}

/// The palette itself; mount it while it is open.
#[component]
pub fn Palette(search: Search, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let state = State::new(on_close);
    view! {
        <Dialog title="Search or jump to" on_close class="palette">
            <input
                class="palette-input"
                type="text"
                role="combobox"
                autofocus=true
                autocomplete="off"
                spellcheck="false"
                aria-label="Search actions, incidents, problems and repair items"
                aria-expanded=move || (!state.is_empty()).to_string()
                aria-controls="palette-list"
                aria-autocomplete="list"
                aria-activedescendant=move || {
                    (!state.is_empty()).then(|| format!("palette-{}", state.chosen.get()))
                }
                placeholder="Type an action, a title, INC-42, PRB-7 or REP-3"
                on:keydown=move |event| state.key(&event)
                on:input=move |event| state.typed(event_target_value(&event), search)
            />
            <ul id="palette-list" role="listbox" aria-label="Results" class:hidden=move || state.is_empty()>
                {move || state.options()}
            </ul>
            <p class="palette-none" role="status">
                {move || {
                    state
                        .is_empty()
                        .then_some("Nothing matches. Try a key such as INC-42 or part of a title.")
                }}
            </p>
        </Dialog>
    }
}
