//! The command palette: an APG combobox with a list box in a modal dialog, over the registry's actions and whatever the search
//! of the owner finds. It must not know what can be found.

use core::{future::Future, pin::Pin, time::Duration};

use leptos::{html, prelude::*};
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

/// `inc-42` or `INC 42` as `INC-42`: a record's key, which is a place.
fn as_key(query: &str) -> Option<String> {
    let letters = query.chars().take_while(char::is_ascii_alphabetic).count();
    let (prefix, rest) = query.split_at(letters);
    let digits = rest.trim_start_matches(['-', ' ']);
    let is_key = prefix.eq_ignore_ascii_case("inc")
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit());
    is_key.then(|| format!("INC-{digits}"))
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
    let key = as_key(&query).map(|key| Item {
        label: format!("Go to {key}"),
        note: "Incident".into(),
        keys: "",
        act: Act::Go(format!("/incidents/{key}")),
    });
    let places =
        found.into_iter().map(|f| Item { label: f.label, note: f.note, keys: "", act: Act::Go(f.path) });
    key.into_iter().chain(scored.into_iter().map(|(_, item)| item)).chain(places).collect()
}

/// The palette itself; mount it while it is open.
#[component]
pub fn Palette(search: Search, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let query = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<Found>::new());
    let chosen = RwSignal::new(0_usize);
    let list = Memo::new_with_compare(move |_| items(&query.get(), found.get()), |_, _| true);
    let latest = StoredValue::new(0_u32);
    let ask = move || {
        latest.update_value(|n| *n += 1);
        let number = latest.get_value();
        set_timeout(
            move || {
                let text = query.try_get_untracked().unwrap_or_default();
                if latest.try_get_value() != Some(number) || text.trim().len() < 2 {
                    return;
                }
                spawn_local(async move {
                    let answer = search(text).await;
                    if latest.try_get_value() == Some(number) {
                        found.set(answer);
                    }
                });
            },
            SEARCH_AFTER,
        );
    };
    let take = move |index: usize| {
        if let Some(item) = list.get_untracked().get(index).cloned() {
            on_close.run(());
            // The dialog gives the focus back first; then the action may move it.
            set_timeout(
                move || match item.act {
                    Act::Run(run) => run.run(()),
                    Act::Go(path) => nav::go(&path),
                },
                Duration::from_millis(20),
            );
        }
    };
    let step = move |by: isize| {
        let count = list.with_untracked(Vec::len);
        if count > 0 {
            chosen.update(|at| *at = at.saturating_add_signed(by + count.cast_signed()) % count);
            if let Some(option) = dom::query(&format!("#palette-{}", chosen.get_untracked())) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            step(1);
        }
        "ArrowUp" => {
            event.prevent_default();
            step(-1);
        }
        "Enter" => {
            event.prevent_default();
            take(chosen.get_untracked());
        }
        _ => {}
    };
    let options = move || {
        list.get()
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                view! {
                    <li
                        id=format!("palette-{index}")
                        role="option"
                        aria-selected=move || (chosen.get() == index).to_string()
                        on:click=move |_| take(index)
                        on:mousemove=move |_| chosen.set(index)
                    >
                        <span>{item.label}</span>
                        <span class="muted">{item.note}</span>
                        <span class="end"><Keys keys=item.keys /></span>
                    </li>
                }
            })
            .collect_view()
    };
    let empty = move || list.with(Vec::is_empty);
    view! {
        <Dialog title="Search or jump to" on_close class="palette">
            <input
                node_ref=input
                class="palette-input"
                type="text"
                role="combobox"
                autofocus=true
                autocomplete="off"
                spellcheck="false"
                aria-label="Search actions and incidents"
                aria-expanded=move || (!empty()).to_string()
                aria-controls="palette-list"
                aria-autocomplete="list"
                aria-activedescendant=move || (!empty()).then(|| format!("palette-{}", chosen.get()))
                placeholder="Type an action, a title or INC-42"
                on:keydown=on_key
                on:input=move |event| {
                    query.set(event_target_value(&event));
                    found.set(Vec::new());
                    chosen.set(0);
                    ask();
                }
            />
            <ul id="palette-list" role="listbox" aria-label="Results" class:hidden=empty>{options}</ul>
            <p class="palette-none" role="status">
                {move || empty().then_some("Nothing matches. Try a key such as INC-42 or part of a title.")}
            </p>
        </Dialog>
    }
}
