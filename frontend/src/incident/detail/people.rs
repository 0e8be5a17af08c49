//! The people tab: roles with their history, and who may see a private incident.

use leptos::prelude::*;

use super::{
    api::{Detail, Responder},
    roles::{RoleList, people_select},
    state::{On, Over, Screen},
    text, write,
};
use crate::{
    identity::api::people_options,
    model::{Named, Permission},
    net::session::session,
    ui::{
        dialog::Dialog,
        field::SelectField,
        form::{FormError, Submit, SubmitButton},
        icon::Icon,
        lean, remote, time,
    },
};

#[component]
pub fn PeopleTab(screen: Screen) -> impl IntoView {
    view! {
        <div class="tab-body">
            <section aria-labelledby="h-roles">
                <h2 class="h2" id="h-roles">"Roles"</h2>
                <RoleList screen />
            </section>
            <section aria-labelledby="h-history">
                <h2 class="h2" id="h-history">"Who held what"</h2>
                {screen.draw(On::Roles, history)}
            </section>
            {screen.draw(On::Members, move |d| members(screen, d))}
        </div>
    }
}

fn history(d: &Detail) -> AnyView {
    if d.history.is_empty() {
        return view! { <p class="muted">"Nobody has held a role yet."</p> }.into_any();
    }
    let row = |r: &Responder| {
        let until = r.until.map_or_else(|| "holds it".to_owned(), time::moment);
        let long = r.until.map(|u| time::words(u.0 - r.since.0)).unwrap_or_default();
        let since =
            view! { <time datetime=r.since.iso() title=time::full(r.since)>{time::moment(r.since)}</time> };
        view! {
            <tr><td>{r.role.label()}</td><td>{r.user.name.clone()}</td><td>{since}</td><td>{until}</td><td class="r">{long}</td></tr>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = d.history.iter().map(row).collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Who held what, table">
            <table class="plain">
                <thead><tr>
                    <th scope="col">"Role"</th><th scope="col">"Person"</th><th scope="col">"From"</th><th scope="col">"To"</th>
                    <th scope="col" class="r">"Length"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Who may see a private incident beyond the people with a role.
fn members(screen: Screen, d: &Detail) -> AnyView {
    if !d.is_private {
        return ().into_any();
    }
    let may = session().can(Permission::IncidentManageMembers);
    let item = |m: &Named| {
        let (id, name) = (m.id.clone(), m.name.clone());
        let remove = may.then(|| {
            let remove =
                lean::press(move || screen.act(write::remove_member(screen.id(), id.clone()), "Member removed"));
            view! {
                <button type="button" class="icon-btn" aria-label=format!("Remove {name}") title="Remove" on:click=remove>
                    <Icon name="i-x" />
                </button>
            }
        });
        view! { <li><span>{m.name.clone()}</span>{remove}</li> }.into_any()
    };
    let invite = may.then(|| {
        let open = lean::press(move || screen.over.set(Some(Over::Member)));
        view! { <button type="button" class="btn small end" aria-haspopup="dialog" on:click=open>"Invite"</button> }
    });
    let items: Vec<AnyView> = d.members.iter().map(item).collect();
    let none = items.is_empty().then(|| view! { <p class="muted">{text::NO_MEMBERS}</p> });
    view! {
        <section aria-labelledby="h-members">
            <div class="h2"><h2 id="h-members">"Members"</h2><span class="muted">{text::PRIVATE_HINT}</span>{invite}</div>
            {none}
            <ul class="members">{items}</ul>
        </section>
    }
    .into_any()
}

#[component]
pub fn MemberDialog(screen: Screen) -> impl IntoView {
    let people = remote::remote(people_options);
    let user = RwSignal::new(String::new());
    let submit = Submit::new();
    let send = move || {
        if user.with_untracked(String::is_empty) {
            return submit.refuse("userId", "Choose whom to invite.");
        }
        screen.save(submit, write::add_member(screen.id(), user.get_untracked()), "Member invited");
    };
    view! {
        <Dialog title="Invite to this private incident" on_close=move |()| screen.over.set(None)>
            <form on:submit=lean::submit(send) novalidate>
                <SelectField label="Person" value=user options=people_select(people) error=submit.of("userId") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Invite" /></div>
            </form>
        </Dialog>
    }
}
