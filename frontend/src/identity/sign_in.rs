//! The sign-in screen. It stands in place of the wanted page, whose address stays, so signing in lands there.

use leptos::prelude::*;

use super::{api, text};
use crate::{
    net::session,
    ui::{
        dom,
        field::TextField,
        form::{FormError, Submit, SubmitButton},
        icon::href,
    },
};

#[component]
pub fn SignIn(
    /// A session was lost, rather than never begun.
    ended: bool,
) -> impl IntoView {
    dom::set_title(text::SIGN_IN);
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = Submit::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if email.with(|e| e.trim().is_empty()) {
            submit.refuse("email", "Enter your e-mail address.");
            dom::focus("#sign-in input[type=email]");
            return;
        }
        let asked = api::sign_in(email.get_untracked().trim().to_owned(), password.get_untracked());
        let work = async move {
            let (token, expires_at, reused_at) = asked.await.map_err(|mut error| {
                // The two refusals of a sign-in must not differ, and this one is not about a session.
                if error.is("UNAUTHENTICATED") {
                    error.code = "BAD_SIGN_IN".into();
                    error.message = text::BAD_SIGN_IN.into();
                }
                error
            })?;
            session::signed_in(&token, expires_at, reused_at).await
        };
        submit.run(work, |()| {});
    };
    view! {
        <main class="sign-in" id="main">
            <form id="sign-in" on:submit=send novalidate>
                <svg class="mark" aria-hidden="true"><use href=href("mark")></use></svg>
                <h1>"Sign in to Coalmine"</h1>
                {ended.then(|| view! { <p class="notice" role="status">{text::SESSION_ENDED}</p> })}
                <TextField label="E-mail" value=email kind="email" autocomplete="username" required=true
                    error=submit.of("email") autofocus=true />
                <TextField label="Password" value=password kind="password" autocomplete="current-password"
                    required=true error=submit.of("password") />
                <FormError submit />
                <SubmitButton submit label=text::SIGN_IN />
                <p class="muted small">{text::NO_ACCOUNT}</p>
            </form>
        </main>
    }
}
