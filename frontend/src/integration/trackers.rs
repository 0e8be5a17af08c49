//! Connections to trackers of issues: which there are, making, editing and removing one.

use leptos::prelude::*;

use super::{
    api::{self, Tracker},
    text,
    tracker_form::{EditTracker, NewTracker},
    webhooks::when_or,
};
use crate::{
    model::Permission,
    net::session::session,
    shell,
    ui::{
        badge::Chip,
        confirm::{self, Asking, Question},
        dom, lean, listing,
        remote::{self, Source},
        states::Empty,
        toast,
    },
};

type All = Source<Vec<Tracker>>;

#[component]
pub fn Trackers() -> impl IntoView {
    shell::page(text::TRACKERS, &[]);
    let source = remote::remote(api::trackers);
    let adding = RwSignal::new(false);
    let editing = RwSignal::new(None::<Tracker>);
    let asking: Asking = RwSignal::new(None);
    let add = untrack(|| session().can(Permission::IntegrationManage))
        .then(|| (text::ADD_TRACKER, Callback::new(move |()| adding.set(true))));
    let new = lean::only(
        move || adding.get(),
        move || {
            view! { <NewTracker on_close=move |()| adding.set(false) on_saved=move |()| source.reload() /> }
        },
    );
    let edit = lean::only(
        move || editing.with(Option::is_some),
        move || {
            editing.get_untracked().map(|held| {
                view! { <EditTracker held on_close=move |()| editing.set(None) on_saved=move |()| source.reload() /> }
            })
        },
    );
    view! {
        {listing::head(text::TRACKERS, add)}
        <p class="who muted">{text::DIRECTIONS}</p>
        {remote::show(source, 4, move |rows| table(rows, source, editing, asking))}
        {new}{edit}
        {confirm::dialog(asking)}
    }
}

fn table(rows: Vec<Tracker>, source: All, editing: RwSignal<Option<Tracker>>, asking: Asking) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty title=text::NO_TRACKERS text=text::NO_TRACKERS_TEXT /> }.into_any();
    }
    let may = untrack(|| session().can(Permission::IntegrationManage));
    let row = |one: Tracker| {
        let off = (!one.is_enabled).then(|| view! { <Chip tone="none">"Off"</Chip> }.into_any());
        let ways = if one.has_token { "both ways" } else { "from it to here" };
        let (edited, removed) = (one.clone(), one.clone());
        let acts = may.then(|| {
            view! {
                {listing::icon_button("i-edit", format!("Edit {}", one.name), move || editing.set(Some(edited.clone())))}
                {listing::icon_button("i-x", format!("Remove {}", one.name), move || ask(&removed, source, asking))}
            }
        });
        let called = view! { <span class="muted">{one.provider.label()}</span>" "<span class="wrap-any">{one.base_url}</span> };
        listing::row(
            !one.is_enabled,
            vec![
                listing::name(one.name, off),
                ("wrap", called.into_any()),
                listing::words("", ways.to_owned()),
                ("", when_or(one.heard_at, "never heard")),
                ("r", acts.into_any()),
            ],
        )
    };
    let rows = rows.into_iter().map(row).collect();
    listing::table("Connections to trackers", &text::TRACKER_COLUMNS, rows)
}

fn ask(one: &Tracker, source: All, asking: Asking) {
    let (id, gone, said) = (one.id.clone(), one.id.clone(), format!("{} is removed.", one.name));
    asking.set(Some(Question {
        title: format!("Remove {}?", one.name),
        text: text::REMOVE_TRACKER,
        yes: "Remove tracker",
        no: "Keep it",
        work: Callback::new(move |()| api::remove_tracker(id.clone())),
        done: Callback::new(move |()| {
            toast::say(said.clone());
            source.patch(|all| all.retain(|one| one.id != gone));
            // The button that was pressed is gone with its row.
            request_animation_frame(dom::focus_heading);
        }),
    }));
}
