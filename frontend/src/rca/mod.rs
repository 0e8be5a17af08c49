//! Root cause analysis: the workspace of one problem's analysis, with one graph of causes behind all its views. The view and the
//! selected cause are part of the address.
//!
//! Parts read [`state::Desk`], which holds the graph and reads again what others changed.

mod api;
mod candidates;
mod dialogs;
pub mod drawing;
mod enhanced;
mod evidence_dialog;
mod fishbone;
mod focus;
mod gates;
mod graph;
mod header;
mod inspector;
mod live;
mod map;
mod marks;
pub mod model;
mod outline;
mod path;
mod reading;
mod rows;
mod start;
mod state;
mod statement;
mod structure;
mod table_dialogs;
mod text;
mod tree;
mod upward;
mod view;
mod whys;
pub mod write;
mod write_why;

use core::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use self::{
    api::Opened,
    live::News,
    reading::Want,
    state::{Desk, On},
    view::View,
};
use crate::{
    model::RcaChangeKind,
    net::session::session,
    shell, split_screen,
    ui::{
        dom, lean, nav,
        remote::{self, Remote},
        states::Empty,
        toast,
    },
};

/// How long the first view has the line to itself.
const WARM_AFTER: Duration = Duration::from_millis(800);

// The drawings and the dialogs come in files of their own.
split_screen!(DRAWN, rca_drawn, rca_drawn, fetch_rca_drawn, Drawn);
split_screen!(DIALOG, rca, rca_dialog, fetch_rca_dialog, OpenDialog);

/// The views with a drawing.
#[component]
fn Drawn() -> impl IntoView {
    let (desk, view) = expect_context::<(Desk, Memo<View>)>();
    match view.get_untracked() {
        View::Map => map::map(desk),
        View::Enhanced => enhanced::enhanced(desk),
        _ => fishbone::fishbone(desk),
    }
}

/// The dialog that is open.
#[component]
fn OpenDialog() -> impl IntoView {
    let (desk, _) = expect_context::<(Desk, Memo<View>)>();
    desk.over.get_untracked().map(|over| dialogs::dialog(desk, over))
}

/// The route `/problems/:key/rca/:view?`; the key is `PRB-n` or an id, which is replaced by its `PRB-n`.
#[component]
pub fn RcaWorkspace() -> impl IntoView {
    let params = use_params_map();
    // Of the whole address: the router leaves a route's own query as it was where the view changes along with it.
    let query = use_location().query;
    let key = Memo::new(move |_| params.with(|p| p.get("key").unwrap_or_default()));
    let view = Memo::new(move |_| params.with(|p| View::parse(&p.get("view").unwrap_or_default())));
    let cause = Memo::new(move |_| query.with(|q| q.get("cause")));
    lean::part(move || view! { <Loaded key=key.get() view cause /> })
}

#[component]
fn Loaded(key: String, view: Memo<View>, cause: Memo<Option<String>>) -> impl IntoView {
    shell::page(&key, &[("Problems", "/problems")]);
    let source = remote::remote(move || {
        let key = key.clone();
        async move {
            if is_reference(&key) {
                return api::open(key.to_ascii_uppercase()).await;
            }
            let reference = api::reference_of(key).await?;
            nav::replace(&view.get_untracked().path(&reference));
            api::open(reference).await
        }
    });
    let state = source.state;
    // Who came by a link stands on the main region, because the heading was still to come.
    Effect::new(move |_| {
        if state.with(|s| !matches!(s, Remote::Loading)) {
            request_animation_frame(|| {
                if dom::active().is_some_and(|e| e.id() == "main") {
                    dom::focus_heading();
                }
            });
        }
    });
    let reload = Callback::new(move |()| source.reload());
    remote::show(source, 14, move |opened| page(&opened, view, cause, reload))
}

/// `PRB-7`, in any case.
fn is_reference(key: &str) -> bool {
    let upper = key.to_ascii_uppercase();
    upper.strip_prefix("PRB-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn page(opened: &Opened, view: Memo<View>, cause: Memo<Option<String>>, reload: Callback<()>) -> AnyView {
    let reference = opened.problem.reference.clone();
    let selected = RwSignal::new(cause.get_untracked());
    let Some(desk) = Desk::new(opened, selected) else {
        name_page(&reference, &opened.problem.title, View::Gates);
        return start::start(opened, reload);
    };
    provide_context((desk, view));
    follow_address(desk, view, cause);
    follow_others(desk);
    Effect::new(move |_| {
        let (reference, title) =
            desk.read(On::Head, |s| (s.problem.reference.clone(), s.problem.title.clone()));
        name_page(&reference, &title, view.get());
    });
    header::register_keys(desk);
    // Fetched before anybody asks, once the first view stands.
    set_timeout(
        || {
            DRAWN.warm();
            DIALOG.warm();
        },
        WARM_AFTER,
    );
    let body = move || match view.get() {
        View::Gates => gates::gates(desk),
        View::Whys => whys::whys(desk),
        View::Fishbone | View::Map | View::Enhanced => DRAWN.show(),
    };
    let name = lean::words(move || view::name(view.get()).to_owned());
    let page = lean::part(move || {
        if desk.gone.get() {
            return gone();
        }
        view! {
            {header::header(desk)}
            {view::tabs(desk, view)}
            <div class="work">
                {path::path(desk)}
                <div class="mid">{lean::part(body)}</div>
                {inspector::side(desk, view)}
            </div>
            {lean::part(move || desk.over.with(Option::is_some).then(|| DIALOG.lay()))}
        }
        .into_any()
    });
    view! { <div class="rca" data-view=name on:focusin=|event| focus::notice(&event)>{page}</div> }.into_any()
}

fn name_page(reference: &str, title: &str, view: View) {
    let path = format!("/problems/{reference}");
    shell::page(view.word(), &[("Problems", "/problems"), (reference, &path)]);
    dom::set_title(&format!("{} {reference} {title}", view.word()));
}

/// The selected cause and the address say the same, whichever changes first.
fn follow_address(desk: Desk, view: Memo<View>, cause: Memo<Option<String>>) {
    Effect::new(move |before: Option<()>| {
        let named = cause.get();
        if before.is_some() && desk.selected.with_untracked(|s| *s != named) {
            desk.selected.set(named);
        }
    });
    Effect::new(move |_| {
        let selected = desk.selected.get();
        if cause.get_untracked() != selected {
            let path = view.get_untracked().path(&desk.now(|s| s.problem.reference.clone()));
            nav::replace(&view::address(&path, selected.as_deref()));
        }
    });
}

/// Other people's edits appear at once; one's own were read already, or are read together with them.
fn follow_others(desk: Desk) {
    let id = desk.id();
    live::listen(&desk.id(), move |news| {
        let changed = match news {
            News::Changed(changed) if changed.rca != id => return,
            News::Changed(changed) if changed.change != RcaChangeKind::Resync => changed,
            _ => return reading::ask(desk, Want::everything()),
        };
        reading::ask(desk, Want::of(changed.cause.iter().cloned().collect()));
        let viewer = untrack(|| session().viewer_id());
        if let Some(by) = changed.by.as_ref().filter(|by| by.id != viewer) {
            toast::announce(format!("{}: {}", by.name, changed.change.label()));
        }
    });
}

fn gone() -> AnyView {
    view! {
        <h1 class="vh">"Analysis not visible"</h1>
        <Empty title=text::GONE text=text::GONE_TEXT><a class="btn" href="/problems">"Go to problems"</a></Empty>
    }
    .into_any()
}
