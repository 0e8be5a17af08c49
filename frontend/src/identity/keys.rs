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
        field::{SelectField, TextField},
        form::{self, FormError, Submit, SubmitButton},
        pager,
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
    view! {
        <header class="lhead">
            <h1>{text::KEYS}</h1>
            <div class="end">
                <Show when=|| session().can(Permission::ApiKeyManage)>
                    <button type="button" class="btn primary" on:click=move |_| creating.set(true)>{text::ADD_KEY}</button>
                </Show>
            </div>
        </header>
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
    let rows = page.rows.into_iter().map(|key| row(key, revoking)).collect_view();
    view! {
        <div class="table-scroll">
            <table class="list-table" role="table">
                <caption class="vh">"API keys, newest first"</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"Name"</th>
                        <th role="columnheader" scope="col">"Role"</th>
                        <th role="columnheader" scope="col">"Created"</th>
                        <th role="columnheader" scope="col">"Ends"</th>
                        <th role="columnheader" scope="col">"Last used"</th>
                        <th role="columnheader" scope="col"><span class="vh">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        {pager::more(page.next, source, api::keys)}
    }
    .into_any()
}

fn row(key: Key, revoking: Revoking) -> impl IntoView {
    let ended = key.expires_at.0 < time::now_ms();
    let state = match (key.revoked_at, ended) {
        (Some(_), _) => Some(view! { <Chip tone="none">"Revoked"</Chip> }),
        (None, true) => Some(view! { <Chip tone="none">"Ended"</Chip> }),
        (None, false) => None,
    };
    let over = state.is_some();
    let name = key.name.clone();
    let (role, created, expires, used) = (key.role.label(), key.created_at, key.expires_at, key.last_used_at);
    let label = format!("Revoke {name}");
    let action = move || {
        let (key, label) = (key.clone(), label.clone());
        view! {
            <button type="button" class="btn small" aria-label=label on:click=move |_| revoking.set(Some(key.clone()))>"Revoke"</button>
        }
    };
    view! {
        <tr role="row" class:ended=over>
            <td role="cell" class="c-title"><strong>{name}</strong>" "{state}</td>
            <td role="cell">{role}</td>
            <td role="cell"><When at=created /></td>
            <td role="cell"><When at=expires /></td>
            <td role="cell">{match used { Some(at) => view! { <When at /> }.into_any(), None => "never".into_any() }}</td>
            <td role="cell" class="r">
                <Show when=move || !over && session().can(Permission::ApiKeyManage)>{action()}</Show>
            </td>
        </tr>
    }
}

#[component]
fn KeyForm(#[prop(into)] on_close: Callback<()>, #[prop(into)] on_saved: Callback<()>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Viewer.wire().to_owned());
    let day = time::to_input(DateTime(time::now_ms() + LIFE)).chars().take(10).collect::<String>();
    let until = RwSignal::new(day);
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
        let input = CreateApiKeyInput { name: wanted, role, expires_at, idempotency_key: Some(key.clone()) };
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
