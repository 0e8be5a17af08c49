//! People for administrators: list with status, invitation by a link shown once, roles and teams, access. Teams beneath.

use leptos::prelude::*;

use super::{
    access::AccessDialog,
    api::{self, Person},
    person_form::{InviteForm, PersonForm, TeamForm},
    text,
};
use crate::{
    model::{Page, Permission, UserStatus},
    net::session::session,
    shell,
    ui::{
        badge::Chip,
        listing, pager,
        remote::{self, Source},
        states::Empty,
    },
};

/// The dialog over the list.
#[derive(Clone)]
enum Open {
    Nothing,
    Invite,
    Edit(Person),
    Access(Person),
}

#[component]
pub fn People() -> impl IntoView {
    shell::page(text::PEOPLE, &[]);
    let filter = RwSignal::new(String::new());
    let source = remote::remote(move || api::people(listing::wanted(&filter.get()), None));
    let open = RwSignal::new(Open::Nothing);
    let add = untrack(|| session().can(Permission::UserManage))
        .then(|| (text::INVITE, Callback::new(move |()| open.set(Open::Invite))));
    let on_close = Callback::new(move |()| open.set(Open::Nothing));
    let on_saved = Callback::new(move |()| source.reload());
    let dialog = move || match open.get() {
        Open::Nothing => ().into_any(),
        Open::Invite => view! { <InviteForm on_close on_saved /> }.into_any(),
        Open::Edit(person) => view! { <PersonForm person on_close on_saved /> }.into_any(),
        Open::Access(person) => view! { <AccessDialog person on_close on_saved /> }.into_any(),
    };
    view! {
        {listing::head(text::PEOPLE, add)}
        {listing::filter(text::FILTER_PEOPLE, filter)}
        {remote::show(source, 8, move |page| table(page, source, open, filter))}
        <Show when=|| session().can(Permission::TeamRead)><Teams /></Show>
        {dialog}
    }
}

fn table(
    page: Page<Person>,
    source: Source<Page<Person>>,
    open: RwSignal<Open>,
    filter: RwSignal<String>,
) -> impl IntoView {
    if page.rows.is_empty() {
        return view! { <Empty title=text::NO_PEOPLE text=text::NO_PEOPLE_TEXT /> }.into_any();
    }
    let rows = page.rows.into_iter().map(|person| row(person, open)).collect();
    let load = move |after| api::people(filter.with_untracked(|f| listing::wanted(f)), after);
    view! {
        {listing::table("People by name", &text::PEOPLE_COLUMNS, rows)}
        {pager::more(page.next, source, load)}
    }
    .into_any()
}

/// The status as word on a tint; nothing stands out while all is usual.
pub fn status(status: UserStatus) -> AnyView {
    let tone = match status {
        UserStatus::Invited => "4",
        UserStatus::Active => return status.label().into_any(),
        UserStatus::Disabled => "none",
    };
    view! { <Chip tone>{status.label()}</Chip> }.into_any()
}

fn row(person: Person, open: RwSignal<Open>) -> AnyView {
    let roles = person.roles.iter().map(|r| r.label()).collect::<Vec<_>>().join(", ");
    let teams = person.teams.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join(", ");
    let mut cells = vec![
        listing::name(person.name.clone(), None),
        listing::words("muted", person.email.clone().unwrap_or_default()),
        ("", status(person.status)),
        listing::words("wrap", roles),
        listing::words("wrap", teams),
    ];
    let over = person.status == UserStatus::Disabled;
    let actions = untrack(|| session().can(Permission::UserManage)).then(|| {
        let (edited, name) = (person.clone(), person.name.clone());
        (
            listing::icon_button("i-key", format!("Access of {name}"), move || {
                open.set(Open::Access(person.clone()));
            }),
            listing::icon_button("i-edit", format!("Edit {name}"), move || {
                open.set(Open::Edit(edited.clone()));
            }),
        )
    });
    cells.push(("r", actions.into_any()));
    listing::row(over, cells)
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
                    view! { <p class="muted">{text::NO_TEAMS}</p> }.into_any()
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
