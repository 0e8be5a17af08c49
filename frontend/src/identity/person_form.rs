//! The dialogs that invite a person, edit one, and add a team.

use core::{future::Future, pin::Pin};

use leptos::prelude::*;

use super::{
    access::link_note,
    api::{
        self, OneTime, Person, invite_customer_user::InviteCustomerUserInput, invite_user::InviteUserInput,
        update_user::UpdateUserInput,
    },
    text,
};
use crate::{
    model::{Named, Role},
    net::ApiError,
    ui::{
        dialog::Dialog,
        field::{CheckGroup, TextField},
        form::{self, FormError, Submit, SubmitButton},
        lean,
        remote::{self, Remote},
        secret::Secret,
        toast,
    },
};

#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    email: RwSignal<String>,
    roles: RwSignal<Vec<String>>,
    teams: RwSignal<Vec<String>>,
}

impl Draft {
    fn new() -> Self {
        Self {
            name: RwSignal::default(),
            email: RwSignal::default(),
            roles: RwSignal::new(vec![Role::Responder.wire().to_owned()]),
            teams: RwSignal::default(),
        }
    }

    fn of(person: &Person) -> Self {
        Self {
            name: RwSignal::new(person.name.clone()),
            email: RwSignal::default(),
            roles: RwSignal::new(person.roles.iter().map(|r| r.wire().to_owned()).collect()),
            teams: RwSignal::new(person.teams.iter().map(|t| t.id.clone()).collect()),
        }
    }

    fn roles(self) -> Vec<Role> {
        self.roles.with_untracked(|all| all.iter().filter_map(|r| Role::parse(r)).collect())
    }

    fn name(self) -> String {
        self.name.with_untracked(|n| n.trim().to_owned())
    }

    fn email(self) -> String {
        self.email.with_untracked(|e| e.trim().to_owned())
    }

    /// Whether it can be sent; otherwise says what is missing.
    fn is_complete(self, submit: Submit) -> bool {
        if self.name().is_empty() {
            submit.refuse("name", "Give a name, or a role name for shared accounts.");
        } else if self.roles().is_empty() {
            submit.refuse("roles", "Choose at least one role.");
        } else {
            return true;
        }
        false
    }
}

/// Invites somebody, inside or of a customer; the link that lets them in is shown once before the dialog closes.
#[component]
pub fn InviteForm(
    #[prop(optional, into)] customer: Option<Named>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let draft = Draft::new();
    let submit = Submit::new();
    let key = form::idempotency_key();
    let link = RwSignal::new(None::<OneTime>);
    let is_inside = customer.is_none();
    let title = customer
        .as_ref()
        .map_or_else(|| text::INVITE.to_owned(), |c| format!("Invite a person of {}", c.name));
    let send = move || {
        if !draft.is_complete(submit) {
            return;
        }
        let work = invite(draft, customer.as_ref(), key.clone());
        submit.run(work, move |made| {
            on_saved.run(());
            toast::say(format!("{} is invited.", draft.name()));
            match made {
                Some(made) => link.set(Some(made)),
                None => on_close.run(()),
            }
        });
    };
    let secret = lean::part(move || {
        link.get().map(|made| {
            let note = link_note(&draft.name(), &made);
            view! { <Secret label="Invitation link" value=made.link note on_done=on_close /> }
        })
    });
    view! {
        <Dialog title on_close>
            {secret}
            <form on:submit=lean::submit(send) novalidate class:hidden=move || link.with(Option::is_some)>
                <TextField label="Name" value=draft.name required=true error=submit.of("name") autofocus=true />
                <TextField label="E-mail" kind="email" value=draft.email required=true error=submit.of("email")
                    hint="What they sign in with." />
                {is_inside.then(|| view! {
                    <CheckGroup legend="Roles" chosen=draft.roles options=roles() error=submit.of("roles") />
                    <TeamGroup chosen=draft.teams />
                })}
                <Ending submit on_close label="Create the invitation" />
            </form>
        </Dialog>
    }
}

