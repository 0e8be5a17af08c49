//! Who signs in for a customer, with the ways to invite somebody and to help with access.

use leptos::prelude::*;

use super::{api::Customer, page::Open, text};
use crate::{
    identity::{api::Person, people::status},
    model::Permission,
    net::session::session,
    ui::{dialog::Dialog, icon::Icon, lean::press},
};

/// The dialog over the list; its buttons lead to the next one.
pub fn dialog(customer: Customer, open: RwSignal<Open>, on_close: Callback<()>) -> AnyView {
    let may = |permission| untrack(move || session().can(permission));
    let helps = may(Permission::UserManage);
    let title = format!("People of {}", customer.name);
    let list = if customer.people.is_empty() {
        view! { <p class="muted">{text::NO_PEOPLE}</p> }.into_any()
    } else {
        let items = customer.people.iter().map(|one| person(one.clone(), helps, open)).collect_view();
        view! { <ul class="acts-list">{items}</ul> }.into_any()
    };
    let invite = may(Permission::PortalManage).then(|| {
        let to = press(move || open.set(Open::Invite(customer.clone())));
        view! { <button type="button" class="btn primary" aria-haspopup="dialog" on:click=to><Icon name="i-plus" />"Invite a person"</button> }
    });
    view! {
        <Dialog title on_close class="mid">
            {list}
            <div class="form-end">{invite}</div>
        </Dialog>
    }
    .into_any()
}

fn person(one: Person, helps: bool, open: RwSignal<Open>) -> AnyView {
    let (name, email, state) = (one.name.clone(), one.email.clone(), status(one.status));
    let label = format!("Access of {name}");
    let access = helps.then(|| {
        let to = press(move || open.set(Open::Access(one.clone())));
        view! { <button type="button" class="btn small" aria-haspopup="dialog" aria-label=label on:click=to>"Access"</button> }
    });
    view! { <li><div><strong>{name}</strong>" "{state}<p class="muted">{email}</p></div>{access}</li> }
        .into_any()
}
