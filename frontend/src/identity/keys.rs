//! API keys: list, create with a secret shown once, revoke.

use leptos::prelude::*;

use super::{
    api::{self, Key, create_api_key::CreateApiKeyInput},
    text,
};
use crate::{
    model::{DateTime, Page, Permission, Role},
    net::session::session,
    shell,
    ui::{
        badge::Chip,
        dialog::Dialog,
        field::{SelectField, TextArea, TextField},
        form::{self, FormError, Submit, SubmitButton},
        lean, listing, pager,
        remote::{self, Source},
        secret::Secret,
        states::Empty,
        time::{self, When},
        toast,
    },
};

/// The day a new key ends unless someone says otherwise.
const LIFE: i64 = 90 * 86_400_000;

type Revoking = RwSignal<Option<Key>>;

#[component]
pub fn Keys() -> impl IntoView {
    shell::page(text::KEYS, &[]);
    let source = remote::remote(|| api::keys(None));
    let creating = RwSignal::new(false);
    let revoking: Revoking = RwSignal::new(None);
    let add = untrack(|| session().can(Permission::ApiKeyManage))
        .then(|| (text::ADD_KEY, Callback::new(move |()| creating.set(true))));
    view! {
        {listing::head(text::KEYS, add)}
        {remote::show(source, 5, move |page| table(page, source, revoking))}
        <Show when=move || creating.get()>
            <KeyForm on_close=move |()| creating.set(false) on_saved=move |()| source.reload() />
        </Show>
        <Show when=move || revoking.with(Option::is_some)>
            <RevokeDialog revoking on_done=move |()| source.reload() />
        </Show>
    }
}

fn table(page: Page<Key>, source: Source<Page<Key>>, revoking: Revoking) -> impl IntoView {
    if page.rows.is_empty() {
        return view! { <Empty title=text::NO_KEYS text=text::NO_KEYS_TEXT /> }.into_any();
    }
    let rows = page.rows.into_iter().map(|key| row(key, revoking)).collect();
    view! {
        {listing::table("API keys, newest first", &text::KEY_COLUMNS, rows)}
        {pager::more(page.next, source, api::keys)}
    }
    .into_any()
}

fn row(key: Key, revoking: Revoking) -> AnyView {
    let state = match key.revoked_at {
        Some(_) => Some("Revoked"),
        None => (key.expires_at.0 < time::now_ms()).then_some("Ended"),
    };
    let chip = state.map(|word| view! { <Chip tone="none">{word}</Chip> });
    let bound = key.bound.clone().map(|(query, hash)| {
        view! {
            <details class="bound">
                <summary>"Bound to one query"</summary>
                <p class="small">"SHA-256 "<code class="mono">{hash}</code></p>
                <pre class="mono" tabindex="0">{query}</pre>
            </details>
        }
    });
    let beside = view! { {chip}{bound} }.into_any();
    let when = |class, at: DateTime| (class, view! { <When at /> }.into_any());
    let mut cells = vec![
        listing::name(key.name.clone(), Some(beside)),
        listing::words("", key.role.label().to_owned()),
        when("c-since", key.created_at),
        when("c-until", key.expires_at),
        key.last_used_at
            .map_or_else(|| listing::words("c-used", "never".to_owned()), |at| when("c-used", at)),
    ];
    let may_revoke = state.is_none() && untrack(|| session().can(Permission::ApiKeyManage));
    let revoke = may_revoke.then(|| {
        let label = format!("Revoke {}", key.name);
        let press = lean::press(move || revoking.set(Some(key.clone())));
        view! { <button type="button" class="btn small" aria-label=label on:click=press>"Revoke"</button> }
    });
    cells.push(("r", revoke.into_any()));
    listing::row(state.is_some(), cells)
}

#[component]
fn KeyForm(#[prop(into)] on_close: Callback<()>, #[prop(into)] on_saved: Callback<()>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Viewer.wire().to_owned());
    let day = time::to_input(DateTime(time::now_ms() + LIFE)).chars().take(10).collect::<String>();
    let until = RwSignal::new(day);
    let query = RwSignal::new(String::new());
    let secret = RwSignal::new(None::<String>);
    let submit = Submit::new();
    let key = form::idempotency_key();
    let inside = Role::ALL.iter().filter(|r| **r != Role::Customer);
    let roles =
        Signal::stored(inside.map(|r| (r.wire().to_owned(), r.label().to_owned())).collect::<Vec<_>>());
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let wanted = name.with_untracked(|n| n.trim().to_owned());
        if wanted.is_empty() {
            return submit.refuse("name", "Name the tool that will use this key.");
        }
        let Some(expires_at) = time::from_input(&until.get_untracked()) else {
            return submit.refuse("expiresAt", "Choose the day the key ends.");
        };
        let role = Role::parse(&role.get_untracked()).unwrap_or(Role::Viewer);
        // Blanks at its ends would be part of what is compared.
        let query = Some(query.with_untracked(|q| q.trim().to_owned())).filter(|q| !q.is_empty());
        let idempotency_key = Some(key.clone());
        let input = CreateApiKeyInput { name: wanted, role, expires_at, query, idempotency_key };
        submit.run(api::create_key(input), move |answer| {
            on_saved.run(());
            match answer {
                Some(answer) => secret.set(Some(answer)),
                None => on_close.run(()),
            }
        });
    };
    view! {
        <Dialog title=text::ADD_KEY on_close>
            <Show when=move || secret.with(Option::is_some)>
                <Secret label="Secret" value=secret.get().unwrap_or_default() note=text::ONCE on_done=on_close />
            </Show>
            <form on:submit=send novalidate class:hidden=move || secret.with(Option::is_some)>
                <TextField label="Name" value=name required=true error=submit.of("name") autofocus=true
                    hint="The tool that will use it, such as deploy pipeline." />
                <SelectField label="Role" value=role options=roles error=submit.of("role") />
                <TextField label="Ends on" kind="date" value=until required=true error=submit.of("expiresAt") />
                <TextArea label="Bound to one query" value=query rows=4 mono=true hint=text::BOUND_HINT error=submit.of("query") />
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=move |_| on_close.run(())>"Cancel"</button>
                    <SubmitButton submit label=text::ADD_KEY />
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn RevokeDialog(revoking: Revoking, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let submit = Submit::new();
    let name = untrack(|| revoking.with(|k| k.as_ref().map(|k| k.name.clone()).unwrap_or_default()));
    let said = name.clone();
    let revoke = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let id = revoking.with_untracked(|k| k.as_ref().map(|k| k.id.clone()).unwrap_or_default());
        let said = said.clone();
        submit.run(api::revoke_key(id), move |()| {
            toast::say(format!("{said} is revoked."));
            revoking.set(None);
            on_done.run(());
        });
    };
    view! {
        <Dialog title=format!("Revoke {name}?") on_close=move |()| revoking.set(None)>
            <form on:submit=revoke>
                <p>"The tool that uses this key is refused from now on. This cannot be undone; a new key can be created."</p>
                <FormError submit />
                <div class="form-end">
                    <button type="button" class="btn quiet" on:click=move |_| revoking.set(None)>"Keep it"</button>
                    <SubmitButton submit label="Revoke key" />
                </div>
            </form>
        </Dialog>
    }
}
