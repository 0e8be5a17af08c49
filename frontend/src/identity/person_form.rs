//! The dialogs that add or edit a person and add a team.

use leptos::prelude::*;

use super::{
    api::{self, Person, create_user::CreateUserInput, update_user::UpdateUserInput},
    text,
};
use crate::{
    model::Role,
    net::ApiError,
    ui::{
        dialog::Dialog,
        field::{CheckField, CheckGroup, TextField},
        form::{self, FormError, Submit, SubmitButton},
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
    disabled: RwSignal<bool>,
}

impl Draft {
    fn of(person: Option<&Person>) -> Self {
        let person = person.cloned();
        let responder = || vec![Role::Responder.wire().to_owned()];
        Self {
            name: RwSignal::new(person.as_ref().map(|p| p.name.clone()).unwrap_or_default()),
            email: RwSignal::new(person.as_ref().and_then(|p| p.email.clone()).unwrap_or_default()),
            roles: RwSignal::new(
                person
                    .as_ref()
                    .map_or_else(responder, |p| p.roles.iter().map(|r| r.wire().to_owned()).collect()),
            ),
            teams: RwSignal::new(
                person.as_ref().map(|p| p.teams.iter().map(|t| t.id.clone()).collect()).unwrap_or_default(),
            ),
            disabled: RwSignal::new(person.is_some_and(|p| p.is_disabled)),
        }
    }

    fn roles(self) -> Vec<Role> {
        self.roles.with_untracked(|all| all.iter().filter_map(|r| Role::parse(r)).collect())
    }

    fn name(self) -> String {
        self.name.with_untracked(|n| n.trim().to_owned())
    }

    /// Saves; answers the password of a new person.
    async fn save(self, known: Option<(String, i64)>, key: String) -> Result<Option<String>, ApiError> {
        let (name, roles, team_ids) = (self.name(), self.roles(), Some(self.teams.get_untracked()));
        if let Some((id, version)) = known {
            let is_disabled = Some(self.disabled.get_untracked());
            let input =
                UpdateUserInput { id, version, name: Some(name), roles: Some(roles), team_ids, is_disabled };
            return api::update_user(input).await.map(|()| None);
        }
        let email = self.email.with_untracked(|e| e.trim().to_owned());
        let input = CreateUserInput { email, name, roles, team_ids, idempotency_key: Some(key) };
        api::create_user(input).await
    }
}

/// `person` is `None` for a new one, whose password is then shown once before the dialog closes.
#[component]
pub fn PersonForm(
    person: Option<Person>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let draft = Draft::of(person.as_ref());
    let submit = Submit::new();
    let key = form::idempotency_key();
    let password = RwSignal::new(None::<String>);
    let is_new = person.is_none();
    let known = person.as_ref().map(|p| (p.id.clone(), p.version));
    let title = person.map_or_else(|| text::ADD_PERSON.to_owned(), |p| format!("Edit {}", p.name));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if draft.name().is_empty() {
            return submit.refuse("name", "Give a name, or a role name for shared accounts.");
        }
        submit.run(draft.save(known.clone(), key.clone()), move |secret| {
            on_saved.run(());
            toast::say(format!("{} is saved.", draft.name()));
            match secret {
                Some(secret) => password.set(Some(secret)),
                None => on_close.run(()),
            }
        });
    };
    view! {
        <Dialog title on_close>
            <Show when=move || password.with(Option::is_some)>
                <Secret label="Initial password" value=password.get().unwrap_or_default() note=text::ONCE on_done=on_close />
            </Show>
            <form on:submit=send novalidate class:hidden=move || password.with(Option::is_some)>
                <TextField label="Name" value=draft.name required=true error=submit.of("name") autofocus=true />
                <Show when=move || is_new>
                    <TextField label="E-mail" kind="email" value=draft.email required=true error=submit.of("email")
                        hint="What they sign in with." />
                </Show>
                <CheckGroup legend="Roles" chosen=draft.roles options=roles() error=submit.of("roles") />
                <TeamGroup chosen=draft.teams />
                <Show when=move || !is_new>
                    <CheckField label="Disabled" value=draft.disabled hint=text::DISABLE_HINT />
                </Show>
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=move |_| on_close.run(())>"Cancel"</button>
                    <SubmitButton submit label="Save person" />
                </div>
            </form>
        </Dialog>
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
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=move |_| on_close.run(())>"Cancel"</button>
                    <SubmitButton submit label="Save team" />
                </div>
            </form>
        </Dialog>
    }
}
