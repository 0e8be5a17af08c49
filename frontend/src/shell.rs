//! The frame around every screen: rail, top bar, breadcrumb, palette, keys, and the dialogs that open over any screen. It knows the
//! places, not their content.
//!
//! A screen calls [`page`] once (again when its title is known) and renders a `header.lhead` with its `h1`. To open the declare
//! dialog from anywhere: `expect_context::<Overlays>().declare.set(true)`; likewise `.problem.set(Some(Prefill { .. }))`.

use core::{future::Future, pin::Pin};

use leptos::prelude::*;
use leptos_router::hooks::use_location;

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
        icon::{Icon, href},
        look::{Look, LookField},
        menu::Disclosure,
        nav,
        palette::{Found, Palette},
        sheet::ShortcutSheet,
        shortcuts::{self, Shortcut},
        time,
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
    register(overlays);
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

fn register(o: Overlays) {
    let go = |keys, label, path: &'static str| Shortcut {
        keys,
        label,
        group: "Go to",
        in_palette: true,
        run: Callback::new(move |()| nav::go(path)),
    };
    let open = |keys, label, in_palette, signal: RwSignal<bool>| Shortcut {
        keys,
        label,
        group: "Anywhere",
        in_palette,
        run: Callback::new(move |()| signal.set(true)),
    };
    let mut all = vec![
        open("mod+k", "Search or jump to", false, o.palette),
        open("?", "Show all keys", true, o.sheet),
        go("g n", "Go to Now", "/"),
        go("g i", "Go to incidents", "/incidents"),
        go("g p", "Go to problems", "/problems"),
        go("g u", "Go to open promises", "/promises"),
        go("", "Go to promises in numbers", "/insights/promises"),
        go("g m", "Go to my settings", "/me"),
    ];
    let can = |permission| untrack(move || session().can(permission));
    if can(Permission::IncidentDeclare) {
        all.insert(1, open("c", "Declare an incident", true, o.declare));
    }
    if can(Permission::ProblemOpen) {
        let run = Callback::new(move |()| o.problem.set(Some(Prefill::default())));
        all.insert(
            2,
            Shortcut { keys: "p", label: "Open a problem", group: "Anywhere", in_palette: true, run },
        );
    }
    if can(Permission::RepairRead) {
        all.push(go("g r", "Go to repair items", "/repairs"));
    }
    if can(Permission::ServiceRead) {
        all.push(go("g s", "Go to services", "/services"));
    }
    if can(Permission::PortalRead) {
        all.push(go("g c", "Go to maintenance", "/maintenance"));
        all.push(go("", "Go to the portal's settings", "/admin/portal"));
    }
    if can(Permission::UserRead) {
        all.push(go("g a", "Go to people", "/admin/people"));
    }
    if can(Permission::ApiKeyRead) {
        all.push(go("g k", "Go to API keys", "/admin/keys"));
    }
    if can(Permission::AuditRead) {
        all.push(go("g l", "Go to the audit log", "/admin/audit"));
    }
    if can(Permission::SettingsRead) {
        all.push(go("g e", "Go to settings", "/admin/settings"));
        all.push(go("", "Go to templates of updates", "/admin/templates"));
    }
    if can(Permission::NotificationRead) {
        all.push(go("g b", "Go to the inbox", "/inbox"));
    }
    if can(Permission::RepairRead) {
        all.push(go("g h", "Go to insights", "/insights/repairs"));
        all.push(go("g d", "Go to the repair policy", "/admin/policies"));
        all.push(go("", "Import and export repair items", "/repairs/import"));
    }
    if can(Permission::IntegrationRead) {
        all.push(go("g w", "Go to webhooks", "/admin/webhooks"));
        all.push(go("g t", "Go to trackers", "/admin/trackers"));
    }
    for (label, name) in [("Light theme", "light"), ("Dark theme", "dark"), ("Theme of the system", "system")]
    {
        let run = Callback::new(move |()| Look::Theme.choose(name));
        all.push(Shortcut { keys: "", label, group: "Appearance", in_palette: true, run });
    }
    shortcuts::register(all);
}

