//! The head of the workspace: which problem, how far its analysis, the step of review, and adding a cause.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    model::{IncidentView, Sheet},
    state::{Desk, On, Over, Spot},
    view::{self, View},
    write::{self, ChangeRcaStatusInput},
};
use crate::{
    model::{Permission, RcaStatus},
    net::session::session,
    publication,
    ui::{
        badge::Chip,
        dom, lean, nav,
        shortcuts::{self, Shortcut},
    },
};

/// Title, facts, actions.
pub fn header(desk: Desk) -> AnyView {
    let title = desk.words(On::Head, |s| s.problem.title.clone());
    let incidents = desk.incidents.with_value(|all| from(all));
    view! {
        <header class="rhead">
            <h1>{title}</h1>
            <div class="acts">{desk.draw(On::Head, publishing)}{desk.draw(On::Head, move |s| review(desk, s))}{add_button(desk)}</div>
            <p class="meta">{desk.draw(On::Head, facts)}{incidents}</p>
        </header>
    }
    .into_any()
}

fn facts(s: &Sheet) -> AnyView {
    let path = format!("/problems/{}", s.problem.reference);
    let status = s.problem.status.label();
    let asked = s.submitted_by.as_ref().filter(|_| s.status == RcaStatus::InReview);
    let asked = asked.map(|by| view! { <span>"Review asked for by "<b>{by.name.clone()}</b></span> });
    view! {
        <a class="mono link" href=path>{s.problem.reference.clone()}</a>
        <Chip tone="prob">{status}</Chip>
        <span><span class="mono">{s.reference.clone()}</span>" "<b>{s.status.label()}</b></span>
        {asked}
        <span>"Begun by "<b>{s.started_by.name.clone()}</b></span>
    }
    .into_any()
}

fn from(incidents: &[IncidentView]) -> AnyView {
    if incidents.is_empty() {
        return ().into_any();
    }
    let link = |i: &IncidentView| {
        let path = format!("/incidents/{}", i.reference);
        let title = format!("{}, {}", i.title, i.severity.label());
        view! { <a class="mono link" href=path title=title>{i.reference.clone()}</a>" " }.into_any()
    };
    let links: Vec<AnyView> = incidents.iter().map(link).collect();
    view! { <span>"From "{links}</span> }.into_any()
}

/// The steps of review that the reader may take.
fn review(desk: Desk, s: &Sheet) -> AnyView {
    let (draft, review) = (session().can(Permission::RcaDraft), session().can(Permission::RcaReview));
    let is_own = s.submitted_by.as_ref().is_some_and(|by| by.id == untrack(|| session().viewer_id()));
    let step = move |status: RcaStatus, word: &'static str, said: &'static str| {
        let take = lean::press(move || {
            let (id, version) = desk.now(|s| (s.id.clone(), s.version));
            desk.act(write::change_status(ChangeRcaStatusInput { id, status, version }), Vec::new(), said);
        });
        view! { <button type="button" class="btn" on:click=take>{word}</button> }.into_any()
    };
    let back = || step(RcaStatus::Draft, "Back to draft", "Back to draft");
    let steps: Vec<AnyView> = match s.status {
        RcaStatus::Draft if draft => {
            vec![step(RcaStatus::InReview, "Ask for review", "Handed to the reviewers")]
        }
        RcaStatus::InReview => {
            let mut steps = Vec::new();
            if draft || review {
                steps.push(back());
            }
            if review && !is_own {
                steps.push(step(RcaStatus::Reviewed, "Mark as reviewed", "Reviewed"));
            }
            steps
        }
        RcaStatus::Reviewed if draft || review => vec![back()],
        _ => Vec::new(),
    };
    steps.into_any()
}

/// The way to what is published of it; whoever may not publish finds the versions there.
fn publishing(s: &Sheet) -> AnyView {
    let problem = &s.problem.reference;
    let (word, path) = if session().can(Permission::RcaPublish) {
        ("Publish …", publication::path(problem))
    } else {
        ("Versions", publication::versions_path(problem))
    };
    view! { <a class="btn" href=path>{word}</a> }.into_any()
}

fn add_button(desk: Desk) -> lean::Part {
    lean::only(
        move || desk.may_draft(),
        move || {
            let open = lean::press(move || desk.over.set(Some(Over::AddCause(Spot::default()))));
            view! {
                <button type="button" class="btn primary" aria-haspopup="dialog" aria-keyshortcuts="N" on:click=open>
                    "Add cause"<kbd aria-hidden="true">"N"</kbd>
                </button>
            }
        },
    )
}

/// The keys of the workspace, for as long as it is open.
pub fn register_keys(desk: Desk) {
    let key =
        |keys, label, run: Callback<()>| Shortcut { keys, label, group: "Analysis", in_palette: true, run };
    let go = |view: View| {
        let part = if view == View::Whys { ".whys [role=treeitem][tabindex='0']" } else { "main h1" };
        Callback::new(move |()| view::show(desk, view, part))
    };
    let mut keys = vec![
        key("", "Open the statement and all causes", go(View::Gates)),
        key("", "Open the five whys", go(View::Whys)),
        key("", "Open the fishbone", go(View::Fishbone)),
        key("", "Open the cause map", go(View::Map)),
        key("", "Open the enhanced analysis", go(View::Enhanced)),
    ];
    if untrack(|| session().can(Permission::RcaPublish)) {
        let publish = move |()| nav::go(&publication::path(&desk.now(|s| s.problem.reference.clone())));
        keys.push(key("", "Publish the analysis", Callback::new(publish)));
    }
    if untrack(|| desk.may_draft()) {
        let open = move |over: fn(String) -> Over| {
            Callback::new(move |()| {
                if let Some(id) = desk.selected.get_untracked() {
                    desk.over.set(Some(over(id)));
                }
            })
        };
        keys.push(key(
            "n",
            "Add a cause",
            Callback::new(move |()| desk.over.set(Some(Over::AddCause(Spot::default())))),
        ));
        keys.push(key("e", "Edit the selected cause", Callback::new(|()| edit_selected())));
        keys.push(key("m", "Move the selected cause", open(Over::Move)));
        keys.push(key("l", "Link the selected cause to an effect", open(Over::Link)));
        keys.push(key("b", "Add evidence to the selected cause", open(Over::Evidence)));
    }
    shortcuts::register(keys);
}

/// As a press on the inspector's pen; its form then takes the focus.
fn edit_selected() {
    if let Some(pen) = dom::query(".insp [data-edit]").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    {
        pen.click();
    }
}
