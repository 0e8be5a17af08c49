//! One incident on one page: header, clocks, impact axis, and tabs. The tab is part of the address, so it is a link.
//!
//! Parts read [`state::Screen`], which holds the incident and reads it again after changes and live events.

mod api;
mod axis;
mod comms;
mod composer;
mod correct;
mod dialogs;
mod drafts;
mod edit;
mod estimates;
mod header;
mod impact;
mod impact_dialogs;
mod imported;
mod links;
mod people;
mod preview;
mod problems;
mod promised;
mod roles;
mod side;
mod state;
mod stepper;
mod strip;
mod svg;
mod tabs;
mod text;
mod timeline;
mod told_api;
mod view;
pub mod write;

pub use self::{
    api::by_reference, axis::shape, preview::Preview as MarkdownPreview, roles::people_select,
    svg::draw as draw_axis,
};

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use self::{
    api::{Detail, Entries},
    state::{On, Screen},
    tabs::{Tab, Tabs},
    timeline::filter::Chosen,
};
use super::live;
use crate::{
    model::{IncidentChangeKind, ProblemChangeKind},
    problem, shell,
    ui::{
        dom, lean, nav,
        remote::{self, Remote},
        states::Empty,
    },
};

/// The route `/incidents/:key/:tab?`; the key is `INC-n` or an id, which is replaced by its `INC-n`.
#[component]
pub fn IncidentDetail() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let key = Memo::new(move |_| params.with(|p| p.get("key").unwrap_or_default()));
    let tab = Memo::new(move |_| params.with(|p| Tab::parse(&p.get("tab").unwrap_or_default())));
    let chosen = Memo::new(move |_| query.with(Chosen::read));
    move || view! { <Loaded key=key.get() tab chosen /> }
}

#[component]
fn Loaded(key: String, tab: Memo<Tab>, chosen: Memo<Chosen>) -> impl IntoView {
    shell::page(&key, &[("Incidents", "/incidents")]);
    let named = key.clone();
    let source = remote::remote(move || {
        let (key, selection) = (key.clone(), chosen.with_untracked(|c| c.selection()));
        async move {
            if is_reference(&key) {
                return api::detail(key.to_ascii_uppercase(), selection).await;
            }
            let reference = api::reference_of(key).await?;
            nav::replace(&format!("/incidents/{reference}"));
            api::detail(reference, selection).await
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
    let failed = Memo::new(move |_| state.with(|s| matches!(s, Remote::Failed(_))));
    view! {
        <div class="incident">
            {move || failed.get().then(|| view! { <h1 class="vh">{named.clone()}</h1> })}
            {remote::show(source, 14, move |(detail, entries)| view! { <Page detail entries tab chosen /> })}
        </div>
    }
}

/// `INC-42`, in any case.
fn is_reference(key: &str) -> bool {
    let upper = key.to_ascii_uppercase();
    upper.strip_prefix("INC-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

#[component]
fn Page(detail: Detail, entries: Entries, tab: Memo<Tab>, chosen: Memo<Chosen>) -> impl IntoView {
    let id = detail.id.clone();
    let screen = Screen::new(detail, entries, chosen);
    live::listen(move |event| {
        if event.incident_id == id || event.change == IncidentChangeKind::Resync {
            if event.change == IncidentChangeKind::Hidden {
                screen.hidden.set(true);
            } else {
                screen.reload();
            }
        }
    });
    listen_to_problems(screen);
    Effect::new(move |_| {
        let title = screen.read(On::Head, |d| format!("{} {}", d.reference, d.title));
        shell::page(&screen.reference(), &[("Incidents", "/incidents")]);
        dom::set_title(&title);
    });
    header::register_keys(screen);
    let body = move || match tab.get() {
        Tab::Timeline => view! { <timeline::TimelineTab screen /> }.into_any(),
        Tab::Comms => view! { <comms::CommsTab screen /> }.into_any(),
        Tab::Impact => view! { <impact::ImpactTab screen /> }.into_any(),
        Tab::People => view! { <people::PeopleTab screen /> }.into_any(),
        Tab::Imported => view! { <imported::ImportedTab screen /> }.into_any(),
        Tab::Links => view! { <links::LinksTab screen /> }.into_any(),
    };
    lean::part(move || {
        if screen.hidden.get() {
            return gone();
        }
        view! {
            <header::Header screen />
            <axis::ImpactAxis screen />
            <Tabs screen tab />
            {lean::part(body)}
            {dialogs::overlay(screen)}
        }
        .into_any()
    })
}

/// What is shown of problems follows them; linking is no event of the incident.
fn listen_to_problems(screen: Screen) {
    problem::live::listen(move |event| {
        let shown = screen.now(|d| d.problems.iter().chain(&d.known_errors).any(|p| p.id == event.id));
        let may_show = matches!(
            event.change,
            ProblemChangeKind::IncidentsChanged
                | ProblemChangeKind::WorkaroundChanged
                | ProblemChangeKind::Opened
        );
        if shown || may_show {
            screen.reload();
        }
    });
}

fn gone() -> AnyView {
    view! {
        <h1 class="vh">"Incident not visible"</h1>
        <Empty title=text::HIDDEN text=text::HIDDEN_TEXT>
            <a class="btn" href="/incidents">"Go to incidents"</a>
        </Empty>
    }
    .into_any()
}
