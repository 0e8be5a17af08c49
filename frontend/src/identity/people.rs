//! People for administrators: list, add with a password shown once, roles and teams, disable. Teams beneath.

use leptos::prelude::*;

use super::{
    api::{self, Person},
    person_form::{PersonForm, TeamForm},
    text,
};
use crate::{
    model::{Page, Permission},
    net::session::session,
    shell,
    ui::{
        badge::Chip,
        icon::Icon,
        pager,
        remote::{self, Source},
        states::Empty,
    },
};

type Editing = RwSignal<Option<Option<Person>>>;

#[component]
pub fn People() -> impl IntoView {
    shell::page(text::PEOPLE, &[]);
    let filter = RwSignal::new(String::new());
    let wanted = move || Some(filter.get().trim().to_owned()).filter(|t| !t.is_empty());
    let source = remote::remote(move || api::people(wanted(), None));
    let editing: Editing = RwSignal::new(None);
    view! {
        <header class="lhead">
            <h1>{text::PEOPLE}</h1>
            <div class="end">
                <Show when=|| session().can(Permission::UserManage)>
                    <button type="button" class="btn primary" on:click=move |_| editing.set(Some(None))>{text::ADD_PERSON}</button>
                </Show>
            </div>
        </header>
        <div class="lbar">
            <label class="field filter-text">
                <Icon name="i-search" />
                <span class="vh">"Filter people by name or e-mail"</span>
                <input type="search" placeholder="Filter" autocomplete="off"
                    on:change=move |event| filter.set(event_target_value(&event)) />
            </label>
        </div>
        {remote::show(source, 8, move |page| table(page, source, editing, filter))}
        <Show when=|| session().can(Permission::TeamRead)><Teams /></Show>
        <Show when=move || editing.with(Option::is_some)>
            <PersonForm
                person=editing.get_untracked().flatten()
                on_close=move |()| editing.set(None)
                on_saved=move |()| source.reload()
            />
        </Show>
    }
}

fn table(
    page: Page<Person>,
    source: Source<Page<Person>>,
    editing: Editing,
    filter: RwSignal<String>,
) -> impl IntoView {
    if page.rows.is_empty() {
        return view! { <Empty title=text::NO_PEOPLE text=text::NO_PEOPLE_TEXT /> }.into_any();
    }
    let rows = page.rows.into_iter().map(|person| row(person, editing)).collect_view();
    let load = move |after| {
        api::people(filter.with_untracked(|f| Some(f.trim().to_owned()).filter(|t| !t.is_empty())), after)
    };
    view! {
        <div class="table-scroll">
            <table class="list-table" role="table">
                <caption class="vh">"People by name"</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"Name"</th>
                        <th role="columnheader" scope="col">"E-mail"</th>
                        <th role="columnheader" scope="col">"Roles"</th>
                        <th role="columnheader" scope="col">"Teams"</th>
                        <th role="columnheader" scope="col"><span class="vh">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        {pager::more(page.next, source, load)}
    }
    .into_any()
}

fn row(person: Person, editing: Editing) -> impl IntoView {
    let roles = person.roles.iter().map(|r| r.label()).collect::<Vec<_>>().join(", ");
    let teams = person.teams.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join(", ");
    let (name, email, disabled) = (person.name.clone(), person.email.clone(), person.is_disabled);
    let label = format!("Edit {name}");
    let edit = move || {
        let (person, label) = (person.clone(), label.clone());
        view! {
            <button type="button" class="icon-btn" aria-label=label.clone() title=label
                on:click=move |_| editing.set(Some(Some(person.clone())))>
                <Icon name="i-edit" />
            </button>
        }
    };
    view! {
        <tr role="row" class:ended=disabled>
            <td role="cell" class="c-title">
                <strong>{name}</strong>" "
                {disabled.then(|| view! { <Chip tone="none">"Disabled"</Chip> })}
            </td>
            <td role="cell" class="muted">{email.unwrap_or_else(|| "–".into())}</td>
            <td role="cell" class="wrap">{roles}</td>
            <td role="cell" class="wrap">{if teams.is_empty() { "–".to_owned() } else { teams }}</td>
            <td role="cell" class="r"><Show when=|| session().can(Permission::UserManage)>{edit()}</Show></td>
        </tr>
    }
}

#[component]
fn Teams() -> impl IntoView {
    let source = remote::remote(api::teams);
    let adding = RwSignal::new(false);
    view! {
        <section class="block" aria-labelledby="teams-h">
            <header class="block-head">
                <h2 id="teams-h">"Teams"</h2>
                <Show when=|| session().can(Permission::TeamManage)>
                    <button type="button" class="btn small" on:click=move |_| adding.set(true)>"Add a team"</button>
                </Show>
            </header>
            {remote::show(source, 2, |teams| {
                if teams.is_empty() {
                    view! { <p class="muted">"No teams yet. A team owns services."</p> }.into_any()
                } else {
                    let items = teams.into_iter().map(|t| view! { <li>{t.name}</li> }).collect_view();
                    view! { <ul class="plain-list">{items}</ul> }.into_any()
                }
            })}
        </section>
        <Show when=move || adding.get()>
            <TeamForm on_close=move |()| adding.set(false) on_saved=move |()| source.reload() />
        </Show>
    }
}
