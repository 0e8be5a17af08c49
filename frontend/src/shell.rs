//! The frame around every screen: rail, top bar, breadcrumb, palette, keys, and the dialogs that open over any screen. It knows the
//! places, not their content.
//!
//! A screen calls [`page`] once (again when its title is known) and renders a `header.lhead` with its `h1`. To open the declare
//! dialog from anywhere: `expect_context::<Overlays>().declare.set(true)`; likewise `.problem.set(Some(Prefill { .. }))`.

mod keys;
mod rail;

use core::{future::Future, pin::Pin};

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use self::rail::Rail;
use crate::{
    incident::{self, declare::DeclareDialog},
    model::{DateTime, Permission},
    net::{
        live::{self, Connection},
        session::{self, session},
    },
    notification::bell,
    problem::{self, Prefill},
    repair,
    ui::{
        dom,
        field::CheckField,
        global,
        icon::Icon,
        look::{Look, LookField},
        menu::Disclosure,
        palette::{Found, Palette},
        sheet::ShortcutSheet,
        shortcuts, time,
    },
};

/// What can lie over any screen.
#[derive(Clone, Copy)]
pub struct Overlays {
    pub declare: RwSignal<bool>,
    /// The problem to be opened, as far as it is known; `None` while its dialog is closed.
    pub problem: RwSignal<Option<Prefill>>,
    /// The repair item to be proposed or edited; `None` while its dialog is closed.
    pub repair: RwSignal<Option<repair::Asked>>,
    pub palette: RwSignal<bool>,
    pub sheet: RwSignal<bool>,
}

/// One step of the breadcrumb above the current page: word and path.
type Crumb = (String, String);

thread_local!(static TRAIL: RwSignal<(String, Vec<Crumb>)> = global((String::new(), Vec::new())));

/// Names the page: title of the tab, breadcrumb with the places above it.
pub fn page(title: &str, above: &[(&str, &str)]) {
    dom::set_title(title);
    let above = above.iter().map(|(word, path)| ((*word).to_owned(), (*path).to_owned())).collect();
    TRAIL.with(|trail| trail.set((title.to_owned(), above)));
}

/// Rail, top bar and the screen inside.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let overlays = Overlays {
        declare: RwSignal::new(false),
        problem: RwSignal::new(None),
        repair: RwSignal::new(None),
        palette: RwSignal::new(false),
        sheet: RwSignal::new(false),
    };
    provide_context(overlays);
    incident::live::start();
    bell::start();
    keys::register(overlays);
    shortcuts::listen();
    let path = use_location().pathname;
    follow_focus(path);
    let world = move || {
        path.with(|p| {
            if p.starts_with("/problems") || p.starts_with("/repairs") { "problem" } else { "incident" }
        })
    };
    let reused = move || session().viewer.with(|v| v.as_ref().and_then(|v| v.reused_at)).map(reused_token);
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class="shell">
            <Rail />
            <div class="page" data-world=world>
                <TopBar />
                {reused}
                <main id="main" tabindex="-1">{children()}</main>
            </div>
        </div>
        <Show when=move || overlays.palette.get()>
            <Palette search=find on_close=move |()| overlays.palette.set(false) />
        </Show>
        <Show when=move || overlays.sheet.get()>
            <ShortcutSheet on_close=move |()| overlays.sheet.set(false) />
        </Show>
        <Show when=move || overlays.declare.get()>
            <DeclareDialog on_close=move |()| overlays.declare.set(false) />
        </Show>
        <Show when=move || overlays.problem.with(Option::is_some)>{problem::open_dialog()}</Show>
        <Show when=move || overlays.repair.with(Option::is_some)>{repair::form()}</Show>
    }
}

