//! Beside the timeline: findings, roles, windows, services with their ways out, relations, changes, tags.

use leptos::prelude::*;

use super::{
    axis::tone,
    links::RelationItem,
    roles::RoleList,
    state::{Over, Screen, near},
    text,
};
use crate::{
    model::{FindingLevel, Permission},
    net::session::session,
    ui::{
        icon::{Icon, href},
        time,
    },
};

#[component]
pub fn Side(screen: Screen) -> impl IntoView {
    view! {
        <aside class="side" aria-label="About this incident">
            <Findings screen />
            <section aria-labelledby="h-roles">
                <h2 class="h2" id="h-roles">"Roles"</h2>
                <RoleList screen />
            </section>
            <Windows screen />
            <Services screen />
            <Relations screen />
            <Changes screen />
            <Tags screen />
        </aside>
    }
}

#[component]
fn Findings(screen: Screen) -> impl IntoView {
    let findings = screen.part(|d| d.findings.clone());
    let items =
        move || {
            findings.get().into_iter().map(|f| {
            let (tone, word) = match f.level {
                FindingLevel::Error => ("1", "Error"),
                FindingLevel::Warning => ("2", "Warning"),
                FindingLevel::Hint => ("4", "Hint"),
            };
            view! {
                <li data-sev=tone>
                    <svg class="shape" aria-hidden="true"><use href=href(&format!("s{tone}"))></use></svg>
                    <p><span class="vh">{word}": "</span>{f.message}</p>
                    <span class="rule" title="Rule">{f.rule}</span>
                </li>
            }
        }).collect_view()
        };
    let count = move || findings.with(Vec::len);
    view! {
        <section aria-labelledby="h-findings">
            <h2 class="h2" id="h-findings">
                "Findings "<Show when=move || count() != 0><span class="muted">{count}</span></Show>
            </h2>
            <Show when=move || count() != 0 fallback=|| view! { <p class="muted">{text::NO_FINDINGS}</p> }>
                <ul class="find">{items}</ul>
            </Show>
        </section>
    }
}

#[component]
fn Windows(screen: Screen) -> impl IntoView {
    let windows = screen.part(|d| (d.windows.clone(), d.started_at));
    let may = || session().can(Permission::IncidentUpdate);
    let items = move || {
        let (windows, first) = windows.get();
        windows.into_iter().map(|w| {
            let tone = tone(w.level);
            let end = w.ended_at.map_or_else(|| "open".to_owned(), |at| near(at, first));
            let length = w.ended_at.map(|at| format!(" · {}", time::words(at.0 - w.started_at.0)));
            let services = w.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
            let id = w.id.clone();
            let from = near(w.started_at, first);
            let change = view! {
                <button type="button" class="icon-btn" aria-label=format!("Change the window from {from}") title="Change"
                    on:click=move |_| screen.over.set(Some(Over::Window(Some(id.clone()))))>
                    <Icon name="i-edit" />
                </button>
            };
            view! {
                <li data-sev=tone>
                    <svg class="shape" aria-hidden="true"><use href=href(&format!("s{tone}"))></use></svg>
                    <p>{format!("{from} to {end}")}{length}<span class="muted">{w.level.label()}{(!services.is_empty()).then(|| format!(" · {services}"))}</span></p>
                    {may().then_some(change)}
                </li>
            }
        }).collect_view()
    };
    let none = move || windows.with(|w| w.0.is_empty());
    view! {
        <section aria-labelledby="h-windows">
            <div class="h2">
                <h2 id="h-windows">"Impact windows"</h2>
                <Show when=may>
                    <button type="button" class="btn small end" on:click=move |_| screen.over.set(Some(Over::Window(None)))>"Add"</button>
                </Show>
            </div>
            <Show when=move || !none() fallback=|| view! { <p class="muted">"None yet."</p> }>
                <ul class="find">{items}</ul>
            </Show>
        </section>
    }
}

/// Ways out come from the service, so that nobody searches for a dashboard in the middle of an outage.
#[component]
fn Services(screen: Screen) -> impl IntoView {
    let services = screen.part(|d| d.services.clone());
    let items = move || {
        services.get().into_iter().map(|s| {
            let ways = s.ways.into_iter().map(|(word, url)| view! {
                <a class="link" href=url rel="noreferrer noopener" target="_blank">{word}<span class="vh">" (opens elsewhere)"</span></a>
            }).collect_view();
            view! { <li><span>{s.name}</span><span class="ways">{ways}</span></li> }
        }).collect_view()
    };
    view! {
        <Show when=move || services.with(|s| !s.is_empty())>
            <section aria-labelledby="h-services">
                <h2 class="h2" id="h-services">"Services"</h2>
                <ul class="svc">{items}</ul>
            </section>
        </Show>
    }
}

#[component]
fn Relations(screen: Screen) -> impl IntoView {
    let relations = screen.part(|d| d.relations.clone());
    view! {
        <Show when=move || relations.with(|r| !r.is_empty())>
            <section aria-labelledby="h-relations">
                <h2 class="h2" id="h-relations">"Related incidents"</h2>
                <ul class="rels">
                    {move || relations.get().into_iter().map(|relation| view! { <RelationItem screen relation /> }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Changes(screen: Screen) -> impl IntoView {
    let changes = screen.part(|d| d.changes.clone());
    let items = move || {
        changes.get().into_iter().map(|c| view! {
            <li id=format!("change-{}", c.id)>
                <p class="muted small"><time datetime=c.at.iso() title=time::full(c.at)>{time::moment(c.at)}</time></p>
                <div class="prose" inner_html=c.body_html></div>
            </li>
        }).collect_view()
    };
    view! {
        <Show when=move || changes.with(|c| !c.is_empty())>
            <section aria-labelledby="h-changes">
                <h2 class="h2" id="h-changes">"Changes"</h2>
                <ul class="changes">{items}</ul>
            </section>
        </Show>
    }
}

#[component]
fn Tags(screen: Screen) -> impl IntoView {
    let tags = screen.part(|d| d.tags.clone());
    let items =
        move || tags.get().into_iter().map(|tag| view! { <li class="chip">{tag}</li> }).collect_view();
    view! {
        <Show when=move || tags.with(|t| !t.is_empty())>
            <section aria-labelledby="h-tags">
                <h2 class="h2" id="h-tags">"Tags"</h2>
                <ul class="tags">{items}</ul>
            </section>
        </Show>
    }
}
