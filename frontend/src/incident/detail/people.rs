//! The people tab: roles with their history, and who may see a private incident.

use leptos::prelude::*;

use super::{
    roles::{RoleList, people_select},
    state::{Over, Screen},
    text, write,
};
use crate::{
    identity::api::people_options,
    model::Permission,
    net::session::session,
    ui::{
        dialog::Dialog,
        field::SelectField,
        form::{FormError, Submit, SubmitButton},
        icon::Icon,
        remote, time,
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
            <History screen />
            <Members screen />
        </div>
    }
}

#[component]
fn History(screen: Screen) -> impl IntoView {
    let history = screen.part(|d| d.history.clone());
    let rows = move || {
        history.get().into_iter().map(|r| {
            let until = r.until.map_or_else(|| "holds it".to_owned(), time::moment);
            let long = r.until.map(|u| time::words(u.0 - r.since.0)).unwrap_or_default();
            view! {
                <tr>
                    <td>{r.role.label()}</td>
                    <td>{r.user.name}</td>
                    <td><time datetime=r.since.iso() title=time::full(r.since)>{time::moment(r.since)}</time></td>
                    <td>{until}</td>
                    <td class="r">{long}</td>
                </tr>
            }
        }).collect_view()
    };
    view! {
        <section aria-labelledby="h-history">
            <h2 class="h2" id="h-history">"Who held what"</h2>
            <Show when=move || history.with(|h| !h.is_empty()) fallback=|| view! { <p class="muted">"Nobody has held a role yet."</p> }>
                <div class="table-scroll" tabindex="0" role="region" aria-label="Who held what, table">
                    <table class="plain">
                        <thead><tr><th scope="col">"Role"</th><th scope="col">"Person"</th><th scope="col">"From"</th><th scope="col">"To"</th><th scope="col" class="r">"Length"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Show>
        </section>
    }
}

#[component]
fn Members(screen: Screen) -> impl IntoView {
    let private = screen.part(|d| d.is_private);
    let members = screen.part(|d| d.members.clone());
    let may = || session().can(Permission::IncidentManageMembers);
    let items = move || {
        members.get().into_iter().map(|m| {
            let (id, name) = (m.id, m.name);
            let label = format!("Remove {name}");
            let remove = view! {
                <button type="button" class="icon-btn" aria-label=label title="Remove"
                    on:click=move |_| screen.act(write::remove_member(screen.id(), id.clone()), "Member removed")>
                    <Icon name="i-x" />
                </button>
            };
            view! { <li><span>{name}</span>{may().then_some(remove)}</li> }
        }).collect_view()
    };
    view! {
        <Show when=move || private.get()>
            <section aria-labelledby="h-members">
                <div class="h2">
                    <h2 id="h-members">"Members"</h2>
                    <span class="muted">{text::PRIVATE_HINT}</span>
                    <Show when=may>
                        <button type="button" class="btn small end" aria-haspopup="dialog"
                            on:click=move |_| screen.over.set(Some(Over::Member))>"Invite"</button>
                    </Show>
                </div>
                <Show when=move || members.with(|m| !m.is_empty()) fallback=|| view! { <p class="muted">{text::NO_MEMBERS}</p> }>
                    <ul class="members">{items}</ul>
                </Show>
            </section>
        </Show>
    }
}

#[component]
pub fn MemberDialog(screen: Screen) -> impl IntoView {
    let people = remote::remote(people_options);
    let user = RwSignal::new(String::new());
    let submit = Submit::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if user.with_untracked(String::is_empty) {
            return submit.refuse("userId", "Choose whom to invite.");
        }
        screen.save(submit, write::add_member(screen.id(), user.get_untracked()), "Member invited");
    };
    view! {
        <Dialog title="Invite to this private incident" on_close=move |()| screen.over.set(None)>
            <form on:submit=send novalidate>
                <SelectField label="Person" value=user options=people_select(people) error=submit.of("userId") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Invite" /></div>
            </form>
        </Dialog>
    }
}
