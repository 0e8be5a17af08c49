//! Where a one-time link leads: whom it is for, and the password to choose. It works without a session, and says the same of
//! every link that does not work. The token stands behind the `#`, so that no server and no log ever sees it in an address.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{
    api::{self, Invited},
    text,
};
use crate::{
    model::OneTimeLinkKind,
    net::session::session,
    ui::{
        dom,
        form::{FormError, Submit, SubmitButton},
        icon::href,
        lean,
        password::{PasswordField, long_enough},
        remote::{self, Remote, Source},
        states::{Failure, Skeleton},
    },
};

type Link = Source<Option<Invited>>;

#[component]
pub fn Welcome() -> impl IntoView {
    dom::set_title(text::WELCOME);
    let hash = use_location().hash;
    let token = move || hash.with(|h| h.trim_start_matches('#').to_owned());
    let source: Link = remote::remote(move || {
        let token = token();
        // Nothing needs no question.
        async move { if token.is_empty() { Ok(None) } else { api::one_time_link(token).await } }
    });
    let body = lean::part(move || match source.state.get() {
        Remote::Loading => view! { <h1>{text::WELCOME}</h1><Skeleton rows=3 /> }.into_any(),
        Remote::Failed(error) => {
            view! { <h1>{text::WELCOME}</h1><Failure error retry=move |()| source.reload() /> }.into_any()
        }
        Remote::Ready(None) => dead(),
        Remote::Ready(Some(link)) => view! { <Choose link token=untrack(token) source /> }.into_any(),
    });
    view! {
        <main class="sign-in" id="main">
            <div class="sign-in-box">
                <svg class="mark" aria-hidden="true"><use href=href("mark")></use></svg>
                {body}
            </div>
        </main>
    }
}

fn dead() -> AnyView {
    dom::set_title(text::DEAD_LINK);
    view! {
        <h1>{text::DEAD_LINK}</h1>
        <p>{text::DEAD_LINK_TEXT}</p>
        <p><a class="btn" href="/" rel="external">"Go to sign-in"</a></p>
    }
    .into_any()
}

#[component]
fn Choose(link: Invited, token: String, source: Link) -> impl IntoView {
    let title = match link.kind {
        OneTimeLinkKind::Invitation => text::WELCOME,
        OneTimeLinkKind::PasswordReset => text::NEW_PASSWORD,
    };
    let note = match link.kind {
        OneTimeLinkKind::Invitation => text::INVITED,
        OneTimeLinkKind::PasswordReset => text::RESET,
    };
    dom::set_title(title);
    let password = RwSignal::new(String::new());
    let submit = Submit::new();
    let send = lean::submit(move || {
        if !password.with_untracked(|p| long_enough(p, submit, "password")) {
            return;
        }
        let asked = api::redeem(token.clone(), password.get_untracked());
        let work = async move {
            let answer = asked.await;
            if answer.as_ref().is_err_and(|e| e.field.as_deref().is_some_and(|f| f.ends_with("token"))) {
                // It ended, or was used, while the page was open.
                source.reload();
            }
            answer
        };
        submit.run(work, |()| {
            // A fresh page: it forgets whoever was signed in before, and the token leaves the history.
            let _ = window().location().replace("/");
        });
    });
    let email = link.email.clone();
    let other = lean::part(move || {
        let viewer = session().viewer.get().filter(|v| v.email.as_deref() != Some(&email));
        viewer.map(|v| {
            let words = format!("This browser is signed in as {}. Going on here replaces that.", v.name);
            view! { <p class="notice">{words}</p> }
        })
    });
    view! {
        <h1>{title}</h1>
        {other}
        <p><strong>{link.name}</strong><br /><span class="muted">{link.email.clone()}</span></p>
        <p>{note}</p>
        <form id="welcome" on:submit=send novalidate>
            // For password managers: whose password this is.
            <input type="text" class="hidden" autocomplete="username" readonly=true prop:value=link.email />
            <PasswordField label="New password" value=password error=submit.of("password") fresh=true autofocus=true />
            <FormError submit />
            <SubmitButton submit label="Set the password and sign in" />
        </form>
    }
}