type Made = Pin<Box<dyn Future<Output = Result<Option<OneTime>, ApiError>>>>;

fn invite(draft: Draft, customer: Option<&Named>, key: String) -> Made {
    let (email, name, idempotency_key) = (draft.email(), draft.name(), Some(key));
    let Some(customer) = customer else {
        let (roles, team_ids) = (draft.roles(), Some(draft.teams.get_untracked()));
        return Box::pin(api::invite_user(InviteUserInput { email, idempotency_key, name, roles, team_ids }));
    };
    let customer_id = customer.id.clone();
    Box::pin(api::invite_customer_user(InviteCustomerUserInput { customer_id, email, idempotency_key, name }))
}

/// Edits a person's name, roles and teams.
#[component]
pub fn PersonForm(
    person: Person,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let draft = Draft::of(&person);
    let submit = Submit::new();
    let (id, version) = (person.id, person.version);
    let send = move || {
        if !draft.is_complete(submit) {
            return;
        }
        let input = UpdateUserInput {
            id: id.clone(),
            version,
            name: Some(draft.name()),
            roles: Some(draft.roles()),
            team_ids: Some(draft.teams.get_untracked()),
            is_disabled: None,
        };
        submit.run(api::update_user(input), move |()| {
            on_saved.run(());
            toast::say(format!("{} is saved.", draft.name()));
            on_close.run(());
        });
    };
    view! {
        <Dialog title=format!("Edit {}", person.name) on_close>
            <form on:submit=lean::submit(send) novalidate>
                <TextField label="Name" value=draft.name required=true error=submit.of("name") autofocus=true />
                <CheckGroup legend="Roles" chosen=draft.roles options=roles() error=submit.of("roles") />
                <TeamGroup chosen=draft.teams />
                <Ending submit on_close label="Save person" />
            </form>
        </Dialog>
    }
}

/// What was refused, and the two ways out.
#[component]
fn Ending(submit: Submit, on_close: Callback<()>, label: &'static str) -> impl IntoView {
    view! {
        <FormError submit />
        <div class="form-end">
            <button type="button" class="btn quiet" on:click=lean::press(move || on_close.run(()))>"Cancel"</button>
            <SubmitButton submit label />
        </div>
    }
}

/// Roles people inside can have; a customer's account belongs to a customer, not to this list.
fn roles() -> Signal<Vec<(String, String)>> {
    let inside = Role::ALL.iter().filter(|r| **r != Role::Customer);
    Signal::stored(inside.map(|r| (r.wire().to_owned(), r.label().to_owned())).collect())
}

#[component]
fn TeamGroup(chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let source = remote::remote(api::teams);
    let options = Signal::derive(move || match source.state.get() {
        Remote::Ready(teams) => teams.into_iter().map(|t| (t.id, t.name)).collect(),
        _ => Vec::new(),
    });
    view! {
        <Show when=move || options.with(|o: &Vec<(String, String)>| !o.is_empty())>
            <CheckGroup legend="Teams" chosen options />
        </Show>
    }
}

#[component]
pub fn TeamForm(#[prop(into)] on_close: Callback<()>, #[prop(into)] on_saved: Callback<()>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let submit = Submit::new();
    let key = form::idempotency_key();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let wanted = name.with_untracked(|n| n.trim().to_owned());
        if wanted.is_empty() {
            return submit.refuse("name", "Give the team a name.");
        }
        submit.run(api::create_team(wanted, Some(key.clone())), move |()| {
            on_saved.run(());
            on_close.run(());
        });
    };
    view! {
        <Dialog title="Add a team" on_close>
            <form on:submit=send novalidate>
                <TextField label="Name" value=name required=true error=submit.of("name") autofocus=true />
                <Ending submit on_close label="Save team" />
            </form>
        </Dialog>
    }
}
