//! `/maintenance/:key`: announced work with its steps, its window, and what customers were told.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    TITLE,
    api::{self, Detail, Update},
    chip,
    forms::{MaintenanceForm, SayForm},
};
use crate::{
    model::{MaintenanceStatus, Permission},
    net::session::session,
    shell,
    ui::{
        icon::Icon,
        lean,
        remote::{self, Remote, Source},
        time,
    },
};

/// The form that is open.
#[derive(Clone, Copy, PartialEq)]
enum Over {
    Edit,
    /// An update, with a step or without.
    Say(Option<MaintenanceStatus>),
}

/// Where it may go, with the word on the button.
const fn steps(from: MaintenanceStatus) -> &'static [(MaintenanceStatus, &'static str)] {
    match from {
        MaintenanceStatus::Scheduled => {
            &[(MaintenanceStatus::InProgress, "Begin"), (MaintenanceStatus::Cancelled, "Cancel it")]
        }
        MaintenanceStatus::InProgress => &[
            (MaintenanceStatus::Verifying, "Verify"),
            (MaintenanceStatus::Completed, "Complete"),
            (MaintenanceStatus::Cancelled, "Cancel it"),
        ],
        MaintenanceStatus::Verifying => {
            &[(MaintenanceStatus::Completed, "Complete"), (MaintenanceStatus::InProgress, "Back to work")]
        }
        MaintenanceStatus::Completed | MaintenanceStatus::Cancelled => &[],
    }
}

/// The route `/maintenance/:key`; the key is `MNT-n` or an id.
#[component]
pub fn MaintenancePage() -> impl IntoView {
    let params = use_params_map();
    let key = Memo::new(move |_| params.with(|p| p.get("key").unwrap_or_default()));
    let source = remote::remote(move || api::detail(key.get()));
    Effect::new(move |_| {
        let name = source.state.with(|state| match state {
            Remote::Ready(detail) => detail.row.reference.clone(),
            _ => key.get(),
        });
        shell::page(&name, &[(TITLE, "/maintenance")]);
    });
    let over = RwSignal::new(None::<Over>);
    let failed = Memo::new(move |_| source.state.with(|s| !matches!(s, Remote::Ready(_))));
    let form = lean::part(move || over.get().and_then(|over_now| form(over_now, over, source)));
    view! {
        {lean::only(move || failed.get(), || view! { <h1 class="vh">{TITLE}</h1> })}
        {remote::show(source, 10, move |detail| draw(&detail, over))}
        {form}
    }
}

fn form(now: Over, over: RwSignal<Option<Over>>, source: Source<Detail>) -> Option<AnyView> {
    let detail = source.state.with_untracked(|state| match state {
        Remote::Ready(detail) => Some(detail.clone()),
        _ => None,
    })?;
    let close = Callback::new(move |()| over.set(None));
    let saved = Callback::new(move |()| {
        over.set(None);
        source.reload();
    });
    Some(match now {
        Over::Edit => {
            let saved = Callback::new(move |_: String| saved.run(()));
            view! { <MaintenanceForm old=Some(detail) on_close=close on_saved=saved /> }.into_any()
        }
        Over::Say(step) => view! { <SayForm detail step on_close=close on_saved=saved /> }.into_any(),
    })
}

fn draw(detail: &Detail, over: RwSignal<Option<Over>>) -> AnyView {
    let row = &detail.row;
    let next = steps(row.status);
    let may = untrack(|| session().can(Permission::MaintenanceManage));
    let act = |word: &'static str, class: &'static str, to: Over| {
        let open = lean::press(move || over.set(Some(to)));
        view! { <button type="button" class=class aria-haspopup="dialog" on:click=open>{word}</button> }
            .into_any()
    };
    let mut acts = Vec::new();
    if may && !next.is_empty() {
        acts.push(act("Change", "btn quiet", Over::Edit));
        acts.push(act("Add an update", "btn", Over::Say(None)));
        acts.extend(next.iter().rev().map(|(to, word)| {
            let class = if next[0].0 == *to { "btn primary" } else { "btn" };
            act(word, class, Over::Say(Some(*to)))
        }));
    }
    let services = row.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    let span = format!("{} to {}", time::moment(row.starts_at), time::moment(row.ends_at));
    let facts = [
        ("Window", format!("{span}, {} ({})", time::words(row.ends_at.0 - row.starts_at.0), time::zone())),
        ("Services", services),
        ("Announced", format!("{} by {}", time::moment(detail.created_at), detail.by)),
    ]
    .map(|(word, value)| view! { <div><dt>{word}</dt><dd>{value}</dd></div> });
    let portal = format!("/status/maintenance/{}", row.reference);
    view! {
        <header class="lhead">
            <h1><span class="mono">{row.reference.clone()}</span>" "{row.title.clone()}</h1>
            {chip(row.status)}
            <div class="end acts">{acts}</div>
        </header>
        <div class="tab-body incident">
            <section aria-label="About it">
                <dl class="facts-list">{facts.into_iter().collect_view()}</dl>
                <div class="prose" inner_html=detail.body_html.clone()></div>
                <p><a class="link" href=portal rel="external noopener" target="_blank">"As customers read it"<Icon name="i-ext" /></a></p>
            </section>
            <section aria-labelledby="h-said">
                <h2 class="h2" id="h-said">"Updates"</h2>
                {updates(&detail.updates)}
            </section>
        </div>
    }
    .into_any()
}

fn updates(all: &[Update]) -> AnyView {
    if all.is_empty() {
        return view! { <p class="muted">"Nothing was said since it was announced."</p> }.into_any();
    }
    let mut all = all.to_vec();
    all.sort_by_key(|one| core::cmp::Reverse(one.at));
    let item = |one: Update| {
        view! {
            <li>
                <p class="line"><time::When at=one.at />{chip(one.status)}<span class="who">{one.by}</span></p>
                <div class="prose" inner_html=one.body_html></div>
            </li>
        }
    };
    view! { <ol class="sent">{all.into_iter().map(item).collect_view()}</ol> }.into_any()
}
