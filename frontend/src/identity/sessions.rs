//! Where somebody is signed in: the viewer's own sessions, ending one of them or all. It must not know passwords.

use domain::identity::device::device;
use leptos::prelude::*;

use super::{
    api::{self, SignedIn},
    text,
};
use crate::{
    net::session,
    ui::{
        badge::Chip,
        dialog::Dialog,
        form::{FormError, Submit, SubmitButton},
        lean::{self, press},
        listing,
        remote::{self, Source},
        time::{self, When},
        toast,
    },
};

/// The list and its two ways to end something.
#[component]
pub fn Sessions(source: Source<Vec<SignedIn>>) -> impl IntoView {
    let everywhere = RwSignal::new(false);
    view! {
        {remote::show(source, 3, move |all| {
            let rows = all.into_iter().map(|one| row(one, source)).collect();
            listing::table("Your sessions", &text::SESSION_COLUMNS, rows)
        })}
        <p class="form-end">
            <button type="button" class="btn" on:click=press(move || everywhere.set(true))>"Sign out everywhere"</button>
        </p>
        <Show when=move || everywhere.get()>
            <EverywhereDialog on_close=move |()| everywhere.set(false) />
        </Show>
    }
}

fn row(one: SignedIn, source: Source<Vec<SignedIn>>) -> AnyView {
    let device = device(one.user_agent.as_deref());
    let beside = match one.ended {
        Some((at, reason)) => {
            let why = reason.map(|r| format!(": {}", r.label().to_lowercase())).unwrap_or_default();
            let ended = format!("Ended {}{why}", time::moment(at));
            Some(view! { <span class="sub">{ended}</span> }.into_any())
        }
        None if one.is_current => Some(view! { <Chip tone="ok">"This one"</Chip> }.into_any()),
        None => None,
    };
    let agent = one.user_agent.clone().unwrap_or_default();
    let when = |class, at| (class, view! { <When at /> }.into_any());
    let end = one.ended.is_none().then(|| end_button(&one, &device, source));
    let cells = vec![
        ("c-title", view! { <strong title=agent>{device}</strong>" "{beside} }.into_any()),
        listing::words("mono", one.address.unwrap_or_default()),
        when("c-since", one.created_at),
        when("c-used", one.last_used_at),
        ("r", end.into_any()),
    ];
    listing::row(one.ended.is_some(), cells)
}

fn end_button(one: &SignedIn, device: &str, source: Source<Vec<SignedIn>>) -> AnyView {
    let (id, current) = (one.id.clone(), one.is_current);
    let since = time::moment(one.created_at);
    let (word, label) = if current {
        ("Sign out", "Sign out here".to_owned())
    } else {
        ("End", format!("End the session of {device} since {since}"))
    };
    let end = press(move || {
        if current {
            return session::leave();
        }
        let id = id.clone();
        wasm_bindgen_futures::spawn_local(async move {
            match api::end_session(id).await {
                Ok(()) => {
                    toast::say("The session has ended.");
                    source.reload();
                    // The button that was pressed is gone with its row.
                    request_animation_frame(super::me::focus_sessions);
                }
                Err(error) => toast::fail(&error),
            }
        });
    });
    view! { <button type="button" class="btn small" aria-label=label on:click=end>{word}</button> }.into_any()
}

#[component]
fn EverywhereDialog(#[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let submit = Submit::new();
    let end = move || submit.run(api::end_sessions(None), |()| session::leave());
    view! {
        <Dialog title="Sign out everywhere?" on_close>
            <form on:submit=lean::submit(end)>
                <p>"All your sessions end at once, this one too. What is not saved yet is lost, here and on your other devices."</p>
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=press(move || on_close.run(()))>"Stay signed in"</button>
                    <SubmitButton submit label="Sign out everywhere" />
                </div>
            </form>
        </Dialog>
    }
}