#[component]
fn Rail() -> impl IntoView {
    let narrow = RwSignal::new(dom::remembered("coalmine.rail").is_some());
    Effect::new(move |_| {
        let narrow = narrow.get();
        dom::remember("coalmine.rail", narrow.then_some("narrow"));
        if let Some(root) = document().document_element() {
            let _ = if narrow {
                root.set_attribute("data-rail", "narrow")
            } else {
                root.remove_attribute("data-rail")
            };
        }
    });
    let can = |permission| session().can(permission);
    view! {
        <nav class="rail" aria-label="Main">
            <a class="brand" href="/"><Mark /><span class="lbl">"Coalmine"</span></a>
            <ul>
                <Place path="/" icon="i-now" word="Now" keys="g n" />
                <Place path="/incidents" icon="i-inc" word="Incidents" keys="g i" />
                <Place path="/promises" icon="i-comm" word="Promises" keys="g u" />
                <Place path="/problems" icon="i-prob" word="Problems" keys="g p" />
                <Show when=move || can(Permission::RepairRead)>
                    <Place path="/repairs" icon="i-wrench" word="Repair items" keys="g r" />
                </Show>
                <Show when=move || can(Permission::ServiceRead)>
                    <Place path="/services" icon="i-svc" word="Services" keys="g s" />
                </Show>
                <Show when=move || can(Permission::PortalRead)>
                    <Place path="/maintenance" icon="i-flag" word="Maintenance" keys="g c" />
                </Show>
                <Show when=move || can(Permission::RepairRead)>
                    <Place path="/insights/repairs" icon="i-sev" word="Insights" keys="g h" />
                </Show>
            </ul>
            <Show when=move || can(Permission::UserRead) || can(Permission::ApiKeyRead) || can(Permission::SettingsRead)>
                <p class="rail-h" id="rail-admin">"Admin"</p>
                <ul aria-labelledby="rail-admin">
                    <Show when=move || can(Permission::UserRead)>
                        <Place path="/admin/people" icon="i-people" word="People" keys="g a" />
                    </Show>
                    <Show when=move || can(Permission::ApiKeyRead)>
                        <Place path="/admin/keys" icon="i-key" word="API keys" keys="g k" />
                    </Show>
                    <Show when=move || can(Permission::AuditRead)>
                        <Place path="/admin/audit" icon="i-audit" word="Audit log" keys="g l" />
                    </Show>
                    <Show when=move || can(Permission::IntegrationRead)>
                        <Place path="/admin/webhooks" icon="i-ext" word="Webhooks" keys="g w" />
                        <Place path="/admin/trackers" icon="i-change" word="Trackers" keys="g t" />
                    </Show>
                    <Show when=move || can(Permission::RepairRead)>
                        <Place path="/admin/policies" icon="i-clock" word="Repair policy" keys="g d" />
                    </Show>
                    <Show when=move || can(Permission::PortalRead)>
                        <Place path="/admin/portal" icon="i-ext" word="Portal" keys="" />
                    </Show>
                    <Show when=move || can(Permission::SettingsRead)>
                        <Place path="/admin/templates" icon="i-note" word="Templates" keys="" />
                        <Place path="/admin/settings" icon="i-settings" word="Settings" keys="g e" />
                    </Show>
                </ul>
            </Show>
            <div class="rail-foot">
                <p class="lbl">"Press "<kbd>"?"</kbd>" for all keys"</p>
                <button
                    type="button"
                    class="icon-btn"
                    aria-expanded=move || (!narrow.get()).to_string()
                    aria-label="Navigation labels"
                    title="Show or hide labels"
                    on:click=move |_| narrow.update(|n| *n = !*n)
                >
                    <Icon name="i-rail" />
                </button>
            </div>
        </nav>
    }
}

#[component]
fn Mark() -> impl IntoView {
    view! { <svg class="mark" aria-hidden="true"><use href=href("mark")></use></svg> }
}

#[component]
fn Place(path: &'static str, icon: &'static str, word: &'static str, keys: &'static str) -> impl IntoView {
    let here = use_location().pathname;
    let current = move || {
        here.with(|h| h == path || path != "/" && h.starts_with(&format!("{path}/"))).then_some("page")
    };
    let title =
        if keys.is_empty() { word.to_owned() } else { format!("{word} ({})", shortcuts::printed(keys)) };
    view! {
        <li>
            <a href=path aria-current=current title=title>
                <Icon name=icon />
                <span class="lbl">{word}</span>
            </a>
        </li>
    }
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