/// The palette's search: incidents, problems and repair items whose text matches.
fn find(text: String) -> Pin<Box<dyn Future<Output = Vec<Found>>>> {
    Box::pin(async move {
        let mut found = incident::api::find(text.clone()).await;
        if session()
            .viewer
            .with_untracked(|v| v.as_ref().is_some_and(|v| v.permissions.contains(&Permission::ProblemRead)))
        {
            found.extend(problem::api::places(text.clone()).await);
        }
        if untrack(|| session().can(Permission::RepairRead)) {
            found.extend(repair::api::places(text).await);
        }
        found
    })
}

/// Somebody else may have held the token of an earlier session: said after the sign-in that told so.
fn reused_token(at: DateTime) -> impl IntoView {
    view! {
        <p class="notice alarm" role="alert">
            {format!("A session of yours was ended {}, because its token was used twice. ", time::moment(at))}
            "If you do not know why, "<a class="link" href="/me">"change your password"</a>"."
        </p>
    }
}

/// A new page is read from its heading; the first one from the top, as any page.
fn follow_focus(path: Memo<String>) {
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|b| b != now) {
            request_animation_frame(dom::focus_heading);
        }
        now
    });
}

#[component]
fn TopBar() -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    let trail = TRAIL.with(|trail| *trail);
    let crumbs = move || {
        let (title, above) = trail.get();
        let above = above
            .into_iter()
            .map(|(word, path)| view! { <a href=path>{word}</a><span aria-hidden="true">"/"</span> })
            .collect_view();
        view! { {above}<span aria-current="page">{title}</span> }
    };
    view! {
        <header class="top">
            <nav class="crumb" aria-label="Breadcrumb">{crumbs}</nav>
            <button
                type="button"
                class="field find"
                aria-keyshortcuts=shortcuts::aria("mod+k")
                aria-haspopup="dialog"
                on:click=move |_| overlays.palette.set(true)
            >
                <Icon name="i-search" />
                <span class="find-word">"Search or jump to"</span>
                <kbd aria-hidden="true">"Ctrl K"</kbd>
            </button>
            <ConnectionDot />
            {bell::bell()}
            <MeMenu />
        </header>
    }
}

#[component]
fn ConnectionDot() -> impl IntoView {
    let connection = live::connection();
    let word = move || match connection.get() {
        Connection::Live => "Live".to_owned(),
        Connection::Reconnecting => "Reconnecting".to_owned(),
        Connection::Stale(since) => format!("Stale since {}", time::clock(DateTime(since))),
    };
    let state = move || match connection.get() {
        Connection::Live => "live",
        Connection::Reconnecting => "wait",
        Connection::Stale(_) => "stale",
    };
    view! { <span class="conn" data-state=state><span class="dot" aria-hidden="true"></span><span class="conn-word">{word}</span></span> }
}

#[component]
fn MeMenu() -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    let viewer = session().viewer;
    let name = move || viewer.with(|v| v.as_ref().map(|v| v.name.clone()).unwrap_or_default());
    let roles = move || {
        viewer.with(|v| {
            v.as_ref()
                .map(|v| v.roles.iter().map(|r| r.label()).collect::<Vec<_>>().join(", "))
                .unwrap_or_default()
        })
    };
    let initials =
        move || name().split_whitespace().filter_map(|w| w.chars().next()).take(2).collect::<String>();
    let label = Signal::derive(move || Some(format!("{}, account of {}", initials(), name())));
    view! {
        <Disclosure class="me" label=label summary=initials>
            <div class="me-panel">
                <p><strong>{name}</strong><br /><span class="muted">{roles}</span></p>
                <LookField look=Look::Theme />
                <CheckField label="Single-key shortcuts" value=shortcuts::enabled() />
                <a class="btn quiet" href="/me"><Icon name="i-role" />"My settings"<kbd aria-hidden="true">"G M"</kbd></a>
                <button type="button" class="btn quiet" on:click=move |_| overlays.sheet.set(true)>
                    <Icon name="i-keys" />"All keys"<kbd aria-hidden="true">"?"</kbd>
                </button>
                <button type="button" class="btn" on:click=move |_| session::leave()>
                    <Icon name="i-out" />"Sign out"
                </button>
            </div>
        </Disclosure>
    }
}
