//! `/admin/customers`: the organisations that use the services, with search, adding, editing and their people.

use leptos::prelude::*;

use super::{
    api::{self, Customer},
    form::CustomerForm,
    people, text,
};
use crate::{
    identity::{access::AccessDialog, api::Person, person_form::InviteForm},
    model::{Named, Page, Permission},
    net::session::session,
    shell,
    ui::{
        lean, listing, pager,
        remote::{self, Source},
        states::Empty,
        time::When,
    },
};

/// The dialog over the list.
#[derive(Clone)]
pub enum Open {
    Nothing,
    /// A new one, or this one.
    Form(Option<Customer>),
    People(Customer),
    Invite(Customer),
    Access(Person),
}

/// The route `/admin/customers`.
#[component]
pub fn Customers() -> impl IntoView {
    shell::page(text::TITLE, &[]);
    let filter = RwSignal::new(String::new());
    let source = remote::remote(move || api::customers(listing::wanted(&filter.get()), None));
    let open = RwSignal::new(Open::Nothing);
    let add = untrack(|| session().can(Permission::PortalManage))
        .then(|| (text::ADD, Callback::new(move |()| open.set(Open::Form(None)))));
    let on_close = Callback::new(move |()| open.set(Open::Nothing));
    let on_saved = Callback::new(move |()| source.reload());
    let dialog = lean::part(move || match open.get() {
        Open::Nothing => ().into_any(),
        Open::Form(held) => view! { <CustomerForm held on_close on_saved /> }.into_any(),
        Open::People(customer) => people::dialog(customer, open, on_close),
        Open::Invite(customer) => {
            let customer = Named { id: customer.id, name: customer.name };
            view! { <InviteForm customer on_close on_saved /> }.into_any()
        }
        Open::Access(person) => view! { <AccessDialog person on_close on_saved /> }.into_any(),
    });
    view! {
        {listing::head(text::TITLE, add)}
        <p class="who muted">{text::NOTE}</p>
        {listing::filter(text::FILTER, filter)}
        {remote::show(source, 6, move |page| table(page, source, open, filter))}
        {dialog}
    }
}

fn table(
    page: Page<Customer>,
    source: Source<Page<Customer>>,
    open: RwSignal<Open>,
    filter: RwSignal<String>,
) -> AnyView {
    if page.rows.is_empty() {
        let (title, text) = if filter.with_untracked(|f| listing::wanted(f)).is_some() {
            (text::NO_MATCH, text::NO_MATCH_TEXT)
        } else {
            (text::NONE, text::NONE_TEXT)
        };
        return view! { <Empty title text /> }.into_any();
    }
    let may = untrack(|| session().can(Permission::PortalManage));
    let rows = page.rows.into_iter().map(|one| row(one, may, open)).collect();
    let load = move |after| api::customers(filter.with_untracked(|f| listing::wanted(f)), after);
    view! {
        {listing::table("Customers by name", &text::COLUMNS, rows)}
        {pager::more(page.next, source, load)}
    }
    .into_any()
}

fn row(one: Customer, may: bool, open: RwSignal<Open>) -> AnyView {
    let services = one.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    let people = one.people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
    let at = one.created_at;
    let (shown, edited, name) = (one.clone(), one.clone(), one.name.clone());
    let edit = may.then(|| {
        listing::icon_button("i-edit", format!("Edit {name}"), move || {
            open.set(Open::Form(Some(edited.clone())));
        })
    });
    let acts = view! {
        {listing::icon_button("i-people", format!("People of {name}"), move || open.set(Open::People(shown.clone())))}
        {edit}
    };
    listing::row(
        false,
        vec![
            listing::name(one.name, None),
            listing::words("wrap", services),
            listing::words("wrap", people),
            ("c-since", view! { <When at /> }.into_any()),
            ("r", acts.into_any()),
        ],
    )
}
