//! What everybody sets for themselves: look, keyboard, calendar, password, sessions.

use leptos::prelude::*;

use super::{
    api::{self, SignedIn},
    sessions::Sessions,
    text,
};
use crate::{
    model::Permission,
    net::session::session,
    notification::calendar,
    shell::{self, Overlays},
    ui::{
        dom,
        field::CheckField,
        form::{FormError, Submit, SubmitButton},
        icon::Icon,
        lean::{self, press},
        look::{Look, LookField},
        password::{PasswordField, long_enough},
        remote::{self, Source},
        shortcuts, time, toast,
    },
};

#[component]
pub fn Me() -> impl IntoView {
    shell::page(text::ME, &[]);
    let overlays = expect_context::<Overlays>();
    let sessions = remote::remote(api::sessions);
    let viewer = session().viewer.get_untracked();
    let may_calendar = untrack(|| session().can(Permission::CalendarManage));
    let roles = viewer.as_ref().map(|v| v.roles.iter().map(|r| r.label()).collect::<Vec<_>>().join(", "));
    let (name, email) = viewer.map(|v| (v.name, v.email.unwrap_or_default())).unwrap_or_default();
    let zone = time::zone();
    let now = lean::words(|| time::clock(crate::model::DateTime(time::now().get())));
    view! {
        <header class="lhead">
            <h1>{text::ME}</h1>
        </header>
        <p class="who muted">{name}" · "{email.clone()}" · "{roles}</p>
        {section("look", "Appearance", text::LOOK_NOTE, view! {
            <LookField look=Look::Theme />
            <LookField look=Look::Density />
        }.into_any())}
        {section("keyboard", "Keyboard", text::KEYS_NOTE, view! {
            <CheckField label="Single-key shortcuts" value=shortcuts::enabled()
                hint="Such as C to declare an incident. Ctrl or Cmd with K works always." />
            <p><button type="button" class="btn" on:click=press(move || overlays.sheet.set(true))>
                <Icon name="i-keys" />"Show all keys"<kbd aria-hidden="true">"?"</kbd>
            </button></p>
        }.into_any())}
        {section("time", "Time", "Taken from this device.", view! {
            <p>"Times are shown in "<strong>{zone}</strong>", where it is "<span class="clock">{now}</span>"."</p>
        }.into_any())}
        {may_calendar.then(|| section("calendar", calendar::CALENDAR, calendar::CALENDAR_NOTE, calendar::part()))}
        {section("password", "Password", text::PASSWORD_NOTE, view! { <PasswordForm email sessions /> }.into_any())}
        {section("sessions", "Sessions", text::SESSIONS_NOTE, view! { <Sessions source=sessions /> }.into_any())}
    }
}

/// One subject of the page: what it is about at the side, its controls beside that.
fn section(id: &'static str, title: &'static str, note: &'static str, body: AnyView) -> AnyView {
    let heading = format!("me-{id}");
    let named = heading.clone();
    view! {
        <section class="setting" aria-labelledby=named>
            <div class="setting-head">
                <h2 id=heading tabindex="-1">{title}</h2>
                <p class="muted small">{note}</p>
            </div>
            <div class="setting-body">{body}</div>
        </section>
    }
    .into_any()
}

/// Where the focus goes when a session has left the list.
pub(super) fn focus_sessions() {
    dom::focus("#me-sessions");
}

#[component]
fn PasswordForm(email: String, sessions: Source<Vec<SignedIn>>) -> impl IntoView {
    let (current, fresh) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = Submit::new();
    let send = lean::submit(move || {
        if current.with_untracked(String::is_empty) {
            return submit.refuse("currentPassword", "Enter the password you have now.");
        }
        if !fresh.with_untracked(|p| long_enough(p, submit, "newPassword")) {
            return;
        }
        let work = api::change_password(current.get_untracked(), fresh.get_untracked());
        submit.run(work, move |()| {
            current.set(String::new());
            fresh.set(String::new());
            toast::say("Your password is changed. Your other sessions have ended.");
            sessions.reload();
        });
    });
    view! {
        <form on:submit=send novalidate>
            // For password managers: whose password this is.
            <input type="text" class="hidden" autocomplete="username" readonly=true prop:value=email />
            <PasswordField label="Current password" value=current error=submit.of("currentPassword") />
            <PasswordField label="New password" value=fresh error=submit.of("newPassword") fresh=true />
            <FormError submit />
            <p><SubmitButton submit label="Change the password" /></p>
        </form>
    }
}
