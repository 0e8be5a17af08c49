//! The dialog about a person's access: link to sign in, sessions, disabling. It must not know roles or teams.

use leptos::prelude::*;

use super::{
    api::{self, OneTime, Person, update_user::UpdateUserInput},
    people, text,
};
use crate::{
    model::UserStatus,
    ui::{
        dialog::Dialog,
        form::{FormError, Submit},
        lean::{self, press},
        secret::Secret,
        time, toast,
    },
};

/// A link that has just been made: its words and itself.
type Made = RwSignal<Option<(&'static str, OneTime)>>;

/// What the secret of a link is followed by.
pub(super) fn link_note(name: &str, link: &OneTime) -> String {
    let ends = time::moment(link.expires_at);
    format!("Hand it to {name} in private. It works once, until {ends}, and is not shown again.")
}

/// One thing that can be done: what, why, and its button.
fn act(title: &'static str, hint: &'static str, word: &'static str, run: impl FnMut() + 'static) -> AnyView {
    view! {
        <li>
            <div><h3>{title}</h3><p class="muted">{hint}</p></div>
            <button type="button" class="btn" on:click=press(run)>{word}</button>
        </li>
    }
    .into_any()
}

#[component]
pub fn AccessDialog(
    person: Person,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let submit = Submit::new();
    let made: Made = RwSignal::new(None);
    let (id, name) = (person.id.clone(), person.name.clone());
    let mut acts = Vec::new();
    let link = {
        let id = id.clone();
        let keep = move |label| {
            move |link: OneTime| {
                on_saved.run(());
                made.set(Some((label, link)));
            }
        };
        move |invited: bool| {
            if invited {
                submit.run(api::renew_invitation(id.clone()), keep("Invitation link"));
            } else {
                submit.run(api::start_password_reset(id.clone()), keep("Password reset link"));
            }
        }
    };
    match person.status {
        UserStatus::Invited => {
            acts.push(act("Invitation", text::INVITATION_HINT, "New invitation link", move || link(true)));
        }
        UserStatus::Active => {
            acts.push(act("Password", text::RESET_HINT, "Create a reset link", move || link(false)));
            let (id, name) = (id.clone(), name.clone());
            acts.push(act("Sessions", text::SESSIONS_HINT, "Sign out everywhere", move || {
                let name = name.clone();
                submit.run(api::end_sessions(Some(id.clone())), move |()| {
                    toast::say(format!("{name} is signed out everywhere."));
                });
            }));
        }
        UserStatus::Disabled => {}
    }
    acts.push(disabling(&person, submit, on_close, on_saved));
    let (email, status) = (person.email.clone(), people::status(person.status));
    let secret = lean::part(move || {
        made.get().map(|(label, link)| {
            let note = link_note(&name, &link);
            view! { <Secret label value=link.link note on_done=on_close /> }
        })
    });
    view! {
        <Dialog title=format!("Access of {}", person.name) on_close class="mid">
            {secret}
            <div class="access" class:hidden=move || made.with(Option::is_some)>
                <p><span class="muted">{email}" · "</span>{status}</p>
                <FormError submit />
                <ul class="acts-list">{acts}</ul>
            </div>
        </Dialog>
    }
}

/// Disabling, or taking it back. Either counts at once.
fn disabling(person: &Person, submit: Submit, on_close: Callback<()>, on_saved: Callback<()>) -> AnyView {
    let disable = person.status != UserStatus::Disabled;
    let (id, version, name) = (person.id.clone(), person.version, person.name.clone());
    let (hint, word) =
        if disable { (text::DISABLE_HINT, "Disable at once") } else { (text::ENABLE_HINT, "Enable") };
    act("Account", hint, word, move || {
        let input = UpdateUserInput {
            id: id.clone(),
            version,
            name: None,
            roles: None,
            team_ids: None,
            is_disabled: Some(disable),
        };
        let said = if disable { "is disabled and signed out." } else { "is enabled." };
        let said = format!("{name} {said}");
        submit.run(api::update_user(input), move |()| {
            toast::say(said);
            on_saved.run(());
            on_close.run(());
        });
    })
}
