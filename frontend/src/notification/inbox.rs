//! The inbox: what the viewer is told, newest first, unread ones marked by shape and word. Opening one marks it read.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wasm_bindgen_futures::spawn_local;

use super::{
    api::{self, Note},
    bell, sentence, text,
};
use crate::{
    model::{DateTime, NotificationKind, Page},
    shell,
    ui::{
        dom,
        group::step,
        icon::href,
        lean::{self, press},
        pager,
        remote::{self, Remote, Source},
        shortcuts::{self, Shortcut},
        states::Empty,
        time::{self, When},
        toast,
    },
};

/// What was marked read here. The list itself stays as it was read, so that nothing moves under the reader.
#[derive(Clone, Copy)]
struct Marked {
    ids: RwSignal<Vec<String>>,
    /// Everything up to this instant; what came later is as the list says.
    until: RwSignal<Option<DateTime>>,
}

impl Marked {
    fn is_unread(self, note: &Note) -> bool {
        !note.is_read
            && self.until.get().is_none_or(|until| note.at > until)
            && self.ids.with(|ids| !ids.contains(&note.id))
    }

    fn one(self, id: String) {
        self.ids.update(|ids| ids.push(id.clone()));
        tell(Some(vec![id]), None);
    }
}

/// Tells the server; the bell takes what it answers.
fn tell(ids: Option<Vec<String>>, up_to: Option<DateTime>) {
    spawn_local(async move {
        match api::mark_read(ids, up_to).await {
            Ok(count) => bell::take(count),
            Err(error) => toast::fail(&error),
        }
    });
}

#[component]
pub fn Inbox() -> impl IntoView {
    shell::page(text::INBOX, &[]);
    let query = use_query_map();
    let only_unread = Memo::new(move |_| query.with(|q| q.get("unread").is_some()));
    let source = remote::remote(move || api::notifications(only_unread.get(), None));
    let marked = Marked { ids: RwSignal::new(Vec::new()), until: RwSignal::new(None) };
    let mark_all = move || {
        // The list says what was seen: what has come since stays unread.
        let newest = source.state.with_untracked(|state| match state {
            Remote::Ready(page) => page.rows.first().map(|note| note.at),
            _ => None,
        });
        let Some(newest) = newest else { return };
        marked.until.set(Some(newest));
        // The client keeps milliseconds of what the server keeps finer.
        tell(None, Some(DateTime(newest.0 + 1)));
        toast::say(text::ALL_READ);
        request_animation_frame(dom::focus_heading);
    };
    keys(mark_all);
    let button = lean::only(
        || bell::unread().get().is_some_and(|n| n > 0),
        move || view! { <button type="button" class="btn" on:click=press(mark_all)>"Mark all read"</button> },
    );
    view! {
        <header class="lhead"><h1>{text::INBOX}</h1><div class="end">{button}</div></header>
        <nav class="tabs" aria-label="Which">
            {tab("All", "/inbox", move || !only_unread.get())}
            {tab("Unread", "/inbox?unread=1", move || only_unread.get())}
        </nav>
        {fresh(source)}
        {remote::show(source, 8, move |page| list(page, source, only_unread, marked))}
    }
}

fn tab(word: &'static str, path: &'static str, here: impl Fn() -> bool + Send + 'static) -> AnyView {
    view! { <a href=path aria-current=lean::maybe(move || here().then_some("page"))>{word}</a> }.into_any()
}

fn keys(mark_all: impl Fn() + Send + Sync + 'static) {
    let key = |keys, label, in_palette, run| Shortcut { keys, label, group: text::INBOX, in_palette, run };
    shortcuts::register(vec![
        key("j", "Next notification", false, Callback::new(|()| step(1))),
        key("k", "Previous notification", false, Callback::new(|()| step(-1))),
        key("", "Mark all notifications read", true, Callback::new(move |()| mark_all())),
    ]);
}

/// What came while the list was being read; nothing moves until it is pressed.
fn fresh(source: Source<Page<Note>>) -> AnyView {
    let more = RwSignal::new(false);
    Effect::new(move |before: Option<Option<i64>>| {
        let now = bell::unread().get();
        if let (Some(Some(before)), Some(now)) = (before, now)
            && now > before
        {
            more.set(true);
        }
        now
    });
    let show = move || {
        more.set(false);
        source.reload();
        dom::focus_heading();
    };
    lean::only(
        move || more.get(),
        move || view! { <p class="inbox-new"><button type="button" class="pill" on:click=press(show)>"New ones, show"</button></p> },
    )
    .into_any()
}

fn list(page: Page<Note>, source: Source<Page<Note>>, only_unread: Memo<bool>, marked: Marked) -> AnyView {
    if page.rows.is_empty() {
        return if only_unread.get_untracked() {
            view! {
                <Empty title=text::NONE_UNREAD text=text::NONE_UNREAD_TEXT>
                    <a class="btn" href="/inbox">"Show all"</a>
                </Empty>
            }
            .into_any()
        } else {
            view! { <Empty title=text::NONE text=text::NONE_TEXT /> }.into_any()
        };
    }
    let rows = page.rows.into_iter().map(|note| row(note, marked)).collect_view();
    view! {
        <ul class="inbox">{rows}</ul>
        {pager::more(page.next, source, move |after| api::notifications(only_unread.get_untracked(), after))}
    }
    .into_any()
}

fn row(note: Note, marked: Marked) -> AnyView {
    let to = sentence::href(&note);
    let (id, opened) = (note.id.clone(), note.id.clone());
    let (held, shown) = (note.clone(), note.clone());
    let is_unread = Memo::new(move |_| marked.is_unread(&held));
    // The word is read with the row; the shape is seen in the margin.
    let mark = lean::only(
        move || is_unread.get(),
        || {
            view! {
                <span class="unread">
                    <svg class="shape" aria-hidden="true"><use href=href("s4")></use></svg>"Unread"
                </span>
            }
        },
    );
    let selector = format!("[data-note='{id}'] a");
    let name = format!("Mark read: {}", note.reference);
    let button = lean::only(
        move || is_unread.get(),
        move || {
            let (id, selector) = (id.clone(), selector.clone());
            let press = press(move || {
                marked.one(id.clone());
                // The button that was pressed goes away.
                let selector = selector.clone();
                request_animation_frame(move || {
                    dom::focus(&selector);
                });
            });
            view! { <button type="button" class="btn small" aria-label=name.clone() on:click=press>"Mark read"</button> }
        },
    );
    let open = press(move || {
        if is_unread.get_untracked() {
            marked.one(opened.clone());
        }
    });
    let about = [shown.reference.clone(), shown.title.clone()];
    // A webhook has a name, not a key.
    let mono = if shown.kind == NotificationKind::WebhookDisabled { "" } else { "mono" };
    let due = shown.due_at.map(|due| format!("Due {} · ", time::short_day(due)));
    view! {
        <li data-note=shown.id.clone() class:is-unread=move || is_unread.get()>
            <div class="what">
                <p>
                    <a class="tt" data-row="" href=to on:click=open><span class=mono>{about[0].clone()}</span>" "{about[1].clone()}</a>
                    " "{sentence::predicate(&shown)}
                </p>
                <p class="muted small">{mark}{shown.kind.label()}" · "{due}<When at=shown.at /></p>
            </div>
            {button}
        </li>
    }
    .into_any()
}
